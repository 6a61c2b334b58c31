/**
 * One-hot vectors (PyTorch's F.one_hot, as floats): a linear layer on them picks rows of its weight, as an embedding
 * does.
 *
 * @module
 */
import { call } from "../call.ts";
import type { LayerKind } from "../layer.ts";
import type { Indices } from "../examples.ts";
import { rowsOf, type Tensor } from "../tensor.ts";

/**
 * Of n symbols that stand together, v = X[n·p] Vⁿ⁻¹ + … + X[n·p + n − 1]: out[p, v] = 1, and 0 elsewhere. What it comes
 * from are indices, which have no gradient, and so there is no backward pass.
 *
 * @param out [B, T/n, Vⁿ]
 * @param X [B, T] indices of characters
 * @param V the size of the vocabulary
 */
export function oneHotForward(out: Tensor, X: Indices, V: number): void {
  const [rows, size] = rowsOf(out).shape;
  const n = X.length / rows;
  out.data.fill(0);
  for (let p = 0; p < rows; p++) {
    let v = 0;
    for (let i = 0; i < n; i++) v = v * V + X[p * n + i];
    out.data[p * size + v] = 1;
  }
}

/** More would not fit into memory for any batch. */
const MAX_SIZE = 65_536;

/** In PyTorch. */
const ONE_HOT = `class OneHot(nn.Module):
    """So many neighbouring symbols of V are one, of size."""

    def __init__(self, V, count, size):
        super().__init__()
        self.V, self.count, self.size = V, count, size

    def forward(self, X):
        index = 0
        for symbols in X.view(len(X), -1, self.count).unbind(2):
            index = index * self.V + symbols
        return F.one_hot(index, self.size).float()`;

/** Symbols as vectors of zeros and a one: a layer without parameters. */
export const oneHot: LayerKind<{ count?: number }> = {
  type: "oneHot",
  module: "onehot",
  isNumbered: false,
  about: "1 at the symbol's place and 0 at all others: [T] symbols become [T, V] numbers",
  options: {
    count: {
      kind: "size",
      about:
        "how many neighbouring symbols are one, of which there are V^count: with 2, a linear layer on them is a table of trigrams; default: 1",
    },
  },
  title: ({ count = 1 }) => count === 1 ? "oneHot" : `oneHot of ${count}`,
  takes: "symbols",
  isCausal: true,
  rows: "alike",
  shapes([T], { count = 1 }, { vocabularySize: V }) {
    if (T % count !== 0) {
      throw new TypeError(`${T} symbols come in, which is no multiple of ${count}`);
    }
    let size = 1;
    for (let i = 0; i < count && size <= MAX_SIZE; i++) size *= V;
    if (size > MAX_SIZE) {
      throw new TypeError(`${V}^${count} places, of which there can be at most ${MAX_SIZE}`);
    }
    return { output: [T / count, size] };
  },
  place({ X, output, setting: { vocabularySize }, allocate }) {
    const [out, dout] = [allocate(output), allocate(output)];
    return {
      out,
      dout,
      forward: [call([], oneHotForward, out, X, vocabularySize)],
      backward: [],
    };
  },
  pytorch: ({ output: [, size], options: { count = 1 }, setting: { vocabularySize: V } }) => ({
    module: `OneHot(${V}, ${count}, ${size})`,
    uses: [ONE_HOT],
  }),
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
};
