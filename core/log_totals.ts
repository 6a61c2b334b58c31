import { logSumExp } from "./cross_entropy.ts";
import type { Tensor } from "./tensor.ts";

/** out[n] = ln Σ exp of the V logits in row n, in double precision. Shapes: out [N], logits [N, V]. */
export function logTotals(out: Tensor, logits: Tensor): void {
  const [N, V] = logits.shape;
  for (let n = 0; n < N; n++) out.data[n] = logSumExp(logits.data, n * V, V);
}
