/**
 * The plane in which points of many dimensions lie furthest apart.
 *
 * @module
 */
import type { FloatArray } from "./tensor.ts";

/**
 * Points in their first two principal components, by the eigenvectors of XᵀX, X the points less their mean. Each
 * component has the sign that makes its largest coordinate positive. Points of one dimension get 0 as their second
 * coordinate; of two, they are centred and turned.
 *
 * @param points [n, d]
 * @returns `coordinates` [n, 2], and the share of the points' variance that they keep
 * @see https://en.wikipedia.org/wiki/Principal_component_analysis
 */
export function principalComponents(
  points: FloatArray,
  n: number,
  d: number,
): { coordinates: Float64Array; kept: number } {
  const X = centred(points, n, d);
  // XᵀX and XXᵀ have the same eigenvalues: the smaller one will do.
  const byDimension = d <= n;
  const size = byDimension ? d : n;
  const S = new Float64Array(size * size);
  for (let a = 0; a < size; a++) {
    for (let b = 0; b <= a; b++) {
      let sum = 0;
      if (byDimension) { for (let i = 0; i < n; i++) sum += X[i * d + a] * X[i * d + b]; }
      else for (let j = 0; j < d; j++) sum += X[a * d + j] * X[b * d + j];
      S[a * size + b] = S[b * size + a] = sum;
    }
  }
  const { values, vectors } = eigen(S, size);
  const order = Array.from(values.keys()).sort((a, b) => values[b] - values[a]);
  const largest = order.slice(0, 2);
  const coordinates = new Float64Array(2 * n);
  largest.forEach((k, component) => {
    const length = Math.sqrt(Math.max(0, values[k]));
    let extreme = 0;
    for (let i = 0; i < n; i++) {
      let coordinate = 0;
      if (!byDimension) coordinate = length * vectors[i * size + k];
      else for (let j = 0; j < d; j++) coordinate += X[i * d + j] * vectors[j * size + k];
      coordinates[2 * i + component] = coordinate;
      if (Math.abs(coordinate) > Math.abs(extreme)) extreme = coordinate;
    }
    if (extreme >= 0) return;
    for (let i = 0; i < n; i++) coordinates[2 * i + component] *= -1;
  });
  const total = values.reduce((sum, value) => sum + value, 0);
  const inPlane = largest.reduce((sum, k) => sum + values[k], 0);
  return { coordinates, kept: total > 0 ? inPlane / total : 1 };
}

function centred(points: FloatArray, n: number, d: number): Float64Array {
  const X = Float64Array.from(points);
  for (let j = 0; j < d; j++) {
    let mean = 0;
    for (let i = 0; i < n; i++) mean += X[i * d + j] / n;
    for (let i = 0; i < n; i++) X[i * d + j] -= mean;
  }
  return X;
}

/** More sweeps than any matrix has been seen to need. */
const MAX_SWEEPS = 50;

/**
 * Eigenvalues and eigenvectors of a symmetric matrix by Jacobi's method: turns that each make one element off the
 * diagonal 0, until all are.
 *
 * @param S [n, n], overwritten
 * @returns vector k is column k of `vectors` [n, n]
 * @see https://en.wikipedia.org/wiki/Jacobi_eigenvalue_algorithm
 */
export function eigen(
  S: Float64Array,
  n: number,
): { values: Float64Array; vectors: Float64Array } {
  const vectors = new Float64Array(n * n);
  for (let i = 0; i < n; i++) vectors[i * n + i] = 1;
  const scale = S.reduce((largest, x) => Math.max(largest, Math.abs(x)), 0);
  for (let sweep = 0, turned = true; turned && sweep < MAX_SWEEPS; sweep++) {
    turned = false;
    for (let p = 0; p < n; p++) {
      for (let q = p + 1; q < n; q++) {
        if (Math.abs(S[p * n + q]) <= 1e-15 * scale) continue;
        turned = true;
        const theta = (S[q * n + q] - S[p * n + p]) / (2 * S[p * n + q]);
        const tangent = (theta < 0 ? -1 : 1) / (Math.abs(theta) + Math.sqrt(theta * theta + 1));
        const cosine = 1 / Math.sqrt(tangent * tangent + 1);
        turnColumns(S, n, p, q, cosine, cosine * tangent);
        turnRows(S, n, p, q, cosine, cosine * tangent);
        turnColumns(vectors, n, p, q, cosine, cosine * tangent);
      }
    }
  }
  return { values: Float64Array.from({ length: n }, (_, i) => S[i * n + i]), vectors };
}

function turnColumns(A: Float64Array, n: number, p: number, q: number, c: number, s: number) {
  for (let i = 0; i < n; i++) {
    const x = A[i * n + p];
    const y = A[i * n + q];
    A[i * n + p] = c * x - s * y;
    A[i * n + q] = s * x + c * y;
  }
}

function turnRows(A: Float64Array, n: number, p: number, q: number, c: number, s: number) {
  for (let i = 0; i < n; i++) {
    const x = A[p * n + i];
    const y = A[q * n + i];
    A[p * n + i] = c * x - s * y;
    A[q * n + i] = s * x + c * y;
  }
}
