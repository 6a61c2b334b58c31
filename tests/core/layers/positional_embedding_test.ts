import { assertEquals, assertThrows } from "@std/assert";
import fixtures from "../../fixtures/layers/positional_embedding.json" with { type: "json" };
import {
  positionalEmbeddingBackward,
  positionalEmbeddingForward,
} from "../../../core/layers/positional_embedding.ts";
import { zeros } from "../gradient.ts";
import { testLayer } from "./layer.ts";

testLayer("positionalEmbedding", {
  fixtures,
  forward: ({ out, inputs: { x, P } }) => positionalEmbeddingForward(out, x, P),
  right: positionalEmbeddingBackward,
  backward: (backward, { gradients: { x, P }, dout }) => backward(x, P, dout),
  mutations: [
    ["dx never written", "dx.data.set(dout.data);", "", "x"],
    ["dP without the sum over the batch", "sum += dout", "sum = dout", "P"],
    ["dP as a mean over the batch", "= sum;", "= sum / B;", "P"],
    ["dP added to what was there", "dP.data[p] =", "dP.data[p] += 1 +", "P"],
    ["the last position forgotten", "p < T * E", "p < T * E - E", "P"],
  ],
});

Deno.test("positionalEmbedding: positions that a short context lacks have no gradient", () => {
  const [dx, dP] = [zeros(2, 3, 1), { shape: [4, 1], data: Float64Array.of(9, 9, 9, 9) }];
  const dout = { shape: [2, 3, 1], data: Float64Array.of(1, 2, 3, 4, 5, 6) };
  positionalEmbeddingBackward(dx, dP, dout);
  assertEquals([...dP.data], [5, 7, 9, 0]);
  assertThrows(
    () => positionalEmbeddingForward(zeros(2, 3, 1), zeros(2, 3, 1), zeros(2, 1)),
    TypeError,
    "P has shape [2, 1], wanted [3, 1]",
  );
});
