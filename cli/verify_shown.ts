/**
 * Whether what a page holds of its runs is what training them again gives: not only the losses and weights, but all
 * that it shows of them.
 *
 * @module
 */
import type { CurveData } from "../reports/charts/curve_data.ts";
import type { PageData } from "../reports/page_contract.ts";
import { pageData } from "../reports/page_data.ts";
import type { ShownRun } from "../reports/shown_run.ts";
import { unpackShown } from "../reports/shown.ts";
import type { Dataset } from "../runner/data/dataset.ts";
import { floatsHash } from "../runner/store/hashes.ts";
import type { Outcome } from "../runner/training/recording.ts";
import { tablesOf } from "../runner/store/store.ts";
import { isSameJson } from "../runner/sorted_json.ts";
import type { StoredRun } from "../runner/results.ts";
import { decodeModel, tensorNames } from "../runner/store/state_dict.ts";
import { summarize } from "../runner/training/summary.ts";
import type { Verdict } from "../runner/checks/verify.ts";

/**
 * A run as it would have been stored, had `outcome` been its training: what training does not decide is taken from the
 * page.
 */
export async function remade(
  { folder, config, summary }: ShownRun,
  outcome: Outcome,
  dataset: Dataset,
): Promise<StoredRun> {
  const { variant, seed, hash, seconds, stepsPerSecond, versions, experiment } = summary;
  const run = { folder, variant, seed, hash, config };
  const made = await summarize(experiment, run, outcome, dataset);
  const { notice, notes = [] } = summary.dataset;
  const stored: StoredRun = {
    folder,
    config,
    ...tablesOf(outcome),
    inspections: outcome.inspections,
    summary: { ...made, seconds, stepsPerSecond, versions },
    model: null,
  };
  // Why other names stood in is no matter of training.
  const { notice: _, ...ofData } = stored.summary.dataset;
  // How the file was read is told first, and cannot be told again of the lines that were kept.
  const again = ofData.notes ?? [];
  const isTold = again.every((note, i) => note === notes[notes.length - again.length + i]);
  if (notes.length > again.length && isTold) ofData.notes = notes;
  stored.summary.dataset = notice === undefined ? ofData : { ...ofData, notice };
  return stored;
}

/**
 * Compares what a page holds of its runs with the runs that were trained again, all of them and whole.
 *
 * @param data the text of the page's data
 * @param runs in the order of the page
 */
export async function verifyShown(data: string, runs: readonly StoredRun[]): Promise<Verdict> {
  const page: PageData = JSON.parse(data);
  const shown = unpackShown(page);
  const different: string[] = [];
  let at = 0;
  const experiments = shown.map((experiment) => {
    const own = runs.slice(at, at += experiment.runs.length);
    return { ...experiment, runs: own, texts: [] };
  });
  const made: PageData = JSON.parse(JSON.stringify(pageData(experiments)));
  const madeShown = unpackShown(made);
  for (const [i, { runs }] of page.experiments.entries()) {
    for (const [k, { folder, living, hashes }] of runs.entries()) {
      const tell = (what: string) => different.push(`${what} of ${folder}`);
      for (const what of partsThatDiffer(shown[i].runs[k], madeShown[i].runs[k])) tell(what);
      const { [k]: curve } = page.experiments[i].curves.runs;
      if (!isSameJson(curve, made.experiments[i].curves.runs[k])) tell("the curve");
      const other = made.experiments[i].runs[k].living;
      if (living === undefined || other === undefined) {
        if (living !== other) tell("the living network");
        continue;
      }
      const { val, losses, means, look } = living;
      if (
        !isSameJson([val, losses, means, look], [other.val, other.losses, other.means, other.look])
      ) {
        tell("the losses that the page’s own training is compared with");
      }
      if (
        living.model !== null &&
        await weightsHash(living.model, shown[i].runs[k]) !== hashes.weights
      ) {
        tell("the weights");
      }
    }
    if (!isSameJson(shown[i].found, madeShown[i].found)) {
      different.push("the suggested learning rates");
    }
    if (!isSameJson(rest(page.experiments[i].curves), rest(made.experiments[i].curves))) {
      different.push("the chart’s rates, names or lines to compare with");
    }
  }
  if (different.length === 0) {
    return { result: "same", text: "what the page shows of its runs is what training gives" };
  }
  const told = different.slice(0, 5).join(", ");
  const more = different.length > 5 ? `, and ${different.length - 5} more` : "";
  return {
    result: "different",
    text: `what the page shows of its runs is not what training gives: ${told}${more}`,
  };
}

/** What of a run, in words, is not the same. */
function partsThatDiffer(shown: ShownRun, made: ShownRun): string[] {
  // The hashes have been compared, as far as there are any.
  const { samples: _, inTraining: __, dataset: ___, hashes: ____, ...summary } = shown.summary;
  const { samples, inTraining, dataset, hashes: _____, ...madeSummary } = made.summary;
  const parts: [name: string, shown: unknown, made: unknown][] = [
    ["the evaluations", shown.evaluations, made.evaluations],
    ["the samples", [shown.summary.samples, shown.summary.inTraining], [samples, inTraining]],
    ["the facts on the data", shown.summary.dataset, dataset],
    ["the end", summary, madeSummary],
    ["the looks inside", shown.inspections, made.inspections],
    ["the sizes of updates", shown.updates, made.updates],
    ["what explains the end", shown.clues ?? null, made.clues ?? null],
  ];
  return parts.filter(([, a, b]) => !isSameJson(a, b)).map(([name]) => name);
}

const rest = ({ runs: _, ...others }: CurveData) => others;

/** As JSON; the order of keys does not matter. */

async function weightsHash(
  model: string,
  { config, summary }: ShownRun,
): Promise<string | undefined> {
  try {
    const weights = decodeModel(
      Uint8Array.fromBase64(model),
      tensorNames(config, summary.dataset.vocabulary.length),
    );
    return await floatsHash(weights.map(({ data }) => data));
  } catch {
    return undefined;
  }
}
