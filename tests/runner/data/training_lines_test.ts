import { assertEquals } from "@std/assert";
import { distinctLines } from "../../../runner/data/training_lines.ts";
import { buildDataset } from "../../../runner/data/dataset.ts";
import { RunConfigSchema } from "../../../runner/schema/schema.ts";
import { train } from "../../../runner/training/train.ts";

const dataset = (lines: string[]) =>
  buildDataset({ name: "a.txt", lines, sha256: "00" }, {
    ...RunConfigSchema.parse({}).dataset,
    shuffleSeed: false,
    splits: [0.5, 0.5, 0],
  });

Deno.test("the lines of the train split are read back from its examples, each once", () => {
  const lines = ["emma", "o", "emma", "ü👩‍👩‍👧", "not", "these", "lines", "here"];
  const { train, summary } = dataset(lines);
  assertEquals([...distinctLines(train, summary)], ["emma", "o", "ü👩‍👩‍👧"]);
  assertEquals(distinctLines(train, summary), distinctLines(train, summary));
});

Deno.test("a sample is marked where it is a line of the train split, and only there", () => {
  const config = RunConfigSchema.parse({
    model: { embeddingSize: 2, hiddenSizes: [8] },
    training: { steps: 300, batchSize: 8 },
    inspections: { count: 1 },
    samples: { count: 60, maxLength: 4 },
    arithmetic: "plain",
  });
  const lists = [...train(config, 1, dataset(["ab", "ba", "aaaa", "bb", "b", "bbb"]))].flatMap((
    record,
  ) =>
    record.kind === "samples"
      ? [record.written]
      : record.kind === "inspection"
      ? [record.inspection]
      : []
  );
  assertEquals(lists.length, 3);
  for (const { samples, inTraining } of lists) {
    assertEquals(inTraining, samples.map((text) => ["ab", "ba", "aaaa"].includes(text)));
  }
  const [, , { samples, inTraining }] = lists;
  assertEquals([inTraining.includes(true), inTraining.includes(false)], [true, true]);
  assertEquals(samples.some((text) => text.endsWith("…")), true);
});
