import { assert, assertEquals, assertLess } from "@std/assert";
import fc from "../fast_check.ts";
import { crossEntropyForward } from "../../core/cross_entropy.ts";
import { backward, forward } from "../../core/passes.ts";
import type { Tensor } from "../../core/tensor.ts";
import { extrapolatedDifferences, largest, relativeError } from "./gradient.ts";
import { buffersOf, embeddedOf, groupsOf } from "./perceptron.ts";
import { draw, type Drawn, type Plan, plans } from "./random_models.ts";

const MODELS = 500;
const TOLERANCE = 1e-6;
/**
 * Errors are relative to the tensor's largest gradient, but to no less than this. A loss of a few nats is rounded to
 * some 1e-15, which becomes 2e-11 in central differences: a fifth of what the tolerance makes of this floor.
 */
const FLOOR = 1e-4;

/** Calls `check` for random models, always the same. */
function forEachModel(models: number, check: (drawn: Drawn, plan: Plan) => void) {
  const property = fc.property(plans, (plan) => {
    const drawn = draw(plan);
    fc.pre(drawn !== null); // another plan is drawn instead
    check(drawn, plan);
  });
  fc.assert(property, { seed: 42, numRuns: models });
}

/** A gradient of the model's backward pass, and what central differences say. */
interface Checked {
  name: string;
  grad: Tensor;
  numerical: Tensor;
}

/** Checks the gradients of every parameter, and of the input: the embedded contexts. */
function checkGradients({ model, acts, X, Y }: Drawn): Checked[] {
  backward(acts);
  const { emb, demb } = embeddedOf(acts);
  const input = { name: "emb", value: emb, grad: demb };
  const loss = () => forward(acts, X, Y);
  /** Of the embeddings as they are, whatever the contexts. */
  const lossOfInput = () => {
    const calls = acts.layers.slice(2).flatMap(({ forward }) => forward);
    for (const { operation, args } of calls) operation(...args);
    return crossEntropyForward(acts.probs, acts.logits, Y);
  };
  return [...model.parameters, input].map((parameter) => ({
    name: parameter.name,
    grad: parameter.grad,
    numerical: extrapolatedDifferences(parameter.value, parameter === input ? lossOfInput : loss),
  }));
}

Deno.test(`every gradient of ${MODELS} random models agrees with central differences`, () => {
  let tensors = 0;
  let small = 0;
  forEachModel(MODELS, (drawn) => {
    for (const { name, grad, numerical } of checkGradients(drawn)) {
      assertLess(relativeError(grad, numerical, FLOOR), TOLERANCE, name);
      tensors++;
      if (largest(grad) < FLOOR) small++;
    }
  });
  // Units of relu that are off, batches of 2 and biases before batch norm leave some tensors no gradient; most must
  // have one.
  assertLess(small / tensors, 0.2);
});

Deno.test("one element that is wrong by 1 in 100,000 is caught, in any tensor of any model", () => {
  forEachModel(100, (drawn) => {
    for (const { name, grad, numerical } of checkGradients(drawn)) {
      const size = largest(grad);
      if (size < FLOOR) continue;
      grad.data[grad.data.findIndex((g) => Math.abs(g) === size)] *= 1.00001;
      assert(relativeError(grad, numerical, FLOOR) > TOLERANCE, name);
    }
  });
});

Deno.test("a bias before batch norm has gradient zero, but for rounding", () => {
  let biases = 0;
  forEachModel(MODELS, ({ model, acts }) => {
    backward(acts);
    groupsOf(model).forEach(({ b, batchNorm }, l) => {
      if (b === null || batchNorm === null) return;
      const { dy, cache } = buffersOf(model, acts)[l];
      const terms = acts.B * largest(batchNorm.gain.value) * largest(cache!.invStd) * largest(dy);
      assertLess(largest(b.grad), 1e-15 * terms + Number.MIN_VALUE);
      biases++;
    });
  });
  assert(biases > 100);
});

Deno.test("the random models are of all kinds", () => {
  const counts: Record<string, number> = {};
  forEachModel(MODELS, (_, { options, init, B }) => {
    const { hiddenSizes, activation, batchNorm, bias } = options;
    const kinds = [
      `${hiddenSizes.length} hidden layers of ${activation}`,
      `${hiddenSizes.length} hidden layers, batch norm after ${batchNorm && batchNorm.after}`,
      `bias ${bias}, batch norm after ${batchNorm && batchNorm.after}`,
      `epsilon ${batchNorm && batchNorm.epsilon}, unbiased ${batchNorm && batchNorm.unbiased}`,
      `${init.hidden.weight.scheme} weights`,
      `batch of ${B}`,
    ];
    for (const kind of kinds) counts[kind] = (counts[kind] ?? 0) + 1;
  });
  assertEquals(Object.keys(counts).length, 10 + 15 + 9 + 7 + 4 + 8);
  assertEquals(Object.entries(counts).filter(([_, count]) => count < 10), []);
});
