import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import { bigramLosses } from "../../../runner/data/bigram_losses.ts";
import { buildDataset } from "../../../runner/data/dataset.ts";
import { RunConfigSchema } from "../../../runner/schema/schema.ts";
import { namesTxt, needsNamesTxt } from "../../names_txt.ts";
import { needs } from "../../permissions.ts";

const defaults = RunConfigSchema.parse({}).dataset;

Deno.test("the bigram table's losses are those of its counts, 1 added to each", () => {
  const text = { name: "a.txt", lines: ["ab", "b", "a"], sha256: "00" };
  const config = { ...defaults, shuffleSeed: false as const, splits: [0.67, 0, 0.33] };
  const dataset = buildDataset(text, config as typeof defaults);
  // Train has ".a", "ab", "b.", ".b", "b.": of V = 3, P(a | .) = 2/5, P(b | .) = 2/5, P(b | a) = 2/4, P(. | b) = 3/5,
  // P(. | a) = 1/4.
  const { train, val, test } = bigramLosses(dataset, 3);
  const nats = (...P: number[]) => -P.reduce((sum, p) => sum + Math.log(p), 0) / P.length;
  assertAlmostEquals(train!, nats(2 / 5, 2 / 4, 3 / 5, 2 / 5, 3 / 5), 1e-12);
  assertEquals(val, null);
  assertAlmostEquals(test!, nats(2 / 5, 1 / 4), 1e-12);
  assertEquals(dataset.summary.bigram, { train, val, test });
});

Deno.test(needs("makemore's part 1: the bigram table's loss on all names", needsNamesTxt), () => {
  const config = { ...defaults, splits: [1, 0, 0] as [number, number, number] };
  const { bigram } = buildDataset(namesTxt(), config).summary;
  assertAlmostEquals(bigram.train!, 2.454576820115698, 1e-12); // counted by a few lines of Python
  assert(bigram.train! > 2.4540144); // the lecture's loss without smoothing, which nothing beats on its own data
  assertEquals([bigram.val, bigram.test], [null, null]);
});
