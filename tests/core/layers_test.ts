import { assert, assertAlmostEquals, assertEquals, assertLess, assertThrows } from "@std/assert";
import { reluBackward, reluForward, tanhBackward, tanhForward } from "../../core/activation.ts";
import {
  allocateBatchNormCache,
  batchNormBackward,
  batchNormForward,
  batchNormInference,
  fixedStatistics,
  updateRunningStatistics,
} from "../../core/batch_norm.ts";
import { crossEntropyBackward, crossEntropyForward, softmax } from "../../core/cross_entropy.ts";
import { embeddingBackward, embeddingForward } from "../../core/embedding.ts";
import { linearBackward, linearForward } from "../../core/linear.ts";
import { TorchGenerator } from "../../core/random/torch.ts";
import type { Tensor } from "../../core/tensor.ts";
import { gradientError, randomTensor, weightedSum, zeros } from "./gradient.ts";

const TOLERANCE = 1e-7;
const [B, K, N] = [6, 7, 5];

function linearCase() {
  const generator = new TorchGenerator(1);
  const x = randomTensor(generator, B, K);
  const W = randomTensor(generator, K, N);
  const b = randomTensor(generator, N);
  const dout = randomTensor(generator, B, N);
  const out = zeros(B, N);
  const loss = () => (linearForward(out, x, W, b), weightedSum(out, dout));
  return { x, W, b, dout, loss };
}

Deno.test("linear: the gradients of x, W and b agree with central differences", () => {
  const { x, W, b, dout, loss } = linearCase();
  const [dx, dW, db] = [zeros(B, K), zeros(K, N), zeros(N)];
  linearBackward(dx, dW, db, dout, x, W);
  assertLess(gradientError(x, dx, loss), TOLERANCE);
  assertLess(gradientError(W, dW, loss), TOLERANCE);
  assertLess(gradientError(b, db, loss), TOLERANCE);
});

Deno.test("linear: a wrong gradient is caught by central differences", () => {
  const { x, W, dout, loss } = linearCase();
  const [dx, dW] = [zeros(B, K), zeros(K, N)];
  linearBackward(dx, dW, null, dout, x, W);
  dW.data[3] *= 1.001;
  assert(gradientError(W, dW, loss) > TOLERANCE);
});

Deno.test("linear: out = x W + b, by hand", () => {
  const tensor = (shape: number[], ...data: number[]): Tensor => (
    { shape, data: Float64Array.from(data) }
  );
  const out = zeros(2, 2);
  linearForward(
    out,
    tensor([2, 3], 1, 2, 3, 4, 5, 6),
    tensor([3, 2], 1, 0, 0, 1, 2, 2),
    tensor([2], 10, 20),
  );
  assertEquals([...out.data], [17, 28, 26, 37]);
});

Deno.test("linear: shapes that do not fit are named", () => {
  assertThrows(
    () => linearForward(zeros(2, 4), zeros(2, 3), zeros(5, 4), null),
    TypeError,
    "W has shape [5, 4], wanted [3, 4]",
  );
});

Deno.test("embedding: a row used twice collects both gradients, an unused row has none", () => {
  const generator = new TorchGenerator(2);
  const C = randomTensor(generator, 5, 2);
  const X = Int32Array.of(1, 3, 1, 0, 4, 4);
  const dout = randomTensor(generator, 2, 6);
  const [emb, dC] = [zeros(2, 6), zeros(5, 2)];
  const loss = () => (embeddingForward(emb, C, X), weightedSum(emb, dout));
  embeddingBackward(dC, dout, X);
  assertLess(gradientError(C, dC, loss), TOLERANCE);
  assertEquals([...dC.data.subarray(4, 6)], [0, 0]);
});

Deno.test("tanh and relu: the gradient agrees with central differences", () => {
  const generator = new TorchGenerator(3);
  const x = randomTensor(generator, 4, 5);
  const dout = randomTensor(generator, 4, 5);
  const [out, dx] = [zeros(4, 5), zeros(4, 5)];
  const pairs = [[tanhForward, tanhBackward], [reluForward, reluBackward]] as const;
  for (const [forward, backward] of pairs) {
    const loss = () => (forward(out, x), weightedSum(out, dout));
    loss();
    backward(dx, dout, out);
    assertLess(gradientError(x, dx, loss), TOLERANCE);
  }
});

for (const unbiased of [false, true]) {
  for (const epsilon of [0, 1e-5, 0.5]) {
    const title = `variance over ${unbiased ? "n − 1" : "n"}, epsilon ${epsilon}`;
    Deno.test(`batch norm: the gradients agree with central differences (${title})`, () => {
      const options = { epsilon, unbiased, momentum: 0.1, running: "var" as const, start: 1 };
      const generator = new TorchGenerator(4);
      const x = randomTensor(generator, B, N);
      const gain = randomTensor(generator, N);
      const bias = randomTensor(generator, N);
      const dout = randomTensor(generator, B, N);
      const cache = allocateBatchNormCache(B, N, "float64");
      const [out, dx, dgain, dbias] = [zeros(B, N), zeros(B, N), zeros(N), zeros(N)];
      const loss = () => {
        batchNormForward(out, cache, x, gain, bias, options);
        return weightedSum(out, dout);
      };
      loss();
      batchNormBackward(dx, dgain, dbias, dout, cache, gain, options);
      assertLess(gradientError(x, dx, loss), TOLERANCE);
      assertLess(gradientError(gain, dgain, loss), TOLERANCE);
      assertLess(gradientError(bias, dbias, loss), TOLERANCE);
    });
  }
}

Deno.test("batch norm: running statistics average variances or standard deviations", () => {
  const x = { shape: [3, 1], data: Float64Array.of(1, 2, 6) }; // mean 3, variance 7 over n − 1
  const one = { shape: [1], data: Float64Array.of(1) };
  const cache = allocateBatchNormCache(3, 1, "float64");
  for (const running of ["var", "std"] as const) {
    const options = { epsilon: 0, unbiased: false, momentum: 0.1, running, start: 2 };
    const statistics = { mean: zeros(1), spread: { shape: [1], data: Float64Array.of(2) } };
    batchNormForward(zeros(3, 1), cache, x, one, zeros(1), options);
    updateRunningStatistics(statistics, cache, options);
    assertAlmostEquals(statistics.mean.data[0], 0.3, 1e-15);
    const spread = running === "var" ? 7 : Math.sqrt(7);
    assertAlmostEquals(statistics.spread.data[0], 1.8 + 0.1 * spread, 1e-15);
  }
});

Deno.test("batch norm: with a batch's own statistics, inference gives what training gives", () => {
  const generator = new TorchGenerator(5);
  const options = { epsilon: 1e-5, unbiased: true, momentum: 1, running: "std" as const, start: 0 };
  const x = randomTensor(generator, B, N);
  const gain = randomTensor(generator, N);
  const bias = randomTensor(generator, N);
  const cache = allocateBatchNormCache(B, N, "float64");
  const [trained, evaluated] = [zeros(B, N), zeros(B, N)];
  batchNormForward(trained, cache, x, gain, bias, options);
  const running = { mean: zeros(N), spread: zeros(N) };
  updateRunningStatistics(running, cache, options);
  batchNormInference(evaluated, x, fixedStatistics(running, options, "float64"), gain, bias);
  trained.data.forEach((y, i) => assertAlmostEquals(evaluated.data[i], y, 1e-12));
});

Deno.test("batch norm: a batch of one is refused", () => {
  const options = { epsilon: 0, unbiased: false, momentum: 0.1, running: "var" as const, start: 1 };
  const cache = allocateBatchNormCache(1, 2, "float64");
  assertThrows(
    () => batchNormForward(zeros(1, 2), cache, zeros(1, 2), zeros(2), zeros(2), options),
    RangeError,
    "Batch norm needs a batch of at least 2, found 1",
  );
});

Deno.test("cross-entropy: the gradient of the logits agrees with central differences", () => {
  const logits = randomTensor(new TorchGenerator(6), B, N);
  const Y = Int32Array.of(0, 4, 2, 2, 1, 3);
  const [probs, dlogits] = [zeros(B, N), zeros(B, N)];
  const loss = () => crossEntropyForward(probs, logits, Y);
  loss();
  crossEntropyBackward(dlogits, probs, Y);
  assertLess(gradientError(logits, dlogits, loss), TOLERANCE);
});

Deno.test("cross-entropy: logits of ±1000 give no NaN, and the exact loss", () => {
  const logits = { shape: [2, 3], data: Float64Array.of(1000, -1000, 0, 1000, -1000, 0) };
  const [probs, dlogits] = [zeros(2, 3), zeros(2, 3)];
  assertEquals(crossEntropyForward(probs, logits, Int32Array.of(0, 1)), 1000);
  crossEntropyBackward(dlogits, probs, Int32Array.of(0, 1));
  assertEquals([...probs.data], [1, 0, 0, 1, 0, 0]);
  assertEquals([...dlogits.data], [0, 0, 0, 0.5, -0.5, 0]);
});

Deno.test("softmax: the notebook's printed probabilities, and no NaN where exp overflows", () => {
  const p = new Float32Array(4);
  softmax(p, Float32Array.of(-5, -3, 0, 5));
  // Seed 001 prints tensor([4.5079e-05, 3.3309e-04, 6.6903e-03, 9.9293e-01])
  assertEquals(Array.from(p, (x) => x.toExponential(4)), [
    "4.5079e-5",
    "3.3309e-4",
    "6.6903e-3",
    "9.9293e-1",
  ]);
  softmax(p, Float32Array.of(-5, -3, 0, 100));
  assertEquals(Array.from(p, (x) => x.toFixed(4)), ["0.0000", "0.0000", "0.0000", "1.0000"]);
});
