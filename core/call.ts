/**
 * What a model computes, as data: functions with their arguments. A list of calls can be looked at, fused (fuse.ts),
 * and carried out by plain code or by kernels.
 *
 * @module
 */
import type { Dtype, Shape, Tensor } from "./tensor.ts";

/** A function of the layers or the optimizers. */
// deno-lint-ignore no-explicit-any
export type Operation = (...args: any[]) => unknown;

/** A function and its first arguments; `Rest` are those that are only given when it is done, `R` is what it returns. */
export interface Call<Rest extends unknown[] = [], R = unknown> {
  /** What is done. */
  readonly operation: Operation;
  /** With what, first. */
  readonly args: readonly unknown[];
  /** What it writes that is multiplied afterwards: in float32 small numbers in it are rounded as in underflow.ts. */
  readonly rounded: readonly Tensor[];
  /** Only for the types. */
  readonly is?: (...rest: Rest) => R;
}

/**
 * A call.
 *
 * @example dx = dout Wᵀ is multiplied further down; gradients of parameters are only added
 * ```ts ignore
 * call([dx], linearBackward, dx, dW, db, dout, x, W);
 * ```
 */
export const call = <A extends unknown[], Rest extends unknown[], R>(
  rounded: readonly Tensor[],
  operation: (...args: [...A, ...Rest]) => R,
  ...args: A
): Call<Rest, R> => ({ operation, args, rounded });

/**
 * `plain`: the layers' own TypeScript. `exact`: WebAssembly kernels whose every instruction is exactly specified, so
 * that they give the same bits on every machine. `fused`: the same kernels with fused multiply-adds, which round once
 * instead of twice; the same bits wherever the processor fuses.
 */
export type ArithmeticName = "fused" | "exact" | "plain";

/**
 * What carries calls out, and where their tensors come from. All mean the same; they differ in speed and in rounding.
 */
export interface Arithmetic {
  /** What configs call it. */
  readonly name: ArithmeticName;
  /** What its tensors hold. */
  readonly dtype: Dtype;
  /** A tensor of zeros that this arithmetic can work on. */
  allocate(shape: Shape): Tensor;
  /**
   * A function that does the call, as often as it is called.
   *
   * @throws TypeError where shapes do not fit; kernels say so now, plain code when it is called
   */
  prepare<Rest extends unknown[], R>(call: Call<Rest, R>): (...rest: Rest) => R;
}

/** Does an operation once, as it is: nothing is rounded further. */
export const perform = <A extends unknown[], R>(
  arithmetic: Arithmetic,
  operation: (...args: A) => R,
  ...args: A
): R => arithmetic.prepare(call<A, [], R>([], operation, ...args))();

/** Whether a call is given a tensor's numbers, alone or in an object of tensors. */
export const isGiven = ({ args }: Call, { data }: Tensor): boolean =>
  args.some((arg) => has(arg, data));

function has(value: unknown, data: Tensor["data"]): boolean {
  if (value === data) return true;
  if (typeof value !== "object" || value === null || ArrayBuffer.isView(value)) return false;
  return Object.values(value).some((inner) => has(inner, data));
}
