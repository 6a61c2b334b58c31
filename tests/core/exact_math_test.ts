import { assert, assertEquals, assertThrows } from "@std/assert";
import { cos, erf, exp, log, log1p, pow, sin, tanh } from "../../core/exact_math.ts";
import { TorchGenerator } from "../../core/random/torch.ts";

// The truth, in fixed point of 320 bits: a bigint t stands for t / 2^320.
const P = 320;
const ONE = 1n << BigInt(P);
const times = (a: bigint, b: bigint) => (a * b) >> BigInt(P);
const over = (a: bigint, b: bigint) => (a << BigInt(P)) / b;

/** A number m · 2^e of any size. */
type Real = [m: bigint, e: number];

const view = new DataView(new ArrayBuffer(8));

/** What a finite float64 stands for. */
function real(x: number): Real {
  view.setFloat64(0, x);
  const word = view.getBigUint64(0);
  const exponent = Number((word >> 52n) & 0x7ffn);
  const fraction = word & ((1n << 52n) - 1n);
  const m = exponent === 0 ? fraction : fraction | (1n << 52n);
  return [x < 0 ? -m : m, Math.max(exponent, 1) - 1075];
}

function fixed([m, e]: Real): bigint {
  return e + P >= 0 ? m << BigInt(e + P) : m >> BigInt(-e - P);
}

const sizeOf = (t: bigint) => (t < 0n ? -t : t).toString(2).length;

/** |found − wanted| in units of the distance between float64 numbers at `wanted`. */
function ulps(found: number, [m, e]: Real): number {
  const [foundM, foundE] = real(found);
  const unit = Math.max(sizeOf(m) + e - 53, -1074);
  const lowest = Math.min(foundE, e, unit - 30);
  const difference = (foundM << BigInt(foundE - lowest)) - (m << BigInt(e - lowest));
  return Math.abs(Number(difference >> BigInt(unit - 30 - lowest))) / 2 ** 30;
}

/** The sum of terms, each made from the one before, until they vanish. */
function series(first: bigint, next: (term: bigint, i: bigint) => bigint): bigint {
  let sum = 0n;
  for (let term = first, i = 1n; term !== 0n && term !== -1n; term = next(term, i++)) sum += term;
  return sum;
}

function atanh(t: bigint, sign = 1n): bigint {
  const square = times(t, t);
  let sum = 0n;
  for (let power = t, i = 1n; power / i !== 0n; power = sign * times(power, square), i += 2n) {
    sum += power / i;
  }
  return sum;
}

// Other formulas than the module's.
const LN2 = 18n * atanh(ONE / 26n) - 2n * atanh(ONE / 4801n) + 8n * atanh(ONE / 8749n);
const PI = 4n * (atanh(ONE / 2n, -1n) + atanh(ONE / 3n, -1n));

function trueExp(t: bigint): Real {
  const k = (t + LN2 / 2n) / LN2;
  const r = t - k * LN2;
  return [series(ONE, (term, i) => times(term, r) / i), Number(k) - P];
}

function trueLog([m, e]: Real): bigint {
  const size = sizeOf(m);
  const z = fixed([m, -size]);
  return 2n * atanh(over(z - ONE, z + ONE)) + BigInt(e + size) * LN2;
}

function trueTanh(t: bigint): bigint {
  const power = fixed(trueExp(2n * t));
  return over(power - ONE, power + ONE);
}

/** 2/√π (x − x³/3 + x⁵/(5 · 2!) − …) */
function trueErf(t: bigint): bigint {
  const square = times(t, t);
  let sum = 0n;
  for (let power = t, i = 0n; power !== 0n && power !== -1n;) {
    sum += power / (2n * i + 1n);
    power = -times(power, square) / ++i;
  }
  const half = BigInt(Math.floor(Math.sqrt(Math.PI) * 2 ** 50)) << BigInt(P - 50);
  let root = half;
  for (let i = 0; i < 8; i++) root = (root + over(PI, root)) / 2n;
  return over(2n * sum, root);
}

function trueSin(t: bigint): bigint {
  const r = t % (2n * PI);
  const square = times(r, r);
  return series(r, (term, i) => -times(term, square) / (2n * i * (2n * i + 1n)));
}

const trueCos = (t: bigint) => trueSin(t + PI / 2n);
const at = (t: bigint): Real => [t, -P];

const generator = new TorchGenerator(9);
const uniform = (low: number, high: number) => low + (high - low) * generator.uniformFloat64();
const many = <T>(make: () => T) => Array.from({ length: 2000 }, make);
const sign = () => generator.randint(2) === 0 ? 1 : -1;

/** x and its two neighbours. */
function around(x: number): number[] {
  view.setFloat64(0, x);
  const word = view.getBigInt64(0);
  return [-1n, 0n, 1n].map((step) => {
    view.setBigInt64(0, word + step);
    return view.getFloat64(0);
  });
}

const integers = (from: number, to: number) => {
  return Array.from({ length: to - from + 1 }, (_, i) => from + i);
};

interface Case {
  name: string;
  points: number[];
  found: (x: number) => number;
  wanted: (x: number) => Real;
  bound: number;
}

const cases: Case[] = [
  {
    name: "exp",
    points: [
      ...many(() => uniform(-708.39, 709.78)),
      ...many(() => uniform(-1, 1)),
      ...many(() => sign() * 2 ** uniform(-60, 0)),
      ...integers(1, 64).flatMap((
        n,
      ) => [...around(n * Math.LN2 / 64), ...around(-n * Math.LN2 / 64)]),
      ...around(709.782712893384).slice(0, 2),
    ],
    found: exp,
    wanted: (x) => trueExp(fixed(real(x))),
    bound: 0.6,
  },
  {
    name: "exp, results below 2^−1022",
    points: [...many(() => uniform(-745.13, -708.4)), -745.1332191019411],
    found: exp,
    wanted: (x) => trueExp(fixed(real(x))),
    bound: 1,
  },
  {
    name: "log",
    points: [
      ...many(() => 2 ** uniform(-1074, 1024)),
      ...many(() => 1 + sign() * 2 ** uniform(-52, -1)),
      ...integers(90, 182).flatMap((j) => around(128 / j)),
      ...integers(90, 182).flatMap((j) => around(128 / (j + 0.5))),
      ...around(Math.SQRT1_2),
      ...around(Math.SQRT2),
      Number.MIN_VALUE,
      Number.MAX_VALUE,
      ...around(2 ** -1022),
    ].filter((x) => x !== 1),
    found: log,
    wanted: (x) => at(trueLog(real(x))),
    bound: 0.51,
  },
  {
    name: "log1p",
    points: [
      ...many(() => sign() * 2 ** uniform(-100, 0)),
      ...many(() => 2 ** uniform(0, 1000)),
      ...many(() => -generator.uniformFloat64()),
      ...around(-1).slice(0, 1),
      ...around(2 ** -54),
      ...around(2 ** 53),
      Number.MAX_VALUE,
    ].filter((x) => x > -1 && x !== 0),
    found: log1p,
    wanted: (x) => at(trueLog([ONE + fixed(real(x)), -P])),
    bound: 0.8,
  },
  {
    name: "tanh",
    points: [
      ...many(() => uniform(-20, 20)),
      ...many(() => uniform(-1, 1)),
      ...many(() => sign() * 2 ** uniform(-60, 0)),
      ...integers(1, 640).flatMap((n) => around(n / 32)),
    ],
    found: tanh,
    wanted: (x) => at(trueTanh(fixed(real(x)))),
    bound: 1.3,
  },
  {
    name: "erf",
    points: [
      ...many(() => uniform(-6, 6)),
      ...many(() => uniform(-1, 1)),
      ...many(() => sign() * 2 ** uniform(-60, 0)),
      ...integers(1, 384).flatMap((n) => around(n / 64)),
      6,
      8,
    ],
    found: erf,
    wanted: (x) => at(trueErf(fixed(real(x)))),
    bound: 1,
  },
  ...([["sin", sin, trueSin], ["cos", cos, trueCos]] as const).map(([name, found, wanted]) => ({
    name,
    points: [
      ...many(() => uniform(-6.4, 6.4)),
      ...many(() => sign() * 2 ** uniform(-60, 0)),
      ...many(() => uniform(-8192, 8192)),
      ...integers(1, 5000).flatMap((n) => around(n * Math.PI / 4)),
    ],
    found,
    wanted: (x: number) => at(wanted(fixed(real(x)))),
    bound: 0.9,
  })),
];

for (const { name, points, found, wanted, bound } of cases) {
  Deno.test(`${name} is within ${bound} ulp`, () => {
    assert(points.length > 2000);
    for (const x of points) {
      const error = ulps(found(x), wanted(x));
      assert(error <= bound, `${name}(${x}) is off by ${error} ulp`);
    }
  });
}

Deno.test("pow is within 0.6 ulp, and 1 ulp where the result is below 2^−1022", () => {
  const points = [
    // A learning rate's decay.
    ...many(() => [10 ** uniform(-6, 0), generator.uniformFloat64()]),
    // Any x, with y as far as the result has room.
    ...many(() => {
      const x = 2 ** uniform(-1074, 1024);
      return [x, uniform(-745, 709) / Math.abs(Math.log(x))];
    }),
    ...many(() => {
      const x = 1 + sign() * 2 ** uniform(-52, -1);
      return [x, uniform(-745, 709) / Math.abs(Math.log(x))];
    }),
    ...many(() => [uniform(0, 10), sign() * generator.randint(40)]),
  ];
  for (const [x, y] of points) {
    const wanted = trueExp(times(trueLog(real(x)), fixed(real(y))));
    const found = pow(x, y);
    if (found === Infinity) continue;
    const error = ulps(found, wanted);
    assert(error <= (found < 2 ** -1022 ? 1 : 0.6), `pow(${x}, ${y}) is off by ${error} ulp`);
  }
});

Deno.test("a result that is one ulp off is found to be", () => {
  const [below, x, above] = around(exp(1));
  assert(ulps(x, trueExp(ONE)) < 0.5);
  assert(ulps(below, trueExp(ONE)) > 0.5);
  assert(ulps(above, trueExp(ONE)) > 0.5);
});

Deno.test("where the argument or the result is 0, infinite or no number", () => {
  const table: [found: number, wanted: number][] = [
    [exp(0), 1],
    [exp(-0), 1],
    [exp(Number.MIN_VALUE), 1],
    [exp(-Infinity), 0],
    [exp(-745.14), 0],
    [exp(-1e300), 0],
    [exp(-745.13), Number.MIN_VALUE],
    [exp(709.79), Infinity],
    [exp(1e300), Infinity],
    [exp(Infinity), Infinity],
    [exp(NaN), NaN],
    [log(0), -Infinity],
    [log(-0), -Infinity],
    [log(1), 0],
    [log(-1), NaN],
    [log(-Infinity), NaN],
    [log(Infinity), Infinity],
    [log(NaN), NaN],
    [log1p(0), 0],
    [log1p(-0), -0],
    [log1p(Number.MIN_VALUE), Number.MIN_VALUE],
    [log1p(-1), -Infinity],
    [log1p(-1.5), NaN],
    [log1p(Infinity), Infinity],
    [log1p(-Infinity), NaN],
    [log1p(NaN), NaN],
    [tanh(0), 0],
    [tanh(-0), -0],
    [tanh(Number.MIN_VALUE), Number.MIN_VALUE],
    [tanh(-Number.MIN_VALUE), -Number.MIN_VALUE],
    [tanh(20), 1],
    [tanh(1e300), 1],
    [tanh(Infinity), 1],
    [tanh(-Infinity), -1],
    [tanh(NaN), NaN],
    [erf(0), 0],
    [erf(-0), -0],
    [erf(-Number.MIN_VALUE), -Number.MIN_VALUE],
    [erf(6), 1],
    [erf(-1e300), -1],
    [erf(Infinity), 1],
    [erf(NaN), NaN],
    [sin(0), 0],
    [sin(-0), -0],
    [sin(-Number.MIN_VALUE), -Number.MIN_VALUE],
    [sin(Math.PI), 1.2246467991473532e-16],
    [sin(Infinity), NaN],
    [sin(NaN), NaN],
    [cos(0), 1],
    [cos(-0), 1],
    [cos(Math.PI), -1],
    [cos(Math.PI / 2), 6.123233995736766e-17],
    [cos(-Infinity), NaN],
    [cos(NaN), NaN],
  ];
  for (const [i, [found, wanted]] of table.entries()) {
    assert(Object.is(found, wanted), `row ${i}: ${found} for ${wanted}`);
  }
});

Deno.test("pow treats special arguments as Math.pow does", () => {
  const sizes = [0, Number.MIN_VALUE, 0.5, 1, 1.5, 2, 3, 2 ** 53, Number.MAX_VALUE, Infinity, NaN];
  const values = sizes.flatMap((size) => [size, -size]);
  for (const x of values) {
    for (const y of values) {
      const [found, wanted] = [pow(x, y), Math.pow(x, y)];
      assert(
        Object.is(found, wanted) || Math.abs(found / wanted - 1) < 1e-15,
        `pow(${x}, ${y}) is ${found}, wanted ${wanted}`,
      );
    }
  }
});

Deno.test("pow of the exponents 1, 2 and ½ is x, x² and √x", () => {
  for (let i = 0; i < 2000; i++) {
    const x = 2 ** uniform(-500, 500);
    assertEquals([pow(x, 1), Math.fround(pow(x, 2) / (x * x)), pow(x, 0)], [x, 1, 1]);
    assert(ulps(pow(x, 0.5), real(Math.sqrt(x))) <= 1);
  }
});

Deno.test("tanh grows, is odd, and stays within ±1", () => {
  let previous = -1;
  for (let i = -21 * 4096; i <= 21 * 4096; i++) {
    const y = tanh(i / 4096);
    assert(y >= previous && y <= 1, `tanh(${i / 4096}) is ${y}`);
    assert(Object.is(tanh(-i / 4096), -y));
    previous = y;
  }
  for (let n = 1; n <= 640; n++) {
    const [below, at, above] = around(n / 32).map(tanh);
    assert(below <= at && at <= above, `tanh falls near ${n}/32`);
  }
});

Deno.test("sin and cos refuse arguments that they are not made for", () => {
  assertThrows(() => sin(8193), RangeError, "at most 8192");
  assertThrows(() => cos(-1e22), RangeError, "at most 8192");
});

Deno.test("the results are the same to the last bit on every machine", async () => {
  const grid = (from: number, to: number) => {
    return Array.from({ length: 5000 }, (_, i) => from + i * (to - from) / 4999);
  };
  const results = [
    ...grid(-750, 712).map(exp),
    ...grid(-21, 21).map(tanh),
    ...grid(-1, 1).map(tanh),
    ...grid(2 ** -20, 100).map(log),
    ...grid(-0.9999, 3).map(log1p),
    ...grid(-6.5, 6.5).flatMap((x) => [sin(x), cos(x)]),
    ...grid(-3, 3).map((y) => pow(1e-3, y)),
    ...grid(0.5, 1.5).map((x) => pow(x, 77.7)),
  ];
  assertEquals(
    await hashOf(results),
    "9f5cbc77be517705c660fea17cb8471071d66d9bc6f5ec90543c3eb1d198764a",
  );
  assertEquals(
    await hashOf([...grid(-7, 7), ...grid(-0.1, 0.1)].map(erf)),
    "20d821eda3da459023a6614b49290d62fffbba587fb301f059481a6f3f97a5b8",
  );
});

async function hashOf(results: number[]): Promise<string> {
  const bytes = new DataView(new ArrayBuffer(8 * results.length));
  results.forEach((result, i) => bytes.setFloat64(8 * i, result));
  return new Uint8Array(await crypto.subtle.digest("SHA-256", bytes)).toHex();
}
