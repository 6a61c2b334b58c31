/**
 * A longer run goes on where a shorter one ended, where that makes no difference: the same steps, the same records.
 *
 * @module
 */
import { join } from "node:path";
import { type Checkpoint, decodeCheckpoint } from "./checkpoint.ts";
import { sortedJson } from "../sorted_json.ts";
import { type Content, type Run, runHash } from "../sweep/plan.ts";
import { pastRates } from "../training/rates.ts";
import type { RunSummary } from "../results.ts";
import type { RunConfig } from "../schema/schema.ts";
import { evaluationSteps, stepsOf } from "../training/steps.ts";
import { CONTINUATION, readSettings } from "./store.ts";

/** A finished run that may be gone on from. */
export interface Shorter {
  config: RunConfig;
  summary: RunSummary;
  /** The bytes of its last checkpoint. */
  continuation(): Promise<Uint8Array<ArrayBuffer>>;
}

/** The finished runs of an experiment's folder; read when they are first asked for. */
export class FinishedRuns {
  readonly #folder: string;
  #runs: Promise<Map<string, Shorter[]>> | undefined;

  /** @param folder of the experiment */
  constructor(folder: string) {
    this.#folder = folder;
  }

  /**
   * Where the longest run that `run` begins like ended, or why one cannot be gone on from; undefined without any.
   *
   * @param content of the run's dataset
   */
  async before(run: Run, content: Content): Promise<Checkpoint | string | undefined> {
    this.#runs ??= this.#read();
    const key = beginningKey(run.config, run.seed, content);
    return goOnFrom((await this.#runs).get(key) ?? [], run);
  }

  async #read(): Promise<Map<string, Shorter[]>> {
    const runs = new Map<string, Shorter[]>();
    for await (const { name, isDirectory } of Deno.readDir(this.#folder)) {
      const path = join(this.#folder, name);
      const isThere = isDirectory &&
        await Deno.stat(join(path, CONTINUATION)).then(({ isFile }) => isFile, () => false);
      const settings = isThere && await readSettings(path).catch(() => undefined);
      if (!settings || settings.summary.status !== "finished") continue;
      const { config, summary } = settings;
      const key = beginningKey(config, summary.seed, summary.dataset);
      const continuation = () => Deno.readFile(join(path, CONTINUATION));
      runs.set(key, [...runs.get(key) ?? [], { config, summary, continuation }]);
    }
    return runs;
  }
}

/**
 * Where the longest of these runs ended that `run` can go on from, or why it cannot from one; undefined without any.
 */
export async function goOnFrom(
  finished: readonly Shorter[],
  run: Run,
): Promise<Checkpoint | string | undefined> {
  const { steps } = run.config.training;
  const shorter = finished
    .filter(({ config }) => config.training.steps < steps)
    .sort((a, b) => b.config.training.steps - a.config.training.steps);
  let why: string | undefined;
  for (const one of shorter) {
    const found = await goOn(one, run);
    if (typeof found === "object") return found;
    why ??= found;
  }
  return why;
}

/** The same for runs that differ in nothing but how long they are, their rates, and when they are looked at. */
export function beginningKey(
  config: RunConfig,
  seed: number,
  { sha256, content }: Content,
): string {
  const { training: { steps: _, learningRate: __, ...training }, ...rest } = config;
  const { evaluation: { count: ___, at: ____, ...evaluation }, inspections: _____, ...same } = rest;
  return sortedJson({ ...same, training, evaluation, seed, sha256, content });
}

/**
 * The checkpoint of a shorter run as a longer one would have made it at that step; a text says what this one would have
 * recorded and that one has not; undefined where the two do not begin alike.
 */
async function goOn(
  { config, summary, continuation }: Shorter,
  run: Run,
): Promise<Checkpoint | string | undefined> {
  const { hash, seed, dataset } = summary;
  if (await runHash(config, seed, dataset) !== hash) return undefined; // also where the numerics are another version's
  let made: Checkpoint;
  try {
    made = await decodeCheckpoint(await continuation(), { hash, config });
  } catch {
    return undefined;
  }
  const { steps } = config.training;
  const due = (at: Set<number>, had: readonly { step: number }[]) => {
    const steps = new Set(had.map(({ step }) => step));
    return [...at].find((step) => step < made.state.step && !steps.has(step));
  };
  const { inspections, training } = run.config;
  const looks = stepsOf(inspections, training.steps);
  // Of trained batches there is none before the first step.
  if (inspections.batch === "trained" && looks.delete(0)) looks.add(1);
  const updates = stepsOf({ count: inspections.updates, at: [] }, training.steps);
  const missing = [
    ["evaluated", due(evaluationSteps(run.config), made.evaluations)],
    ["looked into", due(looks, made.inspections)],
    ["measured", due(updates, made.updates)],
  ].find(([, step]) => step !== undefined);
  const from: Checkpoint = {
    ...made,
    evaluations: made.evaluations.filter(({ step }) => evaluationSteps(run.config).has(step)),
    inspections: made.inspections.filter(({ step }) => looks.has(step)),
    updates: made.updates.filter(({ step }) => updates.has(step)),
  };
  const had = pastRates(config, made.evaluations, steps);
  const wanted = pastRates(run.config, from.evaluations, steps);
  if (had.some((rate, i) => rate !== wanted[i])) return undefined;
  if (missing === undefined) return from;
  const [what, step] = missing;
  const show = (step: number) => step.toLocaleString("en-US");
  return `the run of ${show(steps)} steps was not ${what} at step ${show(Number(step))}, ` +
    "where this one is to be: a whole multiple of its steps could go on from it";
}
