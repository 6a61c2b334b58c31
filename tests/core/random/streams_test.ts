import { log1p } from "../../../core/exact_math.ts";
import { assertAlmostEquals, assertEquals } from "@std/assert";
import { MersenneTwister } from "../../../core/random/mersenne_twister.ts";
import { PythonRandom } from "../../../core/random/python.ts";
import { TorchGenerator } from "../../../core/random/torch.ts";

// The wanted numbers were printed by PyTorch 1.13.1 (CPU) and Python 3.11.

function assertClose(found: ArrayLike<number>, wanted: number[], tolerance = 1e-6) {
  assertEquals(found.length, wanted.length);
  wanted.forEach((x, i) => assertAlmostEquals(found[i], x, tolerance));
}

Deno.test("the Mersenne Twister draws the reference's first numbers for the reference's seed", () => {
  const twister = MersenneTwister.fromSeed(5489);
  assertEquals([1, 2, 3].map(() => twister.uint32()), [3499211612, 581869302, 3890346734]);
});

Deno.test("one PyTorch generator gives rand, rand in float64, randn, randint and multinomial in turn", () => {
  const generator = new TorchGenerator(42);
  const uniform = new Float32Array(4);
  generator.rand(uniform);
  assertEquals([...uniform], [
    0.8822692632675171,
    0.9150039553642273,
    0.38286375999450684,
    0.9593056440353394,
  ]);
  assertEquals([1, 2, 3].map(() => generator.uniformFloat64()), [
    0.12358607277440903,
    0.05258016436107704,
    0.5261718968547618,
  ]);

  const five = new Float32Array(5); // fewer than 16: one by one, in pairs
  generator.randn(five);
  assertClose(five, [
    -2.466057062149048,
    0.36228621006011963,
    0.3765491247177124,
    -0.18080879747867584,
    0.39302995800971985,
  ]);

  const twenty = new Float32Array(20); // a block of 16, then the last 16 again
  generator.randn(twenty);
  assertClose(twenty, [
    ...[0.8008005619049072, 1.680620551109314, 0.3558599054813385, -0.6866229772567749],
    ...[1.573600172996521, -0.8454674482345581, 1.312307596206665, 0.6871595978736877],
    ...[-1.0891753435134888, -0.3552866280078888, -0.9138230085372925, -0.6581372618675232],
    ...[0.049905385822057724, 2.2667179107666016, 1.1789509057998657, -0.43445441126823425],
    ...[-1.386365532875061, -1.2862155437469482, -1.4032478332519531, 0.03600366786122322],
  ]);

  const one = new Float32Array(1); // the pair's second number, kept since `five`
  generator.randn(one);
  assertClose(one, [0.4327020049095154]);

  assertEquals(Array.from({ length: 6 }, () => generator.randint(182625)), [
    ...[76478, 7908, 39266, 81255, 69290, 150310],
  ]);
  const p = Float32Array.of(0.1, 0.2, 0.3, 0.4);
  assertEquals(Array.from({ length: 12 }, () => generator.multinomial(p)), [
    ...[1, 1, 1, 3, 3, 0, 3, 0, 1, 1, 3, 2],
  ]);
});

Deno.test("randn of exactly 16 numbers is one block", () => {
  const block = new Float32Array(16);
  new TorchGenerator(2147483647).randn(block);
  assertClose(block.subarray(0, 3), [
    1.5673619508743286,
    -0.2372923195362091,
    -0.027384605258703232,
  ]);
  assertClose(block.subarray(14), [1.372930884361267, 2.9333672523498535]);
});

Deno.test("multinomial draws what it would with every logarithm, also of extreme probabilities", () => {
  const [all, quick] = [new TorchGenerator(3), new TorchGenerator(3)];
  const numbers = new TorchGenerator(4);
  for (let round = 0; round < 5000; round++) {
    const p = Float32Array.from({ length: 1 + round % 40 }, () => {
      const x = numbers.uniformFloat64();
      return round % 3 === 0 ? x : round % 3 === 1 ? x ** 8 : 2 ** -120 * x;
    });
    if (round % 50 === 0) p[0] = [NaN, 0, Infinity, 1e-40][round / 50 % 4];
    let [best, bestRatio] = [0, -1];
    for (let i = 0; i < p.length; i++) {
      const ratio = p[i] / -log1p(-all.uniformFloat64());
      if (ratio > bestRatio) [best, bestRatio] = [i, ratio];
    }
    assertEquals(quick.multinomial(p), best);
  }
});

Deno.test("multinomial never draws what has probability zero", () => {
  const generator = new TorchGenerator(1);
  const p = Float32Array.of(0, 1, 0);
  for (let i = 0; i < 100; i++) assertEquals(generator.multinomial(p), 1);
});

Deno.test("Python's random is seeded by any integer and ignores its sign", () => {
  assertEquals(new PythonRandom(0).getrandbits(32), 3626764237);
  assertEquals(new PythonRandom(-7).getrandbits(32), 1390851128);
  assertEquals(new PythonRandom(2 ** 40 + 5).getrandbits(32), 2166296868);
});

Deno.test("Python's getrandbits and shuffle follow each other as in Python", () => {
  const random = new PythonRandom(42);
  assertEquals([random.getrandbits(32), random.getrandbits(5)], [2746317213, 3]);
  const items = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9];
  random.shuffle(items);
  assertEquals(items, [7, 5, 2, 8, 9, 6, 1, 3, 4, 0]);
});

Deno.test("another seed gives another stream", () => {
  const [a, b] = [new TorchGenerator(42), new TorchGenerator(43)];
  assertEquals(a.uniformFloat32() === b.uniformFloat32(), false);
});
