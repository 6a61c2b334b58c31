import { MersenneTwister } from "./mersenne_twister.ts";

/** The stream of Python's `random` module after `random.seed(seed)` with an integer. */
export class PythonRandom {
  readonly #twister: MersenneTwister;

  /**
   * Begins the stream.
   *
   * @param seed any integer; like Python, its sign is ignored
   */
  constructor(seed: number | bigint) {
    let rest = BigInt(seed);
    if (rest < 0n) rest = -rest;
    const key: number[] = [];
    do {
      key.push(Number(rest & 0xffff_ffffn));
      rest >>= 32n;
    } while (rest > 0n);
    this.#twister = MersenneTwister.fromKey(key);
  }

  /** `random.getrandbits(k)` for 1 ≤ k ≤ 32. */
  getrandbits(k: number): number {
    return this.#twister.uint32() >>> (32 - k);
  }

  /** `random.random()`: uniform in [0, 1), of 53 bits. */
  random(): number {
    const high = this.getrandbits(27);
    return (high * 2 ** 26 + this.getrandbits(26)) * 2 ** -53;
  }

  /** A uniform integer in [0, n), 1 ≤ n < 2³², as Python's `_randbelow` draws it. */
  randbelow(n: number): number {
    const k = 32 - Math.clz32(n);
    let r = this.getrandbits(k);
    while (r >= n) r = this.getrandbits(k);
    return r;
  }

  /** `random.shuffle(items)`, in place. */
  shuffle(items: unknown[]): void {
    for (let i = items.length - 1; i > 0; i--) {
      const j = this.randbelow(i + 1);
      [items[i], items[j]] = [items[j], items[i]];
    }
  }
}
