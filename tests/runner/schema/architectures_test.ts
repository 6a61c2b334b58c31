import { assert, assertEquals } from "@std/assert";
import { countParameters } from "../../../core/model.ts";
import { buildDataset } from "../../../runner/data/dataset.ts";
import { gradcheck, quickGradcheck } from "../../../runner/checks/gradcheck.ts";
import { RunConfigSchema } from "../../../runner/schema/schema.ts";
import { modelFor, train, type TrainRecord } from "../../../runner/training/train.ts";

const lines = ["ab", "ba", "abba", "baab", "aab", "bba", "abab", "b"];

const small = (model: object, targets: "last" | "every") =>
  RunConfigSchema.parse({
    dataset: { contextLength: 6, targets, splits: [0.75, 0.25, 0], shuffleSeed: false },
    model,
    training: { steps: 30, batchSize: 4, optimizer: { name: "adamw" } },
    evaluation: { count: 1 },
    inspections: { count: 1 },
    samples: { count: 5 },
  });

const MODELS = [
  { kind: "bigram" },
  { kind: "rnn", embeddingSize: 4, hiddenSize: 6 },
  { kind: "gru", embeddingSize: 4, hiddenSize: 6 },
  { kind: "lstm", embeddingSize: 4, hiddenSize: 6 },
  { kind: "bow", embeddingSize: 4, hiddenSize: 6 },
  { kind: "transformer", embeddingSize: 4, blocks: 2, heads: 2, dropout: 0.1 },
];

for (const model of MODELS) {
  for (const targets of ["last", "every"] as const) {
    const name = `${model.kind}, targets ${targets}`;
    const config = small(model, targets);
    const dataset = buildDataset({ name: "a.txt", lines, sha256: "00" }, config.dataset);

    Deno.test(`${name}: trains, evaluates, looks inside and samples`, () => {
      const records = [...train(config, 42, dataset)];
      const of = <K extends TrainRecord["kind"]>(kind: K) =>
        records.filter((record) => record.kind === kind) as Extract<TrainRecord, { kind: K }>[];
      const losses = of("evaluation").filter(({ evaluation }) => evaluation.split === "train")
        .map(({ evaluation }) => evaluation.loss!);
      assert(losses[losses.length - 1] < losses[0], `${losses}`);
      assertEquals(of("samples")[0].written.samples.length, 5);
      assert(of("inspection").every(({ inspection }) => inspection.logits.loss !== null));
      assertEquals(of("end")[0].status, "finished");
    });

    Deno.test(`${name}: every gradient agrees with central differences`, () => {
      const { checks, off } = quickGradcheck(config, 42, dataset);
      assertEquals(off, []);
      const wrong = checks.flatMap(({ comparisons }) =>
        comparisons.filter(({ passed }) => !passed)
      );
      assertEquals(wrong, []);
    });
  }
}

Deno.test("the architectures have as many parameters as makemore's modules, counted by hand", () => {
  const count = (model: object) => {
    const config = RunConfigSchema.parse({
      dataset: { contextLength: 16, targets: "every" },
      model,
    });
    return countParameters(modelFor(config, 27));
  };
  assertEquals(count({ kind: "transformer" }), 204_544);
  assertEquals(count({ kind: "bow" }), 12_827);
  assertEquals(count({ kind: "bigram" }), 729);
});

Deno.test("a gradient check of long lines takes no more of them than it needs", () => {
  for (const [contextLength, batch] of [[6, 11], [60, 2]]) {
    const config = RunConfigSchema.parse({
      dataset: { contextLength, targets: "every" },
      model: { kind: "bigram" },
    });
    const many = Array.from({ length: 5 }, () => lines).flat();
    const dataset = buildDataset({ name: "a.txt", lines: many, sha256: "00" }, config.dataset);
    assertEquals(gradcheck("", config, 42, dataset).batchSize, batch);
  }
});
