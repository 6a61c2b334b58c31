/**
 * exp and tanh of four float32 numbers at once, from exactly specified instructions.
 *
 * @module
 */
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

/** target = target · x + coefficient for each coefficient: Horner's scheme. */
function horner(code: Code, target: Local<"v128">, x: Emit, coefficients: Emit[]): void {
  for (const coefficient of coefficients) {
    code.set(target, code.madd(() => code.get(target), x, coefficient));
  }
}

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
/** Adding 1.5 · 2²³ rounds to an integer, which then lies in the low bits. */
const MAGIC = 1.5 * 2 ** 23;

/**
 * Prepares exp for x ≤ 88; what is below −87 counts as −87. The error is below 2 units in the last place.
 *
 *     x = n ln 2 + r, |r| ≤ ln 2 / 2        exp x = 2ⁿ (1 + r + r² p(r))
 */
export function prepareExp(code: Code): (x: Local<"v128">) => Vector {
  const [p5, p4, p3, p2, p1, p0] = P;
  const c = constants(code, {
    lowest: -87,
    log2e: Math.LOG2E,
    magic: MAGIC,
    minusHigh: -LN2_HIGH,
    minusLow: -LN2_LOW,
    one: 1,
    ...{ p5, p4, p3, p2, p1, p0 },
  });
  const [n, r, p, bits] = [0, 1, 2, 3].map(() => code.local("v128"));
  const [getR, getP] = [() => code.get(r), () => code.get(p)];
  return (x) => {
    code.set(r, code.max(code.get(x), c.lowest()));
    code.set(bits, code.madd(getR, c.log2e, c.magic));
    code.set(n, code.sub(code.get(bits), c.magic()));
    code.set(r, code.madd(() => code.get(n), c.minusHigh, getR));
    code.set(r, code.madd(() => code.get(n), c.minusLow, getR));
    code.set(p, c.p5());
    horner(code, p, getR, [c.p4, c.p3, c.p2, c.p1, c.p0]);
    code.set(p, code.madd(() => code.mul(getP(), getR()), getR, getR));
    // 2ⁿ: n moved into the exponent, on top of the bits of 1.
    const power = () => code.addInts(code.shiftLeft(code.get(bits), code.int(23)), c.one());
    return code.mul(code.add(getP(), c.one()), power());
  };
}

/**
 * Prepares tanh. The error is below 2 units in the last place (measured: 1.4).
 *
 *     |x| < 0.625: x + x³ s(x²)        else: ±(1 − 2 / (exp 2|x| + 1)), which is ±1 from 9.1 on
 *
 * Source of s: Moshier's Cephes, tanhf.
 */
export function prepareTanh(code: Code): (x: Local<"v128">) => Vector {
  // 2|x| = n ln 2 + 2r, and exp 2r − 1 = 2r + r² P(r), where P takes the powers of two of 2r into its coefficients.
  const [p5, p4, p3, p2, p1, p0] = P.map((coefficient, i) => coefficient * (128 >> i));
  const c = constants(code, {
    s4: -5.70498872745e-3,
    s3: 2.06390887954e-2,
    s2: -5.37397155531e-2,
    s1: 1.33314422036e-1,
    s0: -3.33332819422e-1,
    small: 0.625,
    large: 9.1,
    twoLog2e: 2 * Math.LOG2E,
    magic: MAGIC,
    minusHigh: -LN2_HIGH / 2,
    minusLow: -LN2_LOW / 2,
    one: 1,
    two: 2,
    sign: -0,
    ...{ p5, p4, p3, p2, p1, p0 },
  });
  const [z, square, s, n, r, q, bits, power] = Array.from({ length: 8 }, () => code.local("v128"));
  const [getR, getQ, getS, getSquare] = [r, q, s, square].map((local) => () => code.get(local));
  return (x) => {
    const getX = () => code.get(x);
    code.set(square, code.mul(getX(), getX()));
    code.set(s, c.s4());
    horner(code, s, getSquare, [c.s3, c.s2, c.s1, c.s0]);
    code.set(s, code.madd(() => code.mul(getS(), getSquare()), getX, getX));

    code.set(z, code.abs(getX()));
    code.set(r, code.min(code.get(z), c.large()));
    code.set(bits, code.madd(getR, c.twoLog2e, c.magic));
    code.set(n, code.sub(code.get(bits), c.magic()));
    code.set(r, code.madd(() => code.get(n), c.minusHigh, getR));
    code.set(r, code.madd(() => code.get(n), c.minusLow, getR));
    code.set(q, c.p5());
    horner(code, q, getR, [c.p4, c.p3, c.p2, c.p1, c.p0]);
    code.set(q, code.madd(() => code.mul(getR(), getR()), getQ, () => code.add(getR(), getR())));
    // exp 2|x| + 1 = 2ⁿ q + (2ⁿ + 1); 2ⁿ is n moved into the exponent, on top of the bits of 1.
    code.set(power, code.addInts(code.shiftLeft(code.get(bits), code.int(23)), c.one()));
    const plusOne = () => code.add(code.get(power), c.one());
    code.set(q, code.madd(() => code.get(power), getQ, plusOne));
    code.set(q, code.sub(c.one(), code.div(c.two(), getQ())));
    const signed = () => code.or(getQ(), code.and(getX(), c.sign()));
    return code.select(getS(), signed(), code.less(code.get(z), c.small()));
  };
}
