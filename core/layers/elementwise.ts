import { call } from "../call.ts";
import type { Place, Placed } from "../layer.ts";
import type { Tensor } from "../tensor.ts";

/** The place of a layer that has no parameters, and whose backward pass needs only what came out. */
export const placeElementwise = (
  forward: (out: Tensor, x: Tensor) => void,
  backward: (dx: Tensor, dout: Tensor, out: Tensor) => void,
) =>
({ x, dx, output, allocate }: Place<unknown>): Placed => {
  const [out, dout] = [allocate(output), allocate(output)];
  return {
    out,
    dout,
    forward: [call([], forward, out, x)],
    backward: [call([dx], backward, dx, dout, out)],
  };
};

/** The place of a layer that has no parameters, and whose backward pass needs what came in. */
export const placeOnInput = <O>(
  forward: (out: Tensor, x: Tensor, options: O) => void,
  backward: (dx: Tensor, dout: Tensor, x: Tensor, options: O) => void,
) =>
({ x, dx, output, options, allocate }: Place<O>): Placed => {
  const [out, dout] = [allocate(output), allocate(output)];
  return {
    out,
    dout,
    forward: [call([out], forward, out, x, options)],
    backward: [call([dx], backward, dx, dout, x, options)],
  };
};
