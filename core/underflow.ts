/**
 * How small numbers are rounded in float32, by kernels and by plain code alike, so that no subnormal number ever
 * arises.
 *
 * Processors take some hundred times as long for a subnormal number (below 2⁻¹²⁶) as for another, and WebAssembly
 * cannot have them count as 0. A training that explodes is full of them: its probabilities are some 1 and otherwise
 * next to nothing. So this arithmetic underflows earlier:
 *
 *     |x| < 2⁻³⁹ (1.8e-12)     x is rounded to a multiple of 2⁻⁶¹ (4.3e-19)
 *     else                     x stays what it is
 *
 * in every number that is stored to be multiplied: parameters, velocities, running statistics, activations and the
 * gradients by them, settings. What is only added to (the gradients of parameters) is not rounded.
 *
 * Why that is enough. A float32 number from 2⁻³⁹ on is a multiple of 2⁻⁶² as it is, so every number that is multiplied
 * is a multiple of 2⁻⁶². Then every product of two is a multiple of 2⁻¹²⁴, and so is every sum of such products:
 * rounding to 24 bits takes multiples of 2⁻¹²⁴ to multiples of 2⁻¹²⁴, with fused multiply-adds and without, whatever
 * cancels. A multiple of 2⁻¹²⁴ is 0 or at least 2⁻¹²⁴, and so no subnormal number. A mere threshold, "below 2⁻⁶² is 0",
 * lacks this: differences of such products may be as small as 2⁻¹⁴⁸.
 *
 * Squares of gradients, which optimizers average, would be too small for this: of a gradient of 1e-9 nothing would be
 * left. So these averages are not rounded but have rules of their own, which leave them with 24 bits down to 2⁻¹⁰⁰:
 *
 *     a gradient d with |d| < 2⁻⁵⁰ (8.9e-16) counts as 0, and so does an average s < 2⁻¹⁰⁰
 *
 * In s ← β s + ((1 − β) d) d nothing cancels, since no term is negative, so it is enough that no product is subnormal.
 * With β and 1 − β either 0 or at least 2⁻²⁴, which the settings must be, the products are 0 or at least 2⁻¹²⁴. The
 * root of s is 0 or at least 2⁻⁵⁰, and what it is added to, ε, is at least 1e-12, so nobody can tell. Of such a
 * gradient, (1 − β) d is a multiple of 2⁻¹²⁰, as it must be to be added.
 *
 * tests/long/underflow_test.ts looks at all operands and results of every kernel.
 *
 * @module
 */

/** What is smaller is rounded to multiples of 2⁻⁶¹. */
export const SMALL = 2 ** -39;
/**
 * Its float32 neighbours, as far as SMALL on both sides, are 2⁻⁶¹ apart: what is added to it and taken off again is a
 * multiple of that.
 */
export const SHIFT = 1.5 * 2 ** -38;

/** The float32 number that is stored for x. */
export function toFloat32(x: number): number {
  const rounded = Math.fround(x);
  const shift = Number(Math.abs(rounded) < SMALL) * SHIFT;
  return Math.fround(rounded + shift) - shift;
}

/** A smaller gradient counts as 0 where it is squared. */
export const LEAST_SQUARED = 2 ** -50;
/** A smaller average of squares counts as 0. */
export const LEAST_SQUARE = 2 ** -100;

/** The float32 gradient that is squared for x. */
export function toSquared(x: number): number {
  const rounded = Math.fround(x);
  return Math.abs(rounded) < LEAST_SQUARED ? 0 : rounded;
}

/** The float32 average of squares that is stored for x. */
export function toSquare(x: number): number {
  const rounded = Math.fround(x);
  return rounded < LEAST_SQUARE ? 0 : rounded;
}
