/**
 * The table of final losses by whose mean and variance batch norm used.
 *
 * @module
 */
import type { Statistics } from "../runner/results.ts";
import { drawnExamples, evaluatedOn } from "./evaluated.ts";
import { formatLoss } from "./format.ts";
import { type Html, html } from "./html.ts";
import { finalLoss, hasBatchNorm, hasSeeds, type Variant } from "./rows.ts";
import { compactTable, numbers, variantHeader } from "./compact_table.ts";

const STATISTICS: Statistics[] = ["running", "calibrated", "own"];
const SPLITS = ["train", "val", "test"] as const;

/** A row a run with batch norm and a kind of statistics; nothing where no run has batch norm. */
export function batchNormTable(variants: readonly Variant[]): Html {
  const seeds = hasSeeds(variants);
  const rows = variants.flatMap((variant) =>
    variant.runs.filter(hasBatchNorm).flatMap((run) =>
      STATISTICS.map((statistics) =>
        html`
          <tr>
            ${variantHeader(variant)}
            ${seeds && html`<td class="number">${run.summary.seed}</td>`}
            <td>${statistics}</td>
            ${SPLITS.map((split) =>
              html`<td class="number">${formatLoss(finalLoss(run, split, statistics))}</td>`
            )}
          </tr>
        `
      )
    )
  );
  if (rows.length === 0) return html``;
  return html`
    <details>
      <summary>Losses by batch norm’s statistics</summary>
      <p class="note">
        The same networks with the mean and variance averaged while training (running), of ${evaluatedOn(
          drawnExamples(variants.flatMap(({ runs }) => runs), "train", "atTheEnd"),
          "training split",
        )} (calibrated), and of the evaluated split itself (own).
    </p>
    ${compactTable(
      "Batch norm’s statistics",
      ["variant", seeds && numbers("seed"), "statistics", ...SPLITS.map(numbers)],
      rows,
    )}
    </details>
  `;
}
