/**
 * `deno task run --dry-run`: what would be trained, and how long that would take.
 *
 * @module
 */
import { formatCount, formatSeconds, plural } from "../reports/format.ts";
import { type Cost, measureCost } from "../runner/training/estimate.ts";
import { sortedJson } from "../runner/sorted_json.ts";
import type { Run } from "../runner/sweep/plan.ts";
import { adoptFolders } from "../runner/store/resume.ts";
import type { RunStore } from "../runner/store/run_store.ts";
import { isLarge } from "../runner/training/step_cost.ts";
import type { Datasets } from "../conduct/datasets.ts";
import type { Host } from "./host.ts";
import { formatTable } from "./table.ts";
import { harmless } from "../conduct/harmless.ts";

/** Seconds that may be spent on measuring. */
const PATIENCE = 10;

/** Prints every run, and writes nothing. */
export async function dryRun(
  folder: string,
  planned: readonly Run[],
  { store, datasets, jobs, force, saving }: {
    store: RunStore;
    datasets: Datasets;
    jobs: number;
    force: boolean;
    /** What will give some up early, if anything: the time told is that of all of them, to their ends. */
    saving?: "halving" | "pruning";
  },
  host: Host,
): Promise<void> {
  const isThere = await Deno.stat(folder).then(() => true, () => false);
  const runs = isThere ? await adoptFolders(folder, planned) : planned;
  const costs = new Costs(datasets);
  const rows: string[][] = [];
  let [seconds, longest, cached] = [0, 0, 0];
  let hasLarge = false;
  for (const run of runs) {
    const { steps } = run.config.training;
    const found = force ? { state: "new" as const } : await store.peek(run);
    const done = found.state === "saved" ? found.step : 0;
    const takes = found.state === "finished" ? 0 : await costs.secondsOf(run, done);
    if (found.state === "finished") cached++;
    else {
      const { summary: { vocabulary } } = await datasets.get(run.config.dataset);
      hasLarge ||= isLarge(run.config, vocabulary.length);
    }
    seconds += takes;
    longest = Math.max(longest, takes);
    rows.push([
      harmless(run.variant),
      `${run.seed}`,
      run.hash.slice(0, 8),
      formatCount(steps),
      found.state === "saved" ? `saved at step ${formatCount(done)}` : WORDS[found.state],
      found.state === "finished" ? "" : formatSeconds(takes),
    ]);
  }
  host.print(formatTable(["", "seed", "hash", "steps", "", "time"], rows, host.terminalWidth()));
  const left = runs.length - cached;
  const total = Math.max(longest, seconds / Math.min(jobs, Math.max(1, left)));
  const when = left === 0
    ? ""
    : `: about ${formatSeconds(total)} with ${formatCount(jobs)} at once` +
      (saving ? `, less what ${saving} saves` : "") +
      (hasLarge && left < jobs ? "; measured on one core a run, of which these have more" : "");
  host.print(`\n${plural(left, "run")} to train, ${formatCount(cached)} cached${when}\n`);
}

const WORDS = { finished: "cached", new: "new", saved: "" };

/** What trainings cost, each kind measured once; where that would take too long, as the kinds before on average. */
class Costs {
  readonly #datasets: Datasets;
  readonly #known = new Map<string, Cost>();
  readonly #start = performance.now();

  constructor(datasets: Datasets) {
    this.#datasets = datasets;
  }

  async secondsOf({ config, seed }: Run, done: number): Promise<number> {
    const { stepsPerSecond, evaluationSeconds } = await this.#of(config, seed);
    const share = 1 - done / Math.max(1, config.training.steps);
    return share * (config.training.steps / stepsPerSecond + evaluationSeconds);
  }

  async #of(config: Run["config"], seed: number): Promise<Cost> {
    const { dataset, model, evaluation, arithmetic, training } = config;
    const { batchSize, batches, optimizer, steps } = training;
    const sizes = { ...model, init: undefined };
    const key = sortedJson([
      dataset,
      sizes,
      evaluation,
      arithmetic,
      batchSize,
      batches,
      optimizer.name,
      steps,
    ]);
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const isLate = performance.now() - this.#start > 1000 * PATIENCE;
    const cost = isLate
      ? average([...this.#known.values()])
      : measureCost(config, seed, await this.#datasets.get(dataset));
    if (!isLate) this.#known.set(key, cost);
    return cost;
  }
}

function average(costs: readonly Cost[]): Cost {
  const mean = (of: (cost: Cost) => number) =>
    costs.reduce((sum, cost) => sum + of(cost), 0) / costs.length;
  return {
    stepsPerSecond: 1 / mean(({ stepsPerSecond }) => 1 / stepsPerSecond),
    evaluationSeconds: mean(({ evaluationSeconds }) => evaluationSeconds),
  };
}
