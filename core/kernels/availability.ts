/**
 * What this machine's WebAssembly can do.
 *
 * @module
 */
import type { Definition } from "./assembler.ts";
import { KernelMemory } from "./memory.ts";

/** Whether this machine's WebAssembly has vectors. */
export function hasSimd(): boolean {
  return compiles(false);
}

/**
 * Whether it has fused multiply-adds: relaxed SIMD leaves that to the processor, so one is tried whose result tells.
 */
export function fuses(): boolean {
  if (!compiles(true)) return false;
  const memory = new KernelMemory(1024, true);
  const x = memory.allocate([4]);
  const c = memory.allocate([4]);
  // (1 + 2⁻¹²)² = 1 + 2⁻¹¹ + 2⁻²⁴, whose last bit a rounding in between drops.
  x.data.fill(1 + 2 ** -12);
  c.data.fill(-(1 + 2 ** -11));
  memory.compile(PROBE)(x.data.byteOffset, c.data.byteOffset);
  return c.data[0] === 2 ** -24;
}

/** c = x · x + c */
const PROBE: Definition = {
  pointers: 2,
  build(code, x, c) {
    const v = code.local("v128");
    code.set(v, code.madd(() => code.load(x), () => code.load(x), () => code.load(c)));
    code.store(c, 0, v);
  },
};

function compiles(fused: boolean): boolean {
  try {
    new KernelMemory(1024, fused).compile(PROBE);
    return true;
  } catch {
    return false;
  }
}
