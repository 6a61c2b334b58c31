import fc from "fast-check";
import type { SgdState } from "../../../core/optimizer.ts";
import type { Tensor } from "../../../core/tensor.ts";
import { agree, forAll, Numbers, seed, size, testKernels } from "./twins.ts";

const setting = fc.record({
  rows: size(70),
  columns: size(70),
  momentum: fc.constantFrom(0, 0.5, 0.9),
  weightDecay: fc.constantFrom(0, 0.01),
  learningRate: fc.constantFrom(0, 0.1, 1),
  seed,
});

testKernels("updates agree with their plain twins", (kernels) => {
  forAll(setting, ({ rows, columns, momentum, weightDecay, learningRate, seed }) => {
    const numbers = new Numbers(seed);
    agree(kernels, {
      tensors: {
        W: numbers.normal(rows, columns),
        dW: numbers.normal(rows, columns),
        vW: numbers.normal(rows, columns),
        b: numbers.normal(columns),
        db: numbers.normal(columns),
        vb: numbers.normal(columns),
      },
      writes: { W: 1, b: 1, ...momentum > 0 && { vW: 1, vb: 1 } },
      run: (arithmetic, { W, dW, vW, b, db, vb }) => {
        const parameters = [
          { name: "W", value: W, grad: dW },
          { name: "b", value: b, grad: db },
        ];
        const velocities = momentum > 0 ? [vW, vb] : [null, null];
        arithmetic.sgdUpdate({ parameters, velocities, momentum, weightDecay }, learningRate);
      },
    });
  });
});

/** One parameter, without momentum and weight decay. */
const plain = (value: Tensor, grad: Tensor): SgdState => ({
  parameters: [{ name: "p", value, grad }],
  velocities: [null],
  momentum: 0,
  weightDecay: 0,
});

testKernels("a plain update is that of its plain twin, to the last bit", (kernels) => {
  forAll(setting, ({ rows, columns, seed }) => {
    const numbers = new Numbers(seed);
    agree(
      kernels,
      {
        tensors: { value: numbers.normal(rows, columns), grad: numbers.normal(rows, columns) },
        writes: { value: 1 },
        run: (arithmetic, { value, grad }) => arithmetic.sgdUpdate(plain(value, grad), 0.1),
      },
      0,
    );
  });
});

testKernels("a learning rate that changes is noticed", (kernels) => {
  const numbers = new Numbers(1);
  agree(kernels, {
    tensors: { value: numbers.normal(3, 5), grad: numbers.normal(3, 5) },
    writes: { value: 1 },
    run: (arithmetic, { value, grad }) => {
      const sgd = plain(value, grad);
      for (const rate of [0.1, 1, 0.01]) arithmetic.sgdUpdate(sgd, rate);
    },
  });
});
