/**
 * Trains those runs of an experiment that are not finished yet, and stores what becomes of each.
 *
 * @module
 */
import { formatCount, formatLoss, formatSeconds } from "../reports/format.ts";
import { guessingText, isHopeless, isWorseThanGuessing } from "../reports/hopeless.ts";
import { finalLoss } from "../reports/rows.ts";
import { reasonOf } from "../runner/data/bytes.ts";
import type { Job } from "../runner/training/job.ts";
import type { Run } from "../runner/sweep/plan.ts";
import { type Ending, runHere, type RunPool, runPool } from "../runner/training/pool.ts";
import type { Evaluation, RunSummary, StoredRun } from "../runner/results.ts";
import type { RunStore } from "../runner/store/run_store.ts";
import { summarize } from "../runner/training/summary.ts";
import { splitOf } from "./best.ts";
import { dearEvaluations } from "./dear_evaluations.ts";
import { harmless } from "./harmless.ts";
import type { End, Watch } from "./watch.ts";

/** A run to train. */
export interface Pending {
  /** Among all the experiment's. */
  index: number;
  run: Run;
  job: Job;
}

export interface TrainingOptions {
  /** The experiment's name, and where its runs are kept. */
  experiment: string;
  store: RunStore;
  /** How many are trained at once. */
  jobs: number;
  watch: Watch;
  /** Saves those that are being trained, and begins no other. */
  stop: AbortSignal;
  /** Takes what has been stored. */
  onStored: (index: number, run: StoredRun) => void;
  /** Takes the evaluations of one that has come to where it was to pause. */
  onPaused: (index: number, evaluations: readonly Evaluation[]) => void;
  /** Takes why one has failed. */
  onFailed: (index: number, message: string) => void;
}

/** Trains runs, or has them trained. @returns how many failed or diverged */
export type Train = (pending: readonly Pending[], options: TrainingOptions) => Promise<number>;

/** Trains runs in workers. */
export const trainPending: Train = (pending, options) => trainBy(runPool, pending, options);

/** The same in this thread, one after the other. */
export const trainHere: Train = (pending, options) => trainBy(runHere, pending, options);

async function trainBy(
  run: RunPool,
  pending: readonly Pending[],
  { experiment, store, jobs, watch, stop, onStored, onPaused, onFailed }: TrainingOptions,
): Promise<number> {
  const keep = async (one: Pending, ending: Ending): Promise<StoredRun | null> => {
    if (ending.kind !== "outcome" && ending.kind !== "failure" && ending.checkpoint !== null) {
      await store.saveCheckpoint(one.run, ending.checkpoint);
    }
    if (ending.kind === "paused") onPaused(one.index, ending.evaluations);
    if (ending.kind !== "outcome") return null;
    const { index, run, job } = one;
    const summary = await summarize(experiment, run, ending, job.dataset);
    const stored = await store.write({ ...run, ...ending, summary });
    onStored(index, stored);
    return stored;
  };

  let failures = 0;
  let warned = false;
  let saidDear = false;
  const onStop = () => watch.note("Stopping: the runs finish their step and are saved.");
  stop.addEventListener("abort", onStop);
  await run(pending.map(({ job }) => job), {
    jobs,
    stop,
    onProgress: (place, progress) => {
      const dear = saidDear ? null : dearEvaluations(progress, pending[place].run.config);
      if (dear !== null) watch.note(dear);
      saidDear ||= dear !== null;
      watch.update(pending[place].index, progress);
    },
    onCheckpoint: async (place, bytes) => {
      try {
        await store.saveCheckpoint(pending[place].run, bytes);
      } catch (error) {
        if (warned) return;
        warned = true;
        watch.note(
          harmless(`Warning: no checkpoints, the training goes on without: ${reasonOf(error)}`),
        );
      }
    },
    onEnd: async (place, ending) => {
      const one = pending[place];
      if (ending.kind === "failure") onFailed(one.index, ending.message);
      if (ending.kind === "failure" || hasDiverged(ending)) failures++;
      try {
        const run = await keep(one, ending);
        if (ending.kind === "paused") return watch.pause(one.index);
        watch.end(one.index, harmless(describeEnding(ending, run)), endOf(ending, run));
      } catch (error) {
        failures++;
        const what = ending.kind === "stopped" ? "it could" : "its results could";
        const message = `${what} not be saved: ${reasonOf(error)}`;
        onFailed(one.index, message);
        watch.end(one.index, harmless(`FAILED: ${message}`), { state: "failed", color: "red" });
      }
    },
  });
  stop.removeEventListener("abort", onStop);
  return failures;
}

const hasDiverged = (ending: Ending) => ending.kind === "outcome" && ending.status === "diverged";

/** Red for what failed, yellow for what is hopeless. */
function endOf(ending: Exclude<Ending, { kind: "paused" }>, run: StoredRun | null): End {
  if (ending.kind === "failure") return { state: "failed", color: "red" };
  if (ending.kind === "stopped") return { state: "saved" };
  return endOfOutcome(ending, run);
}

/** As a `Watch` is told that a run came to an end. */
export function endOfOutcome(
  { status }: Pick<RunSummary, "status">,
  run: StoredRun | null,
): End {
  const whose = run ? { run } : {};
  if (status === "diverged") return { state: "diverged", color: "red", ...whose };
  const state = status === "hopeless" ? "hopeless" : "finished";
  return run && isHopeless(run, splitOf(run))
    ? { state, color: "yellow", run }
    : { state, ...whose };
}

function describeEnding(
  ending: Exclude<Ending, { kind: "paused" }>,
  run: StoredRun | null,
): string {
  if (ending.kind === "failure") return `FAILED: ${ending.message}`;
  if (ending.kind === "stopped") {
    if (ending.checkpoint === null) return "stopped before its first step";
    return `saved at step ${formatCount(ending.step)}`;
  }
  return describeOutcome(ending, run);
}

/** How a run ended that came to an end. */
export function describeOutcome(
  { status, steps, notFinite, seconds, stepsPerSecond }: Pick<
    RunSummary,
    "status" | "steps" | "notFinite" | "seconds" | "stepsPerSecond"
  >,
  run: StoredRun | null,
): string {
  if (status === "diverged") {
    return `DIVERGED at step ${formatCount(steps)}: ${notFinite} is not finite`;
  }
  const loss = run ? describeLoss(run) : "";
  const end = status === "hopeless" ? stoppedAt(steps) : "done";
  return `${end}  ${loss}${formatSeconds(seconds)}  ${formatCount(stepsPerSecond)} steps/s`;
}

/** How a run ends that was hopeless. */
export const stoppedAt = (steps: number): string =>
  `stopped as hopeless at step ${formatCount(steps)}`;

/** "val loss 2.2036  ", or what is wrong with it. */
export function describeLoss(run: StoredRun): string {
  const split = splitOf(run);
  const loss = finalLoss(run, split);
  if (loss === null) return `no finite ${split} loss  `;
  const end = isWorseThanGuessing(run, split) ? `, worse than guessing (${guessingText(run)})` : "";
  return `${split} loss ${formatLoss(loss)}${end}  `;
}
