import { TorchGenerator } from "../../core/random/torch.ts";
import { allocate, type Tensor } from "../../core/tensor.ts";

/** A float64 tensor of random normal numbers, none of them zero. */
export function randomTensor(generator: TorchGenerator, ...shape: number[]): Tensor {
  const tensor = allocate(shape, "float64");
  generator.randn(tensor.data);
  return tensor;
}

export const zeros = (...shape: number[]): Tensor => allocate(shape, "float64");

/**
 * The largest difference between a gradient and central differences of `loss` by every element of x, relative to the largest of these:
 * (loss(x + h) − loss(x − h)) / 2h.
 */
export function gradientError(x: Tensor, dx: Tensor, loss: () => number, h = 1e-5): number {
  let largest = 0;
  let difference = 0;
  for (let i = 0; i < x.data.length; i++) {
    const kept = x.data[i];
    x.data[i] = kept + h;
    const up = loss();
    x.data[i] = kept - h;
    const down = loss();
    x.data[i] = kept;
    const numerical = (up - down) / (2 * h);
    largest = Math.max(largest, Math.abs(numerical));
    difference = Math.max(difference, Math.abs(numerical - dx.data[i]));
  }
  return difference / Math.max(largest, 1e-8);
}

/** A loss that reaches every element of `out` with a weight of its own, and so gives dout = weights. */
export function weightedSum(out: Tensor, weights: Tensor): number {
  let sum = 0;
  for (let i = 0; i < out.data.length; i++) sum += out.data[i] * weights.data[i];
  return sum;
}
