import type { Tensor } from "./tensor.ts";

/** max |x|; NaN where any element is NaN, 0 where there are none. */
export function largest({ data }: Tensor): number {
  let max = 0;
  for (let i = 0; i < data.length; i++) max = Math.max(max, Math.abs(data[i]));
  return max;
}
