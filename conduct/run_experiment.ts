/**
 * What `deno task run` does, as a function.
 *
 * @module
 */
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { answerOf } from "../reports/answer.ts";
import { findRates } from "../reports/finder/find_rates.ts";
import { portable, quoted } from "../reports/shell.ts";
import { verdictText } from "../reports/verdict.ts";
import { type Experiment, loadExperiment, parseExperiment } from "../runner/config/config.ts";
import type { StoredExperiment } from "../runner/results.ts";
import { writeWhole } from "../runner/store/files.ts";
import { refuseLinks } from "../runner/store/links.ts";
import { type Run, slug } from "../runner/sweep/plan.ts";
import { conduct, type Conducted, conductInMemory, openFolder } from "./conduct.ts";
import { Datasets } from "./datasets.ts";
import { EventWatch, type ExperimentEvent } from "./events.ts";
import { onlyVariants } from "./only.ts";
import { loadPages } from "./pages.ts";
import { planWork } from "./work.ts";

/**
 * An experiment as its JSON file has it; experiments/experiment.schema.json says what each key may hold, and its
 * default.
 */
export interface WrittenExperiment {
  /** One line. */
  title: string;
  /** One sentence that the report answers. */
  question: string;
  /** Named patches on the other settings, each trained with every seed. */
  variants?: Record<string, object>;
  /** Any other key. */
  [key: string]: unknown;
}

/** How an experiment is carried out; all of it may be left out. */
export interface RunExperimentOptions {
  /**
   * The folder that gets a folder an experiment; default: "results". null: nothing is read of before or written, not
   * even a report, and this thread trains, one run after the other; so it does in a web page.
   */
  results?: string | null;
  /** The folder that keeps a downloaded names.txt; default: ".cache". */
  cache?: string;
  /** A folder of your own that holds names.txt; the commands take $HANDGRAD_DATA for it. */
  namesFolder?: string;
  /** The folder that relative paths in an experiment start from; default: its file's, or where the process works. */
  base?: string;
  /** What the folder of an experiment that is in no file is called; default: its title. */
  name?: string;
  /** As `--set`: "training.steps=5000", after the variants, in order. */
  set?: readonly string[];
  /** As `--only`: just these variants; default: all. */
  only?: readonly string[];
  /** How many runs are trained at once, each in a worker; default: as many as there are processor cores. */
  jobs?: number;
  /** Seconds between checkpoints; default: 10; 0: only where it is stopped. */
  checkpointSeconds?: number;
  /** Trains again, from the start, what has been trained before; default: false. */
  force?: boolean;
  /** Stops it: the runs that are being trained are saved, and the next call goes on with them. */
  signal?: AbortSignal;
  /** Is told how it goes, as `--json` tells it. */
  onEvent?: (event: ExperimentEvent) => void;
}

/** What has come of an experiment. */
export interface ExperimentResult {
  /** Where its results are: its folder below `results`; null without. */
  folder: string | null;
  /** Whether nothing is left to be trained; false where it was stopped. */
  isWhole: boolean;
  /**
   * Whether no run failed or diverged, every expectation held, or may be undecided, and no layer's hand-written
   * gradient was found to be off: the command's exit code would be 0.
   */
  isFine: boolean;
  /** What the runs say to the question; null where none came to its end, or it was stopped. */
  answer: string | null;
  /** The report's file; null where there is no answer. */
  report: string | null;
  /** All that is stored of it; null where it was stopped before it could begin. */
  experiment: StoredExperiment | null;
}

/**
 * Trains every variant of an experiment that has not been trained before, stores what comes of it, and writes its
 * report. What was finished before is read, what was begun goes on from its checkpoint, all with the bits of a run at a
 * stretch.
 *
 * @param source an experiment's file, or what such a file would hold
 * @throws {InputError} where it does not say what the schema wants, or its data cannot be read
 *
 * @example Ask a question, and read the answer
 * ```ts
 * import { runExperiment } from "@handgrad/handgrad";
 *
 * const { answer, report, experiment } = await runExperiment({
 *   title: "Wide or narrow",
 *   question: "Do more hidden units predict names better?",
 *   dataset: { source: "first-names" },
 *   training: { steps: 200 },
 *   variants: {
 *     narrow: { model: { hiddenSizes: [10] } },
 *     wide: { model: { hiddenSizes: [50] } },
 *   },
 * }, { results: ".cache/example" });
 *
 * console.log(answer, report);
 * for (const { summary } of experiment!.runs) console.log(summary.variant, summary.final);
 * ```
 */
export async function runExperiment(
  source: string | URL | WrittenExperiment,
  options: RunExperimentOptions = {},
): Promise<ExperimentResult> {
  const { set, only = [], checkpointSeconds = 10, force = false } = options;
  const { jobs = navigator.hardwareConcurrency, onEvent = () => {} } = options;
  const results = options.results === null ? null : resolve(options.results ?? "results");
  const file = pathOf(source);
  const read = file === undefined
    ? parseWritten(source as WrittenExperiment, options)
    : await loadExperiment(file, { set });
  const experiment = onlyVariants(read, only);
  const note = (text: string) => onEvent({ event: "note", text });
  for (const warning of experiment.warnings) note(warning);
  const datasets = new Datasets({
    base: resolve(options.base ?? (file === undefined ? "." : dirname(file))),
    cache: results === null ? undefined : resolve(options.cache ?? ".cache"),
    namesFolder: options.namesFolder && resolve(options.namesFolder),
    onNotice: note,
  });
  if (results !== null) await Deno.mkdir(results, { recursive: true });
  const work = await planWork(experiment, { file, datasets, results, jobs });
  for (const warning of work.warnings) note(warning);
  const how = {
    stop: options.signal ?? new AbortController().signal,
    command: commandOf(file, { set, only }),
    watch: (runs: readonly Run[]) => new EventWatch(onEvent, runs),
    warn: note,
  };
  if (results === null) {
    const conducted = await conductInMemory(work, how);
    return { ...await resultOf(conducted), folder: null, report: null };
  }
  const result = await conduct(work, {
    ...how,
    results,
    jobs,
    checkpointSeconds,
    force,
    open: (folder) => Promise.resolve(openFolder(folder)),
    onWait: (folder) => note(`Another process is working on ${folder}; waiting for it.`),
  }, async (conducted): Promise<ExperimentResult> => {
    const { folder } = conducted, result = await resultOf(conducted);
    if (result.answer === null) return { ...result, folder, report: null };
    const report = join(folder, "report.html");
    const { renderReport } = await loadPages();
    await refuseLinks(results, folder);
    await writeWhole(report, renderReport(result.experiment!));
    return { ...result, folder, report };
  });
  return result ?? {
    folder: join(results, work.name),
    isWhole: false,
    isFine: false,
    answer: null,
    report: null,
    experiment: null,
  };
}

async function resultOf(
  { isWhole, isFine, ended, experiment }: Omit<Conducted, "folder" | "audit" | "gradients">,
) {
  const stored = await experiment();
  const answer = isWhole && ended.length > 0
    ? verdictText(answerOf({ ...stored, found: findRates(stored) })).trim()
    : null;
  const isRight = stored.gradients.every(({ off = [] }) => off.length === 0);
  return { isWhole, isFine: isFine && isWhole && isRight, answer, experiment: stored };
}

function pathOf(source: string | URL | WrittenExperiment): string | undefined {
  if (typeof source === "string") return resolve(source);
  return source instanceof URL ? fileURLToPath(source) : undefined;
}

/** An experiment that is in no file. */
function parseWritten(
  written: WrittenExperiment,
  { name = slug(`${written.title}`), set }: RunExperimentOptions,
): Experiment {
  return parseExperiment(JSON.stringify(written, null, 2), { file: "the experiment", name, set });
}

/** What does the same again. */
function commandOf(
  file: string | undefined,
  { set = [], only = [] }: Pick<RunExperimentOptions, "set" | "only">,
): string {
  if (file === undefined) return "runExperiment({ … }) of the library";
  const options = [
    ...set.flatMap((setting) => ["--set", setting]),
    ...only.flatMap((variant) => ["--only", variant]),
  ];
  return portable(`deno task run ${[file, ...options].map(quoted).join(" ")}`);
}
