import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import { binEdges } from "../../../reports/bin.ts";
import { curveData } from "../../../reports/charts/curve_data.ts";
import { smooth, SMOOTHINGS, stepWeight } from "../../../reports/smooth.ts";
import { fakeLosses, fakeRun } from "../fake.ts";

const training = { learningRate: { schedule: "step", milestones: [0, 4000, 3000, 9000] } } as const;

Deno.test("losses are smoothed first, every single one, and binned after", () => {
  const losses = fakeLosses(5000, 3.3, 2);
  const config = { training: { ...training, steps: 5000 } };
  const { runs: [run] } = curveData([fakeRun({ losses, config })]);
  const edges = binEdges(5000, run.bins);
  assert(run.bins < 1000 && run.low.length === edges.length - 1);
  assertEquals(run.smooth.map((curve) => curve.length), SMOOTHINGS.map(() => run.low.length));
  SMOOTHINGS.forEach((weight, position) => {
    const smoothed = smooth(losses, stepWeight(weight, 5000), [3001, 4001]);
    for (const k of [0, 50, 300, edges.length - 2]) {
      const bin = smoothed.subarray(edges[k], edges[k + 1]);
      const mean = bin.reduce((a, b) => a + b) / bin.length;
      assertAlmostEquals(run.smooth[position][k]!, mean, 5e-5);
    }
  });
  // Binned first, they would look otherwise.
  const wrong = smooth(run.smooth[0].map(Number), 0.9);
  assert(wrong.some((loss, k) => Math.abs(loss - run.smooth[2][k]!) > 0.005));
});

Deno.test("the learning rate drops at the milestones within the run", () => {
  const losses = fakeLosses(5000, 3.3, 2);
  const drops = (rate: object) =>
    curveData([fakeRun({ losses, config: { training: { learningRate: rate } } })]).runs[0].drops;
  assertEquals(drops(training.learningRate), [3000, 4000]);
  assertEquals(drops({ ...training.learningRate, factor: 2 }), []);
  assertEquals(drops({ schedule: "cosine" }), []);
});

Deno.test("runs with the same learning rate share it", () => {
  const other = { ...fakeRun({ variant: "b" }), learningRates: Float64Array.of(1, 2, 3) };
  const { rates, runs } = curveData([fakeRun(), other, fakeRun({ seed: 3 })]);
  assertEquals(rates.length, 2);
  assertEquals(runs.map(({ rate }) => rate), [0, 1, 0]);
  assertEquals(runs.map(({ variant }) => variant), [0, 1, 0]);
});

Deno.test("guessing and the bigram table are references, once for each data set", () => {
  const { dataset } = fakeRun().summary;
  const { bigram: _, ...without } = dataset as typeof dataset & { bigram?: unknown };
  const run = (dataset: object) => fakeRun({ summary: { dataset: dataset as never } });
  const bigram = { train: 2.45, val: 2.46, test: null };
  const losses = (...runs: ReturnType<typeof run>[]) =>
    curveData(runs).references.map(({ loss }) => loss);
  assertEquals(losses(run(without), run(without)), [Math.log(27)]);
  assertEquals(losses(run({ ...without, bigram })), [Math.log(27), 2.46]);
  assertEquals(losses(run({ ...without, bigram: { ...bigram, val: null } })), [Math.log(27)]);
  assertEquals(losses(run(without), run({ ...without, vocabulary: [".", "a"] })), [
    Math.log(27),
    Math.LN2,
  ]);
});

Deno.test("what is not finite is null, and a run that diverged ends early in the same bins", () => {
  const config = { training: { steps: 5 } };
  const diverged = fakeRun({
    losses: [3, NaN, 4],
    config,
    summary: { status: "diverged", steps: 3 },
  });
  const { runs: [run] } = curveData([diverged]);
  assertEquals([run.low, run.smooth[0], run.planned, run.diverged, run.last], [
    [3, null, 3.1],
    [3, null, 4],
    5,
    true,
    4,
  ]);
  const [long] = curveData([fakeRun({
    losses: Array.from({ length: 5000 }, (_, step) => step < 4998 ? step : NaN),
  })]).runs;
  assertEquals(long.last, 4997, "of a single step, not of a bin");
  JSON.parse(JSON.stringify(curveData([fakeRun({ losses: [] })])));
});

Deno.test("two runs of 200,000 steps take less than 150 kB, a hundred less than 1 MB", () => {
  const size = (count: number, steps: number) => {
    const losses = fakeLosses(steps, 3.3, 2), config = { training: { steps } };
    const runs = Array.from(
      { length: count },
      (_, i) => fakeRun({ variant: `${i}`, losses, config }),
    );
    return JSON.stringify(curveData(runs)).length;
  };
  assert(size(2, 200_000) < 150_000);
  assert(size(100, 2000) < 1_000_000);
});
