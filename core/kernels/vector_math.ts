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
/** The same to 3e-9 with a coefficient less, which is enough where the result is taken from 1 (fitted by least squares, weighted to even the error out). */
const SHORT_P = [
  1.3950460921543413e-3,
  8.368874824545625e-3,
  4.166620633088138e-2,
  0.1666651897688381,
  0.5000000094970116,
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
 * Prepares tanh of several vectors at once, step by step in turn, so that a constant that is loaded serves them all. The error is below
 * 2 units in the last place (measured: 1.15).
 *
 *     |x| < 0.625: x + x³ s(x²)        else: ±(1 − 2 / (exp 2|x| + 1)), which is ±1 from 9.1 on
 *
 * Source of s: Moshier's Cephes, tanhf.
 *
 * @return turns each vector into its tanh
 */
export function prepareTanh(code: Code, vectors: readonly Local<"v128">[]): () => void {
  // 2|x| = n ln 2 + 2r, and exp 2r − 1 = 2r + r² P(r), where P takes the powers of two of 2r into its coefficients.
  const [p4, p3, p2, p1, p0] = SHORT_P.map((coefficient, i) => coefficient * (64 >> i));
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
    minusHalfLn2: -Math.LN2 / 2,
    one: 1,
    two: 2,
    sign: -0,
    ...{ p4, p3, p2, p1, p0 },
  });
  const lanes = vectors.map((x) => {
    const names = ["z", "square", "s", "n", "r", "r2", "odd", "q", "power"] as const;
    const made = names.map((name) => [name, code.local("v128")]);
    return { x, ...Object.fromEntries(made) as Record<typeof names[number], Local<"v128">> };
  });
  type Lane = typeof lanes[number];
  const get = (local: Local<"v128">) => () => code.get(local);
  /** Emits one step for all vectors: target ← value. */
  const step = (target: keyof Lane, value: (lane: Lane) => Vector) => {
    for (const lane of lanes) code.set(lane[target], value(lane));
  };
  const horner = (target: keyof Lane, x: keyof Lane, coefficients: Emit[]) => {
    step(target, () => coefficients[0]());
    for (const coefficient of coefficients.slice(1)) {
      step(target, (lane) => code.madd(get(lane[target]), get(lane[x]), coefficient));
    }
  };
  return () => {
    step("z", ({ x }) => code.abs(code.get(x)));
    step("r", ({ z }) => code.min(code.get(z), c.large()));
    step("power", ({ r }) => code.madd(get(r), c.twoLog2e, c.magic));
    step("n", ({ power }) => code.sub(code.get(power), c.magic()));
    step("r", ({ n, r }) => code.madd(get(n), c.minusHalfLn2, get(r)));
    step("r2", ({ r }) => code.mul(code.get(r), code.get(r)));
    horner("odd", "r2", [c.p3, c.p1]);
    horner("q", "r2", [c.p4, c.p2, c.p0]);
    step("q", ({ odd, r, q }) => code.madd(get(odd), get(r), get(q)));
    step(
      "q",
      ({ r2, q, r }) => code.madd(get(r2), get(q), () => code.add(code.get(r), code.get(r))),
    );
    // exp 2|x| + 1 = 2ⁿ q + (2ⁿ + 1); 2ⁿ is n, which lies in the low bits, moved into the exponent, on top of the bits of 1.
    step(
      "power",
      ({ power }) => code.addInts(code.shiftLeft(code.get(power), code.int(23)), c.one()),
    );
    step(
      "q",
      ({ power, q }) => code.madd(get(power), get(q), () => code.add(code.get(power), c.one())),
    );
    step("q", ({ q }) => code.div(c.two(), code.get(q)));
    step("q", ({ q }) => code.sub(c.one(), code.get(q)));
    step("q", ({ q, x }) => code.or(code.get(q), code.and(code.get(x), c.sign())));

    step("square", ({ x }) => code.mul(code.get(x), code.get(x)));
    horner("s", "square", [c.s4, c.s3, c.s2, c.s1, c.s0]);
    step("s", ({ s, square }) => code.mul(code.get(s), code.get(square)));
    step("s", ({ s, x }) => code.madd(get(s), get(x), get(x)));
    step(
      "x",
      ({ s, q, z }) => code.select(code.get(s), code.get(q), code.less(code.get(z), c.small())),
    );
  };
}
