import { assertEquals, assertLess } from "@std/assert";
import { embeddingBackward, embeddingForward } from "../../core/layers/embedding.ts";
import { TorchGenerator } from "../../core/random/torch.ts";
import { gradientError, randomTensor, weightedSum, zeros } from "./gradient.ts";

const TOLERANCE = 1e-7;

Deno.test("embedding: a row used twice collects both gradients, an unused row has none", () => {
  const generator = new TorchGenerator(2);
  const C = randomTensor(generator, 5, 2);
  const X = Int32Array.of(1, 3, 1, 0, 4, 4);
  const dout = randomTensor(generator, 2, 6);
  const [emb, dC] = [zeros(2, 6), zeros(5, 2)];
  const loss = () => (embeddingForward(emb, C, X), weightedSum(emb, dout));
  embeddingBackward(dC, dout, X);
  assertLess(gradientError(C, dC, loss), TOLERANCE);
  assertEquals([...dC.data.subarray(4, 6)], [0, 0]);
});
