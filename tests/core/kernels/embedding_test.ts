import fc from "fast-check";
import { agree, forAll, Numbers, output, seed, size, testKernels } from "./twins.ts";

const shapes = fc.record({ B: size(40), T: size(5), E: size(9), V: size(70, 2), seed });

testKernels("looking characters up gives the very rows of the table", (kernels) => {
  forAll(shapes, ({ B, T, E, V, seed }) => {
    const numbers = new Numbers(seed);
    const X = numbers.indices(B * T, V);
    agree(
      kernels,
      {
        tensors: { C: numbers.normal(V, E), emb: output(B, T * E) },
        writes: { emb: 1 },
        run: (arithmetic, { C, emb }) => arithmetic.embeddingForward(emb, C, X),
      },
      0,
    );
  });
});

testKernels("each row of the table collects its gradients in the same order", (kernels) => {
  forAll(shapes, ({ B, T, E, V, seed }) => {
    const numbers = new Numbers(seed);
    const X = numbers.indices(B * T, V);
    agree(
      kernels,
      {
        tensors: { demb: numbers.normal(B, T * E), dC: output(V, E) },
        writes: { dC: 1 },
        run: (arithmetic, { dC, demb }) => arithmetic.embeddingBackward(dC, demb, X),
      },
      0,
    );
  });
});
