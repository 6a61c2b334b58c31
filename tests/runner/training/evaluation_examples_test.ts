import { assert, assertEquals, assertNotEquals } from "@std/assert";
import { buildDataset } from "../../../runner/data/dataset.ts";
import { runHash } from "../../../runner/sweep/plan.ts";
import type { Evaluation } from "../../../runner/results.ts";
import { type RunConfig, RunConfigSchema } from "../../../runner/schema/schema.ts";
import { train } from "../../../runner/training/train.ts";

const lines = Array.from(
  { length: 200 },
  (_, i) => i.toString(5).replaceAll(/\d/g, (d) => "abcde"[+d]),
);

const configOf = (evaluation: Partial<RunConfig["evaluation"]>) =>
  RunConfigSchema.parse({
    model: { hiddenSizes: [4], batchNorm: true },
    training: { steps: 4, batchSize: 4 },
    evaluation: { count: 1, ...evaluation },
    inspections: { count: 0, updates: 0 },
    samples: { count: 0 },
    arithmetic: "plain",
  });

function evaluate(evaluation: Partial<RunConfig["evaluation"]>): Evaluation[] {
  const config = configOf(evaluation);
  const dataset = buildDataset({ name: "x", lines, sha256: "" }, config.dataset);
  return [...train(config, 1, dataset)].flatMap((record) =>
    record.kind === "evaluation" ? [record.evaluation] : []
  );
}
const [onTheWay, atTheEnd] = [0, 4].map((at) => (all: Evaluation[]) =>
  all.filter(({ step }) => step === at)
);

Deno.test("evaluation.examples caps the evaluations on the way, and leaves the last one whole", () => {
  const [whole, capped] = [evaluate({}), evaluate({ examples: 20 })];
  assertEquals(
    capped.map(({ loss: _, ...rest }) => rest),
    whole.map(({ loss: _, ...rest }) => rest),
  );
  assertEquals(atTheEnd(capped), atTheEnd(whole));
  assertNotEquals(onTheWay(capped), onTheWay(whole));
  onTheWay(capped).forEach(({ loss }, i) => {
    assert(Math.abs(loss! - onTheWay(whole)[i].loss!) < 0.3, "it is an estimate of the whole");
  });
});

Deno.test("evaluation.finalExamples caps the last evaluation alone; caps beyond the splits change nothing", () => {
  const [whole, capped] = [evaluate({}), evaluate({ finalExamples: 20 })];
  assertEquals(onTheWay(capped), onTheWay(whole));
  for (const { split, statistics, loss } of atTheEnd(capped)) {
    const other = atTheEnd(whole).find((row) =>
      row.split === split && row.statistics === statistics
    )!;
    assertNotEquals(loss, other.loss);
  }
  assertEquals(evaluate({ examples: 1e6, finalExamples: 1e6 }), whole);
});

Deno.test("the caps are part of a run's hash only where they are set", async () => {
  const hash = (evaluation: Partial<RunConfig["evaluation"]>) =>
    runHash(configOf(evaluation), 1, { sha256: "a" }, 2);
  const plain = await hash({});
  const without = { ...configOf({}).evaluation };
  assertEquals(Object.keys(without).sort(), ["at", "count", "statistics"]);
  const all = [
    plain,
    await hash({ examples: 20 }),
    await hash({ finalExamples: 20 }),
    await hash({ examples: 21 }),
  ];
  assertEquals(new Set(all).size, 4);
});

Deno.test("a cap of one example is refused: it has no variance", () => {
  for (const key of ["examples", "finalExamples"]) {
    assert(!RunConfigSchema.safeParse({ evaluation: { [key]: 1 } }).success);
    assert(!RunConfigSchema.safeParse({ evaluation: { [key]: 2.5 } }).success);
  }
});
