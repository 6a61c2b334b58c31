/**
 * Trains all runs of an experiment that are not finished yet, rung by rung where it is halving.
 *
 * @module
 */
import { formatCount, formatLoss, plural } from "../reports/format.ts";
import { reasonOf } from "../runner/bytes.ts";
import type { Checkpoint } from "../runner/checkpoint.ts";
import { decide, describeEnd, hasReached, lossAt } from "../runner/halving.ts";
import type { Run } from "../runner/plan.ts";
import type { Evaluation, Rung, StoredRun } from "../runner/results.ts";
import type { RunStore } from "../runner/run_store.ts";
import type { Halving } from "../runner/sweep_schema.ts";
import type { Datasets } from "./datasets.ts";
import type { Host } from "./host.ts";
import { ProgressDisplay } from "./progress.ts";
import { harmless } from "./text.ts";
import { describeLoss, type Pending, stoppedAt, trainPending } from "./training.ts";

export interface AllOptions {
  /** The experiment's name, and where its runs are kept. */
  experiment: string;
  store: RunStore;
  datasets: Datasets;
  /** What the terminal calls a run. */
  labelOf: (run: Run) => string;
  /** How many are trained at once. */
  jobs: number;
  /** Seconds between checkpoints. */
  checkpointSeconds: number;
  /** Trains again, from the start, what has been trained before. */
  force: boolean;
  /** Successive halving: at which steps it decides, and how. */
  rungs: readonly number[];
  halving?: Halving;
  /** Saves those that are being trained, and begins no other. */
  stop: AbortSignal;
}

/** What training has left behind. Runs are known by their index. */
export interface Trained {
  stored: Map<number, StoredRun>;
  failed: Map<number, string>;
  /** How many failed or diverged. */
  failures: number;
  /** What halving has decided, and why it ended a run. */
  rungs: Rung[];
  stopped: Map<number, string>;
  /** Whether nothing is left to be trained. */
  isWhole: boolean;
}

export async function trainAll(
  runs: readonly Run[],
  options: AllOptions,
  host: Host,
): Promise<Trained> {
  const { experiment, store, datasets, jobs, rungs, halving, stop } = options;
  const trained: Trained = {
    stored: new Map(),
    failed: new Map(),
    failures: 0,
    rungs: [],
    stopped: new Map(),
    isWhole: false,
  };
  const { stored, failed, stopped } = trained;
  /** Of runs that came to a rung, or to their end. */
  const evaluations = new Map<number, readonly Evaluation[]>();
  let alive = [...runs.keys()];

  for (const [stage, pauseAt] of [...rungs, undefined].entries()) {
    // Of one there is nothing to decide.
    const isDecided = new Set(alive.map((index) => runs[index].variant)).size <= 1;
    if (isDecided && stage > 0 && pauseAt !== undefined) continue;
    const display = new ProgressDisplay(
      host,
      alive.map((index) => options.labelOf(runs[index])),
      alive.map((index) => pauseAt ?? runs[index].config.training.steps),
    );
    const pending: Pending[] = [];
    for (const [place, index] of alive.entries()) {
      if (stored.has(index) || failed.has(index)) {
        display.pause(place);
        continue;
      }
      const run = runs[index];
      let from: Checkpoint | undefined;
      if (stage === 0) {
        const found = await store.find(run, options.force);
        for (const warning of found.warnings) host.complain(`Warning: ${warning}\n`);
        if (found.finished) {
          takeFinished(place, index, run, found.finished, display);
          continue;
        }
        from = found.from;
        if (from) display.say(place, `resumed at step ${formatCount(from.state.step)}`);
        else if (!options.force) from = await goOn(place, run, display);
      } else {
        try {
          from = await store.checkpoint(run);
        } catch (error) {
          fail(index, `its checkpoint cannot be read: ${reasonOf(error)}`);
          display.end(place, harmless(`FAILED: ${failed.get(index)}`), "red");
          continue;
        }
      }
      const { config, seed, hash } = run;
      if (from && pauseAt !== undefined && hasReached(from.evaluations, pauseAt)) {
        evaluations.set(index, from.evaluations);
        display.pause(place);
        continue;
      }
      const dataset = await datasets.get(config.dataset);
      const checkpoints = { hash, seconds: options.checkpointSeconds };
      const job = { config, seed, dataset, from, checkpoints, pauseAt };
      pending.push({ index: place, run, job });
    }
    trained.failures += await trainPending(pending, {
      experiment,
      store,
      jobs,
      display,
      stop,
      onStored: (place, run) => {
        stored.set(alive[place], run);
        evaluations.set(alive[place], run.evaluations);
      },
      onPaused: (place, some) => evaluations.set(alive[place], some),
      onFailed: (place, message) => failed.set(alive[place], message),
    });
    if (stop.aborted && pending.some(({ index: place }) => !hasCome(alive[place], pauseAt))) {
      return trained;
    }
    if (pauseAt === undefined) break;
    alive = ascend(pauseAt, alive, display);
  }
  return { ...trained, isWhole: true };

  /** Whether a run has come as far as it was to come. */
  function hasCome(index: number, pauseAt: number | undefined): boolean {
    if (stored.has(index)) return true;
    return pauseAt !== undefined && hasReached(evaluations.get(index) ?? [], pauseAt);
  }

  function fail(index: number, message: string): void {
    failed.set(index, message);
    trained.failures++;
  }

  function takeFinished(
    place: number,
    index: number,
    run: Run,
    finished: StoredRun,
    display: ProgressDisplay,
  ): void {
    // It may have been stored under another name of the variant.
    stored.set(index, { ...finished, summary: { ...finished.summary, variant: run.variant } });
    evaluations.set(index, finished.evaluations);
    const { status, steps } = finished.summary;
    if (status === "diverged") trained.failures++;
    const end = status === "diverged"
      ? `DIVERGED at step ${formatCount(steps)}`
      : (status === "hopeless" ? `${stoppedAt(steps)}  ` : "") + describeLoss(finished);
    display.end(place, `cached  ${end}`);
  }

  /** Where a shorter run of the same kind ended. */
  async function goOn(
    place: number,
    run: Run,
    display: ProgressDisplay,
  ): Promise<Checkpoint | undefined> {
    const { summary } = await datasets.get(run.config.dataset);
    const found = await store.before(run, summary);
    if (typeof found === "string") display.say(place, `from the start: ${found}`);
    if (typeof found !== "object") return undefined;
    display.say(place, `goes on from the run of ${plural(found.state.step, "step")}`);
    return found;
  }

  /** Decides at a rung. @return who goes on */
  function ascend(step: number, alive: readonly number[], display: ProgressDisplay): number[] {
    const losses = new Map<string, number[]>();
    for (const index of alive) {
      const { variant, config } = runs[index];
      const loss = lossAt(config, evaluations.get(index) ?? [], step);
      losses.set(variant, [...losses.get(variant) ?? [], failed.has(index) ? Infinity : loss]);
    }
    const rung = decide(step, losses, halving!.factor);
    trained.rungs.push(rung);
    const kept = new Set(rung.scores.filter(({ kept }) => kept).map(({ variant }) => variant));
    for (const index of alive) {
      const { variant } = runs[index];
      if (!kept.has(variant)) stopped.set(index, describeEnd(rung, variant));
    }
    display.note(harmless(describeRung(rung)));
    return alive.filter((index) => kept.has(runs[index].variant));
  }
}

/** "Step 500: 9 of 27 go on, with losses from 2.4012 ("a") to 2.5120" */
function describeRung({ step, scores }: Rung): string {
  const kept = scores.filter(({ kept }) => kept).sort((a, b) => a.loss! - b.loss!);
  const count = `Step ${formatCount(step)}: ${kept.length} of ${scores.length} go on`;
  if (kept.length === 0) return count;
  const [best, worst] = [kept[0], kept.at(-1)!];
  const to = kept.length > 1 ? ` to ${formatLoss(worst.loss)}` : "";
  return `${count}, with ${kept.length > 1 ? "losses from" : "loss"} ${
    formatLoss(best.loss)
  } (${best.variant})${to}`;
}
