import type { Tensor } from "./tensor.ts";

/** max |x| over several tensors; NaN where any element is NaN, 0 where there are none. */
export function largest(tensors: readonly Tensor[]): number {
  let max = 0;
  for (const { data } of tensors) {
    for (let i = 0; i < data.length; i++) max = Math.max(max, Math.abs(data[i]));
  }
  return max;
}
