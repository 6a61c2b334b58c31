/**
 * What stands below the table of results.
 *
 * @module
 */
import type { MissingRun } from "../runner/results.ts";
import { drawnExamples, evaluatedOn } from "./evaluated.ts";
import { formatCount } from "./format.ts";
import { explained } from "./glossary.ts";
import { guessingText, isHopeless, isWorseThanGuessing } from "./hopeless.ts";
import { type Html, html } from "./html.ts";
import { hasBatchNorm, hasSeeds, type Variant } from "./rows.ts";
import { decidingSplit } from "./scores.ts";
import { symbolOf } from "./units.ts";

/** What the numbers in the table are. */
export function lossesNote(variants: readonly Variant[], missing: readonly MissingRun[]): Html {
  const batchNorm = variants.some((variant) => variant.runs.some(hasBatchNorm));
  const seeds = hasSeeds(variants);
  const split = decidingSplit(variants);
  const runs = variants.flatMap((variant) => variant.runs);
  const guessers = runs.filter((run) => isWorseThanGuessing(run, split));
  const withoutSane = variants.some(({ runs }) =>
    runs.every((run) => isHopeless(run, split)) &&
    runs.some(({ summary }) => summary.status !== "diverged")
  );
  const drawn = (when: "onTheWay" | "atTheEnd") => drawnExamples(runs, "val", when);
  const isCapped = drawn("onTheWay").some((count) => count !== null);
  const why = missing.slice(0, 20).map(({ variant, seed, reason }, i) =>
    html`${i > 0 && "; "}<bdi>${variant}</bdi>, seed ${seed}: <bdi>${reason}</bdi>`
  );
  return html`
    <p class="note">${explained(html`
          val, train and test are the loss over ${evaluatedOn(
            drawn("atTheEnd"),
            "split",
          )} after the last update, in nats per
          ${symbolOf(runs)}${batchNorm &&
            "; with batch norm, by its running statistics"}. best val is the lowest
          of all evaluations, with its step${isCapped &&
            "; there is none where those on the way were on other examples than the last"}; perplexity is e to the ${split} loss.${seeds &&
            ` Here ± is the standard deviation over the seeds that ended no worse than guessing, around their mean${
              withoutSane
                ? "; where a variant has none, over all its seeds that did not diverge"
                : ""
            }; in the answer it is a confidence interval.`}
      steps/s, in two digits, leaves out evaluations and looks inside, which time does not; both are as
          measured, whatever else the machine was doing.
          ${guessers.length > 0 &&
            ` Worse than guessing is a ${split} loss above ${
              [...new Set(guessers.map(guessingText))].join(" or ")
            }, that of giving every symbol the same probability.`}
    `)}</p>
    ${why.length > 0 && notInTable(
      html`
        <p class="note">
          Not in the table: ${why}${missing.length > why.length &&
            `; and ${formatCount(missing.length - why.length)} more`}.
        </p>
      `,
      missing.length,
    )}
  `;
}

/** More runs than these that are missing are told of where one asks. */
const MAX_MISSING = 3;

const notInTable = (told: Html, count: number): Html =>
  count <= MAX_MISSING ? told : html`
    <details class="note">
      <summary>${formatCount(count)} runs are not in the table</summary>
      ${told}
    </details>
  `;
