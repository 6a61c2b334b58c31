import { assert, assertEquals } from "@std/assert";
import { buildDataset } from "../../runner/data/dataset.ts";
import { RunConfigSchema } from "../../runner/schema/schema.ts";
import { Trainer } from "../../runner/training/trainer.ts";
import { needs } from "../permissions.ts";

const RUNS = 1000;
/** Sizes of the hidden layer: with the lengths, a shape for each run. */
const SIZES = 334;
const LENGTHS = [2, 3, 4];
const EACH = 50;

/** Whether no half of what was measured is more than a sixth above the other, the warm-up left out. */
function isFlat(bytes: readonly number[]): boolean {
  const warm = bytes.slice(bytes.length / 5);
  const mean = (part: readonly number[]) => part.reduce((sum, x) => sum + x, 0) / part.length;
  return mean(warm.slice(warm.length / 2)) < 7 / 6 * mean(warm.slice(0, warm.length / 2));
}

Deno.test("memory that grows with each run is not flat", () => {
  const runs = [...Array(20).keys()];
  assertEquals(isFlat(runs.map((i) => 200 + 8 * i)), false);
  assertEquals(isFlat(runs.map((i) => 240 + 30 * (i % 2))), true);
});

Deno.test(
  needs("memory stays flat over 1,000 runs of many shapes in one worker", { read: true }),
  async () => {
    const lines = Array.from({ length: 500 }, (_, i) => i.toString(3).padStart(6, "x"));
    const datasets = LENGTHS.map((contextLength) => {
      const { dataset } = RunConfigSchema.parse({ dataset: { contextLength } });
      return buildDataset({ name: "a.txt", lines, sha256: "00" }, dataset);
    });
    const trainer = new Trainer();
    const bytes: number[] = [];
    try {
      for (let i = 0; i < RUNS; i++) {
        const at = i % LENGTHS.length;
        const config = RunConfigSchema.parse({
          dataset: { contextLength: LENGTHS[at] },
          model: { embeddingSize: 10, hiddenSizes: [10 + i % SIZES] },
          training: {
            steps: 20,
            batchSize: 32,
            optimizer: { name: i % 2 === 0 ? "sgd" : "adamw" },
          },
          evaluation: { count: 1 },
          inspections: { count: 1 },
        });
        const ending = await trainer.run({ config, seed: i, dataset: datasets[at] }, {});
        assertEquals(ending.kind, "outcome");
        if (i % EACH === 0) bytes.push(Deno.memoryUsage().rss);
      }
    } finally {
      trainer.end();
    }
    assert(isFlat(bytes), bytes.map((x) => `${Math.round(x / 2 ** 20)} MiB`).join(", "));
  },
);
