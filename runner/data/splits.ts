/**
 * Where a dataset is cut into train, val and test.
 *
 * @module
 */
import { InputError } from "../errors.ts";

/**
 * The beginning and end of each of three parts of N things, cut at ⌊s₀ N⌋ and ⌊(s₀ + s₁) N⌋.
 *
 * @throws {InputError} where the shares do not add up to 1
 */
export function cutsOf(N: number, shares: readonly number[]): [number, number][] {
  const [s0, s1, s2] = shares;
  if (Math.abs(s0 + s1 + s2 - 1) > 1e-9) {
    throw new InputError(`dataset.splits must add up to 1, found [${shares.join(", ")}]`);
  }
  // Rounded to 12 digits first: 0.29 · 100 gives 28.999999999999996, and 0.7 + 0.2 gives 0.8999999999999999.
  const cut = (share: number) => Math.floor(Number((share * N).toPrecision(12)));
  const [n1, n2] = [cut(s0), s2 === 0 ? N : cut(s0 + s1)];
  return [[0, n1], [n1, n2], [n2, N]];
}
