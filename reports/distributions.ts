/**
 * The distributions that say how far chance reaches: Student's t and the studentized range.
 *
 * @module
 */

/**
 * The t that |T| stays below with a probability of `confidence`, T of Student's distribution with so many degrees of
 * freedom: 12.706 for 0.95 and 1.
 *
 * @param freedom a whole number from 1 on
 */
export const criticalT = (confidence: number, freedom: number): number =>
  inverse((t) => probabilityWithin(t, freedom), confidence);

/**
 * The probability that |T| < t, T of Student's distribution with `freedom` degrees of freedom: a finite sum for a whole
 * number of them (Abramowitz & Stegun, Handbook of Mathematical Functions, 26.7.3 and 26.7.4).
 */
export function probabilityWithin(t: number, freedom: number): number {
  const angle = Math.atan(t / Math.sqrt(freedom));
  const square = Math.cos(angle) ** 2;
  const isOdd = freedom % 2 === 1;
  let term = isOdd ? Math.cos(angle) : 1, sum = 0;
  for (let k = isOdd ? 1 : 0; k <= freedom - 2; k += 2) {
    sum += term;
    term *= square * (k + 1) / (k + 2);
  }
  const series = Math.sin(angle) * sum;
  return isOdd ? 2 / Math.PI * (angle + series) : series;
}

/**
 * The q that the range of `count` independent normal means, divided by an independent estimate of their standard
 * deviation, stays below with a probability of `confidence`: Tukey's studentized range, 3.877 for 0.95, 3 and 10. For
 * two means it is √2 · t.
 *
 * @param count from 2 on
 * @param freedom the estimate's degrees of freedom, for more than two means any number from 1 on
 */
export function criticalRange(confidence: number, count: number, freedom: number): number {
  const key = `${confidence} ${count} ${freedom}`;
  let q = RANGES.get(key);
  if (q === undefined) {
    q = count === 2
      ? Math.SQRT2 * criticalT(confidence, freedom)
      : inverse((q) => rangeProbability(q, count, freedom), confidence);
    RANGES.set(key, q);
  }
  return q;
}

/** Critical ranges take some thousandths of a second each. */
const RANGES = new Map<string, number>();

/**
 * The probability that the studentized range is below q: the range's own, ∫ count · φ(z) · (Φ(z) − Φ(z − q·s))^(count −
 * 1) dz, averaged over the standard deviation's estimate s, √(χ²/freedom). Both integrals are sums over even steps, of
 * z and of ln s, which for integrands that vanish at both ends converge faster than any power of the step (Trefethen &
 * Weideman, The Exponentially Convergent Trapezoidal Rule, 2014).
 */
export function rangeProbability(q: number, count: number, freedom: number): number {
  const step = Math.min(0.1, 0.3 / Math.sqrt(freedom));
  const density = (u: number) => Math.exp(freedom * (u - (Math.exp(2 * u) - 1) / 2));
  let sum = 0, all = 0;
  for (const sign of [-1, 1]) {
    for (let i = sign === 1 ? 0 : 1;; i++) {
      const u = sign * i * step, weight = density(u);
      if (weight < 1e-14) break;
      all += weight;
      sum += weight * normalRange(q * Math.exp(u), count);
    }
  }
  return sum / all;
}

const Z_STEP = 0.25;
const Z = Array.from({ length: 65 }, (_, i) => -8 + i * Z_STEP);
const BELOW_Z = Z.map(normal);
const DENSITY = Z.map((z) => Math.exp(-z * z / 2) / Math.sqrt(2 * Math.PI));

/** The probability that `count` independent standard normal numbers lie within a range of w. */
function normalRange(w: number, count: number): number {
  let sum = 0;
  for (let i = 0; i < Z.length; i++) {
    sum += count * Z_STEP * DENSITY[i] * (BELOW_Z[i] - normalNear(Z[i] - w)) ** (count - 1);
  }
  return Math.min(1, sum);
}

/** Φ(x), by its series around 0 (Marsaglia, Evaluating the Normal Distribution, 2004). */
function normal(x: number): number {
  let term = x, sum = x, before = 0;
  for (let k = 3; sum !== before; k += 2) {
    before = sum;
    term *= x * x / k;
    sum += term;
  }
  return 0.5 + sum * Math.exp(-x * x / 2) / Math.sqrt(2 * Math.PI);
}

/** Φ(x), faster: by twelve terms of its series around the nearest z, whose derivatives are Hermite polynomials. */
function normalNear(x: number): number {
  if (x <= -8) return 0;
  if (x >= 8) return 1;
  const i = Math.round((x + 8) / Z_STEP), z = Z[i], h = x - z;
  let before = 0, hermite = 1, power = h, sum = h;
  for (let n = 1; n < 12; n++) {
    [before, hermite] = [hermite, z * hermite - (n - 1) * before];
    power *= -h / (n + 1);
    sum += power * hermite;
  }
  return BELOW_Z[i] + DENSITY[i] * sum;
}

/**
 * Where a growing function of x ≥ 0 reaches `wanted`: regula falsi, the Illinois way, which weighs an end less that
 * stays (Dowell & Jarratt 1971).
 */
function inverse(f: (x: number) => number, wanted: number): number {
  let low = 0, high = 1, below = -wanted, above = f(high) - wanted;
  while (above < 0) [low, below, high, above] = [high, above, 2 * high, f(2 * high) - wanted];
  for (let side = 0; high - low > 1e-10 * high;) {
    const x = (low * above - high * below) / (above - below), off = f(x) - wanted;
    if (Math.abs(off) < 1e-13 || x <= low || x >= high) return x;
    if (off < 0) {
      if (side === -1) above /= 2;
      [low, below, side] = [x, off, -1];
    } else {
      if (side === 1) below /= 2;
      [high, above, side] = [x, off, 1];
    }
  }
  return high;
}
