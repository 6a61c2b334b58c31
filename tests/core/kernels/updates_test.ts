import fc from "../../fast_check.ts";
import { createOptimizer, type OptimizerOptions, optimizerStep } from "../../../core/optimizers.ts";
import type { Arithmetic } from "../../../core/arithmetic.ts";
import type { Tensor } from "../../../core/tensor.ts";
import { agree, forAll, type KernelName, Numbers, seed, size, testKernels } from "./twins.ts";

const share = fc.constantFrom(0, 0.5, 0.9, 0.999);
const common = {
  weightDecay: fc.constantFrom(0, 0.01),
  weightDecayOf: fc.constantFrom("matrices" as const, undefined),
};
/** Where squares are forgotten sooner than gradients, quotients may be as large as they like. */
const betas = fc.constantFrom<[number, number]>([0, 0], [0.5, 0.9], [0.9, 0.99], [0.9, 0.999]);
const adam = { betas, epsilon: fc.constantFrom(1e-8, 1e-3), ...common };
/** Settings of all optimizers. */
const options: fc.Arbitrary<OptimizerOptions> = fc.oneof(
  fc.record({
    name: fc.constant("sgd" as const),
    momentum: fc.constantFrom(0, 0.5, 0.9),
    nesterov: fc.boolean(),
    ...common,
  }).map(({ nesterov, ...sgd }) => ({ ...sgd, nesterov: nesterov && sgd.momentum > 0 })),
  fc.record({ name: fc.constant("adam" as const), ...adam }),
  fc.record({ name: fc.constant("adamw" as const), ...adam }),
  fc.record({
    name: fc.constant("rmsprop" as const),
    alpha: share,
    epsilon: fc.constantFrom(1e-8, 1e-3),
    momentum: fc.constantFrom(0, 0.9),
    ...common,
  }),
);
const setting = fc.record({
  options,
  rows: size(70),
  columns: size(70),
  rates: fc.array(fc.constantFrom<number>(0, 0.01, 1), { minLength: 1, maxLength: 3 }),
  seed,
});

/** Updates a matrix and a bias, once at each rate; their own arithmetic's optimizer starts anew with each call. */
function check(
  kernels: KernelName,
  { options, rates, rows, columns, seed }: typeof setting extends fc.Arbitrary<infer S> ? S : never,
  tolerance?: number,
) {
  const numbers = new Numbers(seed);
  /** The optimizer's kernel is made once; what it keeps begins at 0 each time. */
  const made = new Map<Arithmetic, ReturnType<typeof createOptimizer>>();
  agree(kernels, {
    tensors: {
      W: numbers.normal(rows, columns),
      dW: numbers.normal(rows, columns),
      b: numbers.normal(columns),
      db: numbers.normal(columns),
    },
    writes: { W: 1, b: 1 },
    run(arithmetic, { W, dW, b, db }) {
      const optimizer = made.get(arithmetic) ?? createOptimizer({
        arithmetic,
        parameters: [
          { name: "W", role: "matrix", value: W, grad: dW },
          { name: "b", role: "vector", value: b, grad: db },
        ],
      }, options);
      made.set(arithmetic, optimizer);
      optimizer.updates = 0;
      for (const tensor of optimizer.kept.flat()) tensor.data.fill(0);
      for (const rate of rates) optimizerStep(optimizer, rate);
    },
  }, tolerance);
}

testKernels("updates of all optimizers agree with their plain twins", (kernels) => {
  forAll(setting, (drawn) => check(kernels, drawn));
});

testKernels("a plain update is that of its plain twin, to the last bit", (kernels) => {
  const plain = { name: "sgd", momentum: 0, weightDecay: 0 } as const;
  forAll(setting, (drawn) => check(kernels, { ...drawn, options: plain, rates: [0.1] }, 0));
});

testKernels("what is kept agrees too", (kernels) => {
  forAll(setting, ({ options, rows, columns, seed }) => {
    const numbers = new Numbers(seed);
    const shape = [rows, columns];
    agree(kernels, {
      tensors: {
        value: numbers.normal(...shape),
        grad: numbers.normal(...shape),
        first: numbers.normal(...shape),
        second: numbers.normal(...shape),
      },
      writes: { value: 1, first: 1, second: 1 },
      run(arithmetic, { value, grad, first, second }) {
        const optimizer = createOptimizer({
          arithmetic,
          parameters: [{ name: "p", role: "matrix", value, grad }],
        }, options);
        optimizerStep(optimizer, 0.01);
        const [a, b] = optimizer.kept[0];
        const copy = (from: Tensor | undefined, to: Tensor) => to.data.set((from ?? value).data);
        copy(a, first);
        copy(b, second);
      },
    });
  }, 50);
});
