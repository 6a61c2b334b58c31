import { assert, assertEquals, assertRejects } from "@std/assert";
import { join } from "node:path";
import {
  drawSamples,
  type ExperimentEvent,
  InputError,
  readTrained,
  runExperiment,
  type RunExperimentOptions,
} from "../../mod.ts";
import { needs } from "../permissions.ts";
import { parse, texts } from "../reports/dom.ts";

const CACHE = join(import.meta.dirname!, "../../.cache");

const TINY = {
  title: "Tiny",
  question: "Does it run?",
  dataset: { source: "first-names", first: 500 },
  model: { embeddingSize: 2, hiddenSizes: [8] },
  training: { steps: 30 },
  evaluation: { count: 1 },
  inspections: { count: 1, updates: 2 },
  arithmetic: "exact",
  variants: { plain: {}, "batch norm": { model: { batchNorm: true } } },
  expect: ["plain.steps = 30"],
};

/** The hashes of what the runs made, by variant. */
async function hashes(options: RunExperimentOptions, written = TINY) {
  const { experiment } = await runExperiment(written, options);
  return experiment!.runs.map(({ summary }) => [summary.variant, summary.hashes]);
}

/** Runs a test with a folder for results. */
const test = (name: string, run: (results: string) => Promise<void>) =>
  Deno.test(needs(name, { read: true, write: CACHE }), async () => {
    const results = await Deno.makeTempDir({ dir: CACHE });
    try {
      await run(results);
    } finally {
      await Deno.remove(results, { recursive: true });
    }
  });

test("where a layer's gradient is off, the result is not fine", async (results) => {
  const { folder } = await runExperiment(TINY, { results });
  const file = join(folder!, "gradcheck.json");
  const summaries = JSON.parse(await Deno.readTextFile(file));
  summaries[0].off = [{ name: "activation1", type: "tanh" }];
  await Deno.writeTextFile(file, JSON.stringify(summaries));
  const again = await runExperiment(TINY, { results });
  assertEquals([again.isWhole, again.isFine], [true, false]);
});

test("runExperiment trains, stores, answers and reports, and tells of it", async (results) => {
  const events: ExperimentEvent[] = [];
  const onEvent = (event: ExperimentEvent) => events.push(event);
  const made = await runExperiment(TINY, { results, jobs: 2, onEvent });
  assertEquals([made.isWhole, made.isFine, made.folder], [true, true, join(results, "tiny")]);
  assert(made.answer!.includes("plain"), made.answer!);
  const [said] = texts(parse(await Deno.readTextFile(made.report!)), "body");
  assert(said.includes(made.answer!), made.answer!);
  assertEquals(made.experiment!.expected!.map(({ outcome }) => outcome), ["held"]);
  assertEquals(events[0].event, "plan");
  const states = events.flatMap((event) => event.event === "run" ? event.state : []);
  assertEquals(states, ["finished", "finished"]);

  events.length = 0;
  const again = await runExperiment(TINY, { results, onEvent });
  assertEquals(events.flatMap((e) => e.event === "run" ? e.state : []), ["cached", "cached"]);
  assertEquals(again.answer, made.answer);

  const trained = await readTrained(join(made.folder!, made.experiment!.runs[0].folder));
  const written = [...drawSamples(trained, { count: 3, prefix: "em", maxLength: 5 })];
  assertEquals(written.map(({ text }) => text.slice(0, 2)), ["em", "em", "em"]);
  await assertRejects(
    // deno-lint-ignore require-await
    async () => [...drawSamples(trained, { prefix: "é" })],
    InputError,
    'The prefix has "é", which the data do not have',
  );
});

test("in memory, in this thread, come the same bits", async (results) => {
  assertEquals(await hashes({ results: null }), await hashes({ results, jobs: 1 }));
});

test("in memory, halving keeps the same configurations as in a folder", async (results) => {
  const written = {
    ...TINY,
    expect: undefined,
    variants: undefined,
    grid: { "training.learningRate.initial": [0.001, 0.01, 0.1, 0.2] },
    halving: { minSteps: 10 },
  };
  const [inFolder, inMemory] = [
    await runExperiment(written, { results, jobs: 1 }),
    await runExperiment(written, { results: null }),
  ];
  assertEquals(inMemory.experiment!.rungs, inFolder.experiment!.rungs);
  assertEquals(inMemory.answer, inFolder.answer);
  assertEquals(
    inMemory.experiment!.runs.map(({ summary }) => summary.hashes),
    inFolder.experiment!.runs.map(({ summary }) => summary.hashes),
  );
});

test("who stops it has no answer yet, and goes on with the same bits", async (results) => {
  const controller = new AbortController();
  // After the first run there is one left, which is still trained when it is told to stop.
  const last = { model: { batchNorm: true }, training: { steps: 20_000 } };
  const written = { ...TINY, variants: { plain: {}, "batch norm": last } };
  const stopped = await runExperiment(written, {
    results,
    jobs: 1,
    signal: controller.signal,
    onEvent: (event) => event.event === "run" && controller.abort(),
  });
  assertEquals([stopped.isWhole, stopped.answer, stopped.report], [false, null, null]);
  assertEquals(stopped.experiment!.runs.length, 1);
  assertEquals(await hashes({ results }, written), await hashes({ results: null }, written));
});

test("what the schema refuses is refused before anything is written", async (results) => {
  const wrong = { ...TINY, training: { step: 30 } };
  await assertRejects(() => runExperiment(wrong, { results }), InputError, "did you mean");
  assertEquals(await Array.fromAsync(Deno.readDir(results)), []);
});
