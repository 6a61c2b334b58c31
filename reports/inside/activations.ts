/**
 * Histograms of what a layer puts out.
 *
 * @module
 */
import * as Plot from "@observablehq/plot";
import type { Inspection } from "../../runner/results.ts";
import { formatCount, formatShare, formatShort, plural } from "../format.ts";
import { type Html, html } from "../html.ts";
import { lookOf } from "../palette.ts";
import type { Steps } from "../step_slider.ts";
import { activationOf, forScale, lookAt, type Shown } from "./looks.ts";
import { drawing } from "./drawing.ts";
import { variantPanels } from "./panel.ts";
import { path } from "./path.ts";
import { sharedReach } from "./reach.ts";
import type { ShownRun } from "../shown_run.ts";

type Layer = Inspection["layers"][number];

const layerCalled = (name: string, inspection?: Inspection): Layer | undefined =>
  inspection?.layers.find((layer) => layer.name === name);

/** A panel a variant; the values' axis is the same for all variants at a step, the share's at all steps. */
export function activationPanels(shown: readonly Shown[], steps: Steps, name: string): Html {
  const domains = new Map(steps.steps.map((step) => [step, domainOf(shown, step, name)]));
  const top = topOf(shown, steps, name);
  return variantPanels(shown, steps, ({ step, layers }, { variant, run }) => {
    const layer = layers.find((layer) => layer.name === name);
    if (!layer) return null;
    if (sum(layer.activations.counts) === 0) {
      return { drawing: html``, words: "no value is finite.", note: "no value is finite" };
    }
    const tanh = isTanh(layer, run);
    const domain: [number, number] = tanh ? [-1, 1] : domains.get(step)!;
    const options = { domain, top, color: lookOf(variant.index).color, tanh };
    const picture = draw(layer, options, `act-${name}-${variant.index}-${step}`);
    return { drawing: picture, words: describe(layer), note: noteOn(layer, tanh, domain) };
  });
}

/** tanh gives what lies from −1 to 1; other values go from the least to the greatest of any variant. */
function domainOf(shown: readonly Shown[], step: number, name: string): [number, number] {
  const filled = forScale(shown).flatMap(({ run }) => {
    const layer = layerCalled(name, lookAt(run, step));
    return layer && !isTanh(layer, run) && sum(layer.activations.counts) > 0
      ? layer.activations
      : [];
  });
  const reach = sharedReach(
    filled.map(({ low, high }) => Math.max(Math.abs(low), Math.abs(high))),
    { factor: 4, enough: 100 },
  );
  return [
    Math.max(-reach, Math.min(...filled.map(({ low }) => low))),
    Math.min(reach, Math.max(...filled.map(({ high }) => high))),
  ];
}

const isTanh = (layer: Layer, run: ShownRun) => activationOf(layer, run) === "tanh";

/** The greatest share of a bin, over all that is shown. */
function topOf(shown: readonly Shown[], { steps }: Steps, name: string): number {
  const shares = shown.flatMap(({ run }) =>
    steps.flatMap((step) => {
      const layer = layerCalled(name, lookAt(run, step));
      return layer ? Math.max(...sharesOf(layer)) : [];
    })
  );
  return Math.max(0.01, ...shares);
}

function sharesOf({ activations: { counts } }: Layer): number[] {
  const total = sum(counts) || 1;
  return counts.map((count) => count / total);
}

interface DrawOptions {
  domain: [number, number];
  top: number;
  color: string;
  tanh: boolean;
}

function draw(layer: Layer, { domain, top, color, tanh }: DrawOptions, id: string): Html {
  const { low, high, counts } = layer.activations;
  const shares = sharesOf(layer);
  const clamp = (x: number) => Math.max(domain[0], Math.min(domain[1], x));
  const edge = (k: number) => clamp(low + (high - low) * k / counts.length);
  const outline = (X: (x: number) => number, Y: (y: number) => number) =>
    `M${X(edge(0))} ${Y(0)}${shares.map((share, k) => `V${Y(share)}H${X(edge(k + 1))}`).join("")}V${
      Y(0)
    }`;
  return drawing({
    marginTop: 20,
    marginRight: 10,
    marginBottom: 32,
    marginLeft: 40,
    x: {
      domain,
      ticks: 5,
      label: isOutput(layer) ? "logit" : "h",
      labelArrow: "none",
      tickFormat: formatShort,
    },
    y: {
      domain: [0, top],
      type: "sqrt",
      ticks: [0.01, 0.05, 0.2, 0.5, 1].filter((tick) => tick <= top),
      tickFormat: formatShare,
      label: "share in a bin",
      labelArrow: "none",
    },
    marks: [
      tanh
        ? Plot.rect([[-1, -0.97], [0.97, 1]], {
          x1: "0",
          x2: "1",
          y1: () => 0,
          y2: () => top,
          fill: "currentColor",
          fillOpacity: 0.1,
        })
        : null,
      path(outline, {
        fill: color,
        "fill-opacity": "0.3",
        stroke: color,
        "stroke-width": "1.5",
        "stroke-linejoin": "round",
      }),
      Plot.ruleY([0], { stroke: "currentColor", strokeOpacity: 0.5 }),
    ],
  }, id);
}

const isOutput = ({ saturation }: Layer) => saturation === null;

function noteOn(
  { saturation, activations, units }: Layer,
  tanh: boolean,
  domain: [number, number],
): string {
  const { low, high, nonFinite } = activations;
  const isCut = low < domain[0] || high > domain[1];
  const values = (isCut && saturation !== null ? `; up to ${formatShort(high)}` : "") +
    (isCut ? "; cut at the frame" : "") +
    (nonFinite > 0 ? `; ${plural(nonFinite, "value")} not finite` : "");
  if (saturation === null) return `from ${formatShort(low)} to ${formatShort(high)}${values}`;
  const { share, dead } = saturation;
  const where = tanh ? "|h| > 0.97" : "h = 0";
  const deadUnits = dead === 0 ? "" : `; ${formatCount(dead)} of ${formatCount(units)} units dead`;
  return `${formatShare(share)} of h saturated (${where})${deadUnits}${values}`;
}

function describe(layer: Layer): string {
  const { activations: { low, high, counts }, saturation } = layer;
  const middle = sum(counts.slice(20, 40)) / (sum(counts) || 1);
  return `values from ${formatShort(low)} to ${formatShort(high)}, ${
    formatShare(middle)
  } of them in the middle third` +
    (saturation ? `; ${formatShare(saturation.share)} are saturated.` : ".");
}

const sum = (x: number[]) => x.reduce((total, xi) => total + xi, 0);
