import {
  allocateBatchNormCache,
  batchNormBackward,
  batchNormForward,
} from "../../../core/layers/batch_norm.ts";
import { checkShapes } from "../../../core/tensor.ts";
import { TorchGenerator } from "../../../core/random/torch.ts";
import { gradientError, randomTensor, weightedSum, zeros } from "../gradient.ts";
import { testMutations } from "./mutation.ts";

const [B, N] = [6, 5];

for (const unbiased of [false, true]) {
  testMutations(
    `batch norm over ${unbiased ? "n − 1" : "n"}`,
    batchNormBackward,
    { checkShapes },
    (backward) => {
      const options = { epsilon: 1e-5, unbiased, momentum: 0.1, running: "var" as const, start: 1 };
      const generator = new TorchGenerator(4);
      const random = (...shape: number[]) => randomTensor(generator, ...shape);
      const [x, gain, bias, dout] = [random(B, N), random(N), random(N), random(B, N)];
      const [dx, dgain, dbias, out] = [random(B, N), random(N), random(N), zeros(B, N)];
      const cache = allocateBatchNormCache(B, N, (shape) => zeros(...shape));
      const loss = () => {
        batchNormForward(out, cache, x, gain, bias, options);
        return weightedSum(out, dout);
      };
      loss();
      backward(dx, dgain, dbias, dout, cache, gain, options);
      return {
        x: gradientError(x, dx, loss),
        gain: gradientError(gain, dgain, loss),
        bias: gradientError(bias, dbias, loss),
      };
    },
    [
      ["the way through the mean forgotten", "- sum / B", "", "x"],
      ["the way through the variance forgotten", "- xhat[i] * sumXhat / divisor", "", "x"],
      ["the way through the mean of the wrong sign", "- sum / B", "+ sum / B", "x"],
      ["the way through the variance of the wrong sign", "- xhat[i] *", "+ xhat[i] *", "x"],
      ["n and n − 1 exchanged", "unbiased ? B - 1 : B", "unbiased ? B : B - 1", "x"],
      ["n − 1 in the mean", "sum / B", "sum / (B - 1)", "x"],
      ["a sum for the mean", "sum / B", "sum", "x"],
      ["xhat lost in the way through the variance", "xhat[i] * sumXhat /", "sumXhat /", "x"],
      ["twice the way through the variance", "* sumXhat /", "* 2 * sumXhat /", "x"],
      ["xhat transposed", "- xhat[i]", "- xhat[h * B + (i - h) / H]", "x"],
      ["the gain lost", "gain.data[h] * cache", "cache", "x"],
      ["invStd lost", "* cache.invStd.data[h]", "", "x"],
      ["invStd²", "cache.invStd.data[h]", "cache.invStd.data[h] ** 2", "x"],
      ["divided by invStd", "* cache.invStd", "/ cache.invStd", "x"],
      [
        "every unit takes the first one's gain",
        "gain.data[h] * cache",
        "gain.data[0] * cache",
        "x",
      ],
      ["dx added to what was there", "dx.data[i] =", "dx.data[i] +=", "x"],
      ["dgain without xhat", "dout.data[i] * xhat[i]", "dout.data[i]", "x", "gain"],
      ["dgain without the sum over the batch", "sumXhat += dout", "sumXhat = dout", "x", "gain"],
      ["dgain of the wrong sign", "= sumXhat;", "= -sumXhat;", "gain"],
      ["dgain as a mean over the batch", "= sumXhat;", "= sumXhat / B;", "gain"],
      ["dgain added to what was there", "dgain.data[h] =", "dgain.data[h] +=", "gain"],
      ["dbias without the sum over the batch", "sum += dout", "sum = dout", "x", "bias"],
      ["dbias of the wrong sign", "= sum;", "= -sum;", "bias"],
      ["dbias as a mean over the batch", "= sum;", "= sum / B;", "bias"],
      ["dbias multiplied by the gain", "= sum;", "= sum * gain.data[h];", "bias"],
      ["dbias added to what was there", "dbias.data[h] =", "dbias.data[h] +=", "bias"],
      [
        "dgain and dbias exchanged",
        "= sumXhat; dbias.data[h] =",
        "= sum; dbias.data[h] = sumXhat;",
        "gain",
        "bias",
      ],
    ],
  );
}
