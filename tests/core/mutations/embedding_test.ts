import { embeddingBackward, embeddingForward } from "../../../core/layers/embedding.ts";
import { TorchGenerator } from "../../../core/random/torch.ts";
import { gradientError, randomTensor, weightedSum, zeros } from "../gradient.ts";
import { testMutations } from "./mutation.ts";

testMutations(
  "embedding",
  embeddingBackward,
  {},
  (backward) => {
    const generator = new TorchGenerator(2);
    const X = Int32Array.of(1, 3, 1, 0, 4, 4);
    const [C, demb, dC] = [[5, 3], [3, 6], [5, 3]].map((shape) =>
      randomTensor(generator, ...shape)
    );
    const emb = zeros(3, 6);
    const loss = () => (embeddingForward(emb, C, X), weightedSum(emb, demb));
    backward(dC, demb, X);
    return { C: gradientError(C, dC, loss) };
  },
  [
    ["a second use of a row overwrites the first", "+= demb.data", "= demb.data", "C"],
    ["dC added to what was there", "dC.data.fill(0);", "", "C"],
    ["dC of the wrong sign", "+= demb.data", "-= demb.data", "C"],
    ["the last place forgotten", "p < X.length", "p < X.length - 1", "C"],
    ["only the first element of a row", "e < E", "e < 1", "C"],
    [
      "gradients go to the place's row, not the character's",
      "dC.data[X[p] * E",
      "dC.data[p * E",
      "C",
    ],
    ["dC transposed", "dC.data[X[p] * E + e]", "dC.data[e * dC.shape[0] + X[p]]", "C"],
    ["demb transposed", "demb.data[p * E + e]", "demb.data[e * X.length + p]", "C"],
    ["a mean over the places", "demb.data[p * E + e]", "demb.data[p * E + e] / X.length", "C"],
  ],
);
