import { assertEquals, assertLess } from "@std/assert";
import { crossEntropyBackward, crossEntropyForward, softmax } from "../../core/cross_entropy.ts";
import { TorchGenerator } from "../../core/random/torch.ts";
import { gradientError, randomTensor, zeros } from "./gradient.ts";

const TOLERANCE = 1e-7;
const [B, V] = [6, 5];

Deno.test("cross-entropy: the gradient of the logits agrees with central differences", () => {
  const logits = randomTensor(new TorchGenerator(6), B, V);
  const Y = Int32Array.of(0, 4, 2, 2, 1, 3);
  const [probs, dlogits] = [zeros(B, V), zeros(B, V)];
  const loss = () => crossEntropyForward(probs, logits, Y);
  loss();
  crossEntropyBackward(dlogits, probs, Y);
  assertLess(gradientError(logits, dlogits, loss), TOLERANCE);
});

Deno.test("cross-entropy: logits of ±1000 give no NaN, and the exact loss", () => {
  const logits = { shape: [2, 3], data: Float64Array.of(1000, -1000, 0, 1000, -1000, 0) };
  const [probs, dlogits] = [zeros(2, 3), zeros(2, 3)];
  assertEquals(crossEntropyForward(probs, logits, Int32Array.of(0, 1)), 1000);
  crossEntropyBackward(dlogits, probs, Int32Array.of(0, 1));
  assertEquals([...probs.data], [1, 0, 0, 1, 0, 0]);
  assertEquals([...dlogits.data], [0, 0, 0, 0.5, -0.5, 0]);
});

Deno.test("softmax: the notebook's printed probabilities, and no NaN where exp overflows", () => {
  const p = new Float32Array(4);
  softmax(p, Float32Array.of(-5, -3, 0, 5));
  // Seed 001 prints tensor([4.5079e-05, 3.3309e-04, 6.6903e-03, 9.9293e-01])
  assertEquals(Array.from(p, (x) => x.toExponential(4)), [
    "4.5079e-5",
    "3.3309e-4",
    "6.6903e-3",
    "9.9293e-1",
  ]);
  softmax(p, Float32Array.of(-5, -3, 0, 100));
  assertEquals(Array.from(p, (x) => x.toFixed(4)), ["0.0000", "0.0000", "0.0000", "1.0000"]);
});
