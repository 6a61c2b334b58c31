import type { Tensors } from "../../../core/gradcheck/compare.ts";
import type { RecurrenceParameters } from "../../../core/layers/recurrence.ts";
import { linearBackward, linearForward } from "../../../core/layers/linear.ts";
import type { Tensor } from "../../../core/tensor.ts";
import type { LayerFixture, LayerTest, Pass } from "./layer.ts";

type Forward<Cache> = (
  out: Tensor,
  cache: Cache,
  zx: Tensor,
  parameters: RecurrenceParameters,
) => void;
type Backward<Cache> = (
  dzx: Tensor,
  gradients: RecurrenceParameters,
  dout: Tensor,
  cache: Cache,
  parameters: RecurrenceParameters,
) => void;

/** The parameters, or their gradients; what is missing is null. */
const parameters = ({ Wh, bh, start }: Tensors): RecurrenceParameters => (
  { Wh, bh: bh ?? null, start: start ?? null }
);
/** A tensor as a matrix of its rows. */
const rows = ({ data, shape }: Tensor): Tensor => (
  { data, shape: [data.length / shape.at(-1)!, shape.at(-1)!] }
);

/** What there is to test of a recurrent layer, the linear layer before it included. */
export function recurrentTest<Cache>(
  fixtures: Record<string, LayerFixture>,
  shapes: (B: number, T: number, H: number) => Record<string, number[]>,
  forward: Forward<Cache>,
  right: Backward<Cache>,
): Omit<LayerTest<unknown, Backward<Cache>>, "mutations"> {
  const cacheOf = ({ cache }: Pass<unknown>) => cache as unknown as Cache;
  return {
    // The one with all parameters first.
    fixtures: Object.fromEntries(Object.entries(fixtures).reverse()),
    cache: ({ x: { shape: [B, T] }, Wx, Wh }) => {
      const zx = [B, T, Wx.shape[1]];
      return { ...shapes(B, T, Wh.shape[0]), zx, dzx: zx };
    },
    forward: (pass) => {
      const { out, inputs: { x, Wx, bx, ...others } } = pass;
      linearForward(rows(pass.cache.zx), rows(x), Wx, bx ?? null);
      forward(out, cacheOf(pass), pass.cache.zx, parameters(others));
    },
    right,
    backward: (backward, pass) => {
      const { inputs: { x, Wx, ...others }, gradients, dout, cache: { dzx } } = pass;
      backward(dzx, parameters(gradients), dout, cacheOf(pass), parameters(others));
      const { x: dx, Wx: dWx, bx: dbx } = gradients;
      linearBackward(rows(dx), dWx, dbx ?? null, rows(dzx), rows(x), Wx);
    },
  };
}

/** The parameters of all positions. */
export const ALL = ["x", "Wx", "Wh", "bx", "bh", "start"];
