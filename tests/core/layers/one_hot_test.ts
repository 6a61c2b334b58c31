import { assertEquals } from "@std/assert";
import fixtures from "../../fixtures/layers/one_hot.json" with { type: "json" };
import { oneHotForward } from "../../../core/layers/one_hot.ts";
import { allocate } from "../../../core/tensor.ts";
import { unpackTensors } from "../../../runner/figures.ts";

Deno.test("oneHot: values are PyTorch's, whatever stood there", () => {
  const { indices: { X }, float32 } = fixtures[""];
  const { out: wanted } = unpackTensors({ out: float32.out }, "float32");
  const out = allocate(wanted.shape, "float32");
  out.data.fill(7);
  oneHotForward(out, Int32Array.from(X.flat()));
  assertEquals(out, wanted);
});
