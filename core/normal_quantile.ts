import { log } from "./exact_math.ts";

/** Of numerator and denominator for |y| ≤ 0.85, by powers of 0.180625 − (y/2)². */
const CENTRAL = [
  [
    3.3871328727963666080e0,
    1.3314166789178437745e2,
    1.9715909503065514427e3,
    1.3731693765509461125e4,
    4.5921953931549871457e4,
    6.7265770927008700853e4,
    3.3430575583588128105e4,
    2.5090809287301226727e3,
  ],
  [
    1,
    4.2313330701600911252e1,
    6.8718700749205790830e2,
    5.3941960214247511077e3,
    2.1213794301586595867e4,
    3.9307895800092710610e4,
    2.8729085735721942674e4,
    5.2264952788528545610e3,
  ],
];
/** Beyond, by powers of √(−ln((1 − |y|) / 2)) − 1.6. */
const OUTER = [
  [
    1.42343711074968357734e0,
    4.63033784615654529590e0,
    5.76949722146069140550e0,
    3.64784832476320460504e0,
    1.27045825245236838258e0,
    2.41780725177450611770e-1,
    2.27238449892691845833e-2,
    7.74545014278341407640e-4,
  ],
  [
    1,
    2.05319162663775882187e0,
    1.67638483018380384940e0,
    6.89767334985100004550e-1,
    1.48103976427480074590e-1,
    1.51986665636164571966e-2,
    5.47593808499534494600e-4,
    1.05075007164441684324e-9,
  ],
];

const polynomial = (coefficients: readonly number[], x: number) =>
  coefficients.reduceRight((sum, coefficient) => sum * x + coefficient, 0);
const quotient = ([above, below]: readonly number[][], x: number) =>
  polynomial(above, x) / polynomial(below, x);

/**
 * √2 erf⁻¹ y: below it lies the share (1 + y) / 2 of a standard normal distribution. To 1e-15, relative, for the
 * float32 numbers between −1 and 1, which come no nearer to these than 2⁻²⁴; ±∞ for ±1.
 *
 * Source: Wichura 1988, "Algorithm AS 241: the percentage points of the normal distribution"
 */
export function normalQuantile(y: number): number {
  const half = y / 2;
  if (Math.abs(half) <= 0.425) return half * quotient(CENTRAL, 0.180625 - half * half);
  const outer = (1 - Math.abs(y)) / 2;
  if (outer === 0) return y * Infinity;
  return Math.sign(y) * quotient(OUTER, Math.sqrt(-log(outer)) - 1.6);
}
