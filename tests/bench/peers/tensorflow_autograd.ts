/**
 * A training step in TensorFlow.js as its users write it: the forward pass, and an optimizer that minimizes the loss.
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
  const optimizer = options.name === "adamw"
    ? tf.train.adam(rate, ...options.betas, options.epsilon)
    : tf.train.sgd(rate);
  const learnt = [C, W1, b1, W2, b2, ...norm ? [gain, bias] : []];
  return (X: Int32Array, Y: Int32Array) => {
    const loss = () => {
      let y = embed(tf, C, X).matMul(W1).add(b1);
      if (norm) {
        const { mean, variance } = tf.moments(y, 0);
        y = gain.mul(y.sub(mean)).div(variance.mul(B / (B - 1)).sqrt()).add(bias);
      }
      const logits = y.tanh().matMul(W2).add(b2);
      return tf.losses.softmaxCrossEntropy(tf.oneHot(tf.tensor1d(Y, "int32"), V), logits);
    };
    if (options.name !== "adamw") return optimizer.minimize(loss, true, learnt);
    // There is no AdamW: its decay comes before Adam's update, after the gradients.
    const { value, grads } = tf.variableGrads(loss, learnt);
    for (const p of learnt) p.assign(p.mul(1 - rate * options.weightDecay));
    optimizer.applyGradients(grads);
    return value;
  };
}

/**
 * [B, T · E]. The WebAssembly backend has no gradient of tf.gather; there the embedding is a product with one-hot rows.
 */
// deno-lint-ignore no-explicit-any
function embed(tf: TensorFlow, C: any, X: Int32Array) {
  const indices = tf.tensor1d(X, "int32");
  const emb = tf.getBackend() === "wasm"
    ? tf.oneHot(indices, V).cast("float32").matMul(C)
    : tf.gather(C, indices);
  return emb.reshape([-1, T * E]);
}
