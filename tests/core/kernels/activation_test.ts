import fc from "fast-check";
import { perform } from "../../../core/call.ts";
import { reluBackward, reluForward } from "../../../core/layers/relu.ts";
import { tanhBackward, tanhForward } from "../../../core/layers/tanh.ts";
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

const shapes = fc.record({ B: size(40), H: size(70), scale: fc.constantFrom(0.01, 1, 10), seed });

const PAIRS = { tanh: [tanhForward, tanhBackward], relu: [reluForward, reluBackward] } as const;

function check(kernels: KernelName, activation: keyof typeof PAIRS, tolerance: number) {
  const [forward, backward] = PAIRS[activation];
  forAll(shapes, ({ B, H, scale, seed }) => {
    const numbers = new Numbers(seed);
    const x = times(scale, numbers.normal(B, H));
    agree(
      kernels,
      {
        tensors: { x, out: output(B, H), dout: numbers.normal(B, H), dx: output(B, H) },
        writes: { out: Math.min(scale, 1), dx: 1 },
        run: (arithmetic, { x, out, dout, dx }) => {
          perform(arithmetic, forward, out, x);
          perform(arithmetic, backward, dx, dout, out);
        },
      },
      tolerance,
    );
  });
}

testKernels("tanh and its gradient agree with their plain twins", (kernels) => {
  check(kernels, "tanh", 1e-6);
});

testKernels("relu and its gradient are those of their plain twins", (kernels) => {
  check(kernels, "relu", 0);
});
