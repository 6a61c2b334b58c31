/**
 * The Mersenne Twister MT19937, the engine under both PyTorch's and Python's random numbers.
 *
 * Source: Matsumoto & Nishimura 1998, "Mersenne Twister: a 623-dimensionally equidistributed uniform pseudo-random
 * number generator", and its reference implementation mt19937ar.
 *
 * @module
 */

const N = 624;
const M = 397;

/** A stream of uniform 32-bit integers. */
export class MersenneTwister {
  readonly #state = new Uint32Array(N);
  #index = N;

  /** The state that the reference's `init_genrand(seed)` gives (PyTorch seeds this way). */
  static fromSeed(seed: number): MersenneTwister {
    const twister = new MersenneTwister();
    const state = twister.#state;
    state[0] = seed;
    for (let i = 1; i < N; i++) {
      const previous = state[i - 1] ^ (state[i - 1] >>> 30);
      state[i] = Math.imul(1812433253, previous) + i;
    }
    return twister;
  }

  /** The state that the reference's `init_by_array(key)` gives (Python seeds this way). */
  static fromKey(key: readonly number[]): MersenneTwister {
    const twister = MersenneTwister.fromSeed(19650218);
    const state = twister.#state;
    let i = 1;
    const next = () => {
      if (++i >= N) {
        state[0] = state[N - 1];
        i = 1;
      }
    };
    const mixed = () => state[i - 1] ^ (state[i - 1] >>> 30);
    for (let k = 0; k < Math.max(N, key.length); k++) {
      const j = k % key.length;
      state[i] = (state[i] ^ Math.imul(mixed(), 1664525)) + key[j] + j;
      next();
    }
    for (let k = 1; k < N; k++) {
      state[i] = (state[i] ^ Math.imul(mixed(), 1566083941)) - i;
      next();
    }
    state[0] = 0x80000000;
    return twister;
  }

  /** A copy of the state: its 624 numbers, then how many of them have been given out. */
  get state(): Uint32Array<ArrayBuffer> {
    return Uint32Array.of(...this.#state, this.#index);
  }

  /** @throws RangeError for what `state` never gives */
  set state(state: Uint32Array) {
    if (state.length !== N + 1 || state[N] > N) {
      throw new RangeError(`Not a state of the Mersenne Twister: ${state.length} numbers`);
    }
    this.#state.set(state.subarray(0, N));
    this.#index = state[N];
  }

  /** The next integer in [0, 2³²). */
  uint32(): number {
    if (this.#index === N) this.#twist();
    let y = this.#state[this.#index++];
    y ^= y >>> 11;
    y ^= (y << 7) & 0x9d2c5680;
    y ^= (y << 15) & 0xefc60000;
    y ^= y >>> 18;
    return y >>> 0;
  }

  #twist(): void {
    const state = this.#state;
    const mix = (k: number, next: number, other: number) => {
      const y = (state[k] & 0x80000000) | (state[next] & 0x7fffffff);
      // Whether y is odd cannot be predicted, so there is no branch.
      state[k] = state[other] ^ (y >>> 1) ^ (-(y & 1) & 0x9908b0df);
    };
    for (let k = 0; k < N - M; k++) mix(k, k + 1, k + M);
    for (let k = N - M; k < N - 1; k++) mix(k, k + 1, k + M - N);
    mix(N - 1, 0, M - 1);
    this.#index = 0;
  }
}
