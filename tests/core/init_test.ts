import { assertAlmostEquals, assertEquals, assertLess, assertThrows } from "@std/assert";
import { relu } from "../../core/layers/relu.ts";
import { tanh } from "../../core/layers/tanh.ts";
import { initialize, type InitScheme } from "../../core/init.ts";
import { TorchGenerator } from "../../core/random/torch.ts";
import { allocate, type Tensor } from "../../core/tensor.ts";
import { erf } from "../../core/exact_math.ts";
import { normalQuantile } from "../../core/normal_quantile.ts";
import { unpackTensors } from "../../runner/checks/figures.ts";
import fixture from "../fixtures/init.json" with { type: "json" };

const FAN = { in: 30, out: 200, gain: 5 / 3 };

function draw(scheme: InitScheme, dtype: "float32" | "float64" = "float32") {
  const tensor = allocate([30, 200], dtype);
  const generator = new TorchGenerator(42);
  initialize(tensor, scheme, generator, FAN);
  const data = Float64Array.from(tensor.data);
  const mean = data.reduce((sum, x) => sum + x, 0) / data.length;
  const std = Math.sqrt(
    data.reduce((sum, x) => sum + (x - mean) ** 2, 0) / data.length,
  );
  const largest = data.reduce((max, x) => Math.max(max, Math.abs(x)), 0);
  return { data, mean, std, largest, next: generator.randint(2 ** 32 - 1) };
}

const untouched = new TorchGenerator(42).randint(2 ** 32 - 1);

Deno.test("each scheme has the mean and standard deviation of its formula", () => {
  const scale = 1;
  const cases: [InitScheme, number, number][] = [
    [{ scheme: "normal", mean: 0.5, std: 0.1, scale }, 0.5, 0.1],
    [{ scheme: "normal", mean: 0.5, std: 0.1, scale: 2 }, 1, 0.2],
    [{ scheme: "uniform", low: -1, high: 3, scale }, 1, 4 / Math.sqrt(12)],
    [{ scheme: "zeros", scale }, 0, 0],
    [{ scheme: "ones", scale: 1.1 }, 1.1, 0],
    [{ scheme: "kaiming", distribution: "normal", scale }, 0, 5 / 3 / Math.sqrt(30)],
    [{ scheme: "kaiming", distribution: "uniform", scale }, 0, 5 / 3 / Math.sqrt(30)],
    [{ scheme: "kaiming", distribution: "normal", gain: 1, scale: 3 }, 0, 3 / Math.sqrt(30)],
    [{ scheme: "xavier", distribution: "normal", scale }, 0, 5 / 3 * Math.sqrt(2 / 230)],
    [{ scheme: "xavier", distribution: "uniform", gain: 1, scale }, 0, Math.sqrt(2 / 230)],
  ];
  for (const [scheme, mean, std] of cases) {
    const drawn = draw(scheme);
    assertAlmostEquals(drawn.mean, mean, 0.05 * std + 1e-6);
    assertAlmostEquals(drawn.std, std, 0.03 * std + 1e-6);
  }
});

Deno.test("uniform numbers stay within their bounds", () => {
  const { largest } = draw({ scheme: "kaiming", distribution: "uniform", scale: 1 });
  assertLess(largest, Math.sqrt(3) * 5 / 3 / Math.sqrt(30) + 1e-7);
});

Deno.test("a scale of 0 still draws, zeros does not", () => {
  const scaled = draw({ scheme: "normal", mean: 0, std: 1, scale: 0 });
  assertEquals([scaled.largest, scaled.next === untouched], [0, false]);
  const zeros = draw({ scheme: "zeros", scale: 1 });
  assertEquals([zeros.largest, zeros.next === untouched], [0, true]);
});

Deno.test("a float64 tensor gets the same numbers as a float32 one", () => {
  const scheme: InitScheme = { scheme: "kaiming", distribution: "normal", scale: 1 };
  assertEquals([...draw(scheme, "float64").data], [...draw(scheme).data]);
});

Deno.test("kaiming without a fan is refused", () => {
  const scheme: InitScheme = { scheme: "kaiming", distribution: "normal", scale: 1 };
  assertThrows(
    () => initialize(allocate([3], "float32"), scheme, new TorchGenerator(1)),
    TypeError,
    "kaiming needs a weight's fan-in",
  );
});

Deno.test("gains are PyTorch's", () => {
  assertEquals([tanh, relu].map(({ activation }) => activation!.gain), [5 / 3, Math.SQRT2]);
});

/** PyTorch's weight [out, in], as a weight [in, out]; a bias stays. */
function turned({ data, shape }: Tensor): number[] {
  if (shape.length === 1) return [...data];
  const [N, K] = shape;
  return Array.from({ length: K * N }, (_, i) => data[i % N * K + Math.floor(i / N)]);
}

/** What a scheme fills tensors of PyTorch's shapes with, one after the other, by a stream of seed 42. */
function filled(scheme: InitScheme, wanted: readonly Tensor[], fanIn?: number): number[][] {
  const generator = new TorchGenerator(42);
  return wanted.map(({ shape }) => {
    const tensor = allocate([...shape].reverse(), "float32");
    initialize(tensor, scheme, generator, fanIn === undefined ? undefined : { ...FAN, in: fanIn });
    return [...tensor.data];
  });
}

const pytorch: InitScheme = { scheme: "pytorch", scale: 1 };

Deno.test("pytorch gives the bits of nn.Linear, nn.RNN and nn.GRU, weights and biases", () => {
  const modules = [
    { parameters: fixture.linear["3, 4"], fanIn: 3 },
    { parameters: fixture.linear["30, 17"], fanIn: 30 },
    { parameters: fixture.rnn, fanIn: 5 },
    { parameters: fixture.gru, fanIn: 5 },
  ];
  for (const { parameters, fanIn } of modules) {
    const wanted = Object.values(unpackTensors(parameters, "float32"));
    assertEquals(filled(pytorch, wanted, fanIn), wanted.map(turned));
  }
});

Deno.test("an embedding of normal numbers is that of nn.Embedding, within rounding", () => {
  const { weight } = unpackTensors(fixture.embedding, "float32");
  const tensor = allocate(weight.shape, "float32");
  initialize(tensor, { scheme: "normal", mean: 0, std: 1, scale: 1 }, new TorchGenerator(42));
  tensor.data.forEach((x, i) => assertAlmostEquals(x, weight.data[i], 1e-6));
});

Deno.test("orthogonal gives PyTorch's matrices within rounding, whatever is larger, rows or columns", () => {
  const named = Object.fromEntries(fixture.orthogonal.map((packed, i) => [`${i}`, packed]));
  const wanted = Object.values(unpackTensors(named, "float32"));
  for (const one of wanted) {
    const [found] = filled({ scheme: "orthogonal", gain: 1, scale: 1 }, [one]);
    turned(one).forEach((x, i) => assertAlmostEquals(found[i], x, 2e-6));
    const [doubled] = filled({ scheme: "orthogonal", gain: 2, scale: 1.5 }, [one]);
    doubled.forEach((x, i) => assertAlmostEquals(x, 3 * found[i], 1e-6));
  }
});

Deno.test("truncatedNormal gives PyTorch's numbers within rounding, and none beyond its bounds", () => {
  for (const { mean, std, a: low, b: high, values } of fixture.truncated) {
    const { values: wanted } = unpackTensors({ values }, "float32");
    const scheme = { scheme: "truncatedNormal", mean, std, low, high, scale: 1 } as const;
    const [found] = filled(scheme, [wanted]);
    turned(wanted).forEach((x, i) => {
      assertAlmostEquals(found[i], x, 1e-6 + 1e-5 * Math.abs(x));
      assertEquals(found[i] >= Math.fround(low) && found[i] <= Math.fround(high), true);
    });
  }
});

Deno.test("the normal quantile is the inverse of erf", () => {
  for (let i = -999; i < 1000; i++) {
    const y = i / 1000;
    assertAlmostEquals(erf(normalQuantile(y) / Math.SQRT2), y, 3e-16);
  }
  assertAlmostEquals(normalQuantile(1 - 2 ** -24), 5.419983174916869, 1e-13);
  assertEquals([normalQuantile(1), normalQuantile(-1)], [Infinity, -Infinity]);
});

Deno.test("what a scheme needs and does not have is said", () => {
  const vector = allocate([3], "float32");
  const fill = (scheme: InitScheme) => () => initialize(vector, scheme, new TorchGenerator(1));
  assertThrows(fill(pytorch), TypeError, "pytorch needs a fan-in");
  assertThrows(
    fill({ scheme: "orthogonal", gain: 1, scale: 1 }),
    TypeError,
    "orthogonal needs a matrix, found [3]",
  );
});
