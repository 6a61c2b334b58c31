/**
 * How large updates are, parameter by parameter.
 *
 * @module
 */
import { call } from "./call.ts";
import { deviations, type Updated } from "./deviations.ts";
import type { Model } from "./model.ts";
import { allocate, type Tensor } from "./tensor.ts";

/**
 * How large a parameter, its gradient and its update were, as standard deviations, in the update after `step` others;
 * the gradient is the one that it was done by, clipped and with a penalty's.
 */
export interface UpdateRow {
  /** How many updates came before. */
  step: number;
  /** Its name. */
  parameter: string;
  /** Its own standard deviation. */
  data: number;
  /** Its gradient's. */
  gradient: number;
  /** The update's. */
  update: number;
}

/** Does `update`, and measures what it did to each parameter. */
export function updateSizes(model: Model, step: number, update: () => void): UpdateRow[] {
  const { measure, updated, sizes } = measuringOf(model);
  for (const { before, after } of updated) before.data.set(after.data);
  update();
  measure();
  return model.parameters.map(({ name }, i) => {
    const [data, gradient, update] = sizes.data.subarray(3 * i, 3 * i + 3);
    return { step, parameter: name, data, gradient, update };
  });
}

/** What measures a model's updates; asked for again, the same. */
function measuringOf(model: Model): Measuring {
  let made = measurings.get(model);
  if (made === undefined) {
    const { arithmetic, parameters } = model;
    const updated = parameters.map(({ value, grad }) => (
      { before: arithmetic.allocate(value.shape), grad, after: value }
    ));
    const sizes = allocate([3 * parameters.length], "float64");
    made = { measure: arithmetic.prepare(call([], deviations, sizes, updated)), updated, sizes };
    measurings.set(model, made);
  }
  return made;
}
const measurings = new WeakMap<Model, Measuring>();

interface Measuring {
  measure: () => void;
  updated: Updated[];
  /** As `deviations` gives them. */
  sizes: Tensor;
}
