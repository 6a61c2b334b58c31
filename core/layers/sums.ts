import type { FloatArray } from "../tensor.ts";

/** out[n] = Σ x[m, n] over all rows: the gradient of a bias, which is added to every row. x [M, N], out [N]. */
export function sumOfRows(out: FloatArray, x: FloatArray): void {
  const N = out.length;
  for (let n = 0; n < N; n++) {
    let sum = 0;
    for (let i = n; i < x.length; i += N) sum += x[i];
    out[n] = sum;
  }
}
