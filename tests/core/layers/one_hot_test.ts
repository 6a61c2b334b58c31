import { assertEquals, assertThrows } from "@std/assert";
import fixtures from "../../fixtures/layers/one_hot.json" with { type: "json" };
import { oneHot, oneHotForward } from "../../../core/layers/one_hot.ts";
import { allocate } from "../../../core/tensor.ts";
import { unpackTensors } from "../../../runner/checks/figures.ts";

Deno.test("oneHot: values are PyTorch's, whatever stood there", () => {
  const { indices: { X }, float32 } = fixtures[""];
  const { out: wanted } = unpackTensors({ out: float32.out }, "float32");
  const out = allocate(wanted.shape, "float32");
  out.data.fill(7);
  oneHotForward(out, Int32Array.from(X.flat()), 4);
  assertEquals(out, wanted);
});

Deno.test("oneHot: two symbols together are one of V², the first one's more significant", () => {
  const out = allocate([1, 2, 9], "float32");
  oneHotForward(out, Int32Array.of(2, 1, 0, 2), 3);
  assertEquals([...out.data.entries()].filter(([, x]) => x !== 0), [[7, 1], [9 + 2, 1]]);
});

Deno.test("oneHot: more places than fit into memory are refused", () => {
  assertThrows(
    () => oneHot.shapes([4], { count: 4 }, { vocabularySize: 27, contextLength: 4 }, {}),
    TypeError,
    "27^4 places, of which there can be at most 65536",
  );
});
