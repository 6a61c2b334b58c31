import { call } from "../call.ts";
import type { Place, Placed } from "../layer.ts";
import type { Tensor } from "../tensor.ts";

/**
 * The place of a layer that has no parameters, and whose backward pass needs only what came out.
 *
 * @param isRounded whether it makes small numbers of others, which are rounded as in underflow.ts
 */
export const placeElementwise = (
  forward: (out: Tensor, x: Tensor) => void,
  backward: (dx: Tensor, dout: Tensor, out: Tensor) => void,
  { isRounded = false } = {},
) =>
({ x, dx, output, allocate }: Place<unknown>): Placed => {
  const [out, dout] = [allocate(output), allocate(output)];
  return {
    out,
    dout,
    forward: [call(isRounded ? [out] : [], forward, out, x)],
    backward: [call([dx], backward, dx, dout, out)],
  };
};

/**
 * The place of a layer that has no parameters, and whose backward pass needs what came in.
 *
 * @param given what of its options both passes are given
 */
export const placeOnInput = <O, Given extends unknown[]>(
  forward: (out: Tensor, x: Tensor, ...given: Given) => void,
  backward: (dx: Tensor, dout: Tensor, x: Tensor, ...given: Given) => void,
  given: (options: O) => [...Given],
) =>
({ x, dx, output, options, allocate }: Place<O>): Placed => {
  const [out, dout] = [allocate(output), allocate(output)];
  return {
    out,
    dout,
    forward: [
      call<[Tensor, Tensor, ...Given], [], void>([out], forward, out, x, ...given(options)),
    ],
    backward: [
      call<[Tensor, Tensor, Tensor, ...Given], [], void>(
        [dx],
        backward,
        dx,
        dout,
        x,
        ...given(options),
      ),
    ],
  };
};
