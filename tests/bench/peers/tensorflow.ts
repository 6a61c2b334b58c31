/**
 * TensorFlow.js, backward pass by hand, which is faster here than its automatic gradients (and its WebAssembly backend has no gradient of
 * tf.gather). Usage: tensorflow.ts wasm | cpu
 *
 * The packages are named in variables, so that nothing else downloads or locks them.
 *
 * @module
 */
import type { Training } from "../setting.ts";
import { LEARNING_RATE } from "../setting.ts";
import type { Data } from "./child.ts";
import { serve } from "./serve.ts";

const TENSORFLOW = "npm:@tensorflow/tfjs@4.22.0";
const WASM_BACKEND = "npm:@tensorflow/tfjs-backend-wasm@4.22.0";
/** Examples that are evaluated at once: the fastest of 512 to 32,768. */
const CHUNK = 2048;

const [backend] = Deno.args;
// Its greeting would go to stdout, which is the wire.
const { log } = console;
console.log = () => {};
const tf = await import(TENSORFLOW);
await import(WASM_BACKEND);
await tf.setBackend(backend);
const simd = backend === "wasm" && await tf.env().getAsync("WASM_HAS_SIMD_SUPPORT");
console.log = log;

function create({ V, T, E, H, B, parameters, ...data }: Data, norm: boolean): Training {
  const X = new Int32Array(data.X);
  const Y = new Int32Array(data.Y);
  const [C, W1, b1, W2, b2] = ["C", "W1", "b1", "W2", "b2"].map((name) => {
    const { data, shape } = parameters[name];
    return tf.variable(tf.tensor(data, shape));
  });
  const gain = tf.variable(tf.ones([H]));
  const bias = tf.variable(tf.zeros([H]));

  const embed = (X: Int32Array) => tf.gather(C, tf.tensor1d(X, "int32")).reshape([-1, T * E]);

  function train(X: Int32Array, Y: Int32Array): number {
    return tf.tidy(() => {
      const emb = embed(X);
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
      return loss.dataSync()[0];
    });
  }

  // deno-lint-ignore no-explicit-any
  function update(parameter: any, gradient: any): void {
    parameter.assign(parameter.sub(gradient.mul(LEARNING_RATE)));
  }

  function trainOn(examples: number[]): number {
    return train(
      Int32Array.from({ length: B * T }, (_, p) => X[examples[Math.floor(p / T)] * T + p % T]),
      Int32Array.from(examples, (example) => Y[example]),
    );
  }
  return {
    trainOn,
    step: () => trainOn(Array.from({ length: B }, () => Math.floor(Math.random() * Y.length))),
    evaluate() {
      let sum = 0;
      for (let start = 0; start < Y.length; start += CHUNK) {
        const end = Math.min(start + CHUNK, Y.length);
        sum += tf.tidy(() => {
          const h = embed(X.subarray(start * T, end * T)).matMul(W1).add(b1).tanh();
          const logits = h.matMul(W2).add(b2);
          const wanted = tf.oneHot(tf.tensor1d(Y.subarray(start, end), "int32"), V);
          return logits.logSumExp(1).sum().sub(logits.mul(wanted).sum()).dataSync()[0];
        });
      }
      return sum / Y.length;
    },
  };
}

await serve(
  `TensorFlow.js ${tf.version_core}, ${backend}${
    simd ? " with SIMD" : ""
  }, on Deno ${Deno.version.deno}`,
  (data) => (norm) => create(data, norm),
);
