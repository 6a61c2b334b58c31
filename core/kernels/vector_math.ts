/**
 * exp, tanh, σ and the normal distribution of four float32 numbers at once, from exactly specified instructions, and
 * how they underflow.
 *
 * @module
 */
import { SHIFT, SMALL as UNDERFLOWS } from "../underflow.ts";
import type { Code, Local, Value } from "./assembler.ts";

type Vector = Value<"v128">;
/** Emits a value wherever it is called. */
type Emit = () => Vector;

/** Constants in all four lanes, made once, before a loop. */
export function constants<K extends string>(
  code: Code,
  values: Record<K, number>,
): Record<K, Emit> {
  const made = {} as Record<K, Emit>;
  for (const name in values) {
    const local = code.local("v128");
    code.set(local, code.splat(code.float(values[name])));
    made[name] = () => code.get(local);
  }
  return made;
}

/** Prepares the rounding of small numbers, toFloat32 of underflow.ts: without a branch, and NaN and infinity pass. */
export function prepareUnderflow(code: Code): (x: Local<"v128">) => Vector {
  const c = constants(code, { small: UNDERFLOWS, shift: SHIFT });
  const shift = code.local("v128");
  return (x) => {
    const isSmall = () => code.less(code.abs(code.get(x)), c.small());
    code.set(shift, code.and(isSmall(), c.shift()));
    return code.sub(code.add(code.get(x), code.get(shift)), code.get(shift));
  };
}

/** target = target · x + coefficient for each coefficient: Horner's scheme. */
function horner(code: Code, target: Local<"v128">, x: Emit, coefficients: Emit[]): void {
  for (const coefficient of coefficients) {
    code.set(target, code.madd(() => code.get(target), x, coefficient));
  }
}

/** Emits one step for all vectors, one after the other: target ← value. */
const inTurn =
  <Lane extends Record<string, Local<"v128">>>(code: Code, lanes: readonly Lane[]) =>
  (target: keyof Lane, value: (lane: Lane) => Vector): void => {
    for (const lane of lanes) code.set(lane[target], value(lane));
  };

/** ln 2 in two parts, the first short enough that its product with a small integer is exact. */
const LN2_HIGH = 0.693359375;
const LN2_LOW = -2.12194440e-4;
/** exp r = 1 + r + r² p(r) for |r| ≤ ln 2 / 2, the highest coefficient first. Source: Moshier's Cephes, expf. */
const P = [
  1.9875691500e-4,
  1.3981999507e-3,
  8.3334519073e-3,
  4.1665795894e-2,
  1.6666665459e-1,
  5.0000001201e-1,
];
/** exp x is 7.8e-20 there, less than half the smallest number that is stored. */
const EXP_LOWEST = -44;
/** Adding 1.5 · 2²³ rounds to an integer, which then lies in the low bits. */
const MAGIC = 1.5 * 2 ** 23;

/**
 * Prepares exp of up to `most` vectors at once, step by step in turn, so that none waits for the other, for x ≤ 88;
 * what is below −44 counts as −44, of which a probability rounds to 0. The error is below 2 units in the last place.
 *
 *     x = n ln 2 + r, |r| ≤ ln 2 / 2        exp x = 2ⁿ (1 + r + r² p(r))
 *
 * Of a multiple of 2⁻⁶², r² p(r) with p about ½ is at least 2⁻¹²⁵, or 0: nothing is subnormal.
 *
 * @returns turns each vector into its exp
 */
export function prepareExp(code: Code, most = 1): (...vectors: Local<"v128">[]) => void {
  const c = constants(code, {
    lowest: EXP_LOWEST,
    log2e: Math.LOG2E,
    magic: MAGIC,
    minusHigh: -LN2_HIGH,
    minusLow: -LN2_LOW,
    one: 1,
  });
  const [highest, ...coefficients] = P.map((p) => constants(code, { p }).p);
  const room = Array.from({ length: most }, () => {
    const [n, p, bits] = [0, 1, 2].map(() => code.local("v128"));
    return { n, p, bits };
  });
  const get = (local: Local<"v128">) => () => code.get(local);
  return (...vectors) => {
    const step = inTurn(code, vectors.map((r, i) => ({ r, ...room[i] })));
    step("r", ({ r }) => code.max(code.get(r), c.lowest()));
    step("bits", ({ r }) => code.madd(get(r), c.log2e, c.magic));
    step("n", ({ bits }) => code.sub(code.get(bits), c.magic()));
    step("r", ({ n, r }) => code.madd(get(n), c.minusHigh, get(r)));
    step("r", ({ n, r }) => code.madd(get(n), c.minusLow, get(r)));
    step("p", () => highest());
    for (const coefficient of coefficients) {
      step("p", ({ p, r }) => code.madd(get(p), get(r), coefficient));
    }
    step("p", ({ p, r }) => code.mul(code.get(p), code.get(r)));
    step("p", ({ p, r }) => code.madd(get(p), get(r), get(r)));
    step("p", ({ p }) => code.add(code.get(p), c.one()));
    // 2ⁿ: n moved into the exponent, on top of the bits of 1.
    step("bits", ({ bits }) => code.addInts(code.shiftLeft(code.get(bits), code.int(23)), c.one()));
    step("r", ({ p, bits }) => code.mul(code.get(p), code.get(bits)));
  };
}

/**
 * Prepares σ(x) = 1 / (1 + exp(−x)), of which no power overflows, as it is stored: with e = exp(−|x|), 1 / (1 + e) or e
 * / (1 + e).
 *
 * @returns x must be a multiple of 2⁻⁶²
 */
export function prepareSigmoid(code: Code): (x: Local<"v128">) => Vector {
  const c = constants(code, { zero: 0, one: 1, sign: -0 });
  const exp = prepareExp(code);
  const rounded = prepareUnderflow(code);
  const e = code.local("v128");
  return (x) => {
    code.set(e, code.or(code.get(x), c.sign()));
    exp(e);
    const top = () => code.select(code.get(e), c.one(), code.less(code.get(x), c.zero()));
    code.set(e, code.div(top(), code.add(code.get(e), c.one())));
    return rounded(e);
  };
}

/**
 * Φ(−z) exp(z²/2), z ≥ 0, is t g(t) with t = 1 / (1 + 0.3 z), to 5e-8 of itself as far as 10; the highest coefficient
 * first (minimax, by Lawson's iteration).
 */
const G = [
  0.03754791743047478,
  -0.1650770089063186,
  0.220084304649518,
  -0.06652358952059367,
  0.13549597927922433,
  0.0977561951662552,
  0.12111118595365425,
  0.11960504088266943,
];
/** Φ(−10) is 8e-24, which is stored as 0. */
const FARTHEST = 10;

/**
 * Prepares the standard normal distribution: Φ(x), how much of it lies below x, and its density φ(x), both as they are
 * stored.
 *
 *     φ(x) = exp(−x²/2) / √(2π)        Φ(−|x|) = exp(−x²/2) t g(t)        Φ(|x|) = 1 − Φ(−|x|)
 */
export function prepareNormal(
  code: Code,
): (x: Local<"v128">) => { below: Local<"v128">; density: Local<"v128"> } {
  const names = G.map((_, i) => `g${i}`);
  const c = constants(code, {
    ...Object.fromEntries(names.map((name, i) => [name, G[i]])),
    zero: 0,
    one: 1,
    half: -0.5,
    farthest: FARTHEST,
    slope: 0.3,
    density: 1 / Math.sqrt(2 * Math.PI),
  });
  const exp = prepareExp(code);
  const rounded = prepareUnderflow(code);
  const [z, t, e, below, density] = [0, 1, 2, 3, 4].map(() => code.local("v128"));
  const getT = () => code.get(t);
  const [first, ...others] = names.map((name) => (c as Record<string, Emit>)[name]);
  return (x) => {
    code.set(z, code.min(code.abs(code.get(x)), c.farthest()));
    code.set(t, code.madd(() => code.get(z), c.slope, c.one));
    code.set(t, code.div(c.one(), getT()));
    code.set(e, code.mul(code.mul(code.get(z), c.half()), code.get(z)));
    code.set(e, rounded(e));
    exp(e);
    code.set(below, first());
    horner(code, below, getT, others);
    code.set(below, code.mul(code.get(e), code.mul(code.get(below), getT())));
    code.set(below, rounded(below));
    const above = () => code.sub(c.one(), code.get(below));
    code.set(
      below,
      code.select(code.get(below), above(), code.less(code.get(x), c.zero())),
    );
    code.set(density, code.mul(code.get(e), c.density()));
    code.set(density, rounded(density));
    return { below, density };
  };
}

/**
 * tanh r = r + r³ t(r²) to 5e-8 for |r| ≤ SMALL, the highest coefficient first (minimax: relative error, by Lawson's
 * iteration).
 */
const T = [
  0.01627394560976543,
  -0.05258689351074693,
  0.1331942112208987,
  -0.3333289122884773,
];
/**
 * Up to here tanh x is T itself; from here on it is above ½, so that taking a fraction from 1 costs less than 2 ulp.
 */
const SMALL = 0.56;
/** From here on tanh x is 1. */
const LARGE = 9.1;

/**
 * Prepares tanh of several vectors at once, step by step in turn, so that a constant that is loaded serves them all.
 * The error is below 2 units in the last place (measured: 1.7).
 *
 *     |x| = n ln 2 / 2 + r, |r| ≤ ln 2 / 4     T = tanh r     p = 2ⁿ⁻¹
 *     tanh |x| = 1 − 2 / (exp 2|x| + 1) = h − (h − T) / ((p + ½) + (p − ½) T)  with h = 1
 *
 * For |x| ≤ 0.56, n and h are 0, which leaves T. A square below 2⁻⁶⁰ counts as 2⁻⁶⁰: it makes no difference to T then,
 * and r³ is no subnormal number.
 *
 * @returns turns each vector into its tanh
 */
export function prepareTanh(code: Code, vectors: readonly Local<"v128">[]): () => void {
  const [t3, t2, t1, t0] = T;
  const c = constants(code, {
    large: LARGE,
    small: SMALL,
    least: 2 ** -60,
    twoLog2e: 2 * Math.LOG2E,
    magic: MAGIC,
    minusHalfLn2: -Math.LN2 / 2,
    half: 0.5,
    one: 1,
    sign: -0,
    ...{ t3, t2, t1, t0 },
  });
  const lanes = vectors.map((x) => {
    const names = ["z", "h", "n", "p", "r", "square", "t", "divisor"] as const;
    const made = names.map((name) => [name, code.local("v128")]);
    return { x, ...Object.fromEntries(made) as Record<typeof names[number], Local<"v128">> };
  });
  const get = (local: Local<"v128">) => () => code.get(local);
  const step = inTurn(code, lanes);
  return () => {
    step("z", ({ x }) => code.min(code.abs(code.get(x)), c.large()));
    step("h", ({ z }) => code.greater(code.get(z), c.small()));
    // What is small counts as 0 when n is looked for.
    step("p", ({ z, h }) => code.and(code.get(z), code.get(h)));
    step("h", ({ h }) => code.and(code.get(h), c.one()));
    step("p", ({ p }) => code.madd(get(p), c.twoLog2e, c.magic));
    step("n", ({ p }) => code.sub(code.get(p), c.magic()));
    step("r", ({ n, z }) => code.madd(get(n), c.minusHalfLn2, get(z)));
    // n, which lies in the low bits, moves into the exponent, on top of the bits of ½.
    step("p", ({ p }) => code.addInts(code.shiftLeft(code.get(p), code.int(23)), c.half()));

    step("square", ({ r }) => code.max(code.mul(code.get(r), code.get(r)), c.least()));
    step("t", () => c.t3());
    for (const coefficient of [c.t2, c.t1, c.t0]) {
      step("t", ({ t, square }) => code.madd(get(t), get(square), coefficient));
    }
    step("square", ({ r, square }) => code.mul(code.get(square), code.get(r)));
    step("t", ({ r, square, t }) => code.madd(get(square), get(t), get(r)));

    step("divisor", ({ p }) => code.sub(code.get(p), c.half()));
    step("p", ({ p }) => code.add(code.get(p), c.half()));
    step("divisor", ({ p, t, divisor }) => code.madd(get(divisor), get(t), get(p)));
    step("t", ({ h, t }) => code.sub(code.get(h), code.get(t)));
    step("t", ({ t, divisor }) => code.div(code.get(t), code.get(divisor)));
    step("t", ({ h, t }) => code.sub(code.get(h), code.get(t)));
    step("x", ({ x, t }) => code.or(code.get(t), code.and(code.get(x), c.sign())));
  };
}
