/**
 * One-hot vectors (PyTorch's F.one_hot, as floats): a linear layer on them picks rows of its weight, as an embedding does.
 *
 * @module
 */
import { call } from "../call.ts";
import { layer } from "../layer.ts";
import type { Indices } from "../examples.ts";
import type { Tensor } from "../tensor.ts";

/**
 * out[i, t, v] = 1 where v = X[i, t], else 0. What it comes from are indices, which have no gradient, and so there is no backward pass.
 *
 * @param out [B, T, V]
 * @param X [B, T] indices of characters
 */
export function oneHotForward(out: Tensor, X: Indices): void {
  const V = out.data.length / X.length;
  out.data.fill(0);
  for (let p = 0; p < X.length; p++) out.data[p * V + X[p]] = 1;
}

export const oneHot = layer<Record<never, never>>({
  type: "oneHot",
  module: "onehot",
  isNumbered: false,
  about: "1 at the symbol's place and 0 at all others: [T] symbols become [T, V] numbers",
  options: {},
  takes: "symbols",
  shapes: ([T], _options, { vocabularySize }) => ({ output: [T, vocabularySize] }),
  place({ X, output, allocate }) {
    const [out, dout] = [allocate(output), allocate(output)];
    return { out, dout, forward: [call([], oneHotForward, out, X)], backward: [] };
  },
  lessons: [
    {
      forward: oneHotForward,
      shapes: "X [B, T] symbols, out [B, T, V]",
      formulas: [
        "out[i, t, v] = 1, where v is the symbol X[i, t]",
        "out[i, t, v] = 0, everywhere else",
      ],
      derivation: [[
        "",
        "What comes in are symbols, which cannot be moved a little: they have no gradient.",
      ]],
      gradients: [],
    },
  ],
});
