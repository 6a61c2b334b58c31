/**
 * How large gradients are.
 *
 * @module
 */
import * as Plot from "@observablehq/plot";
import type { Inspection } from "../../runner/results.ts";
import { formatShare, isolate, superscript } from "../format.ts";
import { type Html, html } from "../html.ts";
import { lookOf } from "../palette.ts";
import { stepParts, type Steps } from "../step_slider.ts";
import { ofVariant, variantAttributes } from "../selection.ts";
import { forScale, hasRoom, layersOf, lookAt, type Shown } from "./looks.ts";
import { drawing } from "./drawing.ts";
import { panel, panels, type Picture, picture } from "./panel.ts";
import { polyline, symbolOn } from "./path.ts";
import { roleOf } from "./role.ts";

type Magnitudes = Inspection["parameters"][number]["gradients"];

/** A gradient that every variant may have: its name, and where it is found. */
interface Gradient {
  name: string;
  of: (inspection: Inspection) => Magnitudes | undefined;
}

/** dh of every layer, and the gradients of the embedding and of all weight matrices. */
function gradientsOf(shown: readonly Shown[]): { layers: Gradient[]; weights: Gradient[] } {
  const names = shown.flatMap(({ run }) =>
    run.inspections[0].parameters.filter((one) => roleOf(one) !== "vector").map(({ name }) => name)
  );
  return {
    layers: layersOf(shown).map((layer) => ({
      name: layer === "output" ? "dlogits" : `dh of ${layer}`,
      of: ({ layers }) => layers.find(({ name }) => name === layer)?.gradients,
    })),
    weights: [...new Set(names)].map((parameter) => ({
      name: `d${parameter}`,
      of: ({ parameters }) => parameters.find(({ name }) => name === parameter)?.gradients,
    })),
  };
}

/** A panel a gradient, a line a variant; the axis of sizes is the same in all panels, and both are at all steps. */
export function gradientPanels(shown: readonly Shown[], steps: Steps): Html {
  const { layers, weights } = gradientsOf(shown);
  const gradients = [...layers, ...weights];
  const sizes = sizesOf(forScale(shown), steps, gradients) ?? sizesOf(shown, steps, gradients);
  if (sizes === null) return html`<p class="note">No gradient is finite and other than 0.</p>`;
  return panels(gradients.map((gradient) => {
    const top = topOf(shown, steps, gradient);
    return panel(
      html`<code>${gradient.name}</code>`,
      stepParts(steps, (step) =>
        picture(picturesOf(
          shown.filter((one) => hasRoom(one, step, steps.steps)),
          step,
          gradient,
          { sizes, top },
        ))),
    );
  }));
}

function picturesOf(
  shown: readonly Shown[],
  step: number,
  gradient: Gradient,
  axes: Axes,
): Picture {
  const lines = shown.flatMap((one) => {
    const look = lookAt(one.run, step);
    const found = look && gradient.of(look);
    return found ? [{ one, found }] : [];
  });
  const words = lines.filter(({ one }) => !one.folded).map(({ one, found }) =>
    `${isolate(one.variant.name)}: ${describe(found)}`
  );
  const zeros = lines.filter(({ found }) => found.zeros > 0).map(({ one, found }) =>
    html`<span ${
      ofVariant(one.variant, !one.folded)
    }><strong><bdi>${one.variant.name}</bdi></strong> ${
      formatShare(found.zeros / totalOf(found))
    }</span>`
  );
  return {
    drawing: draw(lines, axes, `grad-${gradient.name}-${step}`),
    words: `Sizes of ${gradient.name}. ${words.join(" ")}`,
    // Nothing where none of those that are shown has any.
    note: zeros.length > 0 &&
      html`<span class="alike">exactly 0: <span class="names">${zeros}</span></span>`,
  };
}

interface Axes {
  /** Of log₁₀. */
  sizes: [number, number];
  /** The greatest share of a bin. */
  top: number;
}

/** All that is shown of a gradient. */
function allOf(shown: readonly Shown[], { steps }: Steps, { of }: Gradient): Magnitudes[] {
  return shown.flatMap(({ run }) =>
    steps.flatMap((step) => {
      const look = lookAt(run, step);
      return look ? of(look) ?? [] : [];
    })
  );
}

/** Smaller sizes count at the left end: they are as good as 0, and would only press the others together. */
const LEAST = -9;

/** From the least to the greatest size that is not rare, in whole decades; null where there is none. */
function sizesOf(
  shown: readonly Shown[],
  steps: Steps,
  gradients: readonly Gradient[],
): [number, number] | null {
  let [low, high] = [Infinity, -Infinity];
  for (const found of gradients.flatMap((gradient) => allOf(shown, steps, gradient))) {
    const rare = 0.005 * totalOf(found);
    const filled = found.counts.flatMap((count, k) => count > rare ? [k] : []);
    if (filled.length === 0) continue;
    low = Math.min(low, edge(found, filled[0]));
    high = Math.max(high, edge(found, filled.at(-1)! + 1));
  }
  return low < high ? [Math.max(LEAST, Math.floor(low)), Math.ceil(high)] : null;
}

function topOf(shown: readonly Shown[], steps: Steps, gradient: Gradient): number {
  const shares = allOf(shown, steps, gradient).map((found) =>
    Math.max(...found.counts) / totalOf(found)
  );
  return Math.max(0.01, ...shares);
}

const edge = ({ low, high, counts }: Magnitudes, k: number) =>
  low + (high - low) * k / counts.length;

const totalOf = ({ counts, zeros, nonFinite }: Magnitudes) =>
  counts.reduce((sum, count) => sum + count, zeros + nonFinite) || 1;

function draw(
  lines: { one: Shown; found: Magnitudes }[],
  { sizes: x, top }: Axes,
  id: string,
): Html {
  const between = Math.ceil((x[1] - x[0]) / 6);
  const decades = Array.from({ length: x[1] - x[0] + 1 }, (_, k) => x[0] + k);
  return drawing({
    marginTop: 20,
    marginRight: 12,
    marginBottom: 32,
    marginLeft: 36,
    x: {
      domain: x,
      ticks: decades.filter((_, k) => k % between === 0),
      tickFormat: (decade: number) => `10${superscript(decade)}`,
      label: "size",
      labelArrow: "none",
    },
    y: {
      domain: [0, top],
      ticks: 3,
      tickFormat: formatShare,
      label: "share in a bin",
      labelArrow: "none",
    },
    marks: [
      Plot.ruleY([0], { stroke: "currentColor", strokeOpacity: 0.4 }),
      ...lines.flatMap(({ one, found }) => {
        const { color } = lookOf(one.variant.index);
        const total = totalOf(found);
        const middle = (k: number) => edge(found, k + 0.5);
        const bins = Array.from(found.counts.keys()).filter((k) =>
          middle(k) > x[0] && middle(k) < x[1]
        );
        const below = found.counts.slice(0, bins[0]).reduce((sum, count) => sum + count, 0);
        const above = found.counts.slice(bins.at(-1)! + 1).reduce((sum, count) => sum + count, 0);
        const countOf = (k: number) =>
          found.counts[k] + (k === bins[0] ? below : 0) + (k === bins.at(-1) ? above : 0);
        // The line along the axis begins and ends next to what it joins.
        const isFilled = (k: number) => countOf(k) > 0;
        const [first, last] = [bins.findIndex(isFilled), bins.findLastIndex(isFilled)];
        const line = first < 0 ? [] : bins.slice(Math.max(0, first - 1), last + 2);
        const attributes = variantAttributes(one.variant, !one.folded);
        const share = (k: number) => countOf(k) / total, most = Math.max(0, ...line.map(share));
        const high = line.filter((k) => share(k) > most / 4);
        const curve = polyline(line, middle, share, {
          stroke: color,
          "stroke-width": "1.8",
          "stroke-linejoin": "round",
          ...attributes,
        });
        return lines.length < 2 || high.length === 0
          ? [curve]
          : [curve, symbolOn(high, middle, share, one.variant.index, attributes)];
      }),
    ],
  }, id);
}

function describe(found: Magnitudes): string {
  const { counts, zeros, nonFinite } = found;
  const sizes = counts.reduce((sum, count) => sum + count, 0);
  const rest = (zeros > 0 ? `, ${formatShare(zeros / totalOf(found))} are 0` : "") +
    (nonFinite > 0 ? `, ${formatShare(nonFinite / totalOf(found))} are not finite` : "");
  if (sizes === 0) return `no size${rest}.`;
  let [k, below] = [-1, 0];
  while (below < sizes / 2) below += counts[++k];
  return `half are below ${Number((10 ** edge(found, k + 1)).toPrecision(1))}${rest}.`;
}
