import type { Tensor } from "../../../core/tensor.ts";
import type { Tensors } from "../../../core/gradcheck/compare.ts";

/** A recurrent layer's parameters, or their gradients; what is missing is null. */
export function recurrentParameters({ Wx, Wh, bx, bh, start }: Tensors) {
  const orNull = (tensor: Tensor | undefined) => tensor ?? null;
  return { Wx, Wh, bx: orNull(bx), bh: orNull(bh), start: orNull(start) };
}

/** B, T, K and H of such a layer. */
export function recurrentSizes({ x, Wh }: Tensors): [B: number, T: number, K: number, H: number] {
  const [B, T, K] = x.shape;
  return [B, T, K, Wh.shape[0]];
}
