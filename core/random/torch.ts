import { cos, log, log1p, sin } from "../exact_math.ts";
import type { FloatArray } from "../tensor.ts";
import { MersenneTwister } from "./mersenne_twister.ts";

/** Where a stream stands. */
export interface GeneratorState {
  /** Of the Mersenne Twister. */
  twister: Uint32Array;
  /** The second number of a pair of normals, if only the first has been given out. */
  nextNormal?: number;
}

/** The stream of a CPU `torch.Generator` after `manual_seed(seed)`. */
export class TorchGenerator {
  readonly #twister: MersenneTwister;
  /** The second number of a pair of normals that `#normal` has drawn and not yet given out. */
  #nextNormal: number | undefined;

  /** @param seed an integer; like PyTorch's Mersenne Twister, only its low 32 bits count */
  /**
   * Begins the stream.
   *
   * @param seed as PyTorch's `manual_seed` takes it; its low 32 bits count
   */
  constructor(seed: number) {
    this.#twister = MersenneTwister.fromSeed(seed);
  }

  /** Where the stream stands; a stream that is set to it goes on as this one does. */
  get state(): GeneratorState {
    const { state: twister } = this.#twister;
    return this.#nextNormal === undefined ? { twister } : { twister, nextNormal: this.#nextNormal };
  }

  set state({ twister, nextNormal }: GeneratorState) {
    this.#twister.state = twister;
    this.#nextNormal = nextNormal;
  }

  /** A uniform float32 in [0, 1): 24 random bits. */
  uniformFloat32(): number {
    return (this.#twister.uint32() & 0xffffff) / 2 ** 24;
  }

  /** A uniform float64 in [0, 1): 53 random bits, the first of two 32-bit draws being the high half. */
  uniformFloat64(): number {
    const high = this.#twister.uint32() & 0x1fffff;
    const low = this.#twister.uint32();
    return (high * 2 ** 32 + low) / 2 ** 53;
  }

  /** `torch.rand`: fills `out` with uniform float32 numbers in [0, 1). */
  rand(out: FloatArray): void {
    for (let i = 0; i < out.length; i++) out[i] = this.uniformFloat32();
  }

  /**
   * `torch.randn`: fills `out` with standard normal float32 numbers by the Box-Muller transform. PyTorch draws 16
   * numbers or more in blocks of 16, and fewer one by one.
   */
  randn(out: FloatArray): void {
    if (out.length < 16) {
      for (let i = 0; i < out.length; i++) out[i] = this.#normal();
      return;
    }
    this.rand(out);
    for (let i = 0; i + 16 <= out.length; i += 16) transformBlock(out, i);
    if (out.length % 16 !== 0) {
      // The last block is drawn afresh and overlaps the one before.
      const last = out.length - 16;
      for (let i = last; i < out.length; i++) out[i] = this.uniformFloat32();
      transformBlock(out, last);
    }
  }

  /** One standard normal number in double precision; every second one comes from the pair before. */
  #normal(): number {
    if (this.#nextNormal !== undefined) {
      const normal = this.#nextNormal;
      this.#nextNormal = undefined;
      return normal;
    }
    const u1 = this.uniformFloat64();
    const u2 = this.uniformFloat64();
    const r = Math.sqrt(-2 * log1p(-u2));
    this.#nextNormal = r * sin(2 * Math.PI * u1);
    return r * cos(2 * Math.PI * u1);
  }

  /** `torch.randint(0, n, (1,))`: a uniform integer in [0, n), n < 2³². */
  randint(n: number): number {
    // x mod n. A quotient of such integers that is not whole is too far from a whole one to be rounded to it; % takes
    // several times as long.
    const x = this.#twister.uint32();
    return x - n * Math.floor(x / n);
  }

  /** `torch.randperm(n)`: the integers below n in an order drawn at random (Fisher and Yates, from the front). */
  randperm(n: number): Uint32Array {
    const order = Uint32Array.from({ length: n }, (_, i) => i);
    for (let i = 0; i < n - 1; i++) {
      const j = i + this.randint(n - i);
      const kept = order[i];
      order[i] = order[j];
      order[j] = kept;
    }
    return order;
  }

  /**
   * `torch.multinomial(p, num_samples=1)`: an index drawn with probability p[i] / Σp. One exponential number qᵢ is
   * drawn for every class, and the largest pᵢ / qᵢ wins.
   *
   * @param p [V] probabilities, not necessarily normalized
   */
  multinomial(p: FloatArray): number {
    let best = 0;
    let bestRatio = -1;
    for (let i = 0; i < p.length; i++) {
      const u = this.uniformFloat64();
      // q = −ln(1 − u) ≥ u, so most classes are seen to lose without the logarithm.
      if (p[i] < 0.999 * bestRatio * u) continue;
      const q = -log1p(-u);
      const ratio = p[i] / q;
      if (ratio > bestRatio) {
        best = i;
        bestRatio = ratio;
      }
    }
    return best;
  }
}

/** Turns the 16 uniform numbers from x[start] on into normal ones: places j and j + 8 make a pair. */
function transformBlock(x: FloatArray, start: number): void {
  for (let j = start; j < start + 8; j++) {
    const u1 = 1 - x[j];
    const u2 = x[j + 8];
    const r = Math.sqrt(-2 * log(u1));
    const theta = 2 * Math.PI * u2;
    x[j] = r * cos(theta);
    x[j + 8] = r * sin(theta);
  }
}
