/**
 * The linear layer (PyTorch's nn.Linear, with the weight as the notebooks write it: [in, out]). Its steps one by one: chain.ts.
 *
 * @module
 */
import { matmul, matmulTransposedA, matmulTransposedB } from "./matmul.ts";
import { checkShape, type Tensor } from "./tensor.ts";

/**
 * out = x W + b
 *
 * @param out [B, N]
 * @param x [B, K]
 * @param W [K, N]
 * @param b [N], or null for a layer without bias
 * @throws TypeError where shapes do not fit
 */
export function linearForward(out: Tensor, x: Tensor, W: Tensor, b: Tensor | null): void {
  const [B, K] = x.shape;
  const N = W.shape[1];
  checkShape("W", W, K, N);
  checkShape("out", out, B, N);
  if (b !== null) checkShape("b", b, N);
  matmul(out.data, x.data, W.data, b === null ? null : b.data, B, K, N);
}

/**
 *     dx = dout Wᵀ        dW = xᵀ dout        db = Σᵢ dout[i]
 *
 * @param dx [B, K]
 * @param dW [K, N]
 * @param db [N], or null
 * @param dout [B, N]
 */
export function linearBackward(
  dx: Tensor,
  dW: Tensor,
  db: Tensor | null,
  dout: Tensor,
  x: Tensor,
  W: Tensor,
): void {
  // out[i, n] = Σₖ x[i, k] W[k, n] + b[n], and the gradients of all that a number reaches are added:
  //
  //   x[i, k] reaches out[i, n] for every n    dx[i, k] = Σₙ dout[i, n] W[k, n]    → dx = dout Wᵀ
  //   W[k, n] reaches out[i, n] for every i    dW[k, n] = Σᵢ x[i, k] dout[i, n]    → dW = xᵀ dout
  //   b[n] reaches out[i, n] for every i       db[n] = Σᵢ dout[i, n]
  const [K, N] = W.shape;
  const B = x.shape[0];
  checkShape("dout", dout, B, N);
  matmulTransposedB(dx.data, dout.data, W.data, B, N, K);
  matmulTransposedA(dW.data, x.data, dout.data, K, B, N);
  if (db !== null) sumOverBatch(db.data, dout.data, B, N);
}

function sumOverBatch(db: Tensor["data"], dout: Tensor["data"], B: number, N: number): void {
  for (let n = 0; n < N; n++) {
    let sum = 0;
    for (let i = 0; i < B; i++) sum += dout[i * N + n];
    db[n] = sum;
  }
}
