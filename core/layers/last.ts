/**
 * What stands at the last position: of a recurrent layer or attention, what has seen all of the context.
 *
 * @module
 */
import { call } from "../call.ts";
import type { LayerKind } from "../layer.ts";
import { positionsOf } from "./positions.ts";
import { checkShape, type Tensor } from "../tensor.ts";

/**
 * out[i] = x[i, T − 1]
 *
 * @param out [B, N]
 * @param x [B, T, N]
 * @throws TypeError where shapes do not fit
 */
export function lastForward(out: Tensor, x: Tensor): void {
  const [B, T, N] = x.shape;
  checkShape("out", out, B, N);
  for (let i = 0; i < B; i++) {
    for (let n = 0; n < N; n++) out.data[i * N + n] = x.data[((i + 1) * T - 1) * N + n];
  }
}

/**
 * dx[i, T − 1] = dout[i]; what stands at the other positions reaches nothing.
 *
 * @param dx [B, T, N]
 * @param dout [B, N]
 */
export function lastBackward(dx: Tensor, dout: Tensor): void {
  const [B, T, N] = dx.shape;
  dx.data.fill(0);
  for (let i = 0; i < B; i++) {
    for (let n = 0; n < N; n++) dx.data[((i + 1) * T - 1) * N + n] = dout.data[i * N + n];
  }
}

/** In PyTorch. */
const LAST = `class Last(nn.Module):
    def forward(self, x):
        return x[:, -1]`;

/** The last position alone, as a layer. */
export const last: LayerKind<Record<never, never>> = {
  type: "last",
  module: "last",
  isNumbered: false,
  about: "what stands at the last position: [T, N] becomes [N]",
  options: {},
  shapes: (input) => ({ output: [positionsOf(input)[1]] }),
  place({ x, dx, output, allocate }) {
    const [out, dout] = [allocate(output), allocate(output)];
    return {
      out,
      dout,
      forward: [call([], lastForward, out, x)],
      backward: [call([], lastBackward, dx, dout)],
    };
  },
  pytorch: () => ({ module: "Last()", uses: [LAST] }),
  lessons: [
    {
      forward: lastForward,
      backward: lastBackward,
      shapes: "x [B, T, N], out [B, N]",
      formulas: ["out[i] = x[i, T − 1]"],
      derivation: [
        ["dx[i, T − 1] = dout[i]", "the last position reaches out as it is"],
        ["dx[i, t] = 0, where t is another position", "it reaches nothing"],
      ],
      gradients: ["dx[i, T − 1] = dout[i], and zero elsewhere"],
      tiny: { B: 2, input: [2, 2] },
      exercises: [{
        right: "dx.data.fill(0);",
        wrong: "",
        hints: [
          "All positions but the last reach nothing. What is their gradient, and who writes it?",
          "What stands in dx where the loop does not write? Layers never allocate: the buffer is full of what was there before.",
        ],
      }],
    },
  ],
};
