/**
 * The arithmetics that a model can compute with: plain TypeScript, or kernels. This is the one place where they are
 * chosen between.
 *
 * @module
 */
import type { Arithmetic, ArithmeticName, Call } from "./call.ts";
import { fuses, hasSimd } from "./kernels/availability.ts";
import { createKernelArithmetic } from "./kernels/kernel_arithmetic.ts";
import type { Crew } from "./kernels/crew.ts";
import { KernelMemory } from "./kernels/memory.ts";
import { allocate, type Dtype, roundAll } from "./tensor.ts";

export type { Arithmetic, ArithmeticName } from "./call.ts";

/** The functions as they are written in this folder; in float64 for checks. */
export const plainArithmetic = (dtype: Dtype = "float32"): Arithmetic => ({
  name: "plain",
  dtype,
  allocate: (shape) => allocate(shape, dtype),
  prepare: (call) => preparePlain(call, dtype),
});

function preparePlain<Rest extends unknown[], R>(
  { operation, args, rounded }: Call<Rest, R>,
  dtype: Dtype,
): (...rest: Rest) => R {
  const does = (...rest: Rest) => operation(...args, ...rest) as R;
  if (dtype === "float64" || rounded.length === 0) return does;
  return (...rest) => {
    const result = does(...rest);
    roundAll(...rounded);
    return result;
  };
}

/** Why this machine does not have an arithmetic; null where it has. */
export function whyNot(name: ArithmeticName): string | null {
  if (name === "plain") return null;
  if (!hasSimd()) return `This machine has no WebAssembly SIMD for "${name}" arithmetic`;
  if (name === "exact" || fuses()) return null;
  return 'This machine does not fuse multiply-adds, as "fused" arithmetic must';
}

/**
 * An arithmetic by its name.
 *
 * @param bytes how much memory the model's tensors take at most; it is only taken as it is used
 * @param crew what lets other threads do parts of what kernels do, to the same bits; plain code has no parts
 * @throws RangeError where this machine does not have it: nothing falls back silently
 */
export function createArithmetic(
  name: ArithmeticName,
  bytes: number,
  crew: Crew | null = null,
): Arithmetic {
  if (name === "plain") return plainArithmetic();
  const why = whyNot(name);
  if (why !== null) throw new RangeError(why);
  const memory = new KernelMemory(bytes, name === "fused", crew);
  return createKernelArithmetic(name, memory, preparePlain);
}

/** The fastest arithmetic of this machine. */
export const bestArithmetic = (): ArithmeticName =>
  best ??= (["fused", "exact", "plain"] as const).find((name) => whyNot(name) === null)!;
let best: ArithmeticName | undefined;
