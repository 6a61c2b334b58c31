import { assertEquals, assertThrows } from "@std/assert";
import fc from "../../fast_check.ts";
import { perform } from "../../../core/call.ts";
import { Firsts } from "../../../core/kernels/firsts.ts";
import {
  repeatedLinearBackward,
  repeatedLinearForward,
} from "../../../core/layers/repeated_linear.ts";
import { allocate, type Tensor } from "../../../core/tensor.ts";
import { agree, type Call, forAll, Numbers, output, seed, size, testKernels } from "./twins.ts";

const shapes = fc.record({
  /**
   * What comes out has N rows of M numbers, each made of `count` rows of H numbers, and each of these of n symbols out
   * of V.
   */
  N: size(40),
  count: size(3),
  n: size(3),
  H: size(90),
  M: size(40),
  V: size(6),
  bias: fc.boolean(),
  seed,
});
type Shapes = typeof shapes extends fc.Arbitrary<infer S> ? S : never;

/** Which rows are made of the same symbols as row i, by looking at all. */
const likeRow = (X: Int32Array, R: number, i: number): number[] => {
  const n = X.length / R;
  const text = (row: number) => X.slice(row * n, (row + 1) * n).join();
  return Array.from({ length: R }, (_, row) => row).filter((row) => text(row) === text(i));
};

/** Random rows, the same ones where their symbols are. */
function rowsFor(X: Int32Array, R: number, H: number, numbers: Numbers): Tensor {
  const h = numbers.normal(R, H);
  for (let i = 0; i < R; i++) {
    const [first] = likeRow(X, R, i);
    h.data.copyWithin(i * H, first * H, (first + 1) * H);
  }
  return h;
}

/** dh with the gradients of rows that are the same added up in the first one, as far as it matters where they are. */
function addedUp(dh: Tensor, X: Int32Array): Tensor {
  const [R, H] = dh.shape;
  const sums = allocate([R, H], "float32");
  for (let i = 0; i < R; i++) {
    const [first] = likeRow(X, R, i);
    for (let j = 0; j < H; j++) sums.data[first * H + j] += dh.data[i * H + j];
  }
  return sums;
}

type Name = "h" | "W" | "b" | "dout" | "out" | "dh" | "sums" | "dW" | "db";

/** Both passes on a batch, and on another one before it, of which nothing may be left. */
function both({ N, count, n, H, M, V, bias, seed }: Shapes): Call<Name> {
  const numbers = new Numbers(seed);
  const R = N * count;
  const batches = [numbers.indices(R * n, V), numbers.indices(R * n, V)];
  const rows = batches.map((X) => rowsFor(X, R, H, numbers).data);
  return {
    tensors: {
      h: { data: rows[1].slice(), shape: [R, H] },
      W: numbers.normal(count * H, M),
      b: numbers.normal(M),
      dout: numbers.normal(N, M),
      out: output(N, M),
      dh: output(R, H),
      sums: output(R, H),
      dW: output(count * H, M),
      db: output(M),
    },
    writes: {
      out: Math.sqrt(count * H),
      sums: Math.sqrt(M * Math.max(1, R / V ** n)),
      dW: Math.sqrt(N),
      ...bias && { db: Math.sqrt(N) },
    },
    run(arithmetic, { h, W, b, dout, out, dh, sums, dW, db }) {
      const X = new Int32Array(R * n);
      const forward = () =>
        perform(arithmetic, repeatedLinearForward, out, h, X, W, bias ? b : null);
      const backward = () =>
        perform(arithmetic, repeatedLinearBackward, dh, dW, bias ? db : null, dout, h, X, W);
      batches.forEach((batch, i) => {
        X.set(batch);
        h.data.set(rows[i]);
        forward();
        backward();
      });
      sums.data.set(addedUp(dh, X).data);
      dh.data.fill(-12345); // where rows are the same, it may differ
    },
  };
}

testKernels("a linear layer on rows that repeat agrees with its plain twin", (kernels) => {
  forAll(shapes, (drawn) => agree(kernels, both(drawn)));
});

Deno.test("of rows that are made of the same symbols, the first is found", () => {
  forAll(shapes, ({ N, count, n, V, seed }) => {
    const R = N * count;
    const X = new Int32Array(R * n);
    const firsts = new Firsts(R, X);
    const numbers = new Numbers(seed);
    for (let batch = 0; batch < 2; batch++) {
      X.set(numbers.indices(R * n, V));
      firsts.find();
      assertEquals(
        [...firsts.rows],
        Array.from(firsts.rows, (_, i) => likeRow(X, R, i)[0]),
      );
    }
  });
});

Deno.test("symbols that make no whole number of rows are refused", () => {
  assertThrows(
    () => new Firsts(4, new Int32Array(6)),
    TypeError,
    "6 symbols make no 4 rows of as many each",
  );
});
