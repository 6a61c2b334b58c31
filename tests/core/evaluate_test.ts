import { assert, assertAlmostEquals } from "@std/assert";
import { plainArithmetic } from "../../core/arithmetic.ts";
import { calibrate, finish, lossWork, meanLoss } from "../../core/evaluate.ts";
import { allocateActivations } from "../../core/activations.ts";
import { createModel } from "../../core/model.ts";
import { forward } from "../../core/passes.ts";
import { initializeModel } from "../../core/initialize.ts";
import { runningStatistics } from "../../core/predict.ts";
import { TorchGenerator } from "../../core/random/torch.ts";
import type { Indices } from "../../core/examples.ts";
import { makeExamples, makeModel, NORM } from "./model.ts";

/** A model that predicts after each of 2 positions, and examples with all that there can be, V for no target too. */
function everyPosition() {
  const V = 3;
  const layers = [{ type: "embedding", size: 4 }, { type: "rnn", size: 3 }, { type: "linear" }];
  const setting = { vocabularySize: V, contextLength: 2, targets: "every" } as const;
  const model = createModel(layers, setting, plainArithmetic("float64"));
  const generator = new TorchGenerator(4);
  initializeModel(model, generator);
  const count = 500;
  const draw = (n: number) => Uint8Array.from({ length: 2 * count }, () => generator.randint(n));
  return { model, examples: { X: draw(V), Y: draw(V + 1), count, contextLength: 2 } };
}

Deno.test("the loss over many examples does not depend on how they are cut into chunks", () => {
  const model = makeModel();
  const all = makeExamples(201);
  const acts = allocateActivations(model, all.count);
  const whole = forward(acts, all.X, all.Y);
  assertAlmostEquals(finish(meanLoss(model, all, runningStatistics(model))), whole, 1e-12);
});

Deno.test("statistics calibrated over a set give the loss of the set as one batch, layer after layer", () => {
  const model = makeModel({ batchNorm: NORM });
  const all = makeExamples(201);
  const acts = allocateActivations(model, all.count);
  const whole = forward(acts, all.X, all.Y);
  const calibrated = finish(calibrate(model, all));
  assertAlmostEquals(finish(meanLoss(model, all, calibrated)), whole, 1e-12);
});

Deno.test("where each position predicts, lines that come again are computed once, and count as often", () => {
  const { model, examples } = everyPosition();
  const { X, Y, count } = examples;
  const whole = forward(allocateActivations(model, count), X, Y);
  assert(lossWork(examples) < 150); // 9 contexts, each with 16 ways to go on
  assertAlmostEquals(finish(meanLoss(model, examples, [])), whole, 1e-12);
});

Deno.test("and so where they are more than are looked at together", () => {
  const { model, examples } = everyPosition();
  const times = 8_400; // 4,200,000, a block and 5,696 more
  const repeat = (data: Uint8Array) => {
    const all = new Uint8Array(times * data.length);
    for (let i = 0; i < times; i++) all.set(data, i * data.length);
    return all;
  };
  const { X, Y, count } = examples;
  const all = { ...examples, X: repeat(X), Y: repeat(Y), count: times * count };
  const loss = finish(meanLoss(model, examples, []));
  assertAlmostEquals(finish(meanLoss(model, all, [])), loss, 1e-9);
});

Deno.test("more examples than are looked at together have the loss and the statistics of all", () => {
  const model = makeModel({ batchNorm: NORM });
  const some = makeExamples(2048), times = 2049; // 4,196,352, a block and 2,048 more
  const repeat = (data: Indices) => {
    const all = new Uint8Array(times * data.length);
    for (let i = 0; i < times; i++) all.set(data, i * data.length);
    return all;
  };
  const all = { ...some, X: repeat(some.X), Y: repeat(some.Y), count: times * some.count };
  const fixed = runningStatistics(model);
  const loss = finish(meanLoss(model, some, fixed));
  assertAlmostEquals(finish(meanLoss(model, all, fixed)), loss, 1e-9);
  const [few, many] = [some, all].map((examples) => finish(calibrate(model, examples))[0]!);
  few.mean.data.forEach((x, i) => assertAlmostEquals(many.mean.data[i], x, 1e-9));
  let work = 0;
  for (const part of meanLoss(model, all, fixed)) work += part;
  assertAlmostEquals(work, lossWork(all), 1e-3);
});
