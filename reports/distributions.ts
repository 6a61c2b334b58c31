/**
 * The distributions that say how far chance reaches: Student's t, F, and the studentized range.
 *
 * @module
 */

/**
 * The t that |T| stays below with a probability of `confidence`, T of Student's distribution with so many degrees of freedom:
 * 12.706 for 0.95 and 1.
 *
 * @param freedom a whole number from 1 on
 */
export const criticalT = (confidence: number, freedom: number): number =>
  inverse((t) => probabilityWithin(t, freedom), confidence);

/**
 * The probability that |T| < t, T of Student's distribution with `freedom` degrees of freedom: a finite sum for a whole number of them
 * (Abramowitz & Stegun, Handbook of Mathematical Functions, 26.7.3 and 26.7.4).
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
 * The probability that F > f, F the quotient of two independent variances with `above` and `below` degrees of freedom: the incomplete
 * beta function I(x; below/2, above/2) at x = below / (below + above · f).
 */
export const probabilityAbove = (f: number, above: number, below: number): number =>
  f === Infinity ? 0 : incompleteBeta(below / (below + above * f), below / 2, above / 2);

/**
 * The q that the range of `count` independent normal means, divided by an independent estimate of their standard deviation, stays below
 * with a probability of `confidence`: Tukey's studentized range, 3.877 for 0.95, 3 and 10. For two means it is √2 · t.
 *
 * @param count from 2 on
 * @param freedom the estimate's degrees of freedom
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

/** Critical ranges take a few hundredths of a second each. */
const RANGES = new Map<string, number>();

/**
 * The probability that the studentized range is below q: the range's own, ∫ count · φ(z) · (Φ(z) − Φ(z − q·s))^(count − 1) dz, averaged over the
 * standard deviation's estimate s, √(χ²/freedom). Both integrals are sums over even steps, of z and of ln s, which for integrands that vanish
 * at both ends converge faster than any power of the step (Trefethen & Weideman, The Exponentially Convergent Trapezoidal Rule, 2014).
 */
export function rangeProbability(q: number, count: number, freedom: number): number {
  const step = 0.15 / Math.sqrt(freedom);
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

const Z_STEP = 0.125;
const Z = Array.from({ length: 129 }, (_, i) => -8 + i * Z_STEP);
const BELOW_Z = Z.map(normal);
const WEIGHTS = Z.map((z) => Z_STEP * Math.exp(-z * z / 2) / Math.sqrt(2 * Math.PI));

/** The probability that `count` independent standard normal numbers lie within a range of w. */
function normalRange(w: number, count: number): number {
  let sum = 0;
  for (let i = 0; i < Z.length; i++) {
    sum += count * WEIGHTS[i] * (BELOW_Z[i] - normal(Z[i] - w)) ** (count - 1);
  }
  return Math.min(1, sum);
}

/** Φ(x), by its series around 0 (Marsaglia, Evaluating the Normal Distribution, 2004). */
function normal(x: number): number {
  if (x < -8) return 0;
  if (x > 8) return 1;
  let term = x, sum = x, before = 0;
  for (let k = 3; sum !== before; k += 2) {
    before = sum;
    term *= x * x / k;
    sum += term;
  }
  return 0.5 + sum * Math.exp(-x * x / 2) / Math.sqrt(2 * Math.PI);
}

/** I(x; a, b), by its continued fraction (NIST Digital Library of Mathematical Functions, 8.17.22). */
function incompleteBeta(x: number, a: number, b: number): number {
  if (x <= 0) return 0;
  if (x >= 1) return 1;
  if (x > (a + 1) / (a + b + 2)) return 1 - incompleteBeta(1 - x, b, a);
  // From the last term to the first; far more of them than are needed where x is below the mean.
  const terms = 100 + Math.ceil(4 * Math.sqrt(Math.max(a, b)));
  let fraction = 1;
  for (let i = terms; i > 0; i--) {
    const m = Math.floor(i / 2);
    const d = i % 2 === 0
      ? m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
      : -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1));
    fraction = 1 + d / fraction;
  }
  const front = a * Math.log(x) + b * Math.log1p(-x) + logGamma(a + b) - logGamma(a) - logGamma(b);
  return Math.exp(front) / (a * fraction);
}

/** ln Γ(x): Stirling's series (NIST Digital Library of Mathematical Functions, 5.11.1) from 10 on, and Γ(x) = Γ(x + 1) / x below. */
function logGamma(x: number): number {
  if (x < 10) return logGamma(x + 1) - Math.log(x);
  const square = x * x;
  return (x - 0.5) * Math.log(x) - x + Math.log(2 * Math.PI) / 2 +
    (1 / 12 - (1 / 360 - (1 / 1260 - 1 / (1680 * square)) / square) / square) / x;
}

/** Where a growing function of x ≥ 0 reaches `wanted`. */
function inverse(f: (x: number) => number, wanted: number): number {
  let low = 0, high = 1;
  while (f(high) < wanted) [low, high] = [high, 2 * high];
  while (high - low > 1e-10 * high) {
    const middle = (low + high) / 2;
    if (f(middle) < wanted) low = middle;
    else high = middle;
  }
  return high;
}
