/**
 * Layers by kernels beside their plain twins: both get the same numbers, their results are compared, and what lies
 * around the kernels' tensors is watched.
 *
 * @module
 */
import { assert, assertEquals } from "@std/assert";
import fc from "../../fast_check.ts";
import { type Arithmetic, createArithmetic, plainArithmetic } from "../../../core/arithmetic.ts";
import { fuses, hasSimd } from "../../../core/kernels/availability.ts";
import { TorchGenerator } from "../../../core/random/torch.ts";
import { allocate, type Tensor } from "../../../core/tensor.ts";
import { needs } from "../../permissions.ts";
import { relativeError } from "../gradient.ts";

export type KernelName = "exact" | "fused";

/** Registers a test for each of the kernels' arithmetics, which is skipped where the machine does not have it. */
export function testKernels(name: string, test: (kernels: KernelName) => void | Promise<void>) {
  const what = {
    exact: { what: "WebAssembly SIMD", isThere: hasSimd() },
    fused: { what: "a processor that fuses multiply-adds", isThere: fuses() },
  };
  for (const kernels of ["exact", "fused"] as const) {
    Deno.test(needs(`${kernels}: ${name}`, { other: what[kernels] }), () => test(kernels));
  }
}

/** Calls `check` with what fast-check draws, always the same. */
export function forAll<T>(arbitrary: fc.Arbitrary<T>, check: (drawn: T) => void, numRuns = 200) {
  fc.assert(fc.property(arbitrary, check), { seed: 42, numRuns });
}

/** Random sizes: those that divide by nothing, and often the smallest ones. */
export const size = (max: number, min = 1) =>
  fc.oneof({ weight: 4, arbitrary: fc.integer({ min, max }) }, fc.constant(min));

/** Seeds of the numbers. */
export const seed = fc.nat();

/** Numbers for the layers, in float32, the same for the same seed. */
export class Numbers {
  readonly #generator: TorchGenerator;

  constructor(seed: number) {
    this.#generator = new TorchGenerator(seed);
  }

  /** Standard normal numbers. */
  normal(...shape: number[]): Tensor {
    const tensor = allocate(shape, "float32");
    this.#generator.randn(tensor.data);
    return tensor;
  }

  /** Indices below `end`. */
  indices(count: number, end: number): Int32Array {
    return Int32Array.from({ length: count }, () => this.#generator.randint(end));
  }
}

/** The same tensor, each of its numbers multiplied. */
export function times(scale: number, x: Tensor): Tensor {
  for (let i = 0; i < x.data.length; i++) x.data[i] *= scale;
  return x;
}

/** A tensor that a layer writes; what lay there before must not matter. */
export function output(...shape: number[]): Tensor {
  const tensor = allocate(shape, "float32");
  tensor.data.fill(-12345);
  return tensor;
}

/** A layer's call. */
export interface Call<Name extends string> {
  /** All its tensors. */
  tensors: Record<Name, Tensor>;
  /**
   * Those that it writes, each with the size that its elements usually have: differences are relative to the largest of
   * them, but to no less than this, since a sum of a few numbers may happen to be near zero.
   */
  writes: Partial<Record<Name, number>>;
  run(arithmetic: Arithmetic, tensors: Record<Name, Tensor>): void;
}

/**
 * Makes sure that the kernels' results differ by at most `tolerance` from the plain ones; that they write what they
 * should and nothing else; that neither the padding nor the neighbours matter, nor that the kernel has run before.
 */
export function agree<Name extends string>(
  kernels: KernelName,
  { tensors, writes, run }: Call<Name>,
  tolerance = 1e-6,
): void {
  const names = Object.keys(tensors) as Name[];
  const written = names.filter((name) => writes[name] !== undefined);
  const wanted = Object.fromEntries(
    names.map((name) => [name, { ...tensors[name], data: tensors[name].data.slice() }]),
  ) as Record<Name, Tensor>;
  run(plainArithmetic(), wanted);

  const arithmetic = createArithmetic(kernels, 2 ** 20);
  const guards = new Guards(arithmetic);
  const own = Object.fromEntries(
    names.map((name) => [name, guards.allocate(tensors[name].shape)]),
  ) as Record<Name, Tensor>;
  const bits: Uint32Array[][] = [];
  for (let time = 0; time < 2; time++) {
    for (const name of names) own[name].data.set(tensors[name].data);
    guards.close();
    run(arithmetic, own);
    guards.check();
    for (const name of names) {
      if (written.includes(name)) continue;
      assertEquals(own[name].data, tensors[name].data, `${name} has been written`);
    }
    for (const name of written) {
      const difference = relativeError(own[name], wanted[name], writes[name]!);
      assert(difference <= tolerance, `${name} [${own[name].shape}] differs by ${difference}`);
    }
    bits.push(written.map((name) => Uint32Array.from(bitsOf(own[name].data))));
  }
  assertEquals(bits[1], bits[0], "the second call gives other bits than the first");
}

const bitsOf = (data: Tensor["data"]) => new Uint32Array(data.buffer, data.byteOffset, data.length);

/**
 * A NaN that no computation makes: what is read where nothing should be read spoils the result, what is written over it
 * shows.
 */
const CANARY = 0x7fbadbad;

/** Tensors with other tensors between them that nobody may write. */
export class Guards {
  readonly #guards: Uint32Array[] = [];
  readonly #tensors: Tensor[] = [];
  readonly #arithmetic: Arithmetic;

  constructor(arithmetic: Arithmetic) {
    this.#arithmetic = arithmetic;
    this.#addGuard();
  }

  allocate(shape: readonly number[]): Tensor {
    const tensor = this.#arithmetic.allocate(shape);
    this.#tensors.push(tensor);
    this.#addGuard();
    return tensor;
  }

  #addGuard(): void {
    const guard = bitsOf(this.#arithmetic.allocate([9]).data).fill(CANARY);
    this.#guards.push(guard);
  }

  /** Puts another guard behind all that has been allocated, and spoils every padding. */
  close(): void {
    this.#addGuard();
    this.#tensors.forEach(({ data }, i) => {
      const end = data.byteOffset + data.byteLength;
      const padding = (this.#guards[i + 1].byteOffset - end) / 4;
      new Uint32Array(data.buffer, end, padding).fill(CANARY);
    });
  }

  check(): void {
    this.#guards.forEach((guard, i) => {
      assert(guard.every((bits) => bits === CANARY), `guard ${i} has been written over`);
    });
  }
}
