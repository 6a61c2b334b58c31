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
import type { Steps } from "../steps.ts";
import { lookAt, type Shown, shownSteps } from "./looks.ts";
import { drawing } from "./drawing.ts";
import { variantPanels } from "./panel.ts";
import { path } from "./path.ts";

type Layer = Inspection["layers"][number];

const layerCalled = (name: string, inspection?: Inspection): Layer | undefined =>
  inspection?.layers.find((layer) => layer.name === name);

/** A panel a variant; the values' axis is the same for all variants at a step, the share's at all steps. */
export function activationPanels(shown: readonly Shown[], steps: Steps, name: string): Html {
  const domains = new Map(steps.steps.map((step) => [step, domainOf(shown, step, name)]));
  const top = topOf(shown, name);
  return variantPanels(shown, steps, ({ step, layers }, { variant, run }) => {
    const layer = layers.find((layer) => layer.name === name);
    if (!layer) return null;
    if (sum(layer.activations.counts) === 0) {
      return { drawing: html``, words: "no value is finite.", note: "no value is finite" };
    }
    const isTanh = layer.saturation !== null && run.config.model.activation === "tanh";
    const options = { domain: domains.get(step)!, top, color: lookOf(variant.index).color, isTanh };
    const picture = draw(layer, options, `act-${name}-${variant.index}-${step}`);
    return { drawing: picture, words: describe(layer), note: noteOn(layer, isTanh) };
  });
}

/** From the least to the greatest value of any variant. */
function domainOf(shown: readonly Shown[], step: number, name: string): number[] {
  const filled = shown.flatMap(({ run }) => layerCalled(name, lookAt(run, step))?.activations ?? [])
    .filter(({ counts }) => sum(counts) > 0);
  return [Math.min(...filled.map(({ low }) => low)), Math.max(...filled.map(({ high }) => high))];
}

/** The greatest share of a bin, over all that is shown. */
function topOf(shown: readonly Shown[], name: string): number {
  const steps = shownSteps(shown);
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
  domain: number[];
  top: number;
  color: string;
  isTanh: boolean;
}

function draw(layer: Layer, { domain, top, color, isTanh }: DrawOptions, id: string): Html {
  const { low, high, counts } = layer.activations;
  const shares = sharesOf(layer);
  const edge = (k: number) => low + (high - low) * k / counts.length;
  const outline = (X: (x: number) => number, Y: (y: number) => number) =>
    `M${X(low)} ${Y(0)}${shares.map((share, k) => `V${Y(share)}H${X(edge(k + 1))}`).join("")}V${
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
      isTanh
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

function noteOn({ saturation, activations, units }: Layer, isTanh: boolean): string {
  const { low, high, nonFinite } = activations;
  const values = nonFinite > 0 ? `; ${plural(nonFinite, "value")} not finite` : "";
  if (saturation === null) return `from ${formatShort(low)} to ${formatShort(high)}${values}`;
  const { share, dead } = saturation;
  const where = isTanh ? "|h| > 0.97" : "h = 0";
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
