/**
 * exp, log, log1p, pow, tanh, sin and cos with the same bits on every machine: `Math`'s own are only specified to be near the true value,
 * and differ between engines. These are built from + − × ÷, floor and rounding to float32, all of which are specified to the last bit.
 *
 * Each function takes a nearby point where it knows the value, and adds what a short series says about the rest. The tables of known
 * values are worked out in integers when this module is loaded; series have their textbook coefficients. Numbers that need more than 53
 * bits are kept as a sum of two: `high`, and what is missing from it, `low`.
 *
 * The method is Tang's, "Table-driven implementation of the exponential function in IEEE floating-point arithmetic", ACM TOMS 15 (1989),
 * and "… of the logarithm function …", 16 (1990), with Cody and Waite's reduction by constants in pieces. How the logarithm keeps its low
 * part for pow follows https://github.com/ARM-software/optimized-routines, sin and cos near a multiple of π/2 follow fdlibm.
 *
 * Errors are in ulp, the distance between neighbouring float64 numbers at the result; the tests measure them.
 *
 * @module
 */

/** e^x, within 0.6 ulp (1 ulp where the result is below 2^−1022). */
export function exp(x: number): number {
  return expOfSum(x, 0);
}

/**
 * tanh x, within 1.1 ulp; tanh(−x) is −tanh x.
 *
 *     tanh(a + d) = A + u − u · A (A + u) / (1 + A u),  A = tanh a,  u = tanh d = d − d³/3 + 2d⁵/15 − …
 *
 * with a the nearest multiple of 1/16. Neither term cancels the other, so tanh needs no exp.
 */
export function tanh(x: number): number {
  const size = Math.abs(x);
  if (!(size < TANH_END)) return x > 0 ? 1 : x < 0 ? -1 : NaN;
  if (size < 2 ** -28) return x;
  const n = nearest(x * 16);
  const entry = 2 * (n + 16 * TANH_END) | 0;
  const A = TANH[entry];
  const low = TANH[entry + 1];
  const d = x - n / 16;
  const d2 = d * d;
  const bend = d * (d2 * (-1 / 3 + d2 * (2 / 15 + d2 * (-17 / 315 + d2 * (62 / 2835)))));
  const u = d + bend;
  return A + (d + (low + bend - u * (A * (A + u) / (1 + A * u))));
}

/** ln x, within 0.6 ulp. */
export function log(x: number): number {
  return logOfSum(x, 0);
}

/** ln(1 + x), within 0.6 ulp however small x is. */
export function log1p(x: number): number {
  if (Math.abs(x) < 2 ** -54 || x === Infinity) return x;
  const sum = 1 + x;
  // What rounding took off the sum.
  const low = x < 1 ? x - (sum - 1) : 1 - (sum - x);
  return logOfSum(sum, low);
}

/** x to the power of y, within 0.6 ulp (1 ulp where the result is below 2^−1022); where x or y is special, as `Math.pow`. */
export function pow(x: number, y: number): number {
  if (y === 0) return 1;
  if (Number.isNaN(x) || Number.isNaN(y)) return NaN;
  const size = Math.abs(x);
  if (Math.abs(y) === Infinity) return size === 1 ? NaN : (size > 1) === (y > 0) ? Infinity : 0;
  if (x < 0 && size < Infinity && y % 1 !== 0) return NaN;
  const sign = (x < 0 || Object.is(x, -0)) && Math.abs(y % 2) === 1 ? -1 : 1;
  if (size === 0 || size === Infinity) return sign * ((size > 0) === (y > 0) ? Infinity : 0);

  const high = logOfSum(size, 0);
  const low = logLow;
  // Beyond 2^65 all that counts is the logarithm's sign.
  const exponent = Math.max(-(2 ** 65), Math.min(y, 2 ** 65));
  // The product's main part is exact, of two factors of 24 bits.
  const exponentHead = Math.fround(exponent);
  const logHead = Math.fround(high);
  const tail = (exponent - exponentHead) * logHead + exponent * (high - logHead + low);
  return sign * expOfSum(exponentHead * logHead, tail);
}

/**
 * sin x, within 0.8 ulp.
 *
 * @throws RangeError where |x| is above 8192
 */
export function sin(x: number): number {
  return sinOfQuarter(x, 0);
}

/**
 * cos x, within 0.8 ulp.
 *
 * @throws RangeError where |x| is above 8192
 */
export function cos(x: number): number {
  return sinOfQuarter(x, 1);
}

/**
 * e^(x + tail) with |tail| below 0.001. x + tail = n · ln 2 / 32 + r, n = 32k + i, so that e^x = 2^k · 2^(i/32) · e^r with
 * |r| ≤ 0.011.
 */
function expOfSum(x: number, tail: number): number {
  if (!(x > -746)) return x < 0 ? 0 : NaN;
  if (x > 710) return Infinity;
  const n = nearest(x * STEPS_IN_1);
  // n times the step's first piece is exact, and so is the difference.
  const r = (x - n * STEP_HIGH) - n * STEP_LOW + tail;
  const r2 = r * r;
  const p = r + r2 * (1 / 2 + r * (1 / 6) + r2 * (1 / 24 + r * (1 / 120) + r2 * (1 / 720)));
  const entry = 2 * (n & 31);
  const high = EXP2[entry];
  return scale(high + (EXP2[entry + 1] + high * p), n >> 5);
}

/** The low part of the last result of `logOfSum`, of which pow needs more than 53 bits. */
let logLow = 0;

/**
 * ln(x + tail), with |tail| at most half an ulp of x. x = 2^k · z with √½ ≤ z < √2, and j / 128 near 1/z, so that
 * ln x = k · ln 2 − ln(j / 128) + ln(1 + r) with 1 + r = z · j / 128 and |r| ≤ 0.0056.
 */
function logOfSum(x: number, tail: number): number {
  if (!(x > 0 && x < Infinity)) return x === 0 ? -Infinity : x > 0 ? Infinity : NaN;
  const normal = x < 2 ** -1022 ? x * 2 ** 54 : x;
  // A DataView writes the sign and exponent first on every machine; 0x3fe6a09e is how √½ begins.
  bits.setFloat64(0, normal);
  const exponent = (bits.getInt32(0) - 0x3fe6a09e) >> 20;
  const z = scale(normal, -exponent);
  const k = x < 2 ** -1022 ? exponent - 54 : exponent;
  const j = nearest(128 / z);
  const entry = 2 * (j - LOG_START);

  // r = head + rest. Both are exact, and so are their sum and the head's square: z has 53 bits, its head 24, j 8.
  const zHead = Math.fround(z);
  const head = zHead * (j / 128) - 1;
  const rest = (z - zHead) * (j / 128);
  const r = head + rest;

  // The main parts, and what rounding takes off each of their sums. The first sum is exact.
  const table = k * LN2_HIGH + LOG[entry];
  const linear = table + r;
  const linearLow = (table - linear) + r;
  const square = head * head / 2;
  const main = linear - square;
  const mainLow = (linear - main) - square;

  const squareRest = rest * (head + r) / 2;
  const series = 1 / 3 +
    r * (-1 / 4 + r * (1 / 5 + r * (-1 / 6 + r * (1 / 7 + r * (-1 / 8 + r / 9)))));
  const low = k * LN2_LOW + LOG[entry + 1] + tail / x + linearLow + mainLow - squareRest +
    r * r * r * series;
  const high = main + low;
  logLow = (main - high) + low;
  return high;
}

/** sin(x + quarter · π/2) */
function sinOfQuarter(x: number, quarter: number): number {
  const size = Math.abs(x);
  if (!(size < Infinity)) return NaN;
  if (size > 8192) throw new RangeError(`sin and cos take at most 8192 either way, found ${x}`);
  if (size < 2 ** -27) return quarter === 0 ? x : 1;
  // x = n · π/2 + high + low. π/2 comes in pieces of 40 bits, so that the first two products are exact.
  const n = nearest(x * QUARTERS_IN_1);
  const first = x - n * HALF_PI_1;
  const second = -n * HALF_PI_2;
  const high = first + second;
  const firstPart = high - second;
  const low = (first - firstPart) + (second - (high - firstPart)) - n * HALF_PI_3;
  switch ((n + quarter) & 3) {
    case 0:
      return sinNearZero(high, low);
    case 1:
      return cosNearZero(high, low);
    case 2:
      return -sinNearZero(high, low);
    default:
      return -cosNearZero(high, low);
  }
}

/** sin(x + low) for |x| up to π/4: x − x³/3! + x⁵/5! − … */
function sinNearZero(x: number, low: number): number {
  const x2 = x * x;
  const series = -1 / 6 + x2 * (1 / 120 + x2 * (-1 / 5040 + x2 * (1 / 362880 + x2 * (-1 / 39916800 +
                    x2 *
                      (1 / 6227020800 + x2 * (-1 / 1307674368000 + x2 * (1 / 355687428096000)))))));
  return x + (x * (x2 * series) + low * (1 - x2 / 2));
}

/** cos(x + low) for |x| up to π/4: 1 − x²/2! + x⁴/4! − … */
function cosNearZero(x: number, low: number): number {
  const x2 = x * x;
  const series = 1 / 24 +
    x2 * (-1 / 720 + x2 * (1 / 40320 + x2 * (-1 / 3628800 + x2 * (1 / 479001600 +
                    x2 * (-1 / 87178291200 + x2 * (1 / 20922789888000))))));
  const half = x2 / 2;
  const main = 1 - half;
  return main + ((1 - main) - half + (x2 * (x2 * series) - x * low));
}

/** The integer nearest to x, the even one of two: from 2^52 on, float64 has no fractions. For |x| up to 2^51. */
function nearest(x: number): number {
  return (x + 1.5 * 2 ** 52) - 1.5 * 2 ** 52;
}

/** y · 2^k, in two steps, since 2^k alone may be out of range. The first is exact, so that the result is rounded once. */
function scale(y: number, k: number): number {
  const half = k >> 1;
  return y * POWERS_OF_2[half + POWERS_END] * POWERS_OF_2[k - half + POWERS_END];
}

/** 2^−540 … 2^540, made by doubling and halving. */
const POWERS_END = 540;
const POWERS_OF_2 = new Float64Array(2 * POWERS_END + 1);
for (let k = 0, power = 1; k <= POWERS_END; k++, power *= 2) {
  POWERS_OF_2[POWERS_END + k] = power;
  POWERS_OF_2[POWERS_END - k] = 1 / power;
}

const bits = new DataView(new ArrayBuffer(8));

/** Numbers in fixed point: integers that count units of 2^−160. */
const FRACTION_BITS = 160;
const ONE = 1n << BigInt(FRACTION_BITS);

/** t as a sum of float64 numbers: what it has down to 2^−end of the first end, then of the next, and the rest. */
function pieces(t: bigint, ...ends: number[]): number[] {
  const numbers = ends.map((end) => {
    const below = BigInt(FRACTION_BITS - end);
    const piece = (t >> below) << below;
    t -= piece;
    return toNumber(piece);
  });
  return [...numbers, toNumber(t)];
}

/** The nearest float64 number. */
function toNumber(t: bigint): number {
  return Number(t) / 2 ** FRACTION_BITS;
}

/** e^t = 1 + t + t²/2! + … */
function fixedExp(t: bigint): bigint {
  let sum = 0n;
  for (let term = ONE, i = 1n; term !== 0n; term = term * t / (ONE * i), i++) sum += term;
  return sum;
}

/** atanh(p/q) = p/q + (p/q)³/3 + (p/q)⁵/5 + …; with the sign −1 the signs alternate, which gives atan(p/q). */
function fixedAtanh(p: bigint, q: bigint, sign = 1n): bigint {
  let sum = 0n;
  for (let power = ONE * p / q, i = 1n; power !== 0n; i += 2n) {
    sum += power / i;
    power = sign * power * p * p / (q * q);
  }
  return sum;
}

/** ln(p/q) */
function fixedLog(p: bigint, q: bigint): bigint {
  return 2n * fixedAtanh(p - q, p + q);
}

/** ln 2; the high piece leaves room for a factor of 21 bits. */
const LN2 = fixedLog(2n, 1n);
const [LN2_HIGH, LN2_LOW] = pieces(LN2, 32);

/** ln 2 / 32, exp's step. */
const [STEP_HIGH, STEP_LOW] = pieces(LN2 / 32n, 37);
const STEPS_IN_1 = 32 / toNumber(LN2);

/** π/2, by Machin's formula π/4 = 4 atan(1/5) − atan(1/239). */
const HALF_PI = 8n * fixedAtanh(1n, 5n, -1n) - 2n * fixedAtanh(1n, 239n, -1n);
const [HALF_PI_1, HALF_PI_2, HALF_PI_3] = pieces(HALF_PI, 39, 79);
const QUARTERS_IN_1 = 1 / toNumber(HALF_PI);

/** 2^(i/32), high and low, for i = 0 … 31. */
const EXP2 = new Float64Array(2 * 32);
for (let i = 0, t = ONE, root = fixedExp(LN2 / 32n); i < 32; i++, t = t * root / ONE) {
  EXP2.set(pieces(t, 52), 2 * i);
}

/** tanh(n/16), high and low, for n/16 = −20 … 20; beyond, tanh is 1. */
const TANH_END = 20;
const TANH = new Float64Array(2 * (2 * 16 * TANH_END + 1));
for (let n = 0, t = ONE, eighth = fixedExp(ONE / 8n); n <= 16 * TANH_END; n++) {
  const [high, low] = pieces((t - ONE) * ONE / (t + ONE), 52);
  TANH.set([-high, -low], 2 * (16 * TANH_END - n));
  TANH.set([high, low], 2 * (16 * TANH_END + n));
  t = t * eighth / ONE;
}

/** −ln(j/128), high and low, for j = 90 … 182. The high piece leaves room for a multiple of ln 2's. */
const LOG_START = 90;
const LOG = new Float64Array(2 * (183 - LOG_START));
for (let j = LOG_START; j < 183; j++) {
  LOG.set(pieces(fixedLog(128n, BigInt(j)), 42), 2 * (j - LOG_START));
}
