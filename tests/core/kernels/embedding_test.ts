import { assertThrows } from "@std/assert";
import fc from "../../fast_check.ts";
import { createArithmetic } from "../../../core/arithmetic.ts";
import { call, perform } from "../../../core/call.ts";
import { embeddingBackward, embeddingForward } from "../../../core/layers/embedding.ts";
import {
  positionalEmbeddingBackward,
  positionalEmbeddingForward,
} from "../../../core/layers/positional_embedding.ts";
import { agree, forAll, Numbers, output, seed, size, testKernels } from "./twins.ts";

const shapes = fc.record({
  B: size(20),
  T: size(6),
  E: size(20),
  V: size(30),
  more: size(3),
  seed,
});

testKernels("an embedding and its gradient are those of their plain twins", (kernels) => {
  forAll(shapes, ({ B, T, E, V, seed }) => {
    const numbers = new Numbers(seed);
    const X = numbers.indices(B * T, V);
    agree(kernels, {
      tensors: {
        ...{ C: numbers.normal(V, E), demb: numbers.normal(B, T, E) },
        ...{ emb: output(B, T, E), dC: output(V, E) },
      },
      writes: { emb: 1, dC: 1 },
      run(arithmetic, { C, demb, emb, dC }) {
        perform(arithmetic, embeddingForward, emb, C, X);
        perform(arithmetic, embeddingBackward, dC, demb, X);
      },
    }, 0);
  });
});

testKernels("positions' vectors and their gradient agree with their plain twins", (kernels) => {
  forAll(shapes, ({ B, T, E, more, seed }) => {
    const numbers = new Numbers(seed);
    const P = numbers.normal(T + more - 1, E);
    agree(kernels, {
      tensors: {
        ...{ x: numbers.normal(B, T, E), P, dout: numbers.normal(B, T, E) },
        ...{ out: output(B, T, E), dx: output(B, T, E), dP: output(...P.shape) },
      },
      writes: { out: 1, dx: 1, dP: Math.sqrt(B) },
      run(arithmetic, { x, P, dout, out, dx, dP }) {
        perform(arithmetic, positionalEmbeddingForward, out, x, P);
        perform(arithmetic, positionalEmbeddingBackward, dx, dP, dout);
      },
    });
  });
});

testKernels("an embedding's shapes are checked when it is prepared", (kernels) => {
  const arithmetic = createArithmetic(kernels, 2 ** 16);
  const [emb, C] = [[2, 3, 4], [27, 5]].map(arithmetic.allocate);
  assertThrows(
    () => arithmetic.prepare(call([], embeddingForward, emb, C, new Int32Array(6))),
    TypeError,
    "emb has shape [2, 3, 4], wanted 6 rows of a table [27, 5]",
  );
});
