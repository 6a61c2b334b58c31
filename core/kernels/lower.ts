/**
 * From an operation's tensors to the kernel that works on them. Shapes are checked here, once; a kernel itself knows
 * none.
 *
 * @module
 */
import type { Indices } from "../examples.ts";
import { log } from "../exact_math.ts";
import type { BatchNormCache, BatchNormOptions, NormStatistics } from "../layers/batch_norm.ts";
import type { GeluApproximation } from "../layers/gelu.ts";
import { checkSame, checkShape, checkShapes, rowsOf, sizeOf, type Tensor } from "../tensor.ts";
import { toFloat32 } from "../underflow.ts";
import { type Definition, sequence } from "./assembler.ts";
import * as activations from "./activation_functions.ts";
import * as columns from "./columns.ts";
import * as elementwise from "./elementwise.ts";
import { apart, collide, matmul, setApart, transpose } from "./matmul.ts";
import type { KernelMemory } from "./memory.ts";
import { atOnce, ofMatrix, partsOf } from "./parts.ts";
import * as rows from "./rows.ts";

export function linearForward(
  memory: KernelMemory,
  out: Tensor,
  x: Tensor,
  W: Tensor,
  b: Tensor | null,
): () => void {
  const [M, K] = x.shape;
  const N = W.shape[1];
  checkShape("W", W, K, N);
  checkShape("out", out, M, N);
  if (b !== null) checkShape("b", b, N);
  const copied = isInTheWay(M, N)
    ? memory.beside(W, "copied", () => memory.allocate([K, apart(N)]))
    : null;
  const strides = { a: K, b: copied === null ? N : apart(N), out: N };
  return memory.bind(
    sequence(
      ...copied === null ? [] : [setApart(K, N, apart(N))],
      matmul({ M, K, N, transposedA: false, bias: b !== null, rounded: true, strides }),
    ),
    ...copied === null ? [] : [copied, W],
    ...[out, x, copied ?? W],
    ...b === null ? [] : [b],
  );
}

/**
 * Wᵀ, then dx = dout Wᵀ, dW = xᵀ dout, db = Σ dout. The columns of x are gathered to rows first, and the rows of dout
 * set apart, where they would take ever the same lines of the cache.
 */
export function linearBackward(
  memory: KernelMemory,
  dx: Tensor,
  dW: Tensor,
  db: Tensor | null,
  dout: Tensor,
  x: Tensor,
  W: Tensor,
): () => void {
  const [K, N] = W.shape;
  const [B] = dout.shape;
  checkShape("x", x, B, K);
  checkShape("dout", dout, B, N);
  checkShape("dx", dx, B, K);
  checkShape("dW", dW, K, N);
  if (db !== null) checkShape("db", db, N);
  const strides = { a: N, b: apart(K), out: K };
  const Wt = memory.beside(W, "transposed", () => memory.allocate([N, strides.b]));
  const xt = collide(K) && B > ROWS_THAT_FIT ? memory.allocate([K, apart(B)]) : null;
  const copied = isInTheWay(K, N) ? memory.allocate([B, apart(N)]) : null;
  return memory.bind(
    sequence(
      atOnce(
        transpose(K, N, N, strides.b),
        ...xt === null ? [] : [transpose(B, K, K, apart(B))],
        ...copied === null ? [] : [setApart(B, N, apart(N))],
        ...db === null ? [] : [columns.sumOverBatch(B, N)],
      ),
      atOnce(
        matmul({ M: B, K: N, N: K, transposedA: false, bias: false, rounded: true, strides }),
        matmul({
          M: K,
          K: B,
          N,
          transposedA: xt === null,
          bias: false,
          rounded: false,
          strides: { a: xt === null ? K : apart(B), b: copied === null ? N : apart(N), out: N },
        }),
      ),
    ),
    ...[Wt, W],
    ...xt === null ? [] : [xt, x],
    ...copied === null ? [] : [copied, dout],
    ...db === null ? [] : [db, dout],
    ...[dx, dout, Wt],
    ...[dW, xt ?? x, copied ?? dout],
  );
}

/** So many rows of a batch find room in the cache, wherever they lie. */
const ROWS_THAT_FIT = 8;

/**
 * Whether the right matrix of a product, of N columns, is worth being copied to rows that are apart: those that lie 4
 * kB apart all take the same line of the cache, and each is read again for every four of M rows.
 */
const isInTheWay = (M: number, N: number): boolean => N % 1024 === 0 && M > ROWS_THAT_FIT;

/** For an operation on tensors of one shape, by their names. */
export const ofOneShape =
  (define: (size: number) => Definition, names: readonly string[]) =>
  (memory: KernelMemory, ...tensors: Tensor[]): () => void => {
    checkSame(Object.fromEntries(names.map((name, i) => [name, tensors[i]])));
    const [rows, N] = rowsOf(tensors[0]).shape;
    return memory.bind(ofMatrix(rows, N, define), ...tensors);
  };

/** The same for an operation that is given an option too. */
export const ofOneShapeAnd = <Option>(
  define: (size: number, option: Option) => Definition,
  names: readonly string[],
) =>
(memory: KernelMemory, ...args: [...Tensor[], Option]): () => void => {
  const [tensors, option] = [args.slice(0, -1) as Tensor[], args.at(-1) as Option];
  return ofOneShape((size) => define(size, option), names)(memory, ...tensors);
};

/** It leaves GELU's slopes beside x. */
export function geluForward(
  memory: KernelMemory,
  out: Tensor,
  x: Tensor,
  approximate: GeluApproximation,
): () => void {
  checkSame({ out, x });
  const [rows, N] = rowsOf(out).shape;
  const define = (size: number) => activations.geluForward(size, approximate);
  return memory.bind(ofMatrix(rows, N, define), out, slopesOf(memory, x), x);
}

/** Takes the slopes that the forward pass of the same x has left. */
export function geluBackward(
  memory: KernelMemory,
  dx: Tensor,
  dout: Tensor,
  x: Tensor,
  _approximate: GeluApproximation,
): () => void {
  const multiply = ofOneShape(elementwise.multiply, ["dx", "dout", "x"]);
  return multiply(memory, dx, dout, slopesOf(memory, x));
}

const slopesOf = (memory: KernelMemory, x: Tensor): Tensor =>
  memory.beside(x, "slopes", () => memory.allocate(x.shape));

export function batchNormForward(
  memory: KernelMemory,
  out: Tensor,
  { xhat, mean, variance, invStd }: BatchNormCache,
  x: Tensor,
  gain: Tensor,
  bias: Tensor,
  options: BatchNormOptions,
): () => void {
  const [B, H] = x.shape;
  if (B < 2) throw new RangeError(`Batch norm needs a batch of at least 2, found ${B}`);
  checkShapes({ out, xhat }, B, H);
  checkShapes({ mean, variance, invStd, gain, bias }, H);
  const definition = columns.batchNormForward(B, H, options);
  return memory.bind(definition, out, xhat, mean, variance, invStd, x, gain, bias);
}

export function batchNormBackward(
  memory: KernelMemory,
  dx: Tensor,
  dgain: Tensor,
  dbias: Tensor,
  dout: Tensor,
  { xhat, invStd }: BatchNormCache,
  gain: Tensor,
  { unbiased }: BatchNormOptions,
): () => void {
  const [B, H] = dout.shape;
  checkShapes({ dx, xhat }, B, H);
  checkShapes({ dgain, dbias, invStd, gain }, H);
  const definition = columns.batchNormBackward(B, H, unbiased);
  return memory.bind(definition, dx, dgain, dbias, dout, xhat, invStd, gain);
}

export function batchNormInference(
  memory: KernelMemory,
  out: Tensor,
  x: Tensor,
  { mean, invStd }: NormStatistics,
  gain: Tensor,
  bias: Tensor,
): () => void {
  const [B, H] = x.shape;
  checkShapes({ out }, B, H);
  checkShapes({ mean, invStd, gain, bias }, H);
  return memory.bind(columns.batchNormInference(B, H), out, x, mean, invStd, gain, bias);
}

/** out[i] = x[i] + P for each of B examples. */
export function positionalEmbeddingForward(
  memory: KernelMemory,
  out: Tensor,
  x: Tensor,
  P: Tensor,
): () => void {
  const [B, T, E] = x.shape;
  checkShape("out", out, B, T, E);
  checkShape("P", P, Math.max(T, P.shape[0]), E);
  return memory.bind(rows.addRow(B, T * E), out, x, P);
}

/** dx = dout, dP = Σ dout, and 0 for positions that are not used. */
export function positionalEmbeddingBackward(
  memory: KernelMemory,
  dx: Tensor,
  dP: Tensor,
  dout: Tensor,
): () => void {
  const [B, T, E] = dout.shape;
  checkShape("dx", dx, B, T, E);
  checkShape("dP", dP, Math.max(T, dP.shape[0]), E);
  const passes = memory.bind(
    sequence(elementwise.copy(B * T * E), columns.sumOverBatch(B, T * E)),
    ...[dx, dout],
    ...[dP, dout],
  );
  return () => {
    passes();
    dP.data.fill(0, T * E);
  };
}

export const crossEntropyForward = (
  memory: KernelMemory,
  probs: Tensor,
  logits: Tensor,
  Y: Indices,
): () => number => lossOf(memory, probs, logits, Y, null);

/** The same, of the rows that have a target. */
export const sequenceCrossEntropyForward = (
  memory: KernelMemory,
  probs: Tensor,
  logits: Tensor,
  Y: Indices,
  ignored: number,
): () => number => lossOf(memory, probs, logits, Y, ignored);

function lossOf(
  memory: KernelMemory,
  probs: Tensor,
  logits: Tensor,
  Y: Indices,
  ignored: number | null,
): () => number {
  const [N, V] = logits.shape;
  checkShape("probs", probs, N, V);
  const statistics = memory.allocate([8 * N]);
  const softmax = memory.bind(rows.softmax(N, V), probs, logits, statistics);
  return () => {
    softmax();
    let [loss, count] = [0, 0];
    // Σ log sum = log Π sum, taken before the product, of sums of at most V each, gets too large.
    let product = 1;
    for (let n = 0; n < N; n++) {
      if (Y[n] === ignored) continue;
      count++;
      const max = statistics.data[8 * n];
      product *= statistics.data[8 * n + 4];
      loss += max - logits.data[n * V + Y[n]];
      if (product > 1e200) {
        loss += log(product);
        product = 1;
      }
    }
    return (loss + log(product)) / count;
  };
}

export function crossEntropyBackward(
  memory: KernelMemory,
  dlogits: Tensor,
  probs: Tensor,
  Y: Indices,
): () => void {
  const [B, V] = probs.shape;
  checkShape("dlogits", dlogits, B, V);
  const mean = memory.bind(elementwise.divideBy(B, B * V), dlogits, probs);
  return () => {
    mean();
    for (let i = 0; i < B; i++) {
      dlogits.data[i * V + Y[i]] = toFloat32(Math.fround(probs.data[i * V + Y[i]] - 1) / B);
    }
  };
}

/** Each row is divided by the count of targets, or by 0, which stands for a row without one. */
export function sequenceCrossEntropyBackward(
  memory: KernelMemory,
  dlogits: Tensor,
  probs: Tensor,
  Y: Indices,
  ignored: number,
): () => void {
  const [N, V] = probs.shape;
  checkShape("dlogits", dlogits, N, V);
  const divisors = memory.allocate([N]);
  const divide = memory.bind(rows.divideRows(N, V), dlogits, probs, divisors);
  return () => {
    let count = 0;
    for (let n = 0; n < N; n++) count += Number(Y[n] !== ignored);
    for (let n = 0; n < N; n++) divisors.data[n] = Y[n] === ignored ? 0 : count;
    divide();
    for (let n = 0; n < N; n++) {
      if (Y[n] === ignored) continue;
      dlogits.data[n * V + Y[n]] = toFloat32(Math.fround(probs.data[n * V + Y[n]] - 1) / count);
    }
  };
}

export function largest(memory: KernelMemory, tensors: readonly Tensor[]): () => number {
  const definitions = tensors.map(({ shape }) => elementwise.largest(sizeOf(shape)));
  const rooms = definitions.map((one) => partsOf(one).length);
  const maxima = memory.allocate([rooms.reduce((sum, room) => sum + room, 0), 4]);
  let place = memory.addressOf(maxima);
  const places = tensors.flatMap((tensor, i) => {
    const own = place;
    place += 16 * rooms[i];
    return [own, tensor];
  });
  const find = memory.bind(atOnce(...definitions), ...places);
  const { data } = maxima;
  return () => {
    find();
    let max = 0;
    for (let i = 0; i < data.length; i++) max = Math.max(max, data[i]); // NaN stays
    return max;
  };
}
