/**
 * How large gradients are.
 *
 * @module
 */
import type { Inspection } from "../../runner/results.ts";
import { svg } from "../charts/svg.ts";
import { formatShare, isolate } from "../format.ts";
import { type Html, html } from "../html.ts";
import { lookOf } from "../palette.ts";
import { layersOf, lookAt, type Shown, shownSteps } from "./looks.ts";
import { PANEL, panel, panels } from "./panel.ts";
import { path } from "./path.ts";

type Magnitudes = Inspection["parameters"][number]["gradients"];

/** A gradient that every variant may have: its name, and where it is found. */
interface Gradient {
  name: string;
  of: (inspection: Inspection) => Magnitudes | undefined;
}

/** dh of every layer, and the gradients of the embedding and of all weight matrices. */
function gradientsOf(shown: readonly Shown[]): { layers: Gradient[]; weights: Gradient[] } {
  const names = shown.flatMap(({ run }) => run.inspections[0].parameters.map(({ name }) => name));
  return {
    layers: layersOf(shown).map((layer) => ({
      name: layer === "output" ? "dlogits" : `dh of ${layer}`,
      of: ({ layers }) => layers.find(({ name }) => name === layer)?.gradients,
    })),
    weights: [...new Set(names)].filter((name) => /^(C|W\d+)$/.test(name)).map((parameter) => ({
      name: `d${parameter}`,
      of: ({ parameters }) => parameters.find(({ name }) => name === parameter)?.gradients,
    })),
  };
}

/** A panel a gradient, a line a variant; both axes are the same in all panels and at all steps. */
export function gradientPanels(shown: readonly Shown[], step: number): Html {
  const { layers, weights } = gradientsOf(shown);
  const all = [...layers, ...weights];
  const axes = axesOf(shown, all);
  if (axes === null) return html`<p class="note">No gradient is finite and other than 0.</p>`;
  return html`${
    panels(all.map((gradient) => {
      const lines = shown.flatMap((one) => {
        const look = lookAt(one.run, step);
        const found = look && gradient.of(look);
        return found ? [{ one, found }] : [];
      });
      const words = lines.map(({ one, found }) =>
        `${isolate(one.variant.name)}: ${describe(found)}`
      );
      const zeros = lines.filter(({ found }) => found.zeros > 0).map(({ one, found }) =>
        html`<bdi>${one.variant.name}</bdi> ${formatShare(found.zeros / totalOf(found))}`
      );
      return panel(html`<code>${gradient.name}</code>`, {
        drawing: draw(lines, axes, `grad-${gradient.name}-${step}`),
        words: `Sizes of ${gradient.name}. ${words.join(" ")}`,
        note: zeros.length > 0 && html`exactly 0: ${zeros.map((zero, k) => [k > 0 && ", ", zero])}`,
      });
    }))
  }`;
}

interface Axes {
  x: [number, number];
  top: number;
}

/** From the least to the greatest filled bin, a whole decade each, and the greatest share of a bin, over all that is shown. */
function axesOf(shown: readonly Shown[], gradients: readonly Gradient[]): Axes | null {
  let [low, high, top] = [Infinity, -Infinity, 0];
  for (const { run } of shown) {
    for (const step of shownSteps(shown)) {
      const look = lookAt(run, step);
      for (const found of look ? gradients.flatMap((gradient) => gradient.of(look) ?? []) : []) {
        const { counts } = found;
        const total = totalOf(found);
        // A bin in a thousand at the far end is not worth an axis.
        const filled = counts.flatMap((count, k) => count > total / 1000 ? [k] : []);
        if (filled.length === 0) continue;
        low = Math.min(low, edge(found, filled[0]));
        high = Math.max(high, edge(found, filled.at(-1)! + 1));
        top = Math.max(top, ...counts.map((count) => count / total));
      }
    }
  }
  return low < high ? { x: [Math.floor(low), Math.ceil(high)], top } : null;
}

const edge = ({ low, high, counts }: Magnitudes, k: number) =>
  low + (high - low) * k / counts.length;

const totalOf = ({ counts, zeros, nonFinite }: Magnitudes) =>
  counts.reduce((sum, count) => sum + count, zeros + nonFinite) || 1;

function draw(lines: { one: Shown; found: Magnitudes }[], { x, top }: Axes, id: string): Html {
  const between = x[1] - x[0] > 6 ? 2 : 1;
  const decades = Array.from({ length: x[1] - x[0] + 1 }, (_, k) => x[0] + k);
  return svg({
    ...PANEL,
    marginTop: 10,
    marginRight: 12,
    marginBottom: 26,
    marginLeft: 36,
    x: {
      domain: x,
      ticks: decades.filter((_, k) => k % between === 0),
      tickFormat: (decade: number) => `10${superscript(decade)}`,
      label: null,
    },
    y: { domain: [0, top], ticks: 4, tickFormat: formatShare, label: null, grid: true },
    marks: lines.map(({ one, found }) => {
      const { color, dash } = lookOf(one.variant.index);
      const total = totalOf(found);
      const middle = (k: number) => edge(found, k + 0.5);
      const inside = found.counts.flatMap((count, k) =>
        middle(k) > x[0] && middle(k) < x[1] ? [{ k, share: count / total }] : []
      );
      return path(
        (X, Y) =>
          inside.map(({ k, share }, i) => `${i === 0 ? "M" : "L"}${X(middle(k))} ${Y(share)}`).join(
            "",
          ),
        {
          stroke: color,
          "stroke-width": "1.75",
          "stroke-dasharray": dash,
          "stroke-linejoin": "round",
        },
      );
    }),
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

const superscript = (n: number) =>
  String(n).replace("-", "⁻").replace(/\d/g, (digit) => "⁰¹²³⁴⁵⁶⁷⁸⁹"[Number(digit)]);
