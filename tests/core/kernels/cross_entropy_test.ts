import { perform } from "../../../core/call.ts";
import { crossEntropyBackward, crossEntropyForward } from "../../../core/cross_entropy.ts";
import {
  sequenceCrossEntropyBackward,
  sequenceCrossEntropyForward,
} from "../../../core/losses/sequence_cross_entropy.ts";
import { assert, assertEquals } from "@std/assert";
import fc from "../../fast_check.ts";
import { createArithmetic } from "../../../core/arithmetic.ts";
import type { Tensor } from "../../../core/tensor.ts";
import {
  agree,
  forAll,
  type KernelName,
  Numbers,
  output,
  seed,
  size,
  testKernels,
  times,
} from "./twins.ts";

const setting = fc.record({
  B: size(40),
  V: size(70, 2),
  scale: fc.constantFrom(0, 0.01, 1, 30, 1000),
  seed,
});

testKernels("cross-entropy and its gradient agree with their plain twins", (kernels) => {
  forAll(setting, ({ B, V, scale, seed }) => {
    const numbers = new Numbers(seed);
    const Y = numbers.indices(B, V);
    const logits = times(scale, numbers.normal(B, V));
    agree(kernels, {
      tensors: { logits, probs: output(B, V), dlogits: output(B, V), loss: output(1) },
      writes: { probs: 1, dlogits: 1 / B, loss: 1 },
      run: (arithmetic, { logits, probs, dlogits, loss }) => {
        loss.data[0] = perform(arithmetic, crossEntropyForward, probs, logits, Y);
        perform(arithmetic, crossEntropyBackward, dlogits, probs, Y);
      },
    });
  });
});

/** Makes sure that the probabilities of these logits add up to 1, and returns the loss. */
function lossOf(kernels: KernelName, { data, shape }: Tensor, Y: Int32Array): number {
  const arithmetic = createArithmetic(kernels, 2 ** 20);
  const [logits, probs] = [shape, shape].map(arithmetic.allocate);
  logits.data.set(data);
  const loss = perform(arithmetic, crossEntropyForward, probs, logits, Y);
  const [B, V] = shape;
  for (let i = 0; i < B; i++) {
    let sum = 0;
    for (let j = 0; j < V; j++) sum += probs.data[i * V + j];
    assert(Math.abs(sum - 1) <= 1e-6, `a row adds up to ${sum}`);
  }
  return loss;
}

testKernels("the probabilities of a row add up to 1", (kernels) => {
  forAll(setting, ({ B, V, scale, seed }) => {
    lossOf(kernels, times(scale, new Numbers(seed).normal(B, V)), new Int32Array(B));
  });
});

testKernels("logits of ±1000 give probabilities and a loss, and no NaN", (kernels) => {
  forAll(setting, ({ B, V, seed }) => {
    const numbers = new Numbers(seed);
    const logits = numbers.normal(B, V);
    logits.data.forEach((x, i) => logits.data[i] = x < 0 ? -1000 : 1000);
    const loss = lossOf(kernels, logits, numbers.indices(B, V));
    assert(loss >= 0 && loss < 2000 + Math.log(V), `the loss is ${loss}`);
  });
});

testKernels("a logit that is no number makes the loss none, so that it is noticed", (kernels) => {
  for (const broken of [NaN, Infinity]) {
    for (let V = 2; V < 10; V++) {
      for (let place = 0; place < V; place++) {
        const arithmetic = createArithmetic(kernels, 2 ** 16);
        const [logits, probs] = [[3, V], [3, V]].map(arithmetic.allocate);
        logits.data[V + place] = broken;
        const Y = Int32Array.of(0, 1, 0);
        assertEquals(
          perform(arithmetic, crossEntropyForward, probs, logits, Y),
          NaN,
          `${broken} at ${place}`,
        );
      }
    }
  }
});

testKernels(
  "where rows have no target, loss and gradient agree with their plain twins",
  (kernels) => {
    forAll(
      fc.tuple(setting, fc.integer({ min: 0, max: 3 })),
      ([{ B, V, scale, seed }, targets]) => {
        const numbers = new Numbers(seed);
        const Y = numbers.indices(B, V);
        const isIgnored = numbers.indices(B, 4);
        Y.forEach((_, i) => i > 0 && isIgnored[i] > targets && (Y[i] = V));
        const logits = times(scale, numbers.normal(B, V));
        agree(kernels, {
          tensors: { logits, probs: output(B, V), dlogits: output(B, V), loss: output(1) },
          writes: { probs: 1, dlogits: 1 / B, loss: 1 },
          run: (arithmetic, { logits, probs, dlogits, loss }) => {
            loss.data[0] = perform(arithmetic, sequenceCrossEntropyForward, probs, logits, Y, V);
            perform(arithmetic, sequenceCrossEntropyBackward, dlogits, probs, Y, V);
          },
        });
      },
    );
  },
);

testKernels("without any target the loss is no number, and the gradient 0", (kernels) => {
  const arithmetic = createArithmetic(kernels, 2 ** 16);
  const [logits, probs, dlogits] = [[3, 5], [3, 5], [3, 5]].map(arithmetic.allocate);
  const Y = new Int32Array(3).fill(-1);
  assertEquals(perform(arithmetic, sequenceCrossEntropyForward, probs, logits, Y, -1), NaN);
  dlogits.data.fill(7);
  perform(arithmetic, sequenceCrossEntropyBackward, dlogits, probs, Y, -1);
  assertEquals(Array.from(dlogits.data), Array(15).fill(0));
});
