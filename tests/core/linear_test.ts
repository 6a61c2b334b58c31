import { assert, assertEquals, assertLess, assertThrows } from "@std/assert";
import { linearBackward, linearForward } from "../../core/layers/linear.ts";
import { TorchGenerator } from "../../core/random/torch.ts";
import type { Tensor } from "../../core/tensor.ts";
import { gradientError, randomTensor, weightedSum, zeros } from "./gradient.ts";

const TOLERANCE = 1e-7;
const [B, K, N] = [6, 7, 5];

function linearCase() {
  const generator = new TorchGenerator(1);
  const x = randomTensor(generator, B, K);
  const W = randomTensor(generator, K, N);
  const b = randomTensor(generator, N);
  const dout = randomTensor(generator, B, N);
  const out = zeros(B, N);
  const loss = () => (linearForward(out, x, W, b), weightedSum(out, dout));
  return { x, W, b, dout, loss };
}

Deno.test("linear: the gradients of x, W and b agree with central differences", () => {
  const { x, W, b, dout, loss } = linearCase();
  const [dx, dW, db] = [zeros(B, K), zeros(K, N), zeros(N)];
  linearBackward(dx, dW, db, dout, x, W);
  assertLess(gradientError(x, dx, loss), TOLERANCE);
  assertLess(gradientError(W, dW, loss), TOLERANCE);
  assertLess(gradientError(b, db, loss), TOLERANCE);
});

Deno.test("linear: a wrong gradient is caught by central differences", () => {
  const { x, W, dout, loss } = linearCase();
  const [dx, dW] = [zeros(B, K), zeros(K, N)];
  linearBackward(dx, dW, null, dout, x, W);
  dW.data[3] *= 1.001;
  assert(gradientError(W, dW, loss) > TOLERANCE);
});

Deno.test("linear: out = x W + b, by hand", () => {
  const tensor = (shape: number[], ...data: number[]): Tensor => (
    { shape, data: Float64Array.from(data) }
  );
  const out = zeros(2, 2);
  linearForward(
    out,
    tensor([2, 3], 1, 2, 3, 4, 5, 6),
    tensor([3, 2], 1, 0, 0, 1, 2, 2),
    tensor([2], 10, 20),
  );
  assertEquals([...out.data], [17, 28, 26, 37]);
});

Deno.test("linear: shapes that do not fit are named", () => {
  assertThrows(
    () => linearForward(zeros(2, 4), zeros(2, 3), zeros(5, 4), null),
    TypeError,
    "W has shape [5, 4], wanted [3, 4]",
  );
});
