import { assertAlmostEquals } from "@std/assert";
import { matmul, matmulTransposedA, matmulTransposedB } from "../../core/matmul.ts";
import { TorchGenerator } from "../../core/random/torch.ts";
import type { Tensor } from "../../core/tensor.ts";
import { randomTensor, zeros } from "./gradient.ts";

/** Σₖ a(m, k) b(k, n), one at a time. */
function compare(
  out: Tensor,
  K: number,
  a: (m: number, k: number) => number,
  b: (k: number, n: number) => number,
) {
  const [M, N] = out.shape;
  for (let m = 0; m < M; m++) {
    for (let n = 0; n < N; n++) {
      let sum = 0;
      for (let k = 0; k < K; k++) sum += a(m, k) * b(k, n);
      assertAlmostEquals(out.data[m * N + n], sum, 1e-12);
    }
  }
}

Deno.test("all three products agree with their definition, also for sizes that no tile divides", () => {
  const generator = new TorchGenerator(1);
  for (const [M, K, N] of [[1, 1, 1], [4, 4, 4], [5, 3, 7], [8, 1, 6], [3, 9, 2], [13, 10, 11]]) {
    const out = zeros(M, N);
    const [A, B] = [randomTensor(generator, M, K), randomTensor(generator, K, N)];
    const [At, Bt] = [randomTensor(generator, K, M), randomTensor(generator, N, K)];
    const bias = randomTensor(generator, N);
    const [a, b] = [A.data, B.data];
    matmul(out.data, a, b, null, M, K, N);
    compare(out, K, (m, k) => a[m * K + k], (k, n) => b[k * N + n]);
    matmulTransposedB(out.data, a, Bt.data, M, K, N);
    compare(out, K, (m, k) => a[m * K + k], (k, n) => Bt.data[n * K + k]);
    matmulTransposedA(out.data, At.data, b, M, K, N);
    compare(out, K, (m, k) => At.data[k * M + m], (k, n) => b[k * N + n]);
    matmul(out.data, a, b, bias.data, M, K, N);
    const biased = (k: number, n: number) => k === K ? bias.data[n] : b[k * N + n];
    compare(out, K + 1, (m, k) => k === K ? 1 : a[m * K + k], biased);
  }
});
