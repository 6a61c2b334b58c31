import { crossEntropyBackward, crossEntropyForward } from "../../../core/cross_entropy.ts";
import { TorchGenerator } from "../../../core/random/torch.ts";
import { gradientError, randomTensor, zeros } from "../gradient.ts";
import { testMutations } from "./mutation.ts";

const [B, V] = [6, 5];

testMutations(
  "cross-entropy",
  crossEntropyBackward,
  {},
  (backward) => {
    const generator = new TorchGenerator(6);
    const [logits, dlogits] = [randomTensor(generator, B, V), randomTensor(generator, B, V)];
    const Y = Int32Array.of(0, 4, 2, 2, 1, 3);
    const probs = zeros(B, V);
    const loss = () => crossEntropyForward(probs, logits, Y);
    loss();
    backward(dlogits, probs, Y);
    return { logits: gradientError(logits, dlogits, loss) };
  },
  [
    ["the mean over the batch forgotten", "/ B", "", "logits"],
    ["divided by V, not by B", "/ B", "/ V", "logits"],
    ["the wanted character forgotten", "- wanted", "", "logits"],
    ["the other characters forgotten", "probs.data[i * V + v] - wanted", "-wanted", "logits"],
    [
      "wanted − p, the wrong sign",
      "probs.data[i * V + v] - wanted",
      "wanted - probs.data[i * V + v]",
      "logits",
    ],
    ["the wanted character pushed down, too", "- wanted", "+ wanted", "logits"],
    ["every example wants what the first one wants", "Y[i]", "Y[0]", "logits"],
    ["dlogits transposed", "dlogits.data[i * V + v]", "dlogits.data[v * B + i]", "logits"],
    ["p transposed", "(probs.data[i * V + v]", "(probs.data[v * B + i]", "logits"],
    ["dlogits added to what was there", "] = (probs", "] += (probs", "logits"],
    ["p (1 − p) in the place of p − 1", "- wanted)", "- wanted) * probs.data[i * V + v]", "logits"],
  ],
);
