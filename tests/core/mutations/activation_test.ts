import { reluBackward, reluForward } from "../../../core/layers/relu.ts";
import { tanhBackward, tanhForward } from "../../../core/layers/tanh.ts";
import { TorchGenerator } from "../../../core/random/torch.ts";
import { gradientError, randomTensor, weightedSum, zeros } from "../gradient.ts";
import { type Errors, testMutations } from "./mutation.ts";

/** How to check a backward pass of the activation with this forward pass. */
function checker(forward: typeof tanhForward): (backward: typeof tanhBackward) => Errors {
  return (backward) => {
    const generator = new TorchGenerator(3);
    const [x, dout, dx] = [1, 2, 3].map(() => randomTensor(generator, 4, 5));
    const out = zeros(4, 5);
    const loss = () => (forward(out, x), weightedSum(out, dout));
    loss();
    backward(dx, dout, out);
    return { x: gradientError(x, dx, loss) };
  };
}

testMutations("tanh", tanhBackward, {}, checker(tanhForward), [
  ["the factor 1 − out² lost", "(1 - out.data[i] * out.data[i]) *", "", "x"],
  ["the factor dout lost", "* dout.data[i]", "", "x"],
  ["1 − out in the place of 1 − out²", "out.data[i] * out.data[i]", "out.data[i]", "x"],
  ["1 + out²", "1 - out", "1 + out", "x"],
  ["out² − 1, the wrong sign", "1 - out.data[i] * out.data[i]", "out.data[i] ** 2 - 1", "x"],
  ["(1 − out²)²", "dout.data[i]", "(1 - out.data[i] ** 2) * dout.data[i]", "x"],
  ["dx added to what was there", "dx.data[i] =", "dx.data[i] +=", "x"],
  ["the last element forgotten", "i < dx.data.length", "i < dx.data.length - 1", "x"],
]);

testMutations("relu", reluBackward, {}, checker(reluForward), [
  ["the gradient goes through everywhere", "out.data[i] > 0", "true", "x"],
  ["the gradient's sign asked, not the output's", "out.data[i] > 0", "dout.data[i] > 0", "x"],
  ["the units that are off let through", "> 0", "<= 0", "x"],
  ["a threshold of 1", "> 0", "> 1", "x"],
  ["the wrong sign", "? dout", "? -dout", "x"],
  ["the factor dout lost", "? dout.data[i]", "? 1", "x"],
  ["twice the gradient", "? dout.data[i]", "? 2 * dout.data[i]", "x"],
  ["dx added to what was there", "dx.data[i] =", "dx.data[i] +=", "x"],
]);
