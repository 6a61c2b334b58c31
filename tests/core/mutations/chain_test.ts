import { assertEquals } from "@std/assert";
import * as broadcasting from "../../../core/broadcast.ts";
import { chainBackward, chainForward, type ChainParameters } from "../../../core/chain.ts";
import { embeddingBackward } from "../../../core/layers/embedding.ts";
import { TorchGenerator } from "../../../core/random/torch.ts";
import type { Tensor } from "../../../core/tensor.ts";
import { centralDifferences, randomTensor, relativeError, zeros } from "../gradient.ts";
import { wrongProducts, wrongShapes, wrongSign, wrongValues } from "./chain_mutations.ts";
import { type Mutation, rebuild } from "./mutation.ts";

// T·E = H = V, so that a matrix that is not transposed where it should be still fits.
const [B, T, E, H, V] = [6, 2, 2, 4, 4];
const OPTIONS = { epsilon: 0.1, unbiased: true };
const TOLERANCE = 1e-6;
/** As in gradient_property_test.ts; a gradient that is zero by mathematics is compared with it. */
const FLOOR = 1e-4;

const generator = new TorchGenerator(9);
const random = (...shape: number[]) => randomTensor(generator, ...shape);
const indices = (count: number) => Int32Array.from({ length: count }, () => generator.randint(V));
const parameters: ChainParameters = {
  C: random(V, E),
  W1: random(T * E, H),
  b1: random(1, H),
  bngain: random(1, H),
  bnbias: random(1, H),
  W2: random(H, V),
  b2: random(1, V),
};
const [X, Y] = [indices(B * T), indices(B)];

type Tensors = Record<string, Tensor>;
const values = chainForward(parameters, X, Y, OPTIONS);
/** All gradients, in the order of the backward pass. */
const names = Object.keys(chainBackward(parameters, values, X, Y, OPTIONS));
/** These are zero by mathematics, and so have no sign. */
const ZERO = ["logit_maxes", "b1"];

const numerical: Tensors = {};
for (const name of names) {
  // A parameter is changed where it is, an intermediate by a difference that is added as it is made.
  const parameter = (parameters as unknown as Tensors)[name];
  const change = parameter ?? zeros(...(values as Tensors)[name].shape);
  numerical[name] = centralDifferences(
    change,
    () =>
      chainForward(
        parameters,
        X,
        Y,
        OPTIONS,
        (made, value) => made === name ? broadcasting.add(value, change) : value,
      ).loss.data[0],
  );
}

/** The first tensor, on the way back, whose gradient is wrong, and how that shows. */
function firstWrong(backward: typeof chainBackward): string | null {
  let gradients: Tensors;
  try {
    gradients = backward(parameters, values, X, Y, OPTIONS);
  } catch (error) {
    if (error instanceof TypeError && error.message.includes("inner sizes differ")) {
      return "the product";
    }
    throw error;
  }
  for (const [name, wanted] of Object.entries(numerical)) {
    const found = gradients[name];
    if (String(found.shape) !== String(wanted.shape)) return `the shape of ${name}`;
    const error = relativeError(found, wanted, FLOOR);
    if (!(error < TOLERANCE)) return `central differences of ${name}`;
  }
  return null;
}

// As in core/chain.ts, which does not export them.
const scalar = (x: number): Tensor => ({ data: Float64Array.of(x), shape: [1, 1] });
function scatter(demb: Tensor, X: Int32Array, V: number): Tensor {
  const dC = zeros(V, E);
  embeddingBackward(dC, demb, X);
  return dC;
}
const SCOPE = { ...broadcasting, scalar, scatter };

Deno.test("chain: every wrong statement is caught, and no earlier one accused", async (t) => {
  await t.step("the right chain, rebuilt from its source, passes", () => {
    assertEquals(firstWrong(rebuild(chainBackward, SCOPE)), null);
  });
  const step = (mutation: Mutation, check: string) => {
    const [title, , , name] = mutation;
    return t.step(`d${name}, ${title}: caught by ${check} ${name}`, () => {
      assertEquals(firstWrong(rebuild(chainBackward, SCOPE, mutation)), `${check} ${name}`);
    });
  };
  const wrongSigns = names.filter((name) => !ZERO.includes(name)).map(wrongSign);
  for (const mutation of [...wrongSigns, ...wrongValues]) {
    await step(mutation, "central differences of");
  }
  for (const mutation of wrongShapes) await step(mutation, "the shape of");
  for (const mutation of wrongProducts) {
    const [title, , , name] = mutation;
    await t.step(`d${name}, ${title}: refused by the product`, () => {
      assertEquals(firstWrong(rebuild(chainBackward, SCOPE, mutation)), "the product");
    });
  }
});

Deno.test("chain: every statement is mutated", () => {
  const mutated = new Set(
    [...wrongValues, ...wrongShapes, ...wrongProducts].map(([, , , name]) => name),
  );
  assertEquals(names.filter((name) => !mutated.has(name)), []);
});
