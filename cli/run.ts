/**
 * `deno task run`: trains every variant of a question and writes its report.
 *
 * @module
 */
import { isAbsolute, join, relative, sep } from "node:path";
import { conduct, type Conducted } from "../conduct/conduct.ts";
import { EventWatch } from "../conduct/events.ts";
import { harmless } from "../conduct/harmless.ts";
import { onlyVariants } from "../conduct/only.ts";
import { planWork, type Work } from "../conduct/work.ts";
import { formatCount, formatSeconds, plural } from "../reports/format.ts";
import { gradientAlarms } from "../reports/gradient_table.ts";
import { trouble } from "../reports/hopeless.ts";
import { variantsOf } from "../reports/rows.ts";
import { decidingSplit } from "../reports/scores.ts";
import { quoted } from "../reports/shell.ts";
import { mean } from "../reports/statistics.ts";
import { loadExperiment } from "../runner/config/config.ts";
import { InputError } from "../runner/errors.ts";
import type { Split, StoredRun } from "../runner/results.ts";
import { ownerOf } from "../runner/store/experiment_folder.ts";
import type { Run } from "../runner/sweep/plan.ts";
import { mostHelpers } from "../runner/training/cores.ts";
import { onePath, parseArguments } from "./arguments.ts";
import { datasetsOf } from "./datasets_of.ts";
import { dryRun } from "./dry_run.ts";
import { forUser, fromUser, type Host } from "./host.ts";
import { meanLoss } from "./mean_loss.ts";
import { openStore, queueAsked } from "./open_store.ts";
import { ProgressDisplay } from "./progress.ts";
import { writeReport } from "./report.ts";
import { stopOnSignal } from "./stop.ts";
import { type Cell, formatTable } from "./table.ts";

const CHECKPOINT_SECONDS = 10;

/** @returns the exit code */
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
  const isQuiet = flag("quiet") || flag("json");
  if (flag("json") && flag("dry-run")) throw new InputError("--dry-run has no --json");
  const host: Host = isQuiet ? { ...loud, print() {}, terminalWidth: () => undefined } : loud;
  const emit = flag("json")
    ? (event: object) => loud.print(`${JSON.stringify(event)}\n`)
    : undefined;
  const options: RunOptions = {
    jobs: count("jobs", 1) ?? host.cores(),
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
  using stop = stopOnSignal(host);
  const command = commandOf(
    withoutQueue(args).filter((argument) => !/^--(quiet|json)$/.test(argument))
      .map((argument) => argument === typed ? asTyped(host, typed) : argument),
  );
  const end = (exitCode: number, more: object = {}) => {
    emit?.({ event: "end", exitCode, ...more });
    return exitCode;
  };
  const exitCode = await conduct(work, {
    ...options,
    results: host.results(),
    command,
    stop: stop.signal,
    open: (folder, stop) => openStore(queue, folder, work, host, stop),
    watch: (runs) =>
      emit
        ? new EventWatch(emit, runs)
        : new ProgressDisplay(host, runs.map((run) => label(run, work.experiment.seeds))),
    warn: (warning) => host.complain(`Warning: ${warning}\n`),
    onWait: (folder) =>
      host.print(`Another process is working on ${forUser(host, folder)}; waiting for it.\n`),
    show: (path) => forUser(host, path),
  }, async (conducted) => {
    if (!conducted.isWhole) {
      const again = args.filter((argument) => argument !== "--force");
      const before = options.force ? ", also what was finished before" : "";
      host.print(
        `\nStopped; what is finished or saved is kept${before}. To go on: ${commandOf(again)}\n`,
      );
      return end(stop.exitCode());
    }
    const answering = emit ? host : loud;
    const answer = await conclude(work, conducted, flag("each"), { host, answering });
    const isSame = await conducted.audit();
    const alarms = gradientAlarms(
      await conducted.gradients(),
      work.runs.map(({ config }) => config.arithmetic),
    );
    for (const alarm of alarms) host.complain(harmless(`\nWRONG GRADIENT. ${alarm}\n`));
    const { expected } = conducted;
    const isFine = conducted.isFine && isSame && alarms.length === 0;
    return end(stop.exitCode() || (isFine ? 0 : 1), {
      ...answer === null ? {} : { answer, report: forUser(host, join(folder, PAGE)) },
      ...expected && { expected },
    });
  });
  return exitCode ?? end(stop.exitCode());
}

async function plan(
  typed: string,
  { set, only, jobs }: { set: string[]; only: string[]; jobs: number },
  host: Host,
): Promise<Work> {
  const file = fromUser(host, typed);
  const experiment = onlyVariants(await loadExperiment(file, { set, display: typed }), only);
  for (const warning of experiment.warnings) host.complain(`Warning: ${warning}\n`);
  const datasets = datasetsOf(host, file);
  const work = await planWork(experiment, { file, datasets, results: host.results(), jobs });
  for (const warning of work.warnings) host.complain(`Warning: ${warning}\n`);
  return work;
}

interface RunOptions {
  jobs: number;
  checkpointSeconds: number;
  force: boolean;
}

/** The report's name in an experiment's folder. */
const PAGE = "report.html";

/** Prints how the runs ended, and writes the report. @returns the answer; null where no run has ended */
async function conclude(
  { experiment }: Work,
  { ended, folder, experiment: stored }: Conducted,
  each: boolean,
  { host, answering }: { host: Host; answering: Host },
): Promise<string | null> {
  // Where a finder's runs end says nothing.
  const table = experiment.lrFinder
    ? ""
    : `${finalTable(ended, experiment.seeds, each, host.terminalWidth())}\n`;
  host.print(`\n${table}`);
  if (ended.length === 0) return null;
  const [answer] = await writeReport([await stored()], join(folder, PAGE), answering, host);
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

const label = ({ variant, seed }: Pick<Run, "variant" | "seed">, seeds: readonly number[]) =>
  harmless(seeds.length > 1 ? `${variant} (seed ${seed})` : variant);

/**
 * "2 runs of 20,000 steps on names (32,033 lines, 182,625 training examples), fused arithmetic, 2 at once on 4 cores"
 */
function describeWork({ runs, datasets, isLarge }: Work, jobs: number): string {
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
  const cores = isLarge ? atOnce + mostHelpers(jobs, atOnce) : atOnce;
  const arithmetics = [...new Set(runs.map(({ config }) => config.arithmetic))];
  return `${plural(runs.length, "run")} of ${steps} steps on ${data.join(", ")}` +
    `, ${arithmetics.join(" and ")} arithmetic` + (atOnce > 1 ? `, ${atOnce} at once` : "") +
    (cores > atOnce ? `${atOnce > 1 ? "" : ","} on ${cores} cores` : "");
}

/** How the runs ended: a row a variant, mean ± standard deviation over its seeds, or a row a run. */
function finalTable(
  runs: StoredRun[],
  seeds: readonly number[],
  each: boolean,
  width: number | undefined,
): string {
  const variants = variantsOf(runs);
  const deciding = decidingSplit(variants);
  const groups = each ? runs.map((run) => [run]) : variants.map(({ runs }) => runs);
  const rows = groups.map((group): Cell[] => {
    const diverged = describeDiverged(group);
    return [
      each ? label(group[0].summary, seeds) : harmless(group[0].summary.variant),
      ...diverged === null
        ? SPLITS.map((split) => meanLoss(group, split, deciding))
        : [{ text: diverged, span: SPLITS.length }],
      formatCount(group[0].summary.parameters),
      formatSeconds(mean(group.map(({ summary }) => summary.seconds))),
      diverged === null ? troubleOf(group, deciding) : "",
    ];
  });
  return formatTable(["", ...SPLITS, "parameters", "time", ""], rows, width);
}

const SPLITS = ["train", "val", "test"] as const;

/**
 * What happened to runs that have no losses to show: "diverged at step 4: the loss is not finite"; null where one has.
 */
function describeDiverged(runs: readonly StoredRun[]): string | null {
  if (!runs.every(({ summary }) => summary.status === "diverged")) return null;
  if (runs.length === 1) return trouble(runs[0], "train");
  const steps = runs.map(({ summary }) => summary.steps);
  const [first, last] = [Math.min(...steps), Math.max(...steps)].map(formatCount);
  const when = first === last ? `at step ${first}` : `between steps ${first} and ${last}`;
  return `all ${runs.length} diverged, ${when}`;
}

/**
 * What is wrong, in words, and with how many of several runs: "worse than guessing", "2 of 3 diverged"; nothing where
 * all is well.
 */
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

/** A relative path as the user gave it; an absolute one relative, where it lies below the user's folder. */
function asTyped(host: Host, typed: string): string {
  const path = fromUser(host, typed);
  return isAbsolute(typed) ? forUser(host, path) : relative(host.cwd(), path).replaceAll(sep, "/");
}

const commandOf = (args: readonly string[]) => `deno task run ${args.map(quoted).join(" ")}`;
