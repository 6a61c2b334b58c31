import { assertAlmostEquals } from "@std/assert";
import { calibrate, finish, meanLoss } from "../../core/evaluate.ts";
import { allocateActivations, forward, runningStatistics } from "../../core/mlp.ts";
import { makeExamples, makeModel, NORM } from "./model.ts";

Deno.test("the loss over many examples does not depend on how they are cut into chunks", () => {
  const model = makeModel();
  const all = makeExamples(201);
  const acts = allocateActivations(model, all.count);
  const whole = forward(model, acts, all.X, all.Y);
  assertAlmostEquals(finish(meanLoss(model, all, runningStatistics(model))), whole, 1e-12);
});

Deno.test("statistics calibrated over a set give the loss of the set as one batch, layer after layer", () => {
  const model = makeModel({ batchNorm: NORM });
  const all = makeExamples(201);
  const acts = allocateActivations(model, all.count);
  const whole = forward(model, acts, all.X, all.Y);
  const calibrated = finish(calibrate(model, all));
  assertAlmostEquals(finish(meanLoss(model, all, calibrated)), whole, 1e-12);
});
