/**
 * Whether the gradients that trained the variants are right.
 *
 * @module
 */
import { describeTolerance } from "../core/gradcheck/compare.ts";
import type { GradientSummary } from "../runner/results.ts";
import { formatCount } from "./format.ts";
import { type Html, html } from "./html.ts";
import { compactTable, numbers } from "./compact_table.ts";

/**
 * What must be said loudly of gradients that are off: a sentence or two for each kind of layer; nothing where all are
 * right.
 *
 * @param arithmetics those that trained; runs of before arithmetics have none
 */
export function gradientAlarms(
  summaries: readonly GradientSummary[],
  arithmetics: readonly (string | undefined)[],
): string[] {
  const kinds = new Map<string, Set<string>>();
  for (const { name, type } of summaries.flatMap(({ off = [] }) => off)) {
    kinds.set(type, (kinds.get(type) ?? new Set()).add(name));
  }
  const isPlain = arithmetics.every((arithmetic) => arithmetic === "plain");
  const trained = isPlain
    ? "Training went by it; when it is mended, --force trains again."
    : "Training runs a kernel in its place where there is one; --set arithmetic=plain trains by it.";
  return [...kinds].map(([type, names]) => {
    const which = [...names].filter((name) => name !== type);
    return `The hand-written gradient of ${type}${
      which.length > 0 ? ` (${which.join(", ")})` : ""
    } is off: central differences give another. ${trained}`;
  });
}

/** More checks than these are folded where all have passed. */
const MAX_ROWS = 8;

/** A row a variant and a way of checking; nothing where nothing was to be checked. */
export function gradientTable(summaries: readonly GradientSummary[]): Html {
  if (summaries.length === 0) return html``;
  const skipped = summaries.filter(({ checks }) => checks.length === 0);
  const rows = summaries.flatMap(({ variant, checks }) =>
    checks.map(({ title, tensors, elements, maxdiff, tolerance, passed }) =>
      html`
        <tr>
          <th scope="row"><bdi>${variant}</bdi></th>
          <td>${title}</td>
          <td class="number">${formatCount(tensors)}</td>
          <td class="number">${formatCount(elements)}</td>
          <td class="number">${formatDifference(maxdiff)}</td>
          <td class="number">${describeTolerance(tolerance)}</td>
          <td>${passed ? "passed" : html`<strong>failed</strong>`}</td>
        </tr>
      `
    )
  );
  const table = compactTable("Gradient check", [
    "variant",
    "check",
    ...["gradients", "elements", "largest difference", "tolerance"].map(numbers),
    "result",
  ], rows);
  const isFolded = rows.length > MAX_ROWS &&
    summaries.every(({ checks }) => checks.every(({ passed }) => passed));
  return html`
    <h3 id="gradients">Gradient check</h3>
    <p class="note">
      The hand-written backward passes of each variant’s model, on its first batch and in float64.
      <code>deno task gradcheck --report</code> checks every small step too and tells its derivation.
    </p>
    ${rows.length > 0 &&
      (isFolded
        ? html`<details class="unprinted"><summary>All ${
          formatCount(rows.length)
        } checks passed</summary>${table}</details>`
        : table)}
    ${skipped.length > 0 && html`
      <p class="note">
        Not checked, since it would have taken long:
        ${skipped.map(({ variant }, i) => html`${i > 0 && ", "}<bdi>${variant}</bdi>`)}.
      </p>
    `}
  `;
}

/** "3.1e−10"; JSON keeps a number that is not finite as null. */
export function formatDifference(x: number | null): string {
  if (x === null || !Number.isFinite(x)) return "not finite";
  return x === 0 ? "0" : x.toExponential(1).replace("-", "−");
}
