import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { join } from "node:path";
import type { ExperimentRecord } from "../../runner/store/experiment_store.ts";
import { needs } from "../permissions.ts";
import { ended, exactFiles, inFolder, NEEDS, start } from "./command.ts";

const KILLS = 10;
const CHECKPOINT = ["--checkpoint", "0.02", "--jobs", "2"];

/** Eighteen runs, of which one configuration diverges and one learns nothing. */
const SWEEP = {
  title: "Tiny",
  question: "Does it survive?",
  dataset: { source: "first-names", first: 300 },
  model: { hiddenSizes: [64] },
  training: { steps: 1800 },
  evaluation: { count: 1 },
  inspections: { count: 1, updates: 0 },
  samples: { count: 2, maxLength: 10 },
  grid: { "training.learningRate.initial": [0, 0.01, 0.03, 0.1, 0.3, 1, 2, 10, 1e30] },
  seeds: [1, 2],
};

async function recordOf(folder: string): Promise<ExperimentRecord> {
  return JSON.parse(await Deno.readTextFile(join(folder, "results/tiny/experiment.json")));
}

/** What must not depend on how it came about: who was given up when and why, and the bytes of who was not. */
async function outcomeOf(folder: string): Promise<unknown> {
  const { rungs, rounds, runs } = await recordOf(folder);
  const files: Record<string, unknown> = {};
  for (const { folder: name, stopped } of runs) {
    if (stopped === undefined) files[name] = await exactFiles(join(folder, "results/tiny", name));
  }
  return { rungs, rounds, runs, files };
}

for (
  const [how, experiment] of [
    ["halving", { ...SWEEP, halving: { minSteps: 200 } }],
    ["pruning", {
      ...SWEEP,
      training: { steps: 400 },
      grid: { "training.learningRate.initial": [0, 0.1, 1e30] },
      seeds: undefined,
      repeats: 6,
      pruning: {},
    }],
  ] as const
) {
  Deno.test(
    needs(
      `a sweep with ${how}, killed at ${KILLS} random moments and stopped by Ctrl-C, decides and trains the same`,
      NEEDS,
    ),
    () =>
      inFolder(async (folder) => {
        // What diverges makes the exit code 1.
        assertEquals((await ended(start(folder, ...CHECKPOINT))).code, 1);
        const began = performance.now();
        const { code, text } = await ended(start(folder, ...CHECKPOINT, "--force"));
        let duration = performance.now() - began;
        assertEquals(code, 1, text);
        const whole = await outcomeOf(folder);
        const forget = () => Deno.remove(join(folder, "results"), { recursive: true });
        await forget();

        let kills = 0, stops = 0, ends = 0, isNew = true;
        while (kills < KILLS || stops === 0) {
          const started = performance.now();
          const process = start(folder, ...CHECKPOINT);
          const isKill = kills < KILLS && (kills < KILLS / 2 || stops > 0);
          // The beginning is the same in all.
          const timer = setTimeout(() => {
            try {
              process.kill(isKill ? "SIGKILL" : "SIGINT");
            } catch {
              // It has ended.
            }
          }, (0.1 + 0.6 * Math.random()) * duration);
          const { code, text } = await ended(process);
          clearTimeout(timer);
          const took = performance.now() - started;
          if (code === 137) kills++;
          else if (code === 130) stops++;
          else {
            assertEquals(code, 1, text);
            assertEquals(await outcomeOf(folder), whole);
            ends++;
            await forget();
            // When it was measured, the machine may have been busier.
            if (isNew) duration = Math.min(duration, took);
          }
          isNew = code === 1;
        }
        const last = await ended(start(folder, ...CHECKPOINT));
        assertEquals(last.code, 1, last.text);
        assertEquals(await outcomeOf(folder), whole);
        const page = await Deno.readTextFile(join(folder, "results/tiny/report.html"));
        assertStringIncludes(page, "given up early, for better ones");
        console.log(`${kills} kills and ${stops} stops, ${ends + 1} times to the end`);
      }, experiment),
  );
}

Deno.test(needs("100 trials that are added to a search of 100 train just those", NEEDS), () => {
  const search = (trials: number) => ({
    ...SWEEP,
    training: { steps: 5 },
    model: { hiddenSizes: [4] },
    grid: undefined,
    seeds: [1],
    evaluation: { count: 0 },
    search: {
      parameters: {
        "training.learningRate.initial": { min: 0.01, max: 1, distribution: "logUniform" },
        "training.batchSize": { values: [4, 8] },
      },
      trials,
    },
  });
  return inFolder(async (folder) => {
    assertEquals((await ended(start(folder))).code, 0);
    const { runs } = await recordOf(folder);
    const written = async (name: string) =>
      (await Deno.stat(join(folder, "results/tiny", name, "summary.json"))).ino;
    const before = await Promise.all(runs.map(({ folder }) => written(folder)));
    await Deno.writeTextFile(join(folder, "tiny.json"), JSON.stringify(search(200)));
    const { code, text } = await ended(start(folder));
    assertEquals(code, 0, text);
    assertEquals(text.match(/ cached /g)?.length, 100);
    assertEquals(text.match(/ done {2}/g)?.length, 100);
    const after = (await recordOf(folder)).runs;
    assertEquals(after.slice(0, 100), runs);
    assertEquals(await Promise.all(runs.map(({ folder }) => written(folder))), before);
    assert(new Set(after.map(({ folder }) => folder)).size === 200);
  }, search(100));
});
