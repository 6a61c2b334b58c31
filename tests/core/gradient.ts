import type { TorchGenerator } from "../../core/random/torch.ts";
import { allocate, type Tensor } from "../../core/tensor.ts";

/** A float64 tensor of random normal numbers, none of them zero. */
export function randomTensor(generator: TorchGenerator, ...shape: number[]): Tensor {
  const tensor = allocate(shape, "float64");
  generator.randn(tensor.data);
  return tensor;
}

export const zeros = (...shape: number[]): Tensor => allocate(shape, "float64");

/** The largest absolute value of a tensor. */
export function largest({ data }: Tensor): number {
  let max = 0;
  for (const x of data) max = Math.max(max, Math.abs(x));
  return max;
}

/** Central differences of `loss` by every element of x: (loss(x + h) − loss(x − h)) / 2h. */
export function centralDifferences(x: Tensor, loss: () => number, h = 1e-5): Tensor {
  const numerical = zeros(...x.shape);
  for (let i = 0; i < x.data.length; i++) {
    const kept = x.data[i];
    x.data[i] = kept + h;
    const up = loss();
    x.data[i] = kept - h;
    const down = loss();
    x.data[i] = kept;
    numerical.data[i] = (up - down) / (2 * h);
  }
  return numerical;
}

/**
 * Central differences with two steps, put together so that their errors of order h² cancel (Richardson's
 * extrapolation). That allows a larger step, and so less rounding.
 */
export function extrapolatedDifferences(x: Tensor, loss: () => number, h = 5e-5): Tensor {
  const fine = centralDifferences(x, loss, h);
  const coarse = centralDifferences(x, loss, 2 * h);
  for (let i = 0; i < fine.data.length; i++) {
    fine.data[i] = (4 * fine.data[i] - coarse.data[i]) / 3;
  }
  return fine;
}

/**
 * The largest difference between a gradient and central differences of `loss` by every element of x, relative to the
 * largest of these.
 */
export function gradientError(x: Tensor, dx: Tensor, loss: () => number): number {
  return relativeError(dx, centralDifferences(x, loss), 1e-8);
}

/**
 * The largest difference between two tensors, relative to the largest number of the second, or to `floor` where all of
 * that is smaller. NaN anywhere gives NaN, which is below no tolerance.
 */
export function relativeError(found: Tensor, wanted: Tensor, floor: number): number {
  let difference = 0;
  for (let i = 0; i < wanted.data.length; i++) {
    difference = Math.max(difference, Math.abs(found.data[i] - wanted.data[i]));
  }
  return difference / Math.max(largest(wanted), floor);
}

/** A loss that reaches every element of `out` with a weight of its own, and so gives dout = weights. */
export function weightedSum(out: Tensor, weights: Tensor): number {
  let sum = 0;
  for (let i = 0; i < out.data.length; i++) sum += out.data[i] * weights.data[i];
  return sum;
}
