/**
 * The mean and standard deviation of what each unit's activation is given.
 *
 * @module
 */
import * as Plot from "@observablehq/plot";
import type { Inspection } from "../../runner/results.ts";
import { spread } from "../bin.ts";
import { formatShort, plural } from "../format.ts";
import type { Html } from "../html.ts";
import { lookOf } from "../palette.ts";
import type { Steps } from "../step_slider.ts";
import { activationOf, forScale, lookAt, type Shown } from "./looks.ts";
import { drawing } from "./drawing.ts";
import { variantPanels } from "./panel.ts";
import { path, polyline } from "./path.ts";
import { sharedReach } from "./reach.ts";

type Layer = Inspection["layers"][number];

/** |tanh y| > 0.97 from |y| = artanh 0.97 on. */
const FLAT = Math.atanh(0.97);
/** Strokes in a panel. */
const MAX_STROKES = 100;

/** A unit: its mean and standard deviation. */
interface Unit {
  mean: number;
  std: number;
}

/** The units whose numbers are finite, in the order of their means. */
function unitsOf({ mean, std }: Layer): Unit[] {
  const units = mean.flatMap((m, j) =>
    m === null || std[j] === null ? [] : [{ mean: m, std: std[j]! }]
  );
  return units.sort((a, b) => a.mean - b.mean);
}

/** How far from 0 the axis of a layer reaches, at all steps. */
function axisReach(shown: readonly Shown[], { steps }: Steps, layer: string): number {
  const reaches = forScale(shown).flatMap(({ run }) =>
    steps.map((step) => {
      const found = lookAt(run, step)?.layers.find(({ name }) => name === layer);
      return found ? reachOf(unitsOf(found)) : 0;
    })
  );
  return sharedReach(reaches, { factor: 4, enough: 16 });
}

const reachOf = (units: Unit[]): number =>
  Math.max(0, ...units.map(({ mean, std }) => Math.abs(mean) + std));

/** A panel a variant: a stroke a unit, from a standard deviation below its mean to one above. */
export function preActivationPanels(
  shown: readonly Shown[],
  steps: Steps,
  layer: string,
): Html {
  const reach = axisReach(shown, steps, layer);
  return variantPanels(shown, steps, ({ layers, step }, { variant, run }) => {
    const found = layers.find(({ name }) => name === layer);
    if (!found) return null;
    const units = unitsOf(found);
    const picture = draw(
      spread(units.length, MAX_STROKES).map((j) => units[j]),
      reach,
      lookOf(variant.index).color,
      activationOf(found, run) === "tanh",
      `pre-${layer}-${variant.index}-${step}`,
    );
    return { drawing: picture, words: describe(units, found), note: noteOn(units, reach) };
  });
}

function draw(units: Unit[], reach: number, color: string, tanh: boolean, id: string): Html {
  const clamp = (y: number) => Math.max(-1.03 * reach, Math.min(1.03 * reach, y));
  const x = units.map((_, j) => (j + 0.5) / units.length);
  return drawing({
    marginTop: 20,
    marginRight: 4,
    marginBottom: 28,
    marginLeft: 36,
    x: {
      domain: [0, 1],
      ticks: [],
      label: "units, by their mean",
      labelAnchor: "center",
      labelArrow: "none",
    },
    y: {
      domain: [-1.03 * reach, 1.03 * reach],
      ticks: 5,
      label: "pre-activation",
      labelArrow: "none",
      tickFormat: formatShort,
    },
    marks: [
      tanh && FLAT < reach
        ? Plot.rectY([-1, 1], {
          x1: 0,
          x2: 1,
          y1: (side: number) => side * FLAT,
          y2: (side: number) => side * 1.03 * reach,
          fill: "currentColor",
          fillOpacity: 0.07,
        })
        : null,
      Plot.ruleY([0], { stroke: "currentColor", strokeOpacity: 0.4 }),
      path(
        (X, Y) =>
          units.map(({ mean, std }, j) =>
            `M${X(x[j])} ${Y(clamp(mean - std))}V${Y(clamp(mean + std))}`
          ).join(""),
        {
          stroke: color,
          "stroke-width": String(Math.max(0.9, Math.min(6, 180 / units.length))),
          "stroke-opacity": "0.45",
        },
      ),
      polyline(Array.from(units.keys()), (j) => x[j], (j) => clamp(units[j].mean), {
        stroke: color,
        "stroke-width": "2",
        "stroke-linecap": "round",
      }),
    ],
  }, id);
}

function averages(units: Unit[]): { spread: number; std: number } {
  const n = units.length;
  const mean = units.reduce((sum, unit) => sum + unit.mean / n, 0);
  return {
    spread: Math.sqrt(units.reduce((sum, unit) => sum + (unit.mean - mean) ** 2 / n, 0)),
    std: units.reduce((sum, unit) => sum + unit.std / n, 0),
  };
}

function noteOn(units: Unit[], reach: number): string {
  if (units.length === 0) return "no finite number";
  const { spread, std } = averages(units);
  const cut = reachOf(units) > reach * 1.03 ? "; cut at the frame" : "";
  return `means spread by ±${formatShort(spread)}, std ${formatShort(std)} on average${cut}`;
}

function describe(units: Unit[], { units: count }: Layer): string {
  if (units.length === 0) return "no pre-activation is finite.";
  const { std } = averages(units);
  return `the means of ${plural(count, "unit")} lie from ${formatShort(units[0].mean)} to ` +
    `${formatShort(units.at(-1)!.mean)}; their standard deviation is ${
      formatShort(std)
    } on average.`;
}
