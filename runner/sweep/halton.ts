/**
 * Quasi-random points: spread more evenly over the unit cube than random ones, and any number of them is the beginning
 * of more.
 *
 * @module
 */
import { PythonRandom } from "../../core/random/python.ts";

/**
 * Coordinate number `index` of a Halton sequence: the digits of `index` in the base, mirrored at the point, each put
 * through the permutation of its place.
 *
 *     Σ π_j(d_j) base^−(j+1)    where index = Σ d_j base^j
 *
 * Halton 1960; scrambled by permutations as in Owen 2017, "A randomized Halton algorithm in R",
 * https://arxiv.org/abs/1706.02808
 *
 * @param permutations of 0 … base − 1, one a place; as many places count as there are permutations
 * @returns in [0, 1)
 */
export function radicalInverse(
  index: number,
  base: number,
  permutations: readonly (readonly number[])[],
): number {
  let sum = 0;
  let share = 1 / base;
  let rest = index;
  for (const permutation of permutations) {
    sum += permutation[rest % base] * share;
    share /= base;
    rest = Math.floor(rest / base);
  }
  return sum;
}

/** As many permutations as there are places that a double can tell from 1. */
export const placesOf = (base: number): number => Math.ceil(54 / Math.log2(base)) - 1;

/**
 * Scrambled Halton points in [0, 1)^dimensions, without an end.
 *
 * @param seed of the permutations, which Python's `random.shuffle` draws, dimension by dimension
 */
export function* haltonPoints(dimensions: number, seed: number): Generator<number[], never> {
  const random = new PythonRandom(seed);
  const axes = firstPrimes(dimensions).map((base) => {
    const permutations = Array.from({ length: placesOf(base) }, () => {
      const digits = [...Array(base).keys()];
      random.shuffle(digits);
      return digits;
    });
    return { base, permutations };
  });
  for (let index = 0;; index++) {
    yield axes.map(({ base, permutations }) => radicalInverse(index, base, permutations));
  }
}

function firstPrimes(count: number): number[] {
  const primes: number[] = [];
  for (let n = 2; primes.length < count; n++) {
    if (primes.every((prime) => n % prime !== 0)) primes.push(n);
  }
  return primes;
}
