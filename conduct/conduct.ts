/**
 * Carries an experiment out in its folder: what is not finished yet is trained, whatever comes of it is stored, and
 * expectations are judged.
 *
 * @module
 */
import { join } from "node:path";
import { judgeExpectations } from "../reports/expectations.ts";
import { checkGradients } from "../runner/checks/check_gradients.ts";
import { InputError } from "../runner/errors.ts";
import type { GradientSummary, StoredExperiment, StoredRun } from "../runner/results.ts";
import { folderOf } from "../runner/store/experiment_folder.ts";
import {
  assembleExperiment,
  type ExperimentRecord,
  writeRecord,
} from "../runner/store/experiment_store.ts";
import { refuseLinks, refuseLinksIn } from "../runner/store/links.ts";
import { lockFolder } from "../runner/store/lock.ts";
import { adoptFolders, clearWay } from "../runner/store/resume.ts";
import { FolderStore, type RunStore } from "../runner/store/run_store.ts";
import { writeText } from "../runner/store/text_store.ts";
import type { Run } from "../runner/sweep/plan.ts";
import { loadPages } from "./pages.ts";
import type { Datasets } from "./datasets.ts";
import { MemoryStore } from "./memory_store.ts";
import { type AllOptions, trainAll, type Trained } from "./train_all.ts";
import { type Train, trainHere } from "./training.ts";
import type { Watch } from "./watch.ts";
import type { Work } from "./work.ts";

/** Where an experiment's runs are kept, and who trains them. */
export interface OpenStore extends AsyncDisposable {
  store: RunStore;
  /** Default: this process. */
  train?: Train;
  /** Has some trained again by others. @returns whether these gave the same */
  audit?: (runs: readonly Run[], stop: AbortSignal) => Promise<boolean>;
}

/** The store of an experiment's folder alone. */
export const openFolder = (folder: string): OpenStore => ({
  store: new FolderStore(folder),
  [Symbol.asyncDispose]: () => Promise.resolve(),
});

/** How it is carried out. */
export interface ConductOptions {
  /** The folder results/. */
  results: string;
  /** Opens the store of the experiment's folder. */
  open: (folder: string, stop: AbortSignal) => Promise<OpenStore>;
  /** How many runs are trained at once. */
  jobs: number;
  /** Seconds between checkpoints; 0: only where it is stopped. */
  checkpointSeconds: number;
  /** Trains again, from the start, what has been trained before. */
  force: boolean;
  /** Saves the runs that are being trained, and begins no other. */
  stop: AbortSignal;
  /** What it is to be done again with, for whoever reads the report. */
  command: string;
  /** Makes who is told how it goes, once it is known which runs there are. */
  watch: (runs: readonly Run[]) => Watch;
  /** Takes what is wrong with what was found, and what has been done about it. */
  warn: (warning: string) => void;
  /** Called where another process works on the folder. */
  onWait?: (folder: string) => void;
  /** What messages call a path; default: as it is. */
  show?: (path: string) => string;
}

/** What has come of it. */
export interface Conducted extends Trained {
  /** results/<experiment> */
  folder: string;
  /** The runs that came to their end, in order. */
  ended: StoredRun[];
  /** What was expected, and whether it came out; absent where nothing was expected, or it was stopped before. */
  expected: ExperimentRecord["expected"];
  /** Whether every run is as it should be and every expectation held, or may be undecided. */
  isFine: boolean;
  /** The gradients of the variants' models, as far as they were checked. */
  gradients: () => Promise<GradientSummary[]>;
  /** All that a report shows. */
  experiment: () => Promise<StoredExperiment>;
  /** Has some runs trained again by others, where that was asked for. @returns whether these gave the same */
  audit: () => Promise<boolean>;
}

/**
 * Carries the work out. The folder is this process's alone until `conclude` is done.
 *
 * @returns what `conclude` makes of it; null where it was stopped while another process worked on the folder
 * @throws {InputError} where the folder is another experiment's by now, or has a link in it
 */
export async function conduct<T>(
  work: Work,
  { results, open, stop, command, watch, warn, onWait, show, ...options }: ConductOptions,
  conclude: (conducted: Conducted) => Promise<T>,
): Promise<T | null> {
  const folder = join(results, work.name);
  await refuseLinks(results, folder);
  await refuseLinksIn(folder);
  await Deno.mkdir(folder, { recursive: true }); // where that fails, it had better fail before the training
  using lock = await lockFolder(folder, { signal: stop, onWait: () => onWait?.(folder) });
  if (lock === null) return null;
  if (await folderOf(results, work) !== work.name) {
    throw new InputError(
      `${show?.(folder) ?? folder} has just become another experiment's; please run it again`,
    );
  }

  await using kept = await open(folder, stop);
  for (const warning of await clearWay(folder)) warn(warning);
  const { experiment, datasets } = work;
  const runs = await adoptFolders(folder, work.runs);
  const record = recordOf(work, runs, command);
  await writeRecord(folder, record);
  for (const text of datasets.texts) await writeText(folder, text);

  const begun = Promise.withResolvers<void>();
  const watching = { watch: watch(runs), onBegun: begun.resolve };
  const training = trainWork(work, runs, { ...options, ...kept, ...watching, stop, warn });
  // Once the workers are at it, what the report will need. Whatever fails here, the training goes on: whoever writes the
  // report hears of it.
  const gradients = begun.promise.then(() => {
    loadPages().catch(() => {});
    const firsts = runs.filter(({ seed }) => seed === experiment.seeds[0]);
    return checkGradients(firsts, (config) => datasets.get(config), folder, stop);
  });
  gradients.catch(() => {});
  const trained = await training;

  const judged = judge(work, record, trained, runs);
  if (trained.isWhole) await writeRecord(folder, record);
  return await conclude({
    ...judged,
    folder,
    gradients: () => gradients,
    experiment: async () => assemble(record, trained, await gradients, datasets),
    audit: async () => {
      const { stored, stopped } = trained;
      const finished = runs.filter((_, i) => stored.has(i) && !stopped.has(i));
      return await kept.audit?.(finished, stop) ?? true;
    },
  });
}

/**
 * The same without any folder: nothing is read of before or written, no gradients are checked, and this thread trains.
 */
export async function conductInMemory(
  work: Work,
  { stop, command, watch, warn }: Pick<ConductOptions, "stop" | "command" | "watch" | "warn">,
): Promise<Omit<Conducted, "folder" | "audit" | "gradients">> {
  const { runs, datasets } = work;
  const record = recordOf(work, runs, command);
  const trained = await trainWork(work, runs, {
    store: new MemoryStore(),
    train: trainHere,
    watch: watch(runs),
    jobs: 1,
    checkpointSeconds: 0,
    force: false,
    stop,
    warn,
  });
  const experiment = () => Promise.resolve(assemble(record, trained, [], datasets));
  return { ...judge(work, record, trained, runs), experiment };
}

const trainWork = (
  { name, experiment: { halving, pruning }, datasets, rungs }: Work,
  runs: readonly Run[],
  options: Omit<AllOptions, "experiment" | "datasets" | "rungs" | "halving" | "pruning">,
): Promise<Trained> =>
  trainAll(runs, { ...options, experiment: name, datasets, rungs, halving, pruning });

/** Puts into the record how the runs ended, where all have, and whether what was expected came out. */
function judge(
  { experiment, rungs }: Work,
  record: ExperimentRecord,
  trained: Trained,
  runs: readonly Run[],
) {
  const { stored, failed, stopped } = trained;
  const ended = runs.flatMap((_, i) => stopped.has(i) ? [] : stored.get(i) ?? []);
  if (trained.isWhole) {
    record.runs.forEach((run, i) => {
      run.failure = failed.get(i);
      run.stopped = stopped.get(i);
    });
    if (rungs.length > 0) record.rungs = trained.rungs;
    if (experiment.pruning) record.rounds = trained.rounds;
    if (experiment.expect) record.expected = judgeExpectations(experiment.expect, ended);
  }
  const isMet = (record.expected ?? []).every(({ outcome }) =>
    outcome === "held" || outcome === "undecided" && experiment.whenUndecided === "pass"
  );
  // A finder tries out rates at which training breaks down.
  const isMeant = (run: StoredRun) => experiment.lrFinder && run.summary.status === "diverged";
  const meant = [...stored.values()].filter(isMeant).length;
  return {
    ...trained,
    ended,
    expected: record.expected,
    isFine: trained.failures === meant && isMet,
  };
}

function assemble(
  record: ExperimentRecord,
  { stored }: Trained,
  gradients: GradientSummary[],
  { texts }: Datasets,
): StoredExperiment {
  const made = record.runs.map((_, i) => stored.get(i) ?? "it has not been finished");
  return assembleExperiment(record, made, gradients, texts);
}

/** What experiment.json says. */
function recordOf(
  { name, file, experiment }: Work,
  runs: readonly Run[],
  command: string,
): ExperimentRecord {
  const { title, question, comment, findings, warnings, variants, lrFinder } = experiment;
  const folders = runs.map(({ folder, variant, seed }) => ({ folder, variant, seed }));
  const swept = variants.flatMap(({ name, swept }) => swept ? [{ name, ...swept }] : []);
  return {
    name,
    title,
    question,
    comment,
    ...findings !== undefined && { findings },
    command,
    file,
    warnings: [...warnings],
    ...swept.length > 0 && { swept },
    ...lrFinder && { lrFinder },
    runs: folders,
  };
}
