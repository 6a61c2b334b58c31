/**
 * What the kernels of recurrent layers have in common. A whole sequence is one kernel: at each position a product with
 * the state of all examples, and then what the gates make of it, row by row.
 *
 * @module
 */
import { type RecurrenceParameters, setStart } from "../layers/recurrence.ts";
import { checkShape, checkShapes, type Tensor } from "../tensor.ts";
import { type Code, type Definition, type Local, sequence, type Value } from "./assembler.ts";
import { sumOverBatch } from "./columns.ts";
import { forEachVector } from "./elementwise.ts";
import { matmul, transpose } from "./matmul.ts";
import type { KernelMemory } from "./memory.ts";
import { forEachInRows, type Walk } from "./rows.ts";
import { constants, prepareUnderflow } from "./vector_math.ts";

export type { Walk };
export type Pointer = Local<"i32">;
export type Vector = Local<"v128">;

export interface Sizes {
  B: number;
  T: number;
  H: number;
  /** Columns of the product with the state: H for each gate. */
  N: number;
}

/** The sizes of a recurrence, its shapes checked. */
export function sizesOf(
  out: Tensor,
  zx: Tensor,
  { Wh, bh, start }: RecurrenceParameters,
  gates: number,
): Sizes {
  const [B, T, H] = out.shape;
  const N = gates * H;
  checkShape("zx", zx, B, T, N);
  checkShape("Wh", Wh, H, N);
  if (bh !== null) checkShape("bh", bh, N);
  if (start !== null) checkShape("start", start, H);
  return { B, T, H, N };
}

/** @throws TypeError where a tensor of a cache has not the shape that it should have */
export function checkCache<Cache>(
  cache: Cache,
  shapes: Record<keyof Cache & string, number[]>,
): void {
  for (const [name, shape] of Object.entries<number[]>(shapes)) {
    checkShapes({ [name]: cache[name as keyof Cache] as Tensor }, ...shape);
  }
}

/** A forward pass before which a state is set to what it starts from. */
export function withStart(kernel: () => void, h: Tensor, start: Tensor | null): () => void {
  return () => {
    setStart(h, start);
    kernel();
  };
}

/** Whᵀ, and room for it. */
export const transposedOf = (memory: KernelMemory, Wh: Tensor): Tensor =>
  memory.beside(Wh, "transposed", () => memory.allocate([...Wh.shape].reverse()));

/** Parameters out [N, H], Wh [H, N]. */
export const transposeState = ({ H, N }: Sizes): Definition => transpose(H, N);

/** zh [B, N] = h [B, H] Wh + bh: parameters zh, h, Wh, and bh if there is one. The pointers stay. */
export const stateProduct = ({ B, H, N }: Sizes, bias: boolean): Definition => ({
  pointers: bias ? 4 : 3,
  build(code, zh, h, ...others) {
    matmul({ M: B, K: H, N, transposedA: false, bias, rounded: true })
      .build(code, code.copy(zh), code.copy(h), ...others);
  },
});

/** dh [B, H] = dz [B, N] Whᵀ: parameters dh, dz, the transposed Wh. The pointers stay. */
export const stateGradient = ({ B, H, N }: Sizes): Definition => ({
  pointers: 3,
  build(code, dh, dz, transposed) {
    matmul({ M: B, K: N, N: H, transposedA: false, bias: false, rounded: true })
      .build(code, code.copy(dh), code.copy(dz), transposed);
  },
});

/** dWh [H, N] = Σₜ h[t]ᵀ dz[t]: parameters dWh, h, dz. */
const weightGradient = ({ B, T, H, N }: Sizes): Definition =>
  matmul({ M: H, K: T * B, N, transposedA: true, bias: false, rounded: false });

/**
 * The kernels, and where they work, that write the gradients of bh, from dz [T · B, N], and of the start, from dh [B,
 * H].
 */
export function otherGradients(
  { B, T, H, N }: Sizes,
  { bh, start }: RecurrenceParameters,
  dz: Tensor,
  dh: Tensor,
): { definitions: Definition[]; places: Tensor[] } {
  return {
    definitions: [
      ...bh === null ? [] : [sumOverBatch(T * B, N)],
      ...start === null ? [] : [sumOverBatch(B, H)],
    ],
    places: [...bh === null ? [] : [bh, dz], ...start === null ? [] : [start, dh]],
  };
}

/**
 * Backpropagation through time: Wh transposed, the positions from the last to the first, then the gradients of what all
 * positions share.
 *
 * @param traces h [T + 1, B, H] the states, dz [T, B, N] room for the gradient of h Wh + bh, dh [B, H] for that of the
 * state
 * @param steps walks the positions; its parameters are `places` and the transposed Wh
 */
export function backThroughTime(
  memory: KernelMemory,
  sizes: Sizes,
  gradients: RecurrenceParameters,
  Wh: Tensor,
  { h, dz, dh }: { h: Tensor; dz: Tensor; dh: Tensor },
  steps: Definition,
  places: readonly Tensor[],
): () => void {
  checkShape("Wh", Wh, sizes.H, sizes.N);
  const transposed = transposedOf(memory, Wh);
  const others = otherGradients(sizes, gradients, dz, dh);
  const kernel = memory.bind(
    sequence(transposeState(sizes), steps, weightGradient(sizes), ...others.definitions),
    ...[transposed, Wh],
    ...[...places, transposed],
    ...[gradients.Wh, h, dz],
    ...others.places,
  );
  return () => {
    dh.data.fill(0);
    kernel();
  };
}

/** Runs `body` for each position: the pointers move on. */
export function forEachPosition(code: Code, T: number, walks: Walk[], body: () => void): void {
  code.repeat(T, () => {
    body();
    for (const [pointer, step] of walks) code.advance(pointer, 4 * step);
  });
}

/** The same from the last position on. The pointers start at the first one. */
export function forEachPositionBackward(
  code: Code,
  T: number,
  walks: Walk[],
  body: () => void,
): void {
  for (const [pointer, step] of walks) code.advance(pointer, 4 * (T - 1) * step);
  forEachPosition(code, T, walks.map(([pointer, step]): Walk => [pointer, -step]), body);
}

/** Runs `body` for each vector of H columns of B rows; see forEachInRows. */
export const forEachCell = (
  code: Code,
  { B, H }: Sizes,
  walks: Walk[],
  body: (at: Pointer[], lanes: number) => void,
): void => forEachInRows(code, B, H, walks, body);

/** dh [B, H] += what came through the product: parameters dh, that. The pointers stay. */
export const addTo = ({ B, H }: Sizes): Definition => ({
  pointers: 2,
  build(code, dh, more) {
    const pointers = [code.copy(dh), code.copy(more)];
    const v = code.local("v128");
    forEachVector(code, B * H, pointers, (offset) => {
      code.set(v, code.add(code.load(pointers[0], offset), code.load(pointers[1], offset)));
      code.store(pointers[0], offset, v);
    });
  },
});

/** What gates are computed with. */
export function prepareGates(code: Code) {
  const c = constants(code, { one: 1 });
  const round = prepareUnderflow(code);
  const get = (x: Vector) => () => code.get(x);
  const set = (x: Vector, value: Value<"v128">) => {
    code.set(x, value);
    code.set(x, round(x));
  };
  return {
    get,
    /** x ← value, rounded as what is stored. */
    set,
    /** x ← a · b, rounded. */
    multiply: (x: Vector, a: Vector, b: Vector) => set(x, code.mul(code.get(a), code.get(b))),
    /** x ← (1 − gate) · b, rounded. */
    timesRest: (x: Vector, gate: Vector, b: Vector) =>
      set(x, code.mul(code.sub(c.one(), code.get(gate)), code.get(b))),
    /** x ← σ (1 − σ) · b, rounded: back through the logistic function. */
    throughSigmoid(x: Vector, sigmoid: Vector, b: Vector) {
      const slope = () => code.mul(code.get(sigmoid), code.sub(c.one(), code.get(sigmoid)));
      set(x, code.mul(slope(), code.get(b)));
    },
    /** x ← (1 − t²) · b, rounded: back through tanh. */
    throughTanh(x: Vector, t: Vector, b: Vector) {
      const slope = () => code.sub(c.one(), code.mul(code.get(t), code.get(t)));
      set(x, code.mul(slope(), code.get(b)));
    },
  };
}

/** So many variables. */
export const vectors = (code: Code, count: number): Vector[] =>
  Array.from({ length: count }, () => code.local("v128"));
