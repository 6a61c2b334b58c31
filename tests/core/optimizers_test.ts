import { assertAlmostEquals, assertEquals } from "@std/assert";
import { plainArithmetic } from "../../core/arithmetic.ts";
import {
  createOptimizer,
  kindOf,
  numbersOf,
  type OptimizerOptions,
  optimizerStep,
} from "../../core/optimizers.ts";
import type { Parameter } from "../../core/tensor.ts";
import { TorchGenerator } from "../../core/random/torch.ts";

const arithmetic = plainArithmetic("float64");

/** A parameter of one number, 2, with the gradient 0.5. */
const single = (role: Parameter["role"] = "matrix"): Parameter => ({
  name: "p",
  role,
  value: { shape: [1], data: Float64Array.of(2) },
  grad: { shape: [1], data: Float64Array.of(0.5) },
});

/** The values of that parameter after each of two updates at 0.1. */
function twoSteps(options: OptimizerOptions): number[] {
  const parameter = single();
  const optimizer = createOptimizer({ arithmetic, parameters: [parameter] }, options);
  return [1, 2].map(() => (optimizerStep(optimizer, 0.1), parameter.value.data[0]));
}

function assertSteps(options: OptimizerOptions, ...wanted: number[]) {
  twoSteps(options).forEach((x, i) => assertAlmostEquals(x, wanted[i], 1e-14));
}

const sgd = { name: "sgd", momentum: 0.9, weightDecay: 0.1 } as const;

Deno.test("SGD with momentum and weight decay follows PyTorch's formula over two steps", () => {
  // d = 0.5 + 0.2, v = 0.7, p = 2 − 0.07; d = 0.5 + 0.193, v = 0.63 + 0.693, p = 1.93 − 0.1323
  assertSteps(sgd, 1.93, 1.7977);
});

Deno.test("Nesterov's momentum looks ahead by a share of the velocity", () => {
  // v = 0.7, p = 2 − 0.1 · (0.7 + 0.63); d = 0.5 + 0.1867, v = 0.63 + 0.6867, p = 1.867 − 0.1 · (0.6867 + 0.9 · 1.3167)
  assertSteps({ ...sgd, nesterov: true }, 1.867, 1.867 - 0.1 * (0.6867 + 0.9 * 1.3167));
});

Deno.test("Adam's first step is the rate, whatever the gradient; the second one follows its formula", () => {
  const adam = { name: "adam", betas: [0.5, 0.75], epsilon: 0.1, weightDecay: 0 } as const;
  // m = 0.25, s = 0.0625; corrected 0.5 and 0.5; then m = 0.375, s = 0.109375, corrected by 0.75 and √0.4375
  const first = 2 - 0.1 * 0.5 / 0.6;
  const second = first - 0.1 / 0.75 * 0.375 / (Math.sqrt(0.109375) / Math.sqrt(0.4375) + 0.1);
  assertSteps(adam, first, second);
});

Deno.test("AdamW shrinks the parameter apart from its averages, and Adam does not", () => {
  const adam = { betas: [0.9, 0.999], epsilon: 1e-12, weightDecay: 0.2 } as const;
  assertAlmostEquals(twoSteps({ name: "adamw", ...adam })[0], 2 * (1 - 0.02) - 0.1, 1e-10);
  assertAlmostEquals(twoSteps({ name: "adam", ...adam })[0], 2 - 0.1, 1e-10);
});

Deno.test("RMSprop divides by the root of the average square, then adds up with momentum", () => {
  const rmsprop = { name: "rmsprop", alpha: 0.75, epsilon: 0.1, weightDecay: 0 } as const;
  // s = 0.0625, then 0.109375
  const [first, second] = [0.5 / 0.35, 0.5 / (Math.sqrt(0.109375) + 0.1)];
  assertSteps({ ...rmsprop, momentum: 0 }, 2 - 0.1 * first, 2 - 0.1 * (first + second));
  const velocity = 0.5 * first + second;
  assertSteps({ ...rmsprop, momentum: 0.5 }, 2 - 0.1 * first, 2 - 0.1 * (first + velocity));
});

Deno.test("weight decay of matrices leaves embeddings, biases and gains alone", () => {
  const roles = ["table", "matrix", "vector"] as const;
  const decays = (weightDecayOf?: "matrices") => {
    const parameters = roles.map(single);
    const optimizer = createOptimizer({ arithmetic, parameters }, { ...sgd, weightDecayOf });
    optimizerStep(optimizer, 0.1);
    return parameters.map(({ value }) => value.data[0]);
  };
  assertEquals(decays(), [1.93, 1.93, 1.93]);
  assertEquals(decays("matrices"), [1.95, 1.93, 1.95]);
});

const all: OptimizerOptions[] = [
  { ...sgd, momentum: 0 },
  sgd,
  { ...sgd, nesterov: true },
  { name: "adam", betas: [0.9, 0.99], epsilon: 1e-3, weightDecay: 0.1 },
  { name: "adamw", betas: [0.9, 0.99], epsilon: 1e-3, weightDecay: 0.1 },
  { name: "rmsprop", alpha: 0.9, epsilon: 1e-3, momentum: 0, weightDecay: 0.1 },
  { name: "rmsprop", alpha: 0.9, epsilon: 1e-3, momentum: 0.9, weightDecay: 0.1 },
];

Deno.test("no update exceeds the bounds that its optimizer gives", () => {
  const largest = (data: ArrayLike<number>) => Math.max(...Array.from(data, Math.abs));
  for (const options of all) {
    const generator = new TorchGenerator(1);
    const value = arithmetic.allocate([40]), grad = arithmetic.allocate([40]);
    const parameter: Parameter = { name: "p", role: "matrix", value, grad };
    const optimizer = createOptimizer({ arithmetic, parameters: [parameter] }, options);
    generator.randn(value.data);
    let bounds: { value: number; kept: readonly number[] } = {
      value: largest(value.data),
      kept: optimizer.kept[0].map(() => 0),
    };
    for (let t = 1; t <= 100; t++) {
      generator.randn(grad.data);
      const gradient = largest(grad.data);
      const numbers = numbersOf(optimizer, 0.1, t).get(options.weightDecay)!;
      bounds = kindOf(options).grow({ gradient, ...bounds }, numbers, options);
      optimizerStep(optimizer, 0.1);
      const found = [value, ...optimizer.kept[0]].map(({ data }) => largest(data));
      [bounds.value, ...bounds.kept].slice(0, found.length).forEach((bound, i) =>
        assertEquals(found[i] <= bound * (1 + 1e-12), true, `${options.name}, update ${t}`)
      );
      bounds = { value: found[0], kept: found.slice(1) };
    }
  }
});
