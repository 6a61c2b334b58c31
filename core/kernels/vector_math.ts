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

/**
 * Prepares exp for −87 ≤ x ≤ 88; what is smaller counts as −87. The error is below 2 units in the last place.
 *
 *     x = n ln 2 + r, |r| ≤ ln 2 / 2        exp x = 2ⁿ (1 + r + r² p(r))
 *
 * Source of the reduction and of p: Moshier's Cephes, expf.
 */
export function prepareExp(code: Code): (x: Local<"v128">) => Vector {
  const c = constants(code, {
    lowest: -87,
    log2e: Math.LOG2E,
    // Adding 1.5 · 2²³ rounds to an integer, which then lies in the low bits.
    magic: 1.5 * 2 ** 23,
    ln2High: -0.693359375,
    ln2Low: 2.12194440e-4,
    one: 1,
    p5: 1.9875691500e-4,
    p4: 1.3981999507e-3,
    p3: 8.3334519073e-3,
    p2: 4.1665795894e-2,
    p1: 1.6666665459e-1,
    p0: 5.0000001201e-1,
  });
  const [n, r, p, bits] = [0, 1, 2, 3].map(() => code.local("v128"));
  const [getR, getP] = [() => code.get(r), () => code.get(p)];
  return (x) => {
    code.set(r, code.max(code.get(x), c.lowest()));
    code.set(bits, code.madd(getR, c.log2e, c.magic));
    code.set(n, code.sub(code.get(bits), c.magic()));
    code.set(r, code.madd(() => code.get(n), c.ln2High, getR));
    code.set(r, code.madd(() => code.get(n), c.ln2Low, getR));
    code.set(p, c.p5());
    horner(code, p, getR, [c.p4, c.p3, c.p2, c.p1, c.p0]);
    code.set(p, code.madd(() => code.mul(getP(), getR()), getR, getR));
    // 2ⁿ: n moved into the exponent, on top of the bits of 1.
    const power = () => code.addInts(code.shiftLeft(code.get(bits), code.int(23)), c.one());
    return code.mul(code.add(getP(), c.one()), power());
  };
}

/**
 * Prepares tanh. The error is below 2 units in the last place (measured: 1.3).
 *
 *     |x| < 0.625: x + x³ p(x²)        else: ±(1 − 2 / (exp 2|x| + 1)), which is ±1 from 9.1 on
 *
 * Source of p: Moshier's Cephes, tanhf.
 */
export function prepareTanh(code: Code): (x: Local<"v128">) => Vector {
  const exp = prepareExp(code);
  const c = constants(code, {
    p4: -5.70498872745e-3,
    p3: 2.06390887954e-2,
    p2: -5.37397155531e-2,
    p1: 1.33314422036e-1,
    p0: -3.33332819422e-1,
    small: 0.625,
    large: 9.1,
    one: 1,
    two: 2,
    sign: -0,
  });
  const [z, square, p, e] = [0, 1, 2, 3].map(() => code.local("v128"));
  return (x) => {
    const getX = () => code.get(x);
    code.set(z, code.abs(getX()));
    code.set(square, code.mul(getX(), getX()));
    code.set(p, c.p4());
    horner(code, p, () => code.get(square), [c.p3, c.p2, c.p1, c.p0]);
    code.set(p, code.madd(() => code.mul(code.get(p), code.get(square)), getX, getX));
    code.set(e, code.min(code.get(z), c.large()));
    code.set(e, code.add(code.get(e), code.get(e)));
    code.set(e, exp(e));
    code.set(e, code.sub(c.one(), code.div(c.two(), code.add(code.get(e), c.one()))));
    const signed = () => code.or(code.get(e), code.and(getX(), c.sign()));
    return code.select(code.get(p), signed(), code.less(code.get(z), c.small()));
  };
}
