import { perform } from "../../../core/call.ts";
import {
  embeddingLinearBackward,
  embeddingLinearForward,
} from "../../../core/layers/embedding_linear.ts";
import { assertEquals, assertThrows } from "@std/assert";
import fc from "../../fast_check.ts";
import { createArithmetic } from "../../../core/arithmetic.ts";
import { KernelMemory } from "../../../core/kernels/memory.ts";
import { mostPairs, Pairs } from "../../../core/kernels/pairs.ts";
import { agree, type Call, forAll, Numbers, output, seed, size, testKernels } from "./twins.ts";

const shapes = fc.record({
  B: size(40),
  T: size(5),
  E: size(11),
  V: size(70),
  H: size(40),
  bias: fc.boolean(),
  seed,
});
type Shapes = typeof shapes extends fc.Arbitrary<infer S> ? S : never;

type Name = "C" | "W" | "b" | "dz" | "z" | "dC" | "dW" | "db" | "emb" | "demb";

/** Both passes on a batch (default: a random one), and on another one before it, of which nothing may be left. */
function both({ B, T, E, V, H, bias, seed }: Shapes, X?: Int32Array): Call<Name> {
  const numbers = new Numbers(seed);
  const batches = [numbers.indices(B * T, V), X ?? numbers.indices(B * T, V)];
  const draw = numbers.normal.bind(numbers);
  return {
    tensors: {
      C: draw(V, E),
      W: draw(T * E, H),
      b: draw(H),
      dz: draw(B, H),
      z: output(B, H),
      dC: output(V, E),
      dW: output(T * E, H),
      db: output(H),
      // The plain layers' own.
      emb: output(B, T * E),
      demb: output(B, T * E),
    },
    writes: {
      z: Math.sqrt(T * E),
      dC: Math.sqrt(H * Math.max(1, B * T / V)),
      dW: Math.sqrt(B),
      ...bias && { db: Math.sqrt(B) },
    },
    run(arithmetic, { C, W, b, dz, z, dC, dW, db, emb, demb }) {
      for (const batch of batches) {
        perform(arithmetic, embeddingLinearForward, z, emb, C, batch, W, bias ? b : null);
        perform(
          arithmetic,
          embeddingLinearBackward,
          dC,
          demb,
          dW,
          bias ? db : null,
          dz,
          emb,
          batch,
          W,
        );
      }
    },
  };
}

testKernels("the first layer and its gradients agree with their plain twins", (kernels) => {
  forAll(shapes, (drawn) => agree(kernels, both(drawn)));
});

testKernels(
  "so they do where all contexts are the same, and where none share a letter",
  (kernels) => {
    const sizes = { B: 8, T: 3, E: 10, V: 27, H: 33, bias: true, seed: 1 };
    for (const X of [new Int32Array(24).fill(5), Int32Array.from({ length: 24 }, (_, p) => p)]) {
      agree(kernels, both(sizes, X));
    }
  },
);

testKernels("so they do for contexts as long as a config may ask for", (kernels) => {
  agree(kernels, both({ B: 2, T: 1024, E: 1, V: 5, H: 31, bias: true, seed: 1 }));
});

testKernels("a context alone comes to the bits that it comes to among others", (kernels) => {
  // 128 numbers apart, rows collide; 640 are divided.
  for (const H of [1, 7, 27, 64, 128, 200, 640]) {
    const [B, T, V, E] = [6, 3, 9, 10];
    const arithmetic = createArithmetic(kernels, 2 ** 21);
    const numbers = new Numbers(H);
    const filled = (...shape: number[]) => {
      const tensor = arithmetic.allocate(shape);
      tensor.data.set(numbers.normal(...shape).data);
      return tensor;
    };
    const [C, W, b] = [filled(V, E), filled(T * E, H), filled(H)];
    const run = (X: Int32Array) => {
      const B = X.length / T;
      const [z, emb] = [arithmetic.allocate([B, H]), arithmetic.allocate([B, T * E])];
      perform(arithmetic, embeddingLinearForward, z, emb, C, X, W, b);
      return z.data;
    };
    const X = numbers.indices(B * T, V);
    const together = run(X);
    for (let i = 0; i < B; i++) {
      assertEquals(run(X.subarray(i * T, (i + 1) * T)), together.slice(i * H, (i + 1) * H));
    }
  }
});

testKernels("weights that do not fit the contexts are refused", (kernels) => {
  const arithmetic = createArithmetic(kernels, 2 ** 16);
  const [z, emb, C, W] = [[2, 4], [2, 6], [5, 3], [5, 4]].map(arithmetic.allocate);
  assertThrows(
    () => perform(arithmetic, embeddingLinearForward, z, emb, C, new Int32Array(4), W, null),
    TypeError,
    "W has shape [5, 4]",
  );
});

Deno.test("the pairs of a batch: each letter once in each position, in fours", () => {
  const pairs = new Pairs(3, 2, 27, new KernelMemory(2 ** 16, false));
  pairs.find(Int32Array.from([7, 9, 7, 2, 7, 7]));
  assertEquals([pairs.count, ...pairs.fours], [8, 1, 1]);
  assertEquals([...pairs.letters.subarray(0, pairs.count)], [7, 0, 0, 0, 2, 7, 9, 0]);
  assertEquals([...pairs.pairs], [0, 6, 0, 4, 0, 5]);
  // Another batch leaves nothing behind.
  pairs.find(Int32Array.from([1, 1, 3, 1, 2, 1]));
  assertEquals([...pairs.letters.subarray(0, pairs.count)], [1, 2, 3, 0, 1, 0, 0, 0]);
  assertEquals([...pairs.pairs], [0, 4, 2, 4, 1, 4]);
});

Deno.test("the pairs that there is room for are never too few", () => {
  forAll(shapes, ({ B, T, V, seed }) => {
    const pairs = new Pairs(B, T, V, new KernelMemory(2 ** 16, false));
    const X = new Numbers(seed).indices(B * T, V);
    pairs.find(X);
    assertEquals(pairs.letters.length, mostPairs(B, T, V));
    assertEquals(pairs.count <= mostPairs(B, T, V), true);
    const starts = [0];
    for (const fours of pairs.fours) starts.push(starts.at(-1)! + 4 * fours);
    assertEquals(pairs.count, starts[T]);
    X.forEach((letter, p) => {
      const pair = pairs.pairs[p];
      assertEquals(pairs.letters[pair], letter);
      assertEquals(starts[p % T] <= pair && pair < starts[p % T + 1], true);
    });
  });
});

Deno.test("the pairs of one context: one in each position", () => {
  const pairs = new Pairs(1, 3, 27, new KernelMemory(2 ** 16, false));
  for (const [a, b, c] of [[7, 9, 7], [0, 26, 1]]) {
    pairs.find(Int32Array.of(a, b, c));
    assertEquals([pairs.count, ...pairs.fours, ...pairs.starts], [12, 1, 1, 1, 0, 4, 8]);
    assertEquals([...pairs.letters.subarray(0, 12)], [a, 0, 0, 0, b, 0, 0, 0, c, 0, 0, 0]);
    assertEquals([...pairs.pairs], [0, 4, 8]);
  }
});
