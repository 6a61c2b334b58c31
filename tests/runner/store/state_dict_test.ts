import { assertEquals, assertNotEquals, assertThrows } from "@std/assert";
import { createMlp, type MlpOptions } from "../../../core/architectures/mlp.ts";
import type { Model } from "../../../core/model.ts";
import { decodeSafetensors, encodeSafetensors } from "../../../runner/store/safetensors.ts";
import {
  alphabetTexts,
  decodeModel,
  encodeModel,
  namesIn,
} from "../../../runner/store/state_dict.ts";
import { learnt, loadWeights, weightsOf } from "../../../runner/training/weights.ts";
import { NORM, OPTIONS } from "../../core/model.ts";
import { groupsOf } from "../../core/perceptron.ts";

/** A model whose every number is another one. */
function counted(options: Partial<MlpOptions>) {
  const model = createMlp({ ...OPTIONS, ...options });
  let count = 0;
  for (const { tensor: { data } } of learnt(model)) {
    for (let i = 0; i < data.length; i++) data[i] = count++ + 0.1;
  }
  return model;
}

const encoded = (model: Model, metadata: Record<string, string>) =>
  encodeModel(weightsOf(model), namesIn(model.layers), metadata);

const names = namesIn(counted({}).layers);

const namesAndShapes = (bytes: Uint8Array) =>
  Object.fromEntries(decodeSafetensors(bytes).map(({ name, shape }) => [name, shape]));

Deno.test("a file has the names and shapes of PyTorch's modules", () => {
  const plain = encoded(counted({ hiddenSizes: [6] }), {});
  assertEquals(namesAndShapes(plain), {
    "embedding.weight": [5, 3],
    "linear1.weight": [6, 6],
    "linear1.bias": [6],
    "linear2.weight": [5, 6],
    "linear2.bias": [5],
  });
  const bias = "auto";
  const batchNorm = { ...NORM, after: "hidden" } as const;
  assertEquals(namesAndShapes(encoded(counted({ bias, batchNorm }), {})), {
    "embedding.weight": [5, 3],
    "linear1.weight": [6, 6],
    "linear2.weight": [4, 6],
    "linear3.weight": [5, 4],
    "linear3.bias": [5],
    "norm1.weight": [6],
    "norm1.bias": [6],
    "norm2.weight": [4],
    "norm2.bias": [4],
    "norm1.running_mean": [6],
    "norm1.running_var": [6],
    "norm2.running_mean": [4],
    "norm2.running_var": [4],
  });
});

Deno.test("running standard deviations, which PyTorch does not have, are called so", () => {
  const batchNorm = { ...NORM, running: "std" } as const;
  const names = Object.keys(namesAndShapes(encoded(counted({ batchNorm }), {})));
  assertEquals(names.filter((name) => name.includes("running")), [
    "norm1.running_mean",
    "norm1.running_std",
    "norm2.running_mean",
    "norm2.running_std",
    "norm3.running_mean",
    "norm3.running_std",
  ]);
});

Deno.test("weights are turned over: a row a unit", () => {
  const model = counted({ hiddenSizes: [4] });
  const stored = decodeSafetensors(encoded(model, {}))
    .find(({ name }) => name === "linear1.weight")!;
  const W = groupsOf(model)[0].W.value;
  const [K, N] = W.shape;
  assertEquals(stored.shape, [N, K]);
  for (let k = 0; k < K; k++) {
    for (let n = 0; n < N; n++) assertEquals(stored.data[n * K + k], W.data[k * N + n]);
  }
});

Deno.test("a model comes back as it was, to the last bit", () => {
  for (const batchNorm of [false, NORM, { ...NORM, running: "std" }] as const) {
    for (const bias of [true, "auto"] as const) {
      const options = { batchNorm, bias, hiddenSizes: [4, 7, 2] };
      const model = counted(options);
      const weights = weightsOf(model);
      const back = decodeModel(
        encodeModel(weights, namesIn(model.layers), { note: "" }),
        namesIn(model.layers),
      );
      assertEquals(back, weights);
      const other = createMlp({ ...OPTIONS, ...options });
      assertNotEquals(weightsOf(other), weights);
      loadWeights(other, back);
      assertEquals(weightsOf(other), weights);
    }
  }
});

Deno.test("a file of something else is refused", () => {
  const file = (name: string, ...shape: number[]) =>
    encodeSafetensors([{ name, shape, data: new Float32Array(shape.reduce((a, b) => a * b, 1)) }]);
  for (
    const name of [
      "W1",
      "linear1.running_mean",
      "norm1",
      "linear.weight",
      "transformer.h.0.attn.bias",
      "constructor1.name",
    ]
  ) {
    assertThrows(
      () => decodeModel(file(name, 2), names),
      SyntaxError,
      `Not this model: it has a tensor "${name}"`,
    );
  }
  assertThrows(() => decodeModel(file("linear1.weight", 4), names), SyntaxError, "is no weight");
});

Deno.test("a file says what its symbols are, so that samples can be written elsewhere", () => {
  assertEquals(alphabetTexts({ vocabulary: ["⏎", ".", "é"] }), {
    vocabulary: '["⏎",".","é"]',
    end: "⏎",
  });
  assertEquals(alphabetTexts({ vocabulary: ["\n", "to"], separator: " ", lead: [1, 0] }), {
    vocabulary: '["\\n","to"]',
    separator: " ",
    lead: "[1,0]",
  });
});
