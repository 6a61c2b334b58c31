/**
 * exp, log, log1p, pow, tanh, erf, sin and cos with the same bits on every machine: `Math`'s own are only specified to
 * be near the true value, and differ between engines. These are built from + − × ÷ and from rounding to integers and to
 * float32, all specified to the last bit.
 *
 * Each function takes a nearby point where it knows the value, and adds what a short series says about the rest. The
 * tables of known values are worked out in integers when this module is loaded; series have their textbook
 * coefficients. Numbers that need more than 53 bits are kept as a sum of two: `high`, and what is missing from it,
 * `low`.
 *
 * The method is Tang's, "Table-driven implementation of the exponential function in IEEE floating-point arithmetic",
 * ACM TOMS 15 (1989), and "… of the logarithm function …", 16 (1990), with Cody and Waite's reduction by constants in
 * pieces. How the logarithm keeps its low part for pow follows https://github.com/ARM-software/optimized-routines, sin
 * and cos near a multiple of π/2 follow fdlibm.
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
 * tanh x, within 1.3 ulp; tanh(−x) is −tanh x.
 *
 *     x = a + d, a the multiple of 1/32 next to x on the way to 0, A = tanh a
 *     tanh d = d / (1 + d² / (3 + d² / (5 + d² / (7 + …)))) = P / Q,  P = d (105 + 10d²),  Q = 105 + 45d² + d⁴
 *     tanh x = (A + P/Q) / (1 + A P/Q) = A + (1 − A²) (d − d (d² (35 + d²) + A P) / (Q + A P))
 *
 * Each term is small beside the one before, and so are its errors.
 */
export function tanh(x: number): number {
  // No branches: they cost more than the arithmetic. NaN passes through.
  const near = Math.max(-TANH_END, Math.min(TANH_END, x));
  const n = near * 32 | 0;
  const entry = 3 * n + 96 * TANH_END;
  const A = TANH[entry];
  const low = TANH[entry + 1];
  const slope = TANH[entry + 2];
  const d = near - n / 32;
  const d2 = d * d;
  const AP = A * (d * (105 + 10 * d2));
  const Q = 105 + d2 * (45 + d2);
  // `|| x` keeps the sign of −0.
  return A + (low + slope * (d - d * (d2 * (35 + d2) + AP) / (Q + AP))) || x;
}

/**
 * erf x = 2/√π ∫ exp(−s²) ds from 0 to x, within 1 ulp; erf(−x) is −erf x.
 *
 *     |x| = a + d, a the multiple of 1/32 next to |x|
 *     erf |x| = erf a + 2/√π exp(−a²) ∫ exp(−2as − s²) ds from 0 to d
 *     exp(−2as − s²) = Σ gₖ sᵏ,  g₀ = 1,  g₁ = −2a,  (k + 1) gₖ₊₁ = −2a gₖ − 2gₖ₋₁
 *
 * The last line says that the sum is its own derivative divided by −2a − 2s.
 */
export function erf(x: number): number {
  // NaN passes through.
  const near = Math.min(ERF_END, Math.abs(x));
  const n = near * 32 + 0.5 | 0;
  const table = erfTable ??= makeErfTable();
  const a = n / 32;
  const d = near - a;
  let [before, term, sum] = [1, -2 * a * d, 0];
  for (let k = 1; k <= 8; k++) {
    sum += term / (k + 1);
    [before, term] = [term, -2 * d * (a * term + d * before) / (k + 1)];
  }
  const main = table[4 * n + 2] * d;
  const size = table[4 * n] + (main + (table[4 * n + 1] + table[4 * n + 3] * d + main * sum));
  // `|| x` keeps the sign of −0.
  return (x < 0 ? -size : size) || x;
}

/** ln x, within 0.51 ulp. */
export function log(x: number): number {
  return x > 0 && x < Infinity ? logPlus(x, 0) : logOfSpecial(x);
}

/** ln(1 + x), within 0.8 ulp however small x is. */
export function log1p(x: number): number {
  if (Math.abs(x) < 2 ** -54) return x;
  const sum = 1 + x;
  if (!(sum > 0 && sum < Infinity)) return logOfSpecial(sum);
  // What rounding took off the sum; ln(sum + low) is ln sum + low / sum.
  const low = x < 1 ? x - (sum - 1) : 1 - (sum - x);
  return logPlus(sum, low / sum);
}

/**
 * x to the power of y, within 0.6 ulp (1 ulp where the result is below 2^−1022); where x or y is special, as
 * `Math.pow`.
 */
export function pow(x: number, y: number): number {
  if (y === 0) return 1;
  if (Number.isNaN(x) || Number.isNaN(y)) return NaN;
  const size = Math.abs(x);
  if (Math.abs(y) === Infinity) return size === 1 ? NaN : (size > 1) === (y > 0) ? Infinity : 0;
  if (x < 0 && size < Infinity && y % 1 !== 0) return NaN;
  const sign = (x < 0 || Object.is(x, -0)) && Math.abs(y % 2) === 1 ? -1 : 1;
  if (size === 0 || size === Infinity) return sign * ((size > 0) === (y > 0) ? Infinity : 0);
  if (size === 1) return sign;

  const high = logPlus(size, 0);
  const low = logLow[0];
  if (Math.abs(y * high) > 800) return sign * (y * high > 0 ? Infinity : 0);
  // The product's main part is exact, of two factors of 24 bits.
  const yHead = Math.fround(y);
  const logHead = Math.fround(high);
  const tail = (y - yHead) * logHead + y * (high - logHead + low);
  return sign * expOfSum(yHead * logHead, tail);
}

/**
 * sin x, within 0.9 ulp.
 *
 * @throws RangeError where |x| is above 8192
 */
export function sin(x: number): number {
  return sinOfQuarter(x, 0);
}

/**
 * cos x, within 0.9 ulp.
 *
 * @throws RangeError where |x| is above 8192
 */
export function cos(x: number): number {
  return sinOfQuarter(x, 1);
}

/**
 * e^(x + tail) with |tail| below 0.001. x + tail = n · ln 2 / 32 + r, n = 32k + i, so that e^x = 2^k · 2^(i/32) · e^r
 * with
 * |r| ≤ 0.011.
 */
function expOfSum(x: number, tail: number): number {
  // Beyond, the result is 0 or Infinity. NaN passes through.
  const near = Math.max(-746, Math.min(710, x));
  const n = nearest(near * STEPS_IN_1);
  // n times the step's first piece is exact, and so is the difference.
  const r = (near - n * STEP_HIGH) - n * STEP_LOW + tail;
  const r2 = r * r;
  const p = r + r2 * (1 / 2 + r * (1 / 6) + r2 * (1 / 24 + r * (1 / 120) + r2 * (1 / 720)));
  const entry = 2 * (n & 31);
  const high = EXP2[entry];
  return scale(high + (EXP2[entry + 1] + high * p), n >> 5);
}

/**
 * The low part of the last result of `logPlus`, of which pow needs more than 53 bits. (A plain variable would be
 * slower.)
 */
const logLow = new Float64Array(1);

/**
 * ln x + more, for 0 < x < Infinity and |more| ≤ 2^−53. With x = 2^k · z, √½ ≤ z < √2, and j / 128 the nearest to 1/z,
 * ln x = k · ln 2 − ln(j / 128) + ln(1 + r), where 1 + r = z · j / 128 and |r| ≤ 0.0056.
 */
function logPlus(x: number, more: number): number {
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
  const r2 = r * r;

  // The main parts, and what rounding takes off each of their sums. The first sum is exact.
  const table = k * LN2_HIGH + LOG[entry];
  const linear = table + r;
  const linearLow = (table - linear) + r;
  const square = head * head / 2;
  const main = linear - square;
  const mainLow = (linear - main) - square;

  const squareRest = rest * (head + r) / 2;
  // r³/3 − r⁴/4 + … + r⁹/9
  const odd = 1 / 3 + r2 * (1 / 5 + r2 * (1 / 7 + r2 * (1 / 9)));
  const even = 1 / 4 + r2 * (1 / 6 + r2 * (1 / 8));
  const series = r * r2 * (odd - r * even);
  const low = k * LN2_LOW + LOG[entry + 1] + more + linearLow + mainLow - squareRest + series;
  const high = main + low;
  logLow[0] = (main - high) + low;
  return high;
}

/** ln x where x is 0, Infinity, negative or NaN. */
function logOfSpecial(x: number): number {
  return x === 0 ? -Infinity : x === Infinity ? Infinity : NaN;
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
  return x + (x * x2 * sumOfPowers(SIN_SERIES, x2) + low * (1 - x2 / 2));
}

/** cos(x + low) for |x| up to π/4: 1 − x²/2! + x⁴/4! − … */
function cosNearZero(x: number, low: number): number {
  const x2 = x * x;
  const half = x2 / 2;
  const main = 1 - half;
  return main + ((1 - main) - half + (x2 * x2 * sumOfPowers(COS_SERIES, x2) - x * low));
}

/** c₀ + c₁x + c₂x² + … */
function sumOfPowers(c: readonly number[], x: number): number {
  let sum = 0;
  for (let i = c.length - 1; i >= 0; i--) sum = c[i] + x * sum;
  return sum;
}

/** ∓1/n!, n = 3, 5, … 17 */
// deno-fmt-ignore
const SIN_SERIES = [
  -1 / 6, 1 / 120, -1 / 5040, 1 / 362880, -1 / 39916800, 1 / 6227020800, -1 / 1307674368000, 1 / 355687428096000,
];
/** ±1/n!, n = 4, 6, … 16 */
// deno-fmt-ignore
const COS_SERIES = [
  1 / 24, -1 / 720, 1 / 40320, -1 / 3628800, 1 / 479001600, -1 / 87178291200, 1 / 20922789888000,
];

/** The integer nearest to x, the even one of two: from 2^52 on, float64 has no fractions. For |x| up to 2^51. */
function nearest(x: number): number {
  return (x + 1.5 * 2 ** 52) - 1.5 * 2 ** 52;
}

/**
 * y · 2^k, in two steps, since 2^k alone may be out of range. The first is exact, so that the result is rounded once.
 */
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
  return Number(t) / Number(ONE);
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

/** What exp is made of, for a kernel that does the same: 2^(i/32), high and low, for i = 0 … 31, and ln 2 / 32. */
export const EXP = { table: EXP2, stepHigh: STEP_HIGH, stepLow: STEP_LOW, stepsIn1: STEPS_IN_1 };

/** A = tanh(n/32), high and low, and 1 − A² for n/32 = −20 … 20; beyond, tanh is 1. */
const TANH_END = 20;
const TANH = new Float64Array(3 * (64 * TANH_END + 1));
for (let n = 0, t = ONE, root = fixedExp(ONE / 16n); n <= 32 * TANH_END; n++, t = t * root / ONE) {
  const A = (t - ONE) * ONE / (t + ONE);
  const [high, low] = pieces(A, 52);
  const slope = toNumber(ONE - A * A / ONE);
  TANH.set([-high, -low, slope], 3 * (32 * TANH_END - n));
  TANH.set([high, low, slope], 3 * (32 * TANH_END + n));
}

/** −ln(j/128), high and low, for j = 90 … 182. The high piece leaves room for a multiple of ln 2's. */
const LOG_START = 90;
const LOG = new Float64Array(2 * (183 - LOG_START));
for (let j = LOG_START; j < 183; j++) {
  LOG.set(pieces(fixedLog(128n, BigInt(j)), 42), 2 * (j - LOG_START));
}

/**
 * erf(n/32), high and low, and 2/√π exp(−(n/32)²), high and low, for n/32 = 0 … 6; beyond, erf is 1. Made when it is
 * first used.
 */
const ERF_END = 6;
let erfTable: Float64Array | undefined;
function makeErfTable(): Float64Array {
  const table = new Float64Array(4 * (32 * ERF_END + 1));
  const scale = 2n * ONE * ONE / fixedRoot(2n * HALF_PI);
  for (let n = 0n; n <= 32 * ERF_END; n++) {
    const slope = scale * ONE / fixedExp(ONE * n * n / 1024n);
    // ∫ exp(−s²) ds from 0 to a = exp(−a²) (a + 2a³/3 + 4a⁵/(3 · 5) + …)
    let sum = 0n;
    for (let term = ONE * n / 32n, i = 3n; term !== 0n; term = term * n * n / (512n * i), i += 2n) {
      sum += term;
    }
    table.set([...pieces(slope * sum / ONE, 52), ...pieces(slope, 52)], 4 * Number(n));
  }
  return table;
}

/** √t, by Newton's method from above. */
function fixedRoot(t: bigint): bigint {
  let root = t + ONE;
  for (let next = root - 1n; next < root; next = (root + t * ONE / root) / 2n) root = next;
  return root;
}
