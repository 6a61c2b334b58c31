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
  step: (x: number, i: number) => number,
  lossWith: (i: number, x: number) => number,
): Tensor {
  const numerical = allocate(tensor.shape, dtypeOf(tensor));
  for (const i of elements) {
    const x = tensor.data[i];
    const h = step(x, i);
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

/**
 * The gradient of Σ dout · out by some elements of a tensor that `run` makes out of. The differences are taken of each
 * number of out before they are added, so that little is lost to rounding.
 *
 * @param step by what an element is moved
 * @returns also the elements that have a gradient: the others lie where the slope changes, as relu's does at 0
 */
export function differencesThrough(
  tensor: Tensor,
  elements: readonly number[],
  step: (x: number) => number,
  { out, dout, run }: { out: Tensor; dout: Tensor; run: () => void },
): { numerical: Tensor; smooth: number[] } {
  const numerical = allocate(tensor.shape, dtypeOf(tensor));
  run();
  const here = out.data.slice();
  const slopes = elements.map((i) => {
    const kept = tensor.data[i];
    const h = step(kept);
    const slope = (moved: number) => {
      tensor.data[i] = kept + moved;
      run();
      let sum = 0;
      for (let j = 0; j < here.length; j++) sum += dout.data[j] * (out.data[j] - here[j]);
      return sum / moved;
    };
    const [right, left] = [slope(h), slope(-h)];
    tensor.data[i] = kept;
    numerical.data[i] = (right + left) / 2;
    return { i, right, left };
  });
  run();
  const largest = Math.max(...slopes.map(({ right, left }) => Math.abs(right + left) / 2));
  const smooth = slopes.filter(({ right, left }) => !(Math.abs(right - left) > 0.01 * largest));
  return { numerical, smooth: smooth.map(({ i }) => i) };
}
