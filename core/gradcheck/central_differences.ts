/**
 * Gradients by central differences: (loss(x + h) − loss(x − h)) / 2h, one element at a time.
 *
 * @module
 */
import { dtypeOf } from "../broadcast.ts";
import { TorchGenerator } from "../random/torch.ts";
import { allocate, sizeOf, type Tensor } from "../tensor.ts";

const ELEMENTS = 20;

/** All elements of a small tensor, and of a large one so many drawn at random, always the same. */
export function someElements({ shape }: Tensor): number[] {
  const size = sizeOf(shape);
  if (size <= ELEMENTS) return Array.from({ length: size }, (_, i) => i);
  const generator = new TorchGenerator(size);
  return Array.from({ length: ELEMENTS }, () => generator.randint(size));
}

/** How far to go from x: small against x where x is large; probabilities, whose logarithm is next, go in proportion. */
export function stepFor(name: string): (x: number) => number {
  if (name === "probs") return (x) => 1e-5 * Math.abs(x);
  return (x) => 1e-5 * Math.max(1, Math.abs(x));
}

/** (loss(x + h) − loss(x − h)) / 2h for some elements of a tensor. */
export function differences(
  tensor: Tensor,
  elements: readonly number[],
  step: (x: number) => number,
  lossWith: (i: number, x: number) => number,
): Tensor {
  const numerical = allocate(tensor.shape, dtypeOf(tensor));
  for (const i of elements) {
    const x = tensor.data[i];
    const h = step(x);
    numerical.data[i] = (lossWith(i, x + h) - lossWith(i, x - h)) / (2 * h);
  }
  return numerical;
}

/** The same for a parameter: it is changed, and put back. */
export function differencesInPlace(
  tensor: Tensor,
  elements: readonly number[],
  loss: () => number,
): Tensor {
  return differences(tensor, elements, stepFor(""), (i, x) => {
    const kept = tensor.data[i];
    tensor.data[i] = x;
    const result = loss();
    tensor.data[i] = kept;
    return result;
  });
}
