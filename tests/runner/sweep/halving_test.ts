import { assertEquals, assertThrows } from "@std/assert";
import { parseExperiment } from "../../../runner/config/config.ts";
import { InputError } from "../../../runner/errors.ts";
import {
  decide,
  describeEnd,
  hasReached,
  lossAt,
  rungSteps,
  withRungs,
} from "../../../runner/sweep/halving.ts";
import type { Evaluation } from "../../../runner/results.ts";

const parse = (content: object, ...set: string[]) =>
  parseExperiment(JSON.stringify({ title: "t", question: "q", ...content }), {
    file: "x.json",
    name: "x",
    set,
  });

Deno.test("rungs are minSteps times powers of the factor, before the last step", () => {
  assertEquals(rungSteps({ minSteps: 100, factor: 3 }, 2000), [100, 300, 900]);
  assertEquals(rungSteps({ minSteps: 100, factor: 3 }, 900), [100, 300]);
  assertEquals(rungSteps({ minSteps: 100, factor: 3 }, 100), []);
});

Deno.test("one in factor goes on, of equals the first, and none without a loss", () => {
  const losses = new Map<string, number[]>(
    Object.entries({ a: [3, 3], b: [2, 4], c: [1, Infinity], d: [2.5, 3], e: [9, 9], f: [3, 3] }),
  );
  const kept = (factor: number) =>
    decide(10, losses, factor).scores.filter(({ kept }) => kept).map(({ variant }) => variant);
  assertEquals(kept(2), ["a", "b", "d"]);
  assertEquals(kept(3), ["a", "d"]);
  assertEquals(kept(100), ["d"]);
  const rung = decide(1000, losses, 3);
  assertEquals(rung.scores[2], { variant: "c", loss: null, kept: false });
  assertEquals(
    describeEnd(rung, "e"),
    "stopped by halving at step 1,000: its loss 9.0000 was number 5 of 6",
  );
  assertEquals(describeEnd(rung, "c"), "stopped by halving at step 1,000: it had no finite loss");
  const lost = decide(1, new Map([["a", [Infinity]], ["b", [NaN]]]), 2);
  assertEquals(lost.scores.map(({ kept }) => kept), [false, false]);
});

Deno.test("a run is judged by its val loss at the rung, as it is stored", () => {
  const { config } = parse({ model: { batchNorm: true } }).variants[0];
  const of = (split: Evaluation["split"], loss: number | null, step = 5): Evaluation => (
    { step, split, statistics: "running", loss }
  );
  const evaluations = [of("train", 1), of("val", 2.12345678912), of("val", 9, 6)];
  assertEquals(lossAt(config, evaluations, 5), 2.12345679);
  assertEquals(lossAt(config, evaluations, 7), Infinity);
  assertEquals(lossAt(config, [of("val", null)], 5), Infinity);
  assertEquals(lossAt(config, [of("train", 1)], 5), 1);
  assertEquals([hasReached(evaluations, 6), hasReached(evaluations, 7)], [true, false]);
});

Deno.test("halving evaluates at its rungs, and only where that is not done anyway", () => {
  const at = (training: object, evaluation: object) => {
    const { experiment, rungs } = withRungs(
      parse({ training, evaluation, halving: { minSteps: 100 } }),
    );
    return [rungs, experiment.variants[0].config.evaluation.at];
  };
  assertEquals(at({ steps: 1000 }, { count: 10 }), [[100, 300, 900], []]);
  assertEquals(at({ steps: 1000 }, { count: 1, at: [500] }), [
    [100, 300, 900],
    [100, 300, 500, 900],
  ]);
});

Deno.test("halving that cannot be is refused", () => {
  const refusal = (content: object) =>
    assertThrows(() => withRungs(parse(content)), InputError).message;
  assertEquals(
    refusal({ training: { steps: 50 }, halving: { minSteps: 50 } }),
    "halving.minSteps must be less than training.steps (50), found 50",
  );
  assertEquals(
    refusal({ grid: { "training.steps": [50, 60] }, halving: { minSteps: 5 } }),
    "halving compares runs after the same steps, and training.steps is 50 and 60",
  );
  const { message } = assertThrows(
    () => parse({ halving: { minSteps: 5, factor: 1 } }),
    InputError,
  );
  assertEquals(message.replace(/^\S+ /, ""), "halving.factor must be at least 2, found 1");
});
