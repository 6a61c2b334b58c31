/**
 * The linear layer (PyTorch's nn.Linear, with the weight as the notebooks write it: [in, out]). Its steps one by one:
 * chain.ts.
 *
 * @module
 */
import { call } from "../call.ts";
import type { LayerKind } from "../layer.ts";
import { matmul, matmulTransposedA, matmulTransposedB } from "../matmul.ts";
import { checkShape, checkShapes, rowsOf, type Tensor } from "../tensor.ts";

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
  checkShapes({ x, dx }, B, K);
  checkShapes({ dout }, B, N);
  checkShapes({ dW }, K, N);
  if (db !== null) checkShapes({ db }, N);
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

/** The product with a matrix, and a bias, as a layer. */
export const linear: LayerKind<{ size?: number; bias: boolean }> = {
  type: "linear",
  module: "linear",
  absorbs: true,
  about: "x W + b, at each position: [K] becomes [N], [T, K] becomes [T, N]",
  options: {
    size: { kind: "size", about: "N; default: V, a logit for each symbol" },
    bias: { kind: "flag", default: true, about: "whether it has b" },
  },
  parameters: {
    weight: {
      role: "matrix",
      alias: "W",
      init: { scheme: "kaiming", distribution: "normal", scale: 1 },
    },
    bias: { role: "vector", alias: "b", init: { scheme: "zeros", scale: 1 } },
  },
  title: ({ size, bias }) => `linear of ${size ?? "V"}${bias ? "" : ", no bias"}`,
  isCausal: true,
  rows: "product",
  shapes(input, { size, bias }, { vocabularySize }) {
    const K = input[input.length - 1];
    const N = size ?? vocabularySize;
    return {
      output: [...input.slice(0, -1), N],
      parameters: { weight: [K, N], bias: bias ? [N] : null },
    };
  },
  place({ x, dx, output, parameters, gradients, allocate }) {
    const { weight: W, bias: b } = parameters;
    const { weight: dW, bias: db } = gradients;
    const [out, dout] = [allocate(output), allocate(output)];
    const [outs, xs, douts, dxs] = [out, x, dout, dx].map(rowsOf);
    return {
      out,
      dout,
      forward: [call([out], linearForward, outs, xs, W!, b)],
      backward: [call([dx], linearBackward, dxs, dW!, db, douts, xs, W!)],
    };
  },
  pytorch: ({ input, output, options: { bias } }) => ({
    module: `nn.Linear(${input.at(-1)}, ${output.at(-1)}${bias ? "" : ", bias=False"})`,
  }),
  lessons: [
    {
      forward: linearForward,
      backward: linearBackward,
      shapes: "x [B, K], W [K, N], b [N], out [B, N]; of several positions each is a row",
      formulas: ["out = x W + b"],
      derivation: [
        [
          "out[i, n] = Σₖ x[i, k] W[k, n] + b[n]",
          "the gradients of all that a number reaches are added:",
        ],
        ["dx[i, k] = Σₙ dout[i, n] W[k, n]", "x[i, k] reaches out[i, n] for every n"],
        ["dW[k, n] = Σᵢ x[i, k] dout[i, n]", "W[k, n] reaches out[i, n] for every row i"],
        ["db[n] = Σᵢ dout[i, n]", "and so does b[n]"],
      ],
      gradients: ["dx = dout Wᵀ", "dW = xᵀ dout", "db = Σᵢ dout[i]"],
      tiny: { input: [2], options: { size: 3 } },
      scope: { checkShapes, matmul, matmulTransposedA, matmulTransposedB, sumOverBatch },
      exercises: [{
        right: "matmulTransposedB(dx.data, dout.data, W.data, B, N, K);",
        wrong: "matmul(dx.data, dout.data, W.data, null, B, N, K);",
        hints: [
          "Only dx is off. Compare its line with dx = dout Wᵀ.",
          "Something is missing that stands at the top right of W in the formula.",
          "core/matmul.ts has a product with the second matrix transposed: matmulTransposedB(out, A, B, M, K, N).",
        ],
      }, {
        right: "matmulTransposedA(dW.data, x.data, dout.data, K, B, N);",
        wrong: "matmulTransposedA(dW.data, x.data, dout.data, K, 1, N);",
        hints: [
          "dW is off, dx and db are right.",
          "W[k, n] reaches out[i, n] for every example i. Over how many is the sum in this line?",
        ],
      }],
    },
  ],
};
