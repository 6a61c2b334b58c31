import { assertAlmostEquals, assertEquals } from "@std/assert";
import { plainArithmetic } from "../../core/arithmetic.ts";
import { call } from "../../core/call.ts";
import { createPenalty } from "../../core/penalty.ts";
import { TorchGenerator } from "../../core/random/torch.ts";
import type { Parameter, Tensor } from "../../core/tensor.ts";
import { addMultiples, sumsOfSquares } from "../../core/whole.ts";
import { gradientError, randomTensor } from "./gradient.ts";
import { testMutations } from "./mutations/mutation.ts";

const arithmetic = plainArithmetic("float64");

/** Random parameters: an embedding, two matrices and a bias, with the gradients 0. */
function draw(): Parameter[] {
  const generator = new TorchGenerator(1);
  const make = (role: Parameter["role"], ...shape: number[]): Parameter => ({
    name: role,
    role,
    value: randomTensor(generator, ...shape),
    grad: arithmetic.allocate(shape),
  });
  return [make("table", 5, 2), make("matrix", 4, 6), make("matrix", 6, 5), make("vector", 5)];
}

const settings = [{ l2: 0.3, reduction: "mean" }, { l2: 0.3, reduction: "sum" }] as const;

Deno.test("a penalty is λ times the mean or the sum of each matrix's squares, and no other tensor's", () => {
  const parameters = draw();
  for (const { value } of parameters) value.data.fill(2);
  const values = settings.map((options) =>
    createPenalty({ arithmetic, parameters }, options).forward()
  );
  assertAlmostEquals(values[0], 0.3 * (4 + 4), 1e-14);
  assertAlmostEquals(values[1], 0.3 * (24 * 4 + 30 * 4), 1e-12);
});

for (const options of settings) {
  /** The errors of a penalty's gradients against central differences. */
  const errors = (create: typeof createPenalty) => {
    const parameters = draw();
    const right = createPenalty({ arithmetic, parameters }, options);
    create({ arithmetic, parameters }, options).backward();
    const [C, W1, W2, b] = parameters.map(({ value, grad }) =>
      gradientError(value, grad, right.forward)
    );
    return { C, W1, W2, b };
  };
  testMutations(
    `penalty by ${options.reduction}`,
    createPenalty,
    {
      addMultiples,
      call,
      sizeOf: (shape: readonly number[]) => shape.reduce((a, b) => a * b),
      sumsOfSquares,
    },
    errors,
    [
      ["not doubled", "2 * shares[i]", "shares[i]", "W1", "W2"],
      ["of the wrong sign", "2 * shares[i]", "-2 * shares[i]", "W1", "W2"],
      ["of all parameters", 'role === "matrix"', "role", "C", "b"],
      options.reduction === "mean"
        ? ["of the sum", "l2 / sizeOf(shape)", "l2", "W1", "W2"]
        : ["of the mean", ": l2)", ": l2 / sizeOf(shape))", "W1", "W2"],
    ],
  );
}

Deno.test("a penalty's gradient is added to what the loss has given already", () => {
  const parameters = draw();
  const dW: Tensor = parameters[1].grad;
  dW.data.fill(1);
  createPenalty({ arithmetic, parameters }, { l2: 1, reduction: "sum" }).backward();
  assertEquals([...dW.data], [...parameters[1].value.data].map((w) => 1 + 2 * w));
});
