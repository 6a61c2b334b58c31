/**
 * Comparing tensors as the notebooks do, within stated tolerances.
 *
 * @module
 */
import { CHAIN_STEPS } from "../chain_steps.ts";
import type { Tensor } from "../tensor.ts";

/** Tensors by name. */
export type Tensors = Record<string, Tensor>;

/** How two tensors compare: the notebooks' `cmp`. */
export interface Comparison {
  /** What was compared. */
  name: string;
  /** Its shape. */
  shape: readonly number[];
  /** How many elements were compared. */
  count: number;
  /** How many of them are equal, bit for bit. */
  equal: number;
  /** All of them are. */
  exact: boolean;
  /** torch.allclose: |a − b| ≤ 1e-8 + 1e-5 |b| everywhere. */
  approximate: boolean;
  /** The largest |a − b|. */
  maxdiff: number;
  /** Whether every |a − b| is within the check's tolerance. */
  passed: boolean;
}

/** What a check demands of each element: |a − b| ≤ absolute + relative · (|b|, or the largest |b| of the tensor). */
export interface Tolerance {
  /** What may be wrong in any case. */
  absolute: number;
  /** What may be wrong in proportion. */
  relative: number;
  /** In proportion to each element, or to the largest of the tensor. */
  of: "element" | "tensor";
}

/** "1e-9 + 1e-6 · max|x|" */
export const describeTolerance = ({ absolute, relative, of }: Tolerance): string =>
  `${absolute.toExponential()} + ${relative.toExponential()} · ${
    of === "tensor" ? "max|x|" : "|x|"
  }`;

/** One way of checking, over many tensors. */
export interface Check {
  /** What is compared with what. */
  title: string;
  /** How far apart they may be. */
  tolerance: Tolerance;
  /** Tensor by tensor. */
  comparisons: Comparison[];
}

/** What is demanded in each precision. */
export const TOLERANCES = {
  /** Two ways of computing the same in float64. */
  steps: { absolute: 1e-15, relative: 1e-12, of: "tensor" },
  /** Central differences in float64: what rounding and the third derivative leave. */
  differences: { absolute: 1e-9, relative: 1e-6, of: "tensor" },
  /** PyTorch's float64. */
  float64: { absolute: 1e-15, relative: 1e-12, of: "element" },
  /** PyTorch's float32, which is itself that far from its float64. */
  float32: { absolute: 1e-8, relative: 2e-6, of: "tensor" },
} satisfies Record<string, Tolerance>;

/**
 * Compares a tensor with the one that it should be.
 *
 * @param elements the indices to compare; default all
 */
export function compare(
  name: string,
  found: Tensor,
  wanted: Tensor,
  tolerance: Tolerance,
  elements?: readonly number[],
): Comparison {
  const indices = elements ?? Array.from(wanted.data.keys());
  let largest = 0;
  for (let i = 0; i < wanted.data.length; i++) {
    largest = Math.max(largest, Math.abs(wanted.data[i]));
  }
  let equal = 0;
  let maxdiff = 0;
  let approximate = true;
  let passed = found.data.length === wanted.data.length;
  for (const i of indices) {
    const [a, b] = [found.data[i], wanted.data[i]];
    const difference = Math.abs(a - b);
    if (a === b) equal++;
    maxdiff = Math.max(maxdiff, difference);
    const allowed = tolerance.absolute +
      tolerance.relative * (tolerance.of === "element" ? Math.abs(b) : largest);
    // Negated, so that NaN fails.
    if (!(difference <= 1e-8 + 1e-5 * Math.abs(b))) approximate = false;
    if (!(difference <= allowed)) passed = false;
  }
  const { shape } = wanted;
  const count = indices.length;
  return { name, shape, count, equal, exact: equal === count, approximate, maxdiff, passed };
}

/** Compares all tensors that both have, in the order of the chain's steps, backwards, and then any others. */
export function compareAll(
  title: string,
  found: Tensors,
  wanted: Tensors,
  tolerance: Tolerance,
): Check {
  const order = CHAIN_STEPS.map(({ name }) => name).reverse();
  const names = [...new Set([...order, ...Object.keys(wanted)])];
  const both = names.filter((name) => name in found && name in wanted);
  const comparisons = both.map((name) => compare(name, found[name], wanted[name], tolerance));
  return { title, tolerance, comparisons };
}
