/**
 * `deno task run`: trains every variant of a question and writes its report.
 *
 * @module
 */
import { join } from "node:path";
import { formatCount, formatLoss, formatSeconds, plural } from "../reports/format.ts";
import { judgeExpectations } from "../reports/expectations.ts";
import { trouble } from "../reports/hopeless.ts";
import { finalLoss, variantsOf } from "../reports/rows.ts";
import { counted, decidingSplit } from "../reports/scores.ts";
import { quoted } from "../reports/shell.ts";
import { mean, standardDeviation } from "../reports/statistics.ts";
import { inSteps } from "../runner/training/batches.ts";
import { checkBatches, checkBeginning, checkSize } from "../runner/config/config_checks.ts";
import { type Experiment, loadExperiment } from "../runner/config/config.ts";
import { InputError } from "../runner/errors.ts";
import {
  type ExperimentFile,
  folderOf,
  ownerOf,
  placeOfFile,
} from "../runner/store/experiment_folder.ts";
import {
  assembleExperiment,
  type ExperimentRecord,
  writeRecord,
} from "../runner/store/experiment_store.ts";
import { withRungs } from "../runner/sweep/halving.ts";
import { checkGradients } from "../runner/checks/gradients.ts";
import { refuseLinks, refuseLinksIn } from "../runner/store/links.ts";
import { lockFolder } from "../runner/store/lock.ts";
import { planRuns, type Run } from "../runner/sweep/plan.ts";
import { adoptFolders, clearWay } from "../runner/store/resume.ts";
import type { DatasetSummary, GradientSummary, Split, StoredRun } from "../runner/results.ts";
import type { RunConfig } from "../runner/schema/schema.ts";
import { writeText } from "../runner/store/text_store.ts";
import { exitCodes, onePath, parseArguments, STOPPED } from "./arguments.ts";
import { Datasets } from "./datasets.ts";
import { dryRun } from "./dry_run.ts";
import { forUser, fromUser, type Host } from "./host.ts";
import { type Emit, type Event, JsonWatch } from "./json_events.ts";
import { onlyVariants } from "./only.ts";
import { type OpenStore, openStore, queueAsked } from "./open_store.ts";
import { ProgressDisplay } from "./progress.ts";
import { loadPages, writeReport } from "./report.ts";
import { stopOnSignal } from "./stop.ts";
import { type Cell, formatTable } from "./table.ts";
import { harmless } from "./text.ts";
import { trainAll, type Trained } from "./train_all.ts";

export const RUN_HELP = `Train every variant of a question and write its report.

  deno task run <experiment.json> [options]

Options:
  --set <key>=<value>  override a key by its dotted path, after the variants; may be repeated:
                       --set training.steps=5000 --set 'seeds=[1,2,3]'
  --jobs <n>           runs trained at once (default: one a processor core)
  --checkpoint <s>     seconds between checkpoints (default: 10; 0: only when stopped)
  --only <variant>     just this variant, with all that grid and search make of it; may be repeated. The report then
                       has no others; what they have trained is kept
  --dry-run            tell what would be trained and how long that takes, and train nothing
  --force              train again, and from the start, what has been trained before
  --queue <url>        have the runs trained by the workers of a queue in PostgreSQL: docs/how-to/many_machines.md
  --audit <share>      with --queue: have that share of the runs, e.g. 5%, trained again by other workers, and compare
  --each               a row for every run in the table at the end, instead of one for every variant
  --quiet              print the answer alone
  --json               print what happens as JSON, an object a line, for scripts; docs/how-to/script.md tells them all
  -h, --help           show this

The results go to results/<experiment>/, the report to results/<experiment>/report.html; where another file of
the same name has that folder, to <experiment>-2.
$HANDGRAD_DATA may name a folder that holds names.txt.

Ctrl-C saves the runs that are being trained, and the same command goes on from there; so it does from the last
checkpoint of a process that was killed. Ctrl-C once more, 2 seconds later or more, ends at once, without saving.

${
  exitCodes({
    0: "every run has ended, and no expectation has failed",
    1: "a run has failed or diverged, an expectation has failed, or an audit found other bits",
    130: STOPPED,
  })
}`;

const CHECKPOINT_SECONDS = 10;

/** @return the exit code */
export async function runCommand(args: readonly string[], loud: Host): Promise<number> {
  const given = parseArguments("run", args, {
    help: "flag",
    set: "texts",
    jobs: "text",
    checkpoint: "text",
    force: "flag",
    each: "flag",
    only: "texts",
    quiet: "flag",
    json: "flag",
    "dry-run": "flag",
    queue: "text",
    audit: "text",
  });
  const { positional, flag, texts, count, seconds } = given;
  if (flag("help")) return loud.print(RUN_HELP), 0;
  const isQuiet = flag("quiet") || flag("json");
  if (flag("json") && flag("dry-run")) throw new InputError("--dry-run has no --json");
  const host: Host = isQuiet ? { ...loud, print() {}, terminalWidth: () => undefined } : loud;
  const emit = flag("json")
    ? (event: Event) => loud.print(`${JSON.stringify(event)}\n`)
    : undefined;
  const options: RunOptions = {
    emit,
    jobs: count("jobs", 1) ?? navigator.hardwareConcurrency,
    checkpointSeconds: seconds("checkpoint") ?? CHECKPOINT_SECONDS,
    force: flag("force"),
  };
  const queue = queueAsked(given);
  const typed = onePath("experiment", positional, "deno task run experiments/bn.json");
  const asked = { set: texts("set"), only: texts("only"), jobs: options.jobs };
  const work = await plan(typed, asked, host);
  host.print(
    harmless(`${work.experiment.title}\n${describeWork(work, queue ? 1 : options.jobs)}\n`),
  );
  if (work.name !== work.experiment.name) await tellOfOther(work, host);
  host.print("\n");
  const notes = new Set(work.datasets.all.flatMap(({ summary }) => summary.notes ?? []));
  for (const note of notes) host.print(harmless(`Note: ${note}\n`));
  if (notes.size > 0) host.print("\n");

  const folder = join(host.results(), work.name);
  if (flag("dry-run")) {
    await using kept = await openStore(queue, folder, work, host);
    const { store } = kept;
    const { datasets, rungs, experiment: { pruning } } = work;
    const saving = rungs.length > 0 ? "halving" : pruning && "pruning";
    await dryRun(folder, work.runs, { ...options, store, datasets, saving }, host);
    return 0;
  }
  await refuseLinks(host.results(), folder);
  await refuseLinksIn(folder);
  await Deno.mkdir(folder, { recursive: true }); // where that fails, it had better fail before the training
  using stop = stopOnSignal(host);
  using lock = await lockFolder(folder, {
    signal: stop.signal,
    onWait: () =>
      host.print(`Another process is working on ${forUser(host, folder)}; waiting for it.\n`),
  });
  if (lock === null) {
    emit?.({ event: "end", exitCode: stop.exitCode() });
    return stop.exitCode();
  }
  if (await folderOf(host.results(), work) !== work.name) {
    throw new InputError(
      `${forUser(host, folder)} has just become another experiment's; please run it again`,
    );
  }

  await using kept = await openStore(queue, folder, work, host, stop.signal);
  for (const warning of await clearWay(folder)) host.complain(`Warning: ${warning}\n`);
  work.runs = await adoptFolders(folder, work.runs);
  const record = recordOf(
    work,
    commandOf(
      withoutQueue(args).filter((argument) => !/^--(quiet|json)$/.test(argument))
        .map((argument) => argument === typed ? forUser(host, fromUser(host, typed)) : argument),
    ),
  );
  await writeRecord(folder, record);
  for (const text of work.datasets.texts) await writeText(folder, text);
  const trained = await train(work, folder, kept, stop.signal, options, host);
  const { failed, failures, stopped, rungs } = trained;
  if (!trained.isWhole) {
    const again = args.filter((argument) => argument !== "--force");
    const before = options.force ? ", also what was finished before" : "";
    host.print(
      `\nStopped; what is finished or saved is kept${before}. To go on: ${commandOf(again)}\n`,
    );
    emit?.({ event: "end", exitCode: stop.exitCode() });
    return stop.exitCode();
  }
  record.runs.forEach((run, index) => {
    run.failure = failed.get(index);
    run.stopped = stopped.get(index);
  });
  if (rungs.length > 0) record.rungs = rungs;
  if (work.experiment.pruning) record.rounds = trained.rounds;
  const { expect, whenUndecided } = work.experiment;
  if (expect) record.expected = judgeExpectations(expect, endedRuns(work, trained));
  const isMet = (record.expected ?? []).every(({ outcome }) =>
    outcome === "held" || outcome === "undecided" && whenUndecided === "pass"
  );
  await writeRecord(folder, record);
  const answer = await conclude(work, trained, record, folder, flag("each"), {
    host,
    answering: emit ? host : loud,
  });
  // A finder tries out rates at which training breaks down.
  const isMeant = (run: StoredRun) => work.experiment.lrFinder && run.summary.status === "diverged";
  const meant = [...trained.stored.values()].filter(isMeant).length;
  const ended = work.runs.filter((_, i) => trained.stored.has(i) && !stopped.has(i));
  const isSame = await kept.audit?.(ended, stop.signal) ?? true;
  const exitCode = stop.exitCode() || (failures === meant && isMet && isSame ? 0 : 1);
  emit?.({
    event: "end",
    exitCode,
    ...answer === null ? {} : { answer, report: forUser(host, join(folder, PAGE)) },
    ...record.expected && { expected: record.expected },
  });
  return exitCode;
}

/** An experiment, the data that its variants ask for, and its runs. */
interface Work extends ExperimentFile {
  experiment: Experiment;
  datasets: Datasets;
  runs: Run[];
  /** The steps at which halving decides; none without. */
  rungs: number[];
}

async function plan(
  typed: string,
  { set, only, jobs }: { set: string[]; only: string[]; jobs: number },
  host: Host,
): Promise<Work> {
  const file = fromUser(host, typed);
  const experiment = onlyVariants(await loadExperiment(file, { set, display: typed }), only);
  for (const warning of experiment.warnings) host.complain(`Warning: ${warning}\n`);
  const datasets = new Datasets(host, file);
  datasets.expect(
    experiment.variants.map(({ config }) => config.dataset),
    Math.min(jobs, experiment.variants.length * experiment.seeds.length),
  );
  for (const { name, config } of experiment.variants) {
    const { summary } = await datasets.get(config.dataset);
    refuseTooLarge(name, config, summary);
    const { train } = summary.examples;
    const [problem] = [...checkBatches(config, train), ...checkBeginning(config, summary)];
    if (problem) {
      throw new InputError(
        `variant ${JSON.stringify(name)}: ${problem.path.join(".")} ${problem.message}`,
      );
    }
  }
  const { experiment: evaluated, rungs } = withRungs(await withSteps(experiment, datasets));
  const runs = await planRuns(
    evaluated,
    async (config) => (await datasets.get(config)).summary,
  );
  const { title, question } = experiment;
  const asked = { title, question, file: await placeOfFile(host.results(), file) };
  const name = await folderOf(host.results(), { ...asked, name: experiment.name });
  return { ...asked, name, experiment, datasets, runs, rungs };
}

/** The experiment, its trainings' lengths in steps. */
async function withSteps(experiment: Experiment, datasets: Datasets): Promise<Experiment> {
  const variants = experiment.variants.map(async ({ name, config }) => {
    const { train } = await datasets.get(config.dataset);
    return { name, config: inSteps(config, train.count) };
  });
  return { ...experiment, variants: await Promise.all(variants) };
}

interface RunOptions {
  jobs: number;
  checkpointSeconds: number;
  force: boolean;
  /** Takes events for scripts, if these are wanted instead of words. */
  emit?: Emit;
}

/** Trains what is not finished yet, and checks the gradients meanwhile. */
async function train(
  { name, experiment, datasets, runs, rungs }: Work,
  folder: string,
  { store, train }: OpenStore,
  stop: AbortSignal,
  options: RunOptions,
  host: Host,
): Promise<Trained & { gradients: Promise<GradientSummary[]> }> {
  const training = trainAll(runs, {
    ...options,
    experiment: name,
    store,
    datasets,
    watch: options.emit
      ? new JsonWatch(options.emit, runs)
      : new ProgressDisplay(host, runs.map((run) => label(run, experiment.seeds))),
    rungs,
    halving: experiment.halving,
    pruning: experiment.pruning,
    stop,
    train,
  }, host);
  // Meanwhile, what the report will need. Whatever fails here, the training goes on: whoever writes the report hears of it.
  loadPages().catch(() => {});
  const firsts = runs.filter(({ seed }) => seed === experiment.seeds[0]);
  const gradients = checkGradients(firsts, (config) => datasets.get(config), folder, stop);
  gradients.catch(() => {});
  return { ...await training, gradients };
}

/** The runs that came to their end, in order. */
const endedRuns = ({ runs }: Work, { stored, stopped }: Trained): StoredRun[] =>
  runs.flatMap((_, index) => stopped.has(index) ? [] : stored.get(index) ?? []);

/** The report's name in an experiment's folder. */
const PAGE = "report.html";

/** Prints how the runs ended, and writes the report. @return the answer; null where no run has ended */
async function conclude(
  work: Work,
  trained: Trained & { gradients: Promise<GradientSummary[]> },
  record: ExperimentRecord,
  folder: string,
  each: boolean,
  { host, answering }: { host: Host; answering: Host },
): Promise<string | null> {
  const { experiment, datasets, runs } = work, { stored, gradients } = trained;
  const inOrder = endedRuns(work, trained);
  // Where a finder's runs end says nothing.
  const table = experiment.lrFinder ? "" : `${finalTable(inOrder, experiment.seeds, each)}\n`;
  host.print(`\n${table}`);
  if (inOrder.length === 0) return null;
  const results = runs.map((_, index) => stored.get(index) ?? "it has not been finished");
  const report = assembleExperiment(record, results, await gradients, datasets.texts);
  const [answer] = await writeReport([report], join(folder, PAGE), answering);
  return answer;
}

/** Says that the folder of the experiment's name is taken. */
async function tellOfOther({ name, experiment }: Work, host: Host): Promise<void> {
  const folder = join(host.results(), experiment.name);
  const owner = await ownerOf(folder);
  const whose = owner?.file === undefined ? "another experiment's" : `that of ${owner.file}`;
  host.print(
    harmless(
      `${forUser(host, folder)} is ${whose}; this one's is ${
        forUser(host, join(host.results(), name))
      }\n`,
    ),
  );
}

/** What experiment.json says. */
function recordOf(
  { name, file, experiment, runs }: Work,
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

const label = ({ variant, seed }: Pick<Run, "variant" | "seed">, seeds: readonly number[]) =>
  harmless(seeds.length > 1 ? `${variant} (seed ${seed})` : variant);

/** Who brings a large alphabet of their own makes a large model. */
function refuseTooLarge(
  variant: string,
  config: RunConfig,
  { vocabulary: { length: vocabularySize }, examples: { train } }: DatasetSummary,
): void {
  const [problem] = checkSize(config, vocabularySize, train);
  if (problem === undefined) return;
  throw new InputError(
    `variant ${JSON.stringify(variant)}: with the ${
      formatCount(vocabularySize)
    } symbols of its data, ` +
      `${problem.path.join(".")} ${problem.message}`,
  );
}

/** "2 runs of 20,000 steps on names (32,033 lines, 182,625 training examples), fused arithmetic, 2 at once" */
function describeWork({ runs, datasets }: Work, jobs: number): string {
  const steps = [...new Set(runs.map(({ config }) => formatCount(config.training.steps)))].join(
    " or ",
  );
  const data = [
    ...new Set(
      datasets.all.map(({ summary: { name, size, examples, lead } }) =>
        `${name} (${plural(size, lead === undefined ? "line" : "symbol")}, ${
          plural(examples.train, "training example")
        })`
      ),
    ),
  ];
  const atOnce = Math.min(jobs, runs.length);
  const arithmetics = [...new Set(runs.map(({ config }) => config.arithmetic))];
  return `${plural(runs.length, "run")} of ${steps} steps on ${data.join(", ")}` +
    `, ${arithmetics.join(" and ")} arithmetic` + (atOnce > 1 ? `, ${atOnce} at once` : "");
}

/** How the runs ended: a row a variant, mean ± standard deviation over its seeds, or a row a run. */
function finalTable(runs: StoredRun[], seeds: readonly number[], each: boolean): string {
  const variants = variantsOf(runs);
  const deciding = decidingSplit(variants);
  const groups = each ? runs.map((run) => [run]) : variants.map(({ runs }) => runs);
  const rows = groups.map((group): Cell[] => {
    const diverged = describeDiverged(group);
    return [
      each ? label(group[0].summary, seeds) : harmless(group[0].summary.variant),
      ...diverged === null
        ? SPLITS.map((split) => lossOf(group, split, deciding))
        : [{ text: diverged, span: SPLITS.length }],
      formatCount(group[0].summary.parameters),
      formatSeconds(mean(group.map(({ summary }) => summary.seconds))),
      diverged === null ? troubleOf(group, deciding) : "",
    ];
  });
  return formatTable(["", ...SPLITS, "parameters", "time", ""], rows);
}

const SPLITS = ["train", "val", "test"] as const;

/** What happened to runs that have no losses to show: "diverged at step 4: the loss is not finite"; null where one has. */
function describeDiverged(runs: readonly StoredRun[]): string | null {
  if (!runs.every(({ summary }) => summary.status === "diverged")) return null;
  if (runs.length === 1) return trouble(runs[0], "train");
  const steps = runs.map(({ summary }) => summary.steps);
  const [first, last] = [Math.min(...steps), Math.max(...steps)].map(formatCount);
  const when = first === last ? `at step ${first}` : `between steps ${first} and ${last}`;
  return `all ${runs.length} diverged, ${when}`;
}

/** The losses of those that are not hopeless; where all are, of all that ended. */
function lossOf(runs: readonly StoredRun[], split: Split, deciding: Split): string {
  const losses = counted(runs, deciding).flatMap((run) => finalLoss(run, split) ?? []);
  if (losses.length === 0) return formatLoss(null);
  const deviation = losses.length > 1 ? ` ± ${formatLoss(standardDeviation(losses))}` : "";
  return formatLoss(mean(losses)) + deviation;
}

/** What is wrong, in words, and with how many of several runs: "worse than guessing", "2 of 3 diverged"; nothing where all is well. */
function troubleOf(runs: readonly StoredRun[], deciding: Split): string {
  const troubles = runs.flatMap((run) => trouble(run, deciding) ?? []);
  if (runs.length === 1) return troubles.join();
  const kinds = Map.groupBy(troubles, (text) => text.replace(/ at step .*/, ""));
  return [...kinds].map(([kind, { length }]) =>
    length === runs.length ? kind : `${length} of ${runs.length} ${kind}`
  ).join(", ");
}

/** A queue makes no difference to what comes of a run, and its address is nobody else's business. */
const withoutQueue = (args: readonly string[]) =>
  args.filter((argument, i) =>
    !/^--(queue|audit)(=|$)/.test(argument) && !/^--(queue|audit)$/.test(args[i - 1] ?? "")
  );

const commandOf = (args: readonly string[]) => `deno task run ${args.map(quoted).join(" ")}`;
