import type { Examples } from "../../../core/examples.ts";
import { createModel, createTraining, SIZES, weightsOf } from "../setting.ts";
import type { Data } from "./child.ts";

const STEPS = 100;
const STEPS_TO_EXPLODE = 500;

/** What the contestants are handed: the parameters that a generator with seed 42 draws, and the batches that it draws next. */
export function makeData(examples: Examples): Data {
  const { X, Y, count } = examples;
  const { model, generator } = createModel("plain");
  const batches = Array.from(
    { length: STEPS },
    () => Array.from({ length: SIZES.B }, () => generator.randint(count)),
  );
  const exploded = { "rate-5": explode(examples, 5), "rate-1000": explode(examples, 1000) };
  return { ...SIZES, X: [...X], Y: [...Y], batches, parameters: weightsOf(model), exploded };
}

/** The state of a training that has gone wrong at such a rate. */
function explode(examples: Examples, rate: number) {
  const { model, step } = createTraining("plain", examples, { rate });
  for (let i = 0; i < STEPS_TO_EXPLODE; i++) step();
  return { rate, parameters: weightsOf(model) };
}
