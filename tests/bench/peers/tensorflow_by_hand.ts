/**
 * A training step in TensorFlow.js with the backward pass by hand.
 *
 * @module
 */
import type { OptimizerOptions } from "../../../core/optimizers.ts";
import { SIZES } from "../setting.ts";
import type { TensorFlow, TensorFlowModel } from "./tensorflow_types.ts";

const { V, T, E, B } = SIZES;

/**
 * A function that does one update by the examples X [B, T] and Y [B], and gives their loss before it, a scalar tensor.
 */
export function createStep(
  tf: TensorFlow,
  { C, W1, b1, W2, b2, gain, bias }: TensorFlowModel,
  norm: boolean,
  rate: number,
  options: OptimizerOptions,
) {
  const update = options.name === "adamw" ? adamw(tf, rate, options) : sgd(rate);
  return (X: Int32Array, Y: Int32Array) => {
    const emb = tf.gather(C, tf.tensor1d(X, "int32")).reshape([-1, T * E]);
    let y = emb.matMul(W1).add(b1);
    let xhat, invStd;
    if (norm) {
      const centred = y.sub(y.mean(0));
      invStd = centred.square().sum(0).div(B - 1).rsqrt();
      xhat = centred.mul(invStd);
      y = gain.mul(xhat).add(bias);
    }
    const h = y.tanh();
    const logprobs = h.matMul(W2).add(b2).logSoftmax();
    const wanted = tf.oneHot(tf.tensor1d(Y, "int32"), V);
    const loss = logprobs.mul(wanted).sum().div(-B);

    const dlogits = logprobs.exp().sub(wanted).div(B);
    const dy = tf.scalar(1).sub(h.square()).mul(dlogits.matMul(W2, false, true));
    let dz = dy;
    if (norm) {
      const dgain = dy.mul(xhat).sum(0);
      const dbias = dy.sum(0);
      dz = gain.mul(invStd).mul(dy.sub(dbias.div(B)).sub(xhat.mul(dgain.div(B - 1))));
      update(gain, dgain);
      update(bias, dbias);
    }
    const demb = dz.matMul(W1, false, true).reshape([B * T, E]);
    // Cast, since oneHot's own float32 is wrong in the WebAssembly backend.
    const letters = tf.oneHot(tf.tensor1d(X, "int32"), V).cast("float32");
    update(C, letters.matMul(demb, true, false));
    update(W1, emb.matMul(dz, true, false));
    update(b1, dz.sum(0));
    update(W2, h.matMul(dlogits, true, false));
    update(b2, dlogits.sum(0));
    return loss;
  };
}

// deno-lint-ignore no-explicit-any
type Update = (parameter: any, gradient: any) => void;

const sgd = (rate: number): Update => (parameter, gradient) =>
  parameter.assign(parameter.sub(gradient.mul(rate)));

/** Keeps what it averages of each parameter. */
function adamw(
  tf: TensorFlow,
  rate: number,
  { betas: [beta1, beta2], epsilon, weightDecay }: OptimizerOptions & { name: "adamw" },
): Update {
  // deno-lint-ignore no-explicit-any
  const kept = new Map<any, { m: any; v: any; t: number }>();
  return (parameter, gradient) => {
    let state = kept.get(parameter);
    if (state === undefined) {
      const zeros = () => tf.variable(tf.zerosLike(parameter));
      kept.set(parameter, state = { m: zeros(), v: zeros(), t: 0 });
    }
    const { m, v } = state;
    const t = ++state.t;
    m.assign(m.mul(beta1).add(gradient.mul(1 - beta1)));
    v.assign(v.mul(beta2).add(gradient.square().mul(1 - beta2)));
    const denominator = v.div(1 - beta2 ** t).sqrt().add(epsilon);
    const step = m.div(denominator).mul(rate / (1 - beta1 ** t));
    parameter.assign(parameter.mul(1 - rate * weightDecay).sub(step));
  };
}
