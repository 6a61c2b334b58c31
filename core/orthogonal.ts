/**
 * Makes the columns of a matrix orthonormal: the Q of A = Q R, of which the diagonal of R is positive. There is only
 * one, whatever the way to it; this one is Gram and Schmidt's, each column twice, since once leaves what rounding has
 * left.
 *
 * @param A [M, N] row-major, M ≥ N, of full rank; Q takes its place
 */
export function orthonormalize(A: Float64Array, M: number, N: number): void {
  for (let n = 0; n < N; n++) {
    for (let time = 0; time < 2; time++) {
      for (let k = 0; k < n; k++) {
        let dot = 0;
        for (let m = 0; m < M; m++) dot += A[m * N + k] * A[m * N + n];
        for (let m = 0; m < M; m++) A[m * N + n] -= dot * A[m * N + k];
      }
    }
    let squares = 0;
    for (let m = 0; m < M; m++) squares += A[m * N + n] * A[m * N + n];
    const length = Math.sqrt(squares);
    for (let m = 0; m < M; m++) A[m * N + n] /= length;
  }
}
