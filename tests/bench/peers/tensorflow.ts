/**
 * TensorFlow.js. Usage: tensorflow.ts wasm | cpu autograd | by-hand
 *
 * The packages are named in variables, so that nothing else downloads or locks them.
 *
 * @module
 */
import type { Training } from "../setting.ts";
import type { Data } from "./child.ts";
import { serve, type Start } from "./serve.ts";
import { createStep as autograd } from "./tensorflow_autograd.ts";
import { createStep as byHand } from "./tensorflow_by_hand.ts";

const TENSORFLOW = "npm:@tensorflow/tfjs@4.22.0";
const WASM_BACKEND = "npm:@tensorflow/tfjs-backend-wasm@4.22.0";
/** Examples that are evaluated at once: the fastest of 512 to 32,768. */
const CHUNK = 2048;

const [backend, gradients] = Deno.args;
const createStep = gradients === "autograd" ? autograd : byHand;
// Its greeting would go to stdout, which is the wire.
const { log } = console;
console.log = () => {};
const tf = await import(TENSORFLOW);
await import(WASM_BACKEND);
await tf.setBackend(backend);
const simd = backend === "wasm" && await tf.env().getAsync("WASM_HAS_SIMD_SUPPORT");
console.log = log;

function create(
  { V, T, E, H, B, ...data }: Data,
  { norm, rate, optimizer, parameters }: Start,
): Training {
  const X = new Int32Array(data.X);
  const Y = new Int32Array(data.Y);
  const [C, W1, b1, W2, b2] = ["C", "W1", "b1", "W2", "b2"].map((name) => {
    const { data, shape } = parameters[name];
    return tf.variable(tf.tensor(data, shape));
  });
  const gain = tf.variable(tf.ones([H]));
  const bias = tf.variable(tf.zeros([H]));
  const step = createStep(tf, { C, W1, b1, W2, b2, gain, bias }, norm, rate, optimizer);

  const train = (X: Int32Array, Y: Int32Array): number => tf.tidy(() => step(X, Y).dataSync()[0]);

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
          const indices = tf.tensor1d(X.subarray(start * T, end * T), "int32");
          const emb = tf.gather(C, indices).reshape([-1, T * E]);
          const h = emb.matMul(W1).add(b1).tanh();
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
  (data) => ({ perceptron: (start) => create(data, start) }),
);
