/**
 * The gradients of an experiment's models, checked quickly and kept beside its runs: gradcheck.json.
 *
 * @module
 */
import { settingOf } from "../config/setting.ts";
import { LAYERS } from "../../core/layers.ts";
import { LOSSES } from "../../core/losses.ts";
import { sha256 } from "../data/bytes.ts";
import { layersOf } from "../../core/architectures.ts";
import { allOf, costOfExample, planLayers, shapesOf } from "../../core/plan.ts";
import { join } from "node:path";
import type { Check } from "../../core/gradcheck/compare.ts";
import type { QuickGradcheck } from "./gradcheck.ts";
import type { Dataset } from "../data/dataset.ts";
import { writeWhole } from "../store/files.ts";
import { sortedJson } from "../sorted_json.ts";
import type { Run } from "../sweep/plan.ts";
import type { GradientCheck, GradientSummary } from "../results.ts";
import type { RunConfig } from "../schema/schema.ts";
import { startWorker } from "../training/start_worker.ts";

/** Multiplications that checking may take in all, about a second's worth. */
const BUDGET = 5e8;
/** Losses that central differences take of a tensor, at most; see core/gradcheck/central_differences.ts. */
const LOSSES_OF_TENSOR = 40;

/**
 * Checks the models that `runs` start with, unless that has been done before with the same code; those for which the
 * time is too short are left out, and have no checks.
 *
 * @param runs one a variant
 * @param folder of the experiment
 * @param stop begins no further check, ends the one that is being made, and keeps nothing
 */
export async function checkGradients(
  runs: readonly Run[],
  datasetOf: (config: RunConfig["dataset"]) => Promise<Dataset>,
  folder: string,
  stop: AbortSignal,
): Promise<GradientSummary[]> {
  const file = join(folder, "gradcheck.json");
  const before = await readGradients(folder);
  const code = await hashOfCode();
  const known = new Map(before.flatMap((one) => one.code === code ? [[one.hash, one]] : []));
  const summaries: GradientSummary[] = [];
  const starts = new Map<string, Checked>();
  let left = BUDGET;
  using checker = new Checker(stop);
  for (const { variant, config, seed, hash } of runs) {
    const { dataset, model, random, training: { batchSize, batches } } = config;
    const key = sortedJson([
      dataset,
      model,
      random.parameters,
      random.batches,
      batchSize,
      batches,
      seed,
    ]);
    let checked: Checked | undefined = known.get(hash) ?? starts.get(key);
    if (checked === undefined) {
      const data = await datasetOf(dataset);
      const cost = costOf(config, data);
      checked = cost > left ? NOTHING : await checker.check(config, seed, data);
      left -= cost > left ? 0 : cost;
    }
    starts.set(key, checked);
    const { checks, off } = checked;
    summaries.push({ variant, hash, checks, ...off && { off }, code });
  }
  const isNew = JSON.stringify(summaries) !== JSON.stringify(before);
  if (isNew && !stop.aborted) await writeWhole(file, JSON.stringify(summaries, null, 2) + "\n");
  return summaries;
}

/** Who changes a gradient wants to know whether it is right, whatever has been trained before. */
function hashOfCode(): Promise<string> {
  const lessons = [...LOSSES, ...LAYERS.flatMap(({ lessons }) => lessons)];
  const texts = lessons.flatMap(({ forward, backward }) => [String(forward), String(backward)]);
  return sha256(new TextEncoder().encode(texts.join("\n")));
}

/** What a check comes to. */
type Checked = Pick<GradientSummary, "checks" | "off">;

const NOTHING: Checked = { checks: [] };

const CHECKER = new URL("./gradcheck_worker.ts", import.meta.url);

/** Checks in a worker, so that whoever waits for it can do other things; it starts with the first check. */
class Checker {
  readonly #stop: AbortSignal;
  #worker: Worker | undefined;
  /** The check at hand. */
  #made = Promise.withResolvers<Checked>();

  /** @param stop ends the check that is being made */
  constructor(stop: AbortSignal) {
    this.#stop = stop;
  }

  /** Nothing where it is stopped. */
  async check(config: RunConfig, seed: number, dataset: Dataset): Promise<Checked> {
    const stop = this.#stop;
    if (stop.aborted) return NOTHING;
    const { promise, resolve } = this.#made = Promise.withResolvers();
    const onStop = () => resolve(NOTHING);
    stop.addEventListener("abort", onStop);
    this.#worker ??= startWorker<QuickGradcheck>(
      CHECKER,
      ({ checks, off }) =>
        this.#made.resolve({ checks: checks.map(summarizeCheck), ...off.length > 0 && { off } }),
      (message) => this.#made.reject(new Error(message)),
    );
    try {
      this.#worker.postMessage({ config, seed, dataset });
      return await promise;
    } finally {
      stop.removeEventListener("abort", onStop);
    }
  }

  [Symbol.dispose](): void {
    this.#worker?.terminate();
  }
}

/** What gradcheck.json holds; nothing where it is not there, or broken: it can be had again. */
export async function readGradients(folder: string): Promise<GradientSummary[]> {
  try {
    const found = JSON.parse(await Deno.readTextFile(join(folder, "gradcheck.json")));
    return Array.isArray(found) && found.every(isSummary) ? found : [];
  } catch {
    return [];
  }
}

const isSummary = (x: unknown): x is GradientSummary => {
  const { variant, hash, checks, off = [] } = (x ?? {}) as Partial<GradientSummary>;
  return typeof variant === "string" && typeof hash === "string" && Array.isArray(checks) &&
    checks.every((check) =>
      // JSON keeps a difference that is not finite as null.
      (typeof check?.maxdiff === "number" || check?.maxdiff === null) &&
      typeof check.tolerance?.absolute === "number"
    ) && Array.isArray(off) &&
    off.every((layer) => typeof layer?.name === "string" && typeof layer.type === "string");
};

/** Multiplications of all losses that central differences take. */
function costOf(config: RunConfig, { summary }: Dataset): number {
  const setting = settingOf(config, summary.vocabulary.length);
  const plan = planLayers(layersOf(config.model, config.dataset), setting);
  const tensors = allOf(plan).reduce((sum, layer) => sum + shapesOf(layer).length, 0);
  return config.training.batchSize * costOfExample(plan) * tensors * LOSSES_OF_TENSOR;
}

function summarizeCheck({ title, tolerance, comparisons }: Check): GradientCheck {
  return {
    title,
    tensors: comparisons.length,
    elements: comparisons.reduce((sum, { count }) => sum + count, 0),
    maxdiff: Math.max(...comparisons.map(({ maxdiff }) => maxdiff)),
    tolerance,
    passed: comparisons.every(({ passed }) => passed),
  };
}
