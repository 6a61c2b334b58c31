/**
 * The activation functions, element by element.
 *
 * @module
 */
import { tanh } from "./exact_math.ts";
import type { Tensor } from "./tensor.ts";

export type Activation = "tanh" | "relu";

/** out = tanh x; both of any one shape. */
export function tanhForward(out: Tensor, x: Tensor): void {
  for (let i = 0; i < out.data.length; i++) out.data[i] = tanh(x.data[i]);
}

/** d tanh(x)/dx = 1 − tanh² x, so dx = (1 − out²) dout. */
export function tanhBackward(dx: Tensor, dout: Tensor, out: Tensor): void {
  for (let i = 0; i < dx.data.length; i++) {
    dx.data[i] = (1 - out.data[i] * out.data[i]) * dout.data[i];
  }
}

/** out = max(0, x); NaN stays NaN. */
export function reluForward(out: Tensor, x: Tensor): void {
  for (let i = 0; i < out.data.length; i++) out.data[i] = x.data[i] < 0 ? 0 : x.data[i];
}

/** d relu(x)/dx is 1 where x > 0, which is where out > 0, else 0 (at 0 too, as in PyTorch). */
export function reluBackward(dx: Tensor, dout: Tensor, out: Tensor): void {
  for (let i = 0; i < dx.data.length; i++) dx.data[i] = out.data[i] > 0 ? dout.data[i] : 0;
}

/** The activation called `name`. */
export function activationForward(name: Activation, out: Tensor, x: Tensor): void {
  if (name === "tanh") tanhForward(out, x);
  else reluForward(out, x);
}

/** Its backward pass, which needs only its output. */
export function activationBackward(name: Activation, dx: Tensor, dout: Tensor, out: Tensor): void {
  if (name === "tanh") tanhBackward(dx, dout, out);
  else reluBackward(dx, dout, out);
}
