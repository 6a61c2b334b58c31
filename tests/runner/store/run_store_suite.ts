/**
 * What every store of runs must do, whether it keeps them in folders or in a database.
 *
 * @module
 */
import { assert, assertEquals, assertRejects } from "@std/assert";
import { parseExperiment } from "../../../runner/config/config.ts";
import { encodeCheckpoint } from "../../../runner/store/checkpoint.ts";
import type { Dataset } from "../../../runner/data/dataset.ts";
import { type Job, runJob } from "../../../runner/training/job.ts";
import type { Outcome } from "../../../runner/training/recording.ts";
import { loadDataset } from "../../../runner/data/load_dataset.ts";
import { planRuns, type Run } from "../../../runner/sweep/plan.ts";
import type { RunStore } from "../../../runner/store/run_store.ts";
import type { NewRun } from "../../../runner/store/store.ts";
import { summarize } from "../../../runner/training/summary.ts";

/** An experiment's runs, planned and not trained. */
export async function plannedRuns(
  settings: Record<string, unknown> = {},
): Promise<{ runs: Run[]; dataset: Dataset }> {
  const text = JSON.stringify({
    title: "t",
    question: "q",
    dataset: { source: "first-names", first: 60 },
    model: { embeddingSize: 2, hiddenSizes: [4] },
    training: { steps: 20 },
    evaluation: { count: 4 },
    inspections: { count: 2 },
    samples: { count: 2, maxLength: 8 },
    variants: { one: {}, two: { model: { hiddenSizes: [5] } } },
    ...settings,
  });
  const experiment = parseExperiment(text, { file: "small.json", name: "small" });
  const dataset = await loadDataset(experiment.variants[0].config.dataset, { base: "." });
  return { runs: await planRuns(experiment, () => dataset.summary, "exact"), dataset };
}

/** What training a run gives, as a store takes it. */
export async function trained(run: Run, dataset: Dataset): Promise<NewRun> {
  const { config, seed, hash } = run;
  const job: Job = { config, seed, dataset, checkpoints: { hash, seconds: 0 } };
  const { last, ...outcome } = await runJob(job, () => {}) as Outcome;
  const continuation = last && await encodeCheckpoint(last, run);
  return {
    ...run,
    ...outcome,
    continuation,
    summary: await summarize("small", run, outcome, dataset),
  };
}

/** The bytes of a checkpoint after so many steps. */
export async function checkpointOf(run: Run, dataset: Dataset, pauseAt: number) {
  const { config, seed, hash } = run;
  const job: Job = { config, seed, dataset, checkpoints: { hash, seconds: 0 }, pauseAt };
  const never = { seconds: 0, save: () => Promise.resolve(), stopping: () => false };
  const paused = await runJob(job, () => {}, never);
  if (paused.kind !== "paused") throw new Error(`It ${paused.kind}`);
  return encodeCheckpoint(paused.checkpoint, run);
}

/**
 * Which byte of a file to change so that it is damaged, and its form is not: in the first loss; in what a checksum is
 * of.
 */
export const DAMAGED = { "metrics.csv": "step,loss,learningRate\r\n0,".length, checkpoint: 100 };

/** What tests of one kind of store need of it. */
export interface Kept {
  store: RunStore;
  /** Changes a byte of what is kept of a run. */
  damage(run: Run, file: keyof typeof DAMAGED): Promise<void>;
}

/**
 * @param kind e.g. "in folders"
 * @param options of each test, e.g. that it is skipped
 * @param open runs a test with an empty store
 */
export function testRunStore(
  kind: string,
  options: (name: string) => Pick<Deno.TestDefinition, "name" | "ignore">,
  open: (test: (kept: Kept) => Promise<void>) => Promise<void>,
): void {
  const test = (name: string, fn: (kept: Kept) => Promise<void>) =>
    Deno.test({ ...options(`${name}, kept ${kind}`), fn: () => open(fn) });

  test("of a run that nobody has trained there is nothing", async ({ store }) => {
    const { runs: [run], dataset } = await plannedRuns();
    assertEquals(await store.find(run), { warnings: [] });
    assertEquals(await store.peek(run), { state: "new" });
    assertEquals(await store.before(run, dataset.summary), undefined);
    await assertRejects(() => store.checkpoint(run));
  });

  test("a finished run comes back as it was stored, and no other does", async ({ store }) => {
    const { runs: [run, other], dataset } = await plannedRuns();
    const results = await trained(run, dataset);
    const stored = await store.write(results);
    const { finished, from, warnings } = await store.find(run);
    assertEquals(finished, stored);
    assertEquals([from, warnings], [undefined, []]);
    assertEquals(finished!.losses, results.losses);
    assertEquals(finished!.summary.hashes, results.summary.hashes);
    assertEquals(finished!.evaluations.length, results.evaluations.length);
    assert(finished!.model!.length > 0);
    assertEquals(await store.peek(run), { state: "finished" });
    assertEquals(await store.find(other), { warnings: [] });
    const looked = {
      ...run,
      config: { ...run.config, samples: { ...run.config.samples, count: 3 } },
    };
    assertEquals((await store.find(looked)).finished, undefined);
  });

  test("a run goes on from its last checkpoint, until it is finished", async ({ store }) => {
    const { runs: [run], dataset } = await plannedRuns({ evaluation: { at: [5, 10] } });
    await store.saveCheckpoint(run, await checkpointOf(run, dataset, 5));
    assertEquals((await store.find(run)).from!.state.step, 5);
    await store.saveCheckpoint(run, await checkpointOf(run, dataset, 10));
    assertEquals((await store.find(run)).from!.state.step, 10);
    assertEquals((await store.checkpoint(run)).state.step, 10);
    assertEquals(await store.peek(run), { state: "saved", step: 10 });
    await store.write(await trained(run, dataset));
    assertEquals(await store.peek(run), { state: "finished" });
    await assertRejects(() => store.checkpoint(run));
  });

  test("by force a run begins at its start, and what is finished is let be", async ({ store }) => {
    const { runs: [run, other], dataset } = await plannedRuns({ evaluation: { at: [5] } });
    await store.write(await trained(run, dataset));
    await store.saveCheckpoint(other, await checkpointOf(other, dataset, 5));
    assertEquals(await store.find(run, true), { warnings: [] });
    assertEquals(await store.find(other, true), { warnings: [] });
    assertEquals(await store.peek(run), { state: "finished" });
    assertEquals(await store.peek(other), { state: "new" });
  });

  test("results are replaced by those that are written later", async ({ store }) => {
    const { runs: [run], dataset } = await plannedRuns();
    const results = await trained(run, dataset);
    await store.write(results);
    await store.write({ ...results, summary: { ...results.summary, seconds: 42 } });
    assertEquals((await store.find(run)).finished!.summary.seconds, 42);
  });

  test("damaged results are told of, and the run is trained again", async ({ store, damage }) => {
    const { runs: [run], dataset } = await plannedRuns();
    await store.write(await trained(run, dataset));
    await damage(run, "metrics.csv");
    assertEquals(await store.peek(run), { state: "new" });
    const { finished, warnings } = await store.find(run);
    assertEquals(finished, undefined);
    assert(/metrics\.csv cannot be read: .*; the run is trained again$/.test(warnings.join()));
  });

  test("a damaged checkpoint is told of, and not gone on from", async ({ store, damage }) => {
    const { runs: [run], dataset } = await plannedRuns({ evaluation: { at: [5] } });
    await store.saveCheckpoint(run, await checkpointOf(run, dataset, 5));
    await damage(run, "checkpoint");
    assertEquals(await store.peek(run), { state: "new" });
    await assertRejects(() => store.checkpoint(run), SyntaxError, "checksum");
    const { from, warnings } = await store.find(run);
    assertEquals(from, undefined);
    assert(/cannot be used: its checksum does not fit its bytes/.test(warnings.join()));
    assertEquals(await store.find(run), { warnings: [] });
  });

  test("a longer run goes on where a shorter one ended", async ({ store }) => {
    const { runs: [short], dataset } = await plannedRuns({ evaluation: { count: 2 } });
    const { runs: [long] } = await plannedRuns({
      evaluation: { count: 2 },
      training: { steps: 40 },
      inspections: { count: 2 },
    });
    await store.write(await trained(short, dataset));
    const found = await store.before(long, dataset.summary);
    assertEquals(typeof found === "object" ? found.state.step : found, 20);
    const { runs: [another] } = await plannedRuns({ seeds: [7], training: { steps: 40 } });
    assertEquals(await store.before(another, dataset.summary), undefined);
  });
}
