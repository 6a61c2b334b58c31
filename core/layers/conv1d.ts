/**
 * Convolution over time that sees only the past, with holes if asked: the layer of WaveNet (van den Oord et al. 2016,
 * https://arxiv.org/abs/1609.03499). PyTorch says it as F.conv1d(F.pad(x, [dilation · (kernelSize − 1), 0]), weight, bias, dilation=dilation).
 *
 * @module
 */
import { matmul, matmulTransposedA, matmulTransposedB } from "../matmul.ts";
import { checkShape, type Tensor } from "../tensor.ts";
import { sumOfRows } from "./sums.ts";

/** What one forward pass leaves for the backward pass. */
export interface Conv1dCache {
  /** [B, T, S·K] what each position sees, side by side, the oldest first */
  seen: Tensor;
  /** [B, T, S·K] its gradient: the backward pass's own room */
  dseen: Tensor;
}

/**
 *     out[i, t] = b + Σⱼ x[i, t − dilation · (S − 1 − j)] W[j], j = 0 … S − 1; what lies before the first position is 0
 *
 * The last of the S taps sees the position itself, so that nothing sees what is to be predicted from it. What the taps see is laid side by
 * side, and all of it is one linear layer.
 *
 * @param out [B, T, N]
 * @param x [B, T, K]
 * @param W [S, K, N], S the kernel's size; PyTorch's weight is [N, K, S]
 * @param b [N], or null for a layer without bias
 * @param dilation how many positions the taps are apart; PyTorch's default: 1
 * @throws TypeError where shapes do not fit
 */
export function conv1dForward(
  out: Tensor,
  { seen }: Conv1dCache,
  x: Tensor,
  W: Tensor,
  b: Tensor | null,
  dilation: number,
): void {
  const [B, T, K] = x.shape;
  const [S, , N] = W.shape;
  checkShape("W", W, S, K, N);
  checkShape("out", out, B, T, N);
  if (b !== null) checkShape("b", b, N);
  for (let i = 0; i < B; i++) {
    for (let t = 0; t < T; t++) {
      for (let j = 0; j < S; j++) {
        const at = t - dilation * (S - 1 - j);
        for (let k = 0; k < K; k++) {
          seen.data[((i * T + t) * S + j) * K + k] = at < 0 ? 0 : x.data[(i * T + at) * K + k];
        }
      }
    }
  }
  matmul(out.data, seen.data, W.data, b === null ? null : b.data, B * T, S * K, N);
}

/**
 *     dseen = dout Wᵀ        dx[i, t] = Σⱼ dseen[i, t + dilation · (S − 1 − j), j], where there is such a position
 *     dW = seenᵀ dout        db = Σ dout, over all positions
 *
 * @param dx [B, T, K]
 * @param dW [S, K, N]
 * @param db [N], or null
 * @param dout [B, T, N]
 * @param cache of the forward pass
 */
export function conv1dBackward(
  dx: Tensor,
  dW: Tensor,
  db: Tensor | null,
  dout: Tensor,
  { seen, dseen }: Conv1dCache,
  W: Tensor,
  dilation: number,
): void {
  // A linear layer on what is seen: its gradients are linearBackward's. Each position is seen by up to S others, by tap j of the one that is
  // dilation · (S − 1 − j) later, and collects the gradients of all of them.
  const [B, T, N] = dout.shape;
  const [S, K] = W.shape;
  matmulTransposedB(dseen.data, dout.data, W.data, B * T, N, S * K);
  matmulTransposedA(dW.data, seen.data, dout.data, S * K, B * T, N);
  for (let i = 0; i < B; i++) {
    for (let t = 0; t < T; t++) {
      for (let k = 0; k < K; k++) {
        let sum = 0;
        for (let j = 0; j < S; j++) {
          const at = t + dilation * (S - 1 - j);
          if (at < T) sum += dseen.data[((i * T + at) * S + j) * K + k];
        }
        dx.data[(i * T + t) * K + k] = sum;
      }
    }
  }
  if (db !== null) sumOfRows(db.data, dout.data);
}
