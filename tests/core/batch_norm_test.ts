import { assertAlmostEquals, assertLess, assertThrows } from "@std/assert";
import {
  allocateBatchNormCache,
  batchNormBackward,
  batchNormForward,
  batchNormInference,
  fixedStatistics,
  updateRunningStatistics,
} from "../../core/layers/batch_norm.ts";
import { TorchGenerator } from "../../core/random/torch.ts";
import { gradientError, randomTensor, weightedSum, zeros } from "./gradient.ts";

const TOLERANCE = 1e-7;
const [B, N] = [6, 5];

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
      const cache = allocateBatchNormCache(B, N, (shape) => zeros(...shape));
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
  const cache = allocateBatchNormCache(3, 1, (shape) => zeros(...shape));
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
  const cache = allocateBatchNormCache(B, N, (shape) => zeros(...shape));
  const [trained, evaluated] = [zeros(B, N), zeros(B, N)];
  batchNormForward(trained, cache, x, gain, bias, options);
  const running = { mean: zeros(N), spread: zeros(N) };
  updateRunningStatistics(running, cache, options);
  batchNormInference(evaluated, x, fixedStatistics(running, options, "float64"), gain, bias);
  trained.data.forEach((y, i) => assertAlmostEquals(evaluated.data[i], y, 1e-12));
});

Deno.test("batch norm: a batch of one is refused", () => {
  const options = { epsilon: 0, unbiased: false, momentum: 0.1, running: "var" as const, start: 1 };
  const cache = allocateBatchNormCache(1, 2, (shape) => zeros(...shape));
  assertThrows(
    () => batchNormForward(zeros(1, 2), cache, zeros(1, 2), zeros(2), zeros(2), options),
    RangeError,
    "Batch norm needs a batch of at least 2, found 1",
  );
});
