/**
 * Tensors as grids of numbers: the page has them as they are at first, its script as they become.
 *
 * @module
 */
import type { Tensor } from "../../core/tensor.ts";
import { type Html, html } from "../html.ts";

/** A tensor's numbers, or symbols. */
export interface GridNumbers {
  data: ArrayLike<number>;
  shape: readonly number[];
}

/** What is shown of some numbers. */
export interface GridOptions {
  /** By these a reader finds it: "dW". */
  name: string;
  /** What it is called above it; default: its name. */
  title?: string;
  /** What it holds: numbers that are computed, or such that the reader changes. */
  role: "value" | "gradient" | "differences" | "given" | "symbols";
  /** Elements that have no slope. */
  without?: ReadonlySet<number>;
}

/** Rows along the last axis; the axes before the last two are blocks below each other. */
export function grid({ data, shape }: GridNumbers, options: GridOptions): Html {
  const { name, title = name, role, without } = options;
  const columns = shape[shape.length - 1];
  const rows = shape.length > 1 ? shape[shape.length - 2] : 1;
  const blocks = data.length / columns / rows;
  const cell = (at: number) =>
    html`<td><data value="${String(data[at])}">${
      without?.has(at) ? "no slope" : formatCell(data[at], role)
    }</data></td>`;
  const row = (start: number) =>
    html`<tr>${Array.from({ length: columns }, (_, n) => cell(start + n))}</tr>`;
  const table = html`
    <table class="grid" data-role="${role}" data-name="${name}">
      <caption><code>${title}</code>${role !== "differences" && html`
        <span class="quiet">[${shape.join(", ")}]</span>
      `}</caption>
      ${Array.from(
        { length: blocks },
        (_, block) =>
          html`<tbody>${
            Array.from({ length: rows }, (_, m) => row((block * rows + m) * columns))
          }</tbody>`,
      )}
    </table>
  `;
  if (columns <= FIT) return table;
  const isFilled = role === "given" || role === "symbols";
  // Keys scroll where they can stand: in a field, or else on the box itself.
  return isFilled
    ? html`<div class="sideways">${table}</div>`
    : html`<div class="sideways" role="group" aria-label="${title}" tabindex="0">${table}</div>`;
}

/** So many columns fit into a narrow page. */
const FIT = 4;

/** As many digits as tell neighbours apart; a symbol is whole. */
export function formatCell(x: number, role: GridOptions["role"]): string {
  if (!Number.isFinite(x)) return Number.isNaN(x) ? "NaN" : x > 0 ? "∞" : "−∞";
  if (role === "given" || role === "symbols") return String(x).replace("-", "−");
  const size = Math.abs(x);
  const text = x === 0 || size < 1e-12
    ? "0"
    : size < 1e-3 || size >= 1e5
    ? x.toExponential(1)
    : size < 0.1
    ? x.toPrecision(3)
    : x.toFixed(size >= 100 ? 1 : size >= 10 ? 2 : 3);
  return text.replaceAll("-", "−");
}

/** "batch 0, row 1, column 2": the place of an element, as a reader hears it. */
export function placeOf(at: number, shape: readonly number[]): string {
  const indices: number[] = [];
  for (let axis = shape.length - 1, rest = at; axis >= 0; axis--) {
    indices.unshift(rest % shape[axis]);
    rest = Math.floor(rest / shape[axis]);
  }
  return `[${indices.join(", ")}]`;
}

/** The elements of a gradient that are not among those with a slope. */
export const withoutSlope = (tensor: Tensor, smooth: readonly number[]): Set<number> => {
  const has = new Set(smooth);
  return new Set(Array.from(tensor.data.keys()).filter((i) => !has.has(i)));
};
