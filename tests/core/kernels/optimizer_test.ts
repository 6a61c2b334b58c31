import fc from "fast-check";
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
        value: numbers.normal(rows, columns),
        grad: numbers.normal(rows, columns),
        velocity: numbers.normal(rows, columns),
      },
      writes: { value: 1, ...momentum > 0 && { velocity: 1 } },
      run: (arithmetic, { value, grad, velocity }) => {
        const options = { momentum, weightDecay };
        const parameter = { name: "p", value, grad };
        arithmetic.sgdUpdate(parameter, momentum > 0 ? velocity : null, learningRate, options);
      },
    });
  });
});

testKernels("a plain update is that of its plain twin, to the last bit", (kernels) => {
  forAll(setting, ({ rows, columns, seed }) => {
    const numbers = new Numbers(seed);
    agree(
      kernels,
      {
        tensors: { value: numbers.normal(rows, columns), grad: numbers.normal(rows, columns) },
        writes: { value: 1 },
        run: (arithmetic, { value, grad }) => {
          const options = { momentum: 0, weightDecay: 0 };
          arithmetic.sgdUpdate({ name: "p", value, grad }, null, 0.1, options);
        },
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
      for (const rate of [0.1, 1, 0.01]) {
        const options = { momentum: 0, weightDecay: 0 };
        arithmetic.sgdUpdate({ name: "p", value, grad }, null, rate, options);
      }
    },
  });
});
