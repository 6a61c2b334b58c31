import { assert, assertEquals } from "@std/assert";
import { costData } from "../../reports/charts/cost_data.ts";
import { costSection } from "../../reports/cost.ts";
import { variantsOf } from "../../reports/rows.ts";
import { operationsOfStep } from "../../runner/training/step_cost.ts";
import { parse, texts } from "./dom.ts";
import { HOSTILE } from "./examples.ts";
import { evaluation, type FakeRun, fakeRun } from "./fake.ts";

const run = (
  variant: string,
  { val, parameters = 100, stepsPerSecond = 1000, seed = 1, config }: {
    val: number;
    parameters?: number;
    stepsPerSecond?: number;
    seed?: number;
    config?: FakeRun["config"];
  },
) =>
  fakeRun({
    variant,
    seed,
    config,
    summary: { parameters, stepsPerSecond, final: evaluation(3, { train: 2, val }) },
  });
const wide = { model: { hiddenSizes: [400] } }, narrow = { model: { hiddenSizes: [50] } };
const THREE = [
  run("plain", { val: 2.2, parameters: 100, stepsPerSecond: 1000 }),
  run("wide", { val: 2.1, parameters: 200, stepsPerSecond: 500, config: wide }),
  run("bad", { val: 2.3, parameters: 150, stepsPerSecond: 2000, config: narrow }),
];

Deno.test("a step's operations are those of its matrices, forward and backward, of the whole batch", () => {
  const { config } = fakeRun({
    config: {
      dataset: { contextLength: 3 },
      model: { embeddingSize: 10, hiddenSizes: [200] },
      training: { batchSize: 32 },
    },
  });
  assertEquals(operationsOfStep(config, 27), 6 * 32 * (30 * 200 + 200 * 27));
});

Deno.test("costs are those in which the variants differ, and who is filled no other beats", () => {
  const { costs } = costData(variantsOf(THREE))!;
  assertEquals(costs.map(({ name }) => name), [
    "parameters",
    "floating-point operations a step",
    "milliseconds a step",
  ]);
  const best = costs.map(({ points }) => points.map(({ isBest }) => isBest));
  assertEquals(best, [[true, true, false], [true, true, true], [false, true, false]]);
  assertEquals(costs[2].points.map(({ cost }) => cost), [1, 2, 0.5]);
});

Deno.test("who is cheaper by measured time must be so beyond the scatter of the seeds", () => {
  const timed = (name: string, val: number, ms: number[], config: FakeRun["config"] = {}) =>
    ms.map((ms, i) =>
      run(name, { val: val + i / 1e4, seed: i + 1, stepsPerSecond: 1000 / ms, config })
    );
  const marks = (plain: number[], other: number[]) => {
    const runs = [...timed("plain", 2.1, plain), ...timed("wide", 2.2, other, wide)];
    const time = costData(variantsOf(runs))!.costs.at(-1)!;
    return {
      marks: time.points.map(({ isBest }) => isBest),
      note: costSection(variantsOf(runs)).text,
    };
  };
  const noisy = marks([0.75, 0.88, 0.37], [0.46, 0.39, 0.75]);
  assertEquals(noisy.marks, [true, false], "the lower mean is noise");
  assert(noisy.note.includes("By it the two cannot be told apart"));
  const sure = marks([0.81, 0.8, 0.82], [0.41, 0.4, 0.4]);
  assertEquals(sure.marks, [true, true]);
  assert(!sure.note.includes("told apart"));
  // Each seed's pair ran side by side and the machine was busier each time: the differences agree, and the times still
  // overlap.
  assertEquals(marks([0.5, 0.8, 1.1], [0.4, 0.7, 1]).marks, [true, false]);
});

Deno.test("seeds are dots, hopeless runs none, and what all have alike has no chart", () => {
  const runs = [
    run("plain", { val: 2.2 }),
    run("plain", { val: 2.4, seed: 2, stepsPerSecond: 500 }),
    run("norm", { val: 2.1, parameters: 110, config: { model: { batchNorm: true } } }),
    run("norm", { val: 50, parameters: 110, seed: 2, config: { model: { batchNorm: true } } }),
  ];
  const { costs } = costData(variantsOf(runs))!;
  assertEquals(costs.map(({ name }) => name), ["parameters", "milliseconds a step"]);
  const [{ points: [plain, norm] }] = costs;
  assertEquals([plain.loss.toFixed(2), plain.runs.length, norm.runs.length], ["2.30", 2, 1]);
});

Deno.test("variants that cost the same, or cannot be compared, have no chart", () => {
  const section = (...runs: ReturnType<typeof run>[]) => costSection(variantsOf(runs)).text;
  const rate = { training: { learningRate: { schedule: "constant" as const, initial: 0.5 } } };
  const init = { model: { init: { hidden: { weight: { scheme: "normal" as const, std: 2 } } } } };
  for (const config of [rate, init]) {
    assertEquals(
      section(run("a", { val: 2 }), run("b", { val: 2.1, stepsPerSecond: 300, config })),
      "",
      "the measured time differs by chance",
    );
  }
  assertEquals(section(run("a", { val: 2 }), run("b", { val: 50, config: wide })), "");
  assertEquals(section(run("a", { val: 2 })), "");
  assert(section(run("a", { val: 2 }), run("b", { val: 2.1, config: wide })) !== "");
});

Deno.test("the charts are told in words, with a legend, and without a number that is none", () => {
  const section = costSection(variantsOf(THREE)), document = parse(section);
  assertEquals(texts(document, ".legend li bdi"), ["plain", "wide", "bad"]);
  const words = document.querySelector("[role=img]")!.getAttribute("aria-label")!;
  assert(words.includes("wide⁩: 2.1000 at 200 parameters"), words);
  assertEquals(
    document.querySelectorAll("svg[aria-hidden]:not(.glyph)").length,
    6,
    "3 charts, 3 swatches",
  );
  assert(!/NaN|Infinity|undefined|e\+/.test(section.text));
  const hostile = HOSTILE.map((name, i) =>
    run(name, { val: 2 + i / 9, parameters: 9 + i, config: i % 2 ? wide : {} })
  );
  assert(!/<script|<img|<svg onload/.test(costSection(variantsOf(hostile)).text));
});
