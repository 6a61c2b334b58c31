import { assertAlmostEquals, assertEquals, assertLess, assertThrows } from "@std/assert";
import { createMlp, type MlpOptions } from "../../core/architectures/mlp.ts";
import { allocateActivations } from "../../core/activations.ts";
import { backward, forward, updateRunning } from "../../core/passes.ts";
import { countParameters } from "../../core/model.ts";
import { predict, runningStatistics } from "../../core/predict.ts";
import { gradientError } from "./gradient.ts";
import { makeExamples, makeModel, NORM, OPTIONS } from "./model.ts";

const variants: Record<string, Partial<MlpOptions>> = {
  "two hidden layers": {},
  "no hidden layer": { hiddenSizes: [] },
  "no biases": { bias: false },
  "relu": { activation: "relu" },
  "batch norm after every layer": { batchNorm: NORM },
  "batch norm after the hidden layers": { batchNorm: { ...NORM, after: "hidden" }, bias: "auto" },
};

for (const [name, options] of Object.entries(variants)) {
  Deno.test(`the whole model's gradients agree with central differences: ${name}`, () => {
    const model = makeModel(options);
    const { X, Y, count } = makeExamples(6);
    const acts = allocateActivations(model, count);
    const loss = () => forward(acts, X, Y);
    loss();
    backward(acts);
    for (const { value, grad } of model.parameters) {
      // A bias before batch norm has no gradient at all: only rounding is left of it.
      const flat = grad.data.every((g) => Math.abs(g) < 1e-12);
      if (!flat) assertLess(gradientError(value, grad, loss), 1e-6);
    }
  });
}

Deno.test("parameters are drawn and named: embedding, then weight and bias layer by layer, then batch norm", () => {
  const names = (options: Partial<MlpOptions>) => makeModel(options).parameters.map((p) => p.name);
  assertEquals(names({ hiddenSizes: [6], batchNorm: NORM }), [
    ...["C", "W1", "b1", "W2", "b2", "bngain1", "bnbias1", "bngain2", "bnbias2"],
  ]);
  const hidden = { ...NORM, after: "hidden" } as const;
  assertEquals(names({ hiddenSizes: [6], batchNorm: hidden, bias: "auto" }), [
    ...["C", "W1", "W2", "b2", "bngain1", "bnbias1"],
  ]);
});

Deno.test("parameters are counted as the notebooks count them", () => {
  const notebook = { ...OPTIONS, vocabularySize: 27, contextLength: 3 };
  const small = createMlp({ ...notebook, embeddingSize: 2, hiddenSizes: [100] });
  assertEquals(countParameters(small), 3481);
  const large = { ...notebook, embeddingSize: 10, hiddenSizes: [200] };
  assertEquals(countParameters(createMlp(large)), 11897);
  const normalized = { ...large, batchNorm: { ...NORM, after: "hidden" as const } };
  assertEquals(countParameters(createMlp(normalized)), 12297);
});

Deno.test("running statistics come to be those of the batch that is seen again and again", () => {
  const model = makeModel({ batchNorm: NORM });
  const { X, Y, count } = makeExamples(30);
  const acts = allocateActivations(model, count);
  const loss = forward(acts, X, Y);
  for (let i = 0; i < 400; i++) updateRunning(acts);
  const evaluated = allocateActivations(model, count);
  predict(model, evaluated, X, runningStatistics(model));
  evaluated.logits.data.forEach((z, i) => assertAlmostEquals(z, acts.logits.data[i], 1e-9));
  assertEquals(Number.isFinite(loss), true);
});

Deno.test("an empty batch is refused", () => {
  assertThrows(
    () => allocateActivations(makeModel(), 0),
    RangeError,
    "A batch needs at least 1 example, found 0",
  );
});
