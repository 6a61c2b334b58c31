import { plainArithmetic } from "../../core/arithmetic.ts";
import { assertAlmostEquals, assertEquals } from "@std/assert";
type Activation = "tanh" | "relu";
import { createMlp } from "../../core/architectures/mlp.ts";
import { allocateActivations } from "../../core/activations.ts";
import { backward, forward } from "../../core/passes.ts";
import type { Model } from "../../core/model.ts";
import type { Parameter } from "../../core/tensor.ts";
import { createOptimizer, optimizerStep } from "../../core/optimizers.ts";
import { type NetworkFixture, networkFixtures, type Tensors } from "../fixtures.ts";

/** The model of a fixture, in float64 and with its parameters. */
function modelOf({ config, parameters }: NetworkFixture): Model {
  const { E, hidden, activation, norm, after = "hidden" } = config;
  const unused = { momentum: 0.1, running: "var", start: 1 } as const;
  const model = createMlp({
    vocabularySize: 27,
    contextLength: 3,
    embeddingSize: E,
    hiddenSizes: hidden,
    activation: activation as Activation,
    batchNorm: norm ? { ...norm, ...unused, after: after as "hidden" | "all" } : false,
    bias: "auto",
  }, plainArithmetic("float64"));
  assertEquals(model.parameters.map(({ name }) => name), Object.keys(parameters));
  for (const { name, value } of model.parameters) value.data.set(parameters[name].data);
  return model;
}

/** Elements that are further from PyTorch's than rounding in float64 explains. */
function differences(parameters: Parameter[], of: "value" | "grad", wanted: Tensors): string[] {
  return parameters.flatMap(({ name, [of]: { data, shape } }) => {
    assertEquals(shape, wanted[name].shape, name);
    return Array.from(wanted[name].data.entries()).flatMap(([i, x]) => {
      const difference = Math.abs(data[i] - x);
      const isNear = difference <= 1e-12 * Math.abs(x) + 1e-15;
      return isNear ? [] : [`${name}[${i}]: ${difference} of ${x}`];
    });
  });
}

for (const fixture of networkFixtures) {
  const { title, X, Y, loss, gradients, stepped } = fixture;

  Deno.test(`${title}: loss and every gradient are PyTorch's in float64`, () => {
    const model = modelOf(fixture);
    const acts = allocateActivations(model, Y.length);
    assertAlmostEquals(forward(acts, X, Y), loss, 1e-14);
    backward(acts);
    assertEquals(differences(model.parameters, "grad", gradients), []);
  });

  Deno.test(`${title}: three steps of SGD with momentum and weight decay lead where PyTorch's do`, () => {
    const model = modelOf(fixture);
    const acts = allocateActivations(model, Y.length);
    const sgd = createOptimizer(model, { name: "sgd", momentum: 0.9, weightDecay: 0.01 });
    for (let step = 0; step < 3; step++) {
      forward(acts, X, Y);
      backward(acts);
      optimizerStep(sgd, 0.5);
    }
    assertEquals(differences(model.parameters, "value", stepped), []);
  });
}
