import { assertAlmostEquals, assertEquals, assertLess, assertThrows } from "@std/assert";
import { relu } from "../../core/layers/relu.ts";
import { tanh } from "../../core/layers/tanh.ts";
import { initialize, type InitScheme } from "../../core/init.ts";
import { TorchGenerator } from "../../core/random/torch.ts";
import { allocate } from "../../core/tensor.ts";

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
