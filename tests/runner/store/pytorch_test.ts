import { assert, assertEquals } from "@std/assert";
import { activationsFor } from "../../../core/activations.ts";
import { predict, runningStatistics } from "../../../core/predict.ts";
import {
  decodeSafetensors,
  encodeSafetensors,
  type NamedTensor,
} from "../../../runner/store/safetensors.ts";
import { decodeModel, encodeModel, tensorNames } from "../../../runner/store/state_dict.ts";
import { modelFor } from "../../../runner/training/train.ts";
import { loadWeights, weightsOf } from "../../../runner/training/weights.ts";
import fixtures from "../../fixtures/state_dicts.json" with { type: "json" };
import { MODELS, V } from "../../state_dicts.ts";

const [B, T] = [3, 8];

/** The rule of make_state_dicts.py. */
function byRule(name: string, size: number): Float32Array {
  const isSpread = /running_(var|std)$/.test(name);
  return Float32Array.from({ length: size }, (_, i) => (7 * i % 23 + (isSpread ? 1 : -11)) / 20);
}

const tensorsOf = (shapes: object): NamedTensor[] =>
  Object.entries(shapes).map(([name, shape]: [string, number[]]) => {
    const size = shape.reduce((product, n) => product * n, 1);
    return { name, shape, data: byRule(name, size) };
  });

/** How far logits are from those of a model with these tensors, of the largest. */
function apartFrom(
  logits: number[],
  config: (typeof MODELS)[string],
  tensors: NamedTensor[],
): number {
  const model = modelFor(config, V);
  loadWeights(model, decodeModel(encodeSafetensors(tensors), tensorNames(config, V)));
  const acts = activationsFor(model, B);
  const X = Int32Array.from({ length: B * T }, (_, i) => i * i % 11 % V);
  predict(model, acts, X, runningStatistics(model));
  const found = acts.logits.data;
  assertEquals(found.length, logits.length);
  return Math.max(...logits.map((wanted, i) => Math.abs(found[i] - wanted))) /
    Math.max(...logits.map(Math.abs));
}

for (const [title, config] of Object.entries(MODELS)) {
  const { shapes, logits } = fixtures[title as keyof typeof fixtures];

  Deno.test(`${title}: a file has the names and shapes of the printed module of PyTorch`, () => {
    const file = encodeModel(weightsOf(modelFor(config, V)), tensorNames(config, V), {});
    const found = decodeSafetensors(file).map(({ name, shape }) => [name, shape]);
    assertEquals(Object.fromEntries(found), shapes);
  });

  Deno.test(`${title}: with the same numbers it has the logits of the printed module`, () => {
    const apart = apartFrom(logits, config, tensorsOf(shapes));
    assert(apart <= 2e-5, `${apart} of the largest`);
  });
}

Deno.test("a convolution whose taps are the other way round has other logits", () => {
  const { shapes, logits } = fixtures["convolutions"];
  const tensors = tensorsOf(shapes).map(({ data, ...rest }) => (
    { ...rest, data: rest.name === "conv1.weight" ? data.toReversed() : data }
  ));
  assert(apartFrom(logits, MODELS["convolutions"], tensors) > 0.01);
});
