import type { Examples } from "../../../core/examples.ts";
import { createModel, SIZES } from "../setting.ts";
import type { Data } from "./child.ts";

const STEPS = 100;

/** What the contestants are handed: the parameters that a generator with seed 42 draws, and the batches that it draws next. */
export function makeData({ X, Y, count }: Examples): Data {
  const { model, generator } = createModel("plain");
  const batches = Array.from(
    { length: STEPS },
    () => Array.from({ length: SIZES.B }, () => generator.randint(count)),
  );
  const parameters = Object.fromEntries(model.parameters.map(({ name, value }) => [
    name,
    { shape: value.shape, data: [...value.data] },
  ]));
  return { ...SIZES, X: [...X], Y: [...Y], batches, parameters };
}
