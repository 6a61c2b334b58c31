import { assertEquals, assertLess } from "@std/assert";
import { reluBackward, reluForward } from "../../core/layers/relu.ts";
import { tanhBackward, tanhForward } from "../../core/layers/tanh.ts";
import { perform } from "../../core/call.ts";
import { bestArithmetic, createArithmetic, plainArithmetic } from "../../core/arithmetic.ts";
import { TorchGenerator } from "../../core/random/torch.ts";
import { gradientError, randomTensor, weightedSum, zeros } from "./gradient.ts";

const TOLERANCE = 1e-7;

Deno.test("tanh and relu: the gradient agrees with central differences", () => {
  const generator = new TorchGenerator(3);
  const x = randomTensor(generator, 4, 5);
  const dout = randomTensor(generator, 4, 5);
  const [out, dx] = [zeros(4, 5), zeros(4, 5)];
  const pairs = [[tanhForward, tanhBackward], [reluForward, reluBackward]] as const;
  for (const [forward, backward] of pairs) {
    const loss = () => (forward(out, x), weightedSum(out, dout));
    loss();
    backward(dx, dout, out);
    assertLess(gradientError(x, dx, loss), TOLERANCE);
  }
});

Deno.test("relu keeps NaN, so that a model that has overflowed shows it", () => {
  for (const arithmetic of [plainArithmetic(), createArithmetic(bestArithmetic(), 4096)]) {
    const [x, out] = [arithmetic.allocate([5]), arithmetic.allocate([5])];
    x.data.set([NaN, -1, 2, -Infinity, Infinity]);
    perform(arithmetic, reluForward, out, x);
    assertEquals([...out.data], [NaN, 0, 2, 0, Infinity]);
  }
});
