/**
 * Trains all runs of an experiment that are not finished yet: at once, rung by rung where it is halving, seed by seed
 * where it is pruning.
 *
 * @module
 */
import { formatCount, formatLoss, plural } from "../reports/format.ts";
import { reasonOf } from "../runner/data/bytes.ts";
import type { Checkpoint } from "../runner/store/checkpoint.ts";
import { decide, describeEnd, hasReached, lossAt } from "../runner/sweep/halving.ts";
import type { Run } from "../runner/sweep/plan.ts";
import { describePruned, prune, seedsToPrune } from "../runner/sweep/pruning.ts";
import type { Evaluation, Round, Rung, StoredRun } from "../runner/results.ts";
import type { RunStore } from "../runner/store/run_store.ts";
import type { Halving, Pruning } from "../runner/schema/sweep_schema.ts";
import type { Datasets } from "./datasets.ts";
import { harmless } from "./harmless.ts";
import { describeLoss, type Pending, stoppedAt, type Train, trainPending } from "./training.ts";
import type { Watch } from "./watch.ts";

export interface AllOptions {
  /** The experiment's name, and where its runs are kept. */
  experiment: string;
  store: RunStore;
  datasets: Datasets;
  /** Is told how it goes. */
  watch: Watch;
  /** Takes what is wrong with what was found, and what has been done about it. */
  warn: (warning: string) => void;
  /** How many are trained at once. */
  jobs: number;
  /** Seconds between checkpoints. */
  checkpointSeconds: number;
  /** Trains again, from the start, what has been trained before. */
  force: boolean;
  /** Successive halving: at which steps it decides, and how. */
  rungs: readonly number[];
  halving?: Halving;
  pruning?: Pruning;
  /** Saves those that are being trained, and begins no other. */
  stop: AbortSignal;
  /** Who trains, instead of this process; they go on from shorter runs by themselves. */
  train?: Train;
  /** Called once it is known what there is to train, and that is begun. */
  onBegun?: () => void;
}

/** What training has left behind. Runs are known by their index. */
export interface Trained {
  stored: Map<number, StoredRun>;
  failed: Map<number, string>;
  /** How many failed or diverged. */
  failures: number;
  /** What halving or pruning has decided, and why it gave a run up. */
  rungs: Rung[];
  rounds: Round[];
  stopped: Map<number, string>;
  /** Whether nothing is left to be trained. */
  isWhole: boolean;
}

export async function trainAll(
  runs: readonly Run[],
  options: AllOptions,
): Promise<Trained> {
  const { experiment, store, datasets, watch, jobs, rungs, halving, pruning, stop } = options;
  const trained: Trained = {
    stored: new Map(),
    failed: new Map(),
    failures: 0,
    rungs: [],
    rounds: [],
    stopped: new Map(),
    isWhole: false,
  };
  const { stored, failed, stopped } = trained;
  /** Of runs that came to a rung, or to their end. */
  const evaluations = new Map<number, readonly Evaluation[]>();
  /** Runs that have been begun, or found finished, in this process. */
  const begun = new Set<number>();
  trained.isWhole = await (pruning ? seedBySeed(pruning) : rungByRung());
  return trained;

  /** @returns whether nothing is left to be trained */
  async function rungByRung(): Promise<boolean> {
    let alive = [...runs.keys()];
    for (const [stage, pauseAt] of [...rungs, undefined].entries()) {
      // Of one there is nothing to decide.
      const isDecided = variantsOf(alive).size <= 1;
      if (isDecided && stage > 0 && pauseAt !== undefined) continue;
      if (!await advance(alive, pauseAt, stepsAfter(alive, stage))) return false;
      if (pauseAt !== undefined) alive = ascend(pauseAt, alive);
    }
    return true;
  }

  /** How many steps come after a stage of halving. */
  function stepsAfter(alive: readonly number[], stage: number): number {
    const ends = [...rungs, ...runs.slice(0, 1).map(({ config }) => config.training.steps)];
    let some = variantsOf(alive).size, all = 0;
    const seeds = alive.length / some;
    for (let next = stage + 1; next < ends.length; next++) {
      some = Math.max(1, Math.floor(some / halving!.factor));
      all += some * seeds * (ends[next] - ends[next - 1]);
    }
    return all;
  }

  /** @returns whether nothing is left to be trained */
  async function seedBySeed({ pThreshold }: Pruning): Promise<boolean> {
    const seeds = [...new Set(runs.map(({ seed }) => seed))];
    let alive = [...runs.keys()];
    // Before so many seeds nothing can be left out, and where one variant is left there is nothing to decide.
    for (let count = seedsToPrune(pThreshold);; count++) {
      const isLast = count >= seeds.length || variantsOf(alive).size <= 1;
      const seen = new Set(isLast ? seeds : seeds.slice(0, count));
      const isSeen = (index: number) => seen.has(runs[index].seed);
      const later = alive.filter((index) => !isSeen(index))
        .reduce((sum, index) => sum + runs[index].config.training.steps, 0);
      if (!await advance(alive.filter(isSeen), undefined, later)) return false;
      if (isLast) return true;
      alive = thin(alive, seen, pThreshold);
    }
  }

  function variantsOf(some: readonly number[]): Set<string> {
    return new Set(some.map((index) => runs[index].variant));
  }

  /**
   * Trains some to their ends, or to where they are to pause.
   *
   * @param later at most so many steps come after that
   * @returns whether all came as far
   */
  async function advance(
    some: readonly number[],
    pauseAt: number | undefined,
    later: number,
  ): Promise<boolean> {
    const aims = some.filter((index) => !stored.has(index) && !failed.has(index))
      .map((index) => [index, pauseAt ?? runs[index].config.training.steps] as const);
    watch.begin(new Map(aims), later);
    const pending: Pending[] = [];
    for (const [index] of aims) {
      const run = runs[index];
      let from: Checkpoint | undefined;
      if (!begun.has(index)) {
        begun.add(index);
        const found = await store.find(run, options.force);
        for (const warning of found.warnings) options.warn(warning);
        if (found.finished) {
          takeFinished(index, run, found.finished);
          continue;
        }
        from = found.from;
        if (from) watch.say(index, `resumed at step ${formatCount(from.state.step)}`);
        else if (!options.force && !options.train) from = await goOn(index, run);
      } else {
        try {
          from = await store.checkpoint(run);
        } catch (error) {
          const message = `its checkpoint cannot be read: ${reasonOf(error)}`;
          failed.set(index, message);
          trained.failures++;
          watch.end(index, harmless(`FAILED: ${message}`), { state: "failed", color: "red" });
          continue;
        }
      }
      const { config, seed, hash } = run;
      if (from && pauseAt !== undefined && hasReached(from.evaluations, pauseAt)) {
        evaluations.set(index, from.evaluations);
        watch.pause(index);
        continue;
      }
      const dataset = await datasets.get(config.dataset);
      const checkpoints = { hash, seconds: options.checkpointSeconds };
      const job = { config, seed, dataset, from, checkpoints, pauseAt };
      pending.push({ index, run, job });
    }
    const training = (options.train ?? trainPending)(pending, {
      experiment,
      store,
      jobs,
      watch,
      stop,
      onStored: (index, run) => {
        stored.set(index, run);
        evaluations.set(index, run.evaluations);
      },
      onPaused: (index, some) => evaluations.set(index, some),
      onFailed: (index, message) => failed.set(index, message),
    });
    options.onBegun?.();
    trained.failures += await training;
    return !stop.aborted || pending.every(({ index }) => hasCome(index, pauseAt));
  }

  /** Whether a run has come as far as it was to come. */
  function hasCome(index: number, pauseAt: number | undefined): boolean {
    if (stored.has(index)) return true;
    return pauseAt !== undefined && hasReached(evaluations.get(index) ?? [], pauseAt);
  }

  function takeFinished(index: number, run: Run, finished: StoredRun): void {
    // It may have been stored under another name of the variant.
    const own = { ...finished, summary: { ...finished.summary, variant: run.variant } };
    stored.set(index, own);
    evaluations.set(index, finished.evaluations);
    const { status, steps } = finished.summary;
    if (status === "diverged") trained.failures++;
    const end = status === "diverged"
      ? `DIVERGED at step ${formatCount(steps)}`
      : (status === "hopeless" ? `${stoppedAt(steps)}  ` : "") + describeLoss(finished);
    watch.end(index, `cached  ${end}`, {
      state: status === "diverged" ? "diverged" : "cached",
      run: own,
    });
  }

  /** Where a shorter run of the same kind ended. */
  async function goOn(index: number, run: Run): Promise<Checkpoint | undefined> {
    const { summary } = await datasets.get(run.config.dataset);
    const found = await store.before(run, summary);
    if (typeof found === "string") watch.say(index, `from the start: ${found}`);
    if (typeof found !== "object") return undefined;
    watch.say(index, `goes on from the run of ${plural(found.state.step, "step")}`);
    return found;
  }

  /** The losses of each variant's runs; Infinity where there is none. */
  function lossesOf(
    some: readonly number[],
    stepOf: (run: Run) => number,
  ): Map<string, number[]> {
    const losses = new Map<string, number[]>();
    for (const index of some) {
      const run = runs[index];
      const loss = failed.has(index)
        ? Infinity
        : lossAt(run.config, evaluations.get(index) ?? [], stepOf(run));
      losses.set(run.variant, [...losses.get(run.variant) ?? [], loss]);
    }
    return losses;
  }

  /** Decides at a rung. @returns who goes on */
  function ascend(step: number, alive: readonly number[]): number[] {
    const rung = decide(step, lossesOf(alive, () => step), halving!.factor);
    trained.rungs.push(rung);
    watch.decide(rung, harmless(describeRung(rung)));
    return keep(alive, rung, (variant) => describeEnd(rung, variant));
  }

  /** Decides after a seed. @returns who goes on, those of the seeds before among them */
  function thin(alive: readonly number[], seen: ReadonlySet<number>, pThreshold: number): number[] {
    const before = alive.filter((index) => seen.has(runs[index].seed));
    const round = prune(lossesOf(before, ({ config }) => config.training.steps), pThreshold);
    trained.rounds.push(round);
    watch.decide(round, harmless(describeRound(round)));
    const left = keep(
      alive.filter((index) => !before.includes(index)),
      round,
      (variant) => describePruned(round, variant),
    );
    const kept = variantsOf(left);
    return [...before.filter((index) => kept.has(runs[index].variant)), ...left]
      .sort((a, b) => a - b);
  }

  /** Those of them that a decision keeps; the others are given up. */
  function keep(
    some: readonly number[],
    { scores }: Rung | Round,
    why: (variant: string) => string,
  ): number[] {
    const kept = new Set(scores.filter(({ kept }) => kept).map(({ variant }) => variant));
    return some.filter((index) => {
      const { variant } = runs[index];
      if (kept.has(variant)) return true;
      stopped.set(index, why(variant));
      watch.leave(index);
      return false;
    });
  }
}

/** "Step 500: 9 of 27 go on, with losses from 2.4012 ("a") to 2.5120" */
function describeRung(rung: Rung): string {
  return `Step ${formatCount(rung.step)}: ${describeKept(rung)}`;
}

/** "After 4 seeds: 9 of 27 go on, with losses from 2.4012 ("a") to 2.5120" */
function describeRound(round: Round): string {
  return `After ${plural(round.seeds, "seed")}: ${describeKept(round)}`;
}

function describeKept({ scores }: Rung | Round): string {
  const kept = scores.filter(({ kept }) => kept);
  const count = `${kept.length} of ${scores.length} go on`;
  const ranked = kept.filter(({ loss }) => loss !== null).sort((a, b) => a.loss! - b.loss!);
  if (ranked.length === 0) return count;
  const [best, worst] = [ranked[0], ranked.at(-1)!];
  const to = ranked.length > 1 ? ` to ${formatLoss(worst.loss)}` : "";
  return `${count}, with ${ranked.length > 1 ? "losses from" : "loss"} ${
    formatLoss(best.loss)
  } (${best.variant})${to}`;
}
