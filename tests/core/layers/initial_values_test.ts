import { assertEquals } from "@std/assert";
import fixtures from "../../fixtures/layers/initial_values.json" with { type: "json" };
import type { LayerSpec } from "../../../core/layer.ts";
import { createModel } from "../../../core/model.ts";
import { initializeModel } from "../../../core/initialize.ts";
import { TorchGenerator } from "../../../core/random/torch.ts";
import { type PackedTensor, unpackTensors } from "../../../runner/checks/figures.ts";

const zeros = { scheme: "zeros", scale: 1 } as const;
const setting = { vocabularySize: 5, contextLength: 6 };

for (const [type, packed] of Object.entries(fixtures)) {
  Deno.test(`${type} starts with the bits of PyTorch's modules`, () => {
    const layers: LayerSpec[] = [
      { type: "embedding", size: 4, init: { weight: zeros } }, // draws nothing
      { type, ...type === "causalSelfAttention" ? { heads: 2 } : { size: 3 } },
      { type: "flatten" },
      { type: "linear", init: { weight: zeros } },
    ];
    const model = createModel(layers, setting);
    initializeModel(model, new TorchGenerator(42));
    const wanted = unpackTensors(packed as unknown as Record<string, PackedTensor>, "float32");
    for (const [name, { shape, data }] of Object.entries(wanted)) {
      const found = model.layers[1].parameters[name]!.value;
      assertEquals(found.shape, shape.toReversed(), name);
      assertEquals(fromBehind(found.data, found.shape), [...data], name);
    }
  });
}

/** The numbers in the order of a tensor with its axes the other way round. */
function fromBehind(data: ArrayLike<number>, shape: readonly number[]): number[] {
  const [S, K, N] = [1, 1, ...shape].slice(-3);
  const turned = new Array<number>(data.length);
  for (let i = 0; i < data.length; i++) {
    const [s, k, n] = [Math.floor(i / N / K), Math.floor(i / N) % K, i % N];
    turned[(n * K + k) * S + s] = data[i];
  }
  return turned;
}
