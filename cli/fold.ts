/**
 * `deno task fold`: a trained run's batch norm folded into the weights before it.
 *
 * @module
 */
import { basename, dirname, join } from "node:path";
import { finish, meanLoss } from "../core/evaluate.ts";
import { foldNorms } from "../core/fold.ts";
import { countParameters } from "../core/model.ts";
import { planLayers } from "../core/plan.ts";
import { runningAfter, withStatistics } from "../core/predict.ts";
import { formatCount, plural } from "../reports/format.ts";
import { InputError } from "../runner/errors.ts";
import type { RunSummary, Split } from "../runner/results.ts";
import type { RunConfig } from "../runner/schema/schema.ts";
import { readRecord } from "../runner/store/experiment_store.ts";
import { writeWhole } from "../runner/store/files.ts";
import { refuseLinks } from "../runner/store/links.ts";
import { alphabetTexts, encodeModel, namesIn } from "../runner/store/state_dict.ts";
import { FOLDED } from "../runner/store/store.ts";
import { readTrained } from "../runner/store/trained.ts";
import { weightsOf } from "../runner/training/weights.ts";
import { onePath, parseArguments } from "./arguments.ts";
import { datasetsOf, trainedOn } from "./datasets_of.ts";
import { forUser, fromUser, type Host } from "./host.ts";
import { refuseExperimentFolder } from "./run_folder.ts";
import { formatTable } from "./table.ts";

const SPLITS = ["train", "val", "test"] as const satisfies Split[];
/** What rounding to float32 may change of a loss. */
const TOLERANCE = 1e-6;

/** @returns the exit code */
export async function foldCommand(args: readonly string[], host: Host): Promise<number> {
  const { positional } = parseArguments("fold", args, { help: "flag" });
  const typed = onePath("run", positional);
  const folder = fromUser(host, typed);
  await refuseExperimentFolder(folder, typed);
  const { config, summary, model } = await readTrained(folder);
  if (withStatistics(model).length === 0) {
    throw new InputError(`${typed} has no batch norm to fold`);
  }
  const statistics = runningAfter(model, summary.steps);
  if (statistics === null) {
    throw new InputError(`${typed} has not been trained: its batch norm has no statistics yet`);
  }
  const folded = foldNorms(model, statistics);
  if (folded.gone.length === 0) {
    throw new InputError(
      `${typed}: no batch norm stands right behind a layer whose weights could take it in`,
    );
  }
  const dataset = await datasetOf(folder, config, summary, host);
  const losses = SPLITS.filter((split) => dataset[split].count > 0).map((split) => ({
    split,
    before: finish(meanLoss(model, dataset[split], statistics)),
    after: finish(meanLoss(folded.model, dataset[split], folded.statistics)),
  }));
  const { setting } = folded.model;
  const file = join(folder, FOLDED);
  await refuseLinks(host.results(), folder);
  await writeWhole(
    file,
    encodeModel(weightsOf(folded.model), namesIn(planLayers(folded.specs, setting)), {
      model: JSON.stringify({ kind: "sequential", layers: folded.specs }),
      hash: summary.hash,
      ...alphabetTexts(summary.dataset),
    }),
  );
  const rows = losses.map(({ split, before, after }) => [
    split,
    before.toFixed(7),
    after.toFixed(7),
    (after - before).toExponential(1),
  ]);
  host.print(
    `${folded.gone.join(", ")} folded: ${formatCount(countParameters(model))} parameters are ${
      formatCount(countParameters(folded.model))
    } now\n\n`,
  );
  host.print(formatTable(["", "with batch norm", "folded", "difference"], rows));
  const left = folded.statistics.length;
  if (left > 0) {
    host.print(`\n${plural(left, "batch norm")} stay: nothing before could take them in\n`);
  }
  host.print(`\nFolded: ${forUser(host, file)}\n`);
  const isSame = losses.every(({ before, after }) => Math.abs(after - before) <= TOLERANCE);
  if (!isSame) host.complain(`The losses differ by more than ${TOLERANCE}\n`);
  return isSame ? 0 : 1;
}

/** What the run was trained on. @throws InputError where that is another text by now */
async function datasetOf(
  folder: string,
  config: RunConfig,
  { dataset: { name, sha256 } }: RunSummary,
  host: Host,
) {
  const experiment = dirname(folder);
  const record = await readRecord(experiment, basename(experiment));
  const file = join(dirname(host.results()), record.file ?? "experiments/unknown.json");
  const dataset = await datasetsOf(host, file).get(trainedOn(config, name));
  if (dataset.summary.sha256 === sha256) return dataset;
  throw new InputError(`${name} is another text than the run was trained on`);
}
