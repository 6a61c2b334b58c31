import { assertEquals } from "@std/assert";
import fixtures from "../../fixtures/layers/sequence_cross_entropy.json" with { type: "json" };
import { crossEntropyForward } from "../../../core/cross_entropy.ts";
import {
  sequenceCrossEntropyBackward,
  sequenceCrossEntropyForward,
} from "../../../core/losses/sequence_cross_entropy.ts";
import { TorchGenerator } from "../../../core/random/torch.ts";
import { randomTensor, zeros } from "../gradient.ts";
import { testLayer } from "../layers/layer.ts";

testLayer("cross-entropy with ignored targets", {
  fixtures,
  cache: ({ logits }) => ({ probs: logits.shape }),
  forward: ({ out, cache: { probs }, inputs: { logits }, indices: { Y } }) => {
    out.data[0] = sequenceCrossEntropyForward(probs, logits, Y, -1);
  },
  right: sequenceCrossEntropyBackward,
  backward: (backward, { gradients: { logits }, dout, cache: { probs }, indices: { Y } }) => {
    backward(logits, probs, Y, -1);
    for (let i = 0; i < logits.data.length; i++) logits.data[i] *= dout.data[0];
  },
  scope: {
    countTargets: (Y: Int32Array, ignored: number) => Y.filter((y) => y !== ignored).length,
  },
  mutations: [
    ["a mean over all rows", "countTargets(Y, ignored)", "N", "logits"],
    ["a sum", "/ count", "", "logits"],
    ["ignored rows pulled as others", "Y[n] === ignored ? 0 :", "", "logits"],
    ["the wanted character forgotten", "- wanted", "", "logits"],
    [
      "dlogits added to what was there",
      "dlogits.data[n * V + v] =",
      "dlogits.data[n * V + v] +=",
      "logits",
    ],
  ],
});

Deno.test("cross-entropy with no target ignored is the cross-entropy, to the last bit", () => {
  const logits = randomTensor(new TorchGenerator(2), 6, 5);
  const [Y, probs] = [Int32Array.of(0, 4, 2, 2, 1, 3), zeros(6, 5)];
  const wanted = crossEntropyForward(zeros(6, 5), logits, Y);
  assertEquals(sequenceCrossEntropyForward(probs, logits, Y, -1), wanted);
});

Deno.test("cross-entropy of a batch without any target is NaN, as PyTorch's", () => {
  const Y = Int32Array.of(-1, -1);
  assertEquals(sequenceCrossEntropyForward(zeros(2, 3), zeros(2, 3), Y, -1), NaN);
});
