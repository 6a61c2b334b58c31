/**
 * Neighbouring positions side by side, as the WaveNet of *Zero to Hero* part 5 has it (FlattenConsecutive): the same
 * numbers in another shape.
 *
 * @module
 */
import type { LayerKind } from "../layer.ts";
import { placeView } from "./view.ts";

/** In PyTorch. */
const FLATTEN_CONSECUTIVE = `class FlattenConsecutive(nn.Module):
    def __init__(self, count):
        super().__init__()
        self.count = count

    def forward(self, x):
        B, T, C = x.shape
        return x.reshape(B, T // self.count, self.count * C).squeeze(1)`;

/** The numbers of neighbouring positions side by side: a layer that computes nothing. */
export const flattenConsecutive: LayerKind<{ count: number }> = {
  type: "flattenConsecutive",
  module: "flatten",
  about:
    "so many neighbouring positions side by side: [T, C] becomes [T/count, count·C], and [count·C] where one position is left",
  options: { count: { kind: "size", default: 2, about: "how many positions become one" } },
  title: ({ count }) => `flattenConsecutive of ${count}`,
  rows: "view",
  shapes(input, { count }) {
    if (input.length !== 2) throw new TypeError(`no positions come in, but [${input.join(", ")}]`);
    const [T, C] = input;
    const some = T === 1 ? "1 position comes in" : `${T} positions come in`;
    if (T % count !== 0 || T < count) {
      throw new TypeError(`${some}, which is no multiple of ${count}`);
    }
    return { output: T === count ? [count * C] : [T / count, count * C] };
  },
  place: placeView,
  pytorch: ({ options: { count } }) => ({
    module: `FlattenConsecutive(${count})`,
    uses: [FLATTEN_CONSECUTIVE],
  }),
  lessons: [
    {
      shapes: "x [B, T, C], out [B, T / count, count·C]",
      formulas: ["out = x, so many neighbours in one row"],
      derivation: [[
        "",
        "No number changes or moves: out is x, seen in another shape. So there is no code to derive.",
      ]],
      gradients: ["dx = dout, in the shape of x"],
    },
  ],
};
