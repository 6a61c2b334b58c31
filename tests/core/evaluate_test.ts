import { assertAlmostEquals } from "@std/assert";
import { calibrate, finish, lossWork, meanLoss } from "../../core/evaluate.ts";
import { allocateActivations, forward, runningStatistics } from "../../core/model.ts";
import type { Indices } from "../../core/examples.ts";
import { makeExamples, makeModel, NORM } from "./model.ts";

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
