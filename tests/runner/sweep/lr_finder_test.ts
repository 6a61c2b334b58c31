import { assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { createRates } from "../../../core/schedule.ts";
import { parseExperiment } from "../../../runner/config/config.ts";
import { InputError } from "../../../runner/errors.ts";

const parse = (rest: object, set: string[] = []) =>
  parseExperiment(JSON.stringify({ title: "t", question: "q", lrFinder: {}, ...rest }), {
    file: "finder.json",
    name: "finder",
    set,
  });
const refused = (rest: object, message: string, set: string[] = []) => {
  const { message: found } = assertThrows(() => parse(rest, set), InputError) as Error;
  assertStringIncludes(found, message);
};

Deno.test("a finder's rates are the lectures': 10 to evenly spaced exponents, from -3 to 0 over 1,000 steps", () => {
  const { variants: [{ config }], lrFinder } = parse({});
  assertEquals(lrFinder, { min: 0.001, max: 1 });
  assertEquals(config.training.steps, 1000);
  const rates = createRates(config.training.learningRate, 1000);
  for (const step of [0, 1, 333, 999]) {
    const expected = 10 ** (-3 + 3 * step / 999);
    assertEquals(Math.abs(rates.at(step) / expected - 1) < 1e-12, true);
  }
});

Deno.test("a finder takes its steps from the file, a variant, a grid or --set", () => {
  const steps = (rest: object, set?: string[]) =>
    parse(rest, set).variants.map(({ config }) => config.training.steps);
  assertEquals(steps({ training: { steps: 300 } }), [300]);
  assertEquals(steps({}, ["training.steps=20"]), [20]);
  assertEquals(steps({ grid: { "training.steps": [100, 200] } }), [100, 200]);
  assertEquals(steps({ variants: { a: {}, b: { training: { epochs: 1 } } } }), [1000, 0]);
});

Deno.test("a rate that a finder tries out, halving, and an empty range are refused where they stand", () => {
  const LEAVE = "is what lrFinder tries out; leave it out";
  const rate = { training: { learningRate: { schedule: "constant" } } };
  refused(rate, `finder.json:1:55: training.learningRate ${LEAVE}`);
  refused({ variants: { a: rate } }, `variants.a.training.learningRate ${LEAVE}`);
  refused({ grid: { "training.learningRate.initial": [1, 2] } }, LEAVE);
  refused({ grid: { training: [rate.training] } }, LEAVE);
  refused({
    search: { parameters: { "training.learningRate.initial": { min: 1, max: 2 } }, trials: 2 },
  }, LEAVE);
  refused({}, `--set training.learningRate.initial=1: training.learningRate ${LEAVE}`, [
    "training.learningRate.initial=1",
  ]);
  refused(
    { lrFinder: undefined, expect: ["suggestedRate < 1"] },
    "expect[0] names suggestedRate, which takes lrFinder",
  );
  refused({ halving: { minSteps: 10 } }, "halving compares losses at one rate");
  refused({ lrFinder: { min: 1 } }, 'lrFinder must have a "min" (1) less than its "max" (1)');
  refused({ lrFinder: { min: 0 } }, "lrFinder.min");
  assertEquals(
    parse({ grid: { training: [{ batchSize: 8 }, { batchSize: 9 }] } }).variants.length,
    2,
  );
});
