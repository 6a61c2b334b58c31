import { linearBackward, linearForward } from "../../../core/layers/linear.ts";
import { matmul, matmulTransposedA, matmulTransposedB } from "../../../core/matmul.ts";
import { TorchGenerator } from "../../../core/random/torch.ts";
import { checkShapes, type FloatArray } from "../../../core/tensor.ts";
import { gradientError, randomTensor, weightedSum, zeros } from "../gradient.ts";
import { testMutations } from "./mutation.ts";

const [B, K, N] = [6, 7, 5];

/** As in core/layers/linear.ts, which does not export it. */
function sumOverBatch(db: FloatArray, dout: FloatArray, B: number, N: number) {
  for (let n = 0; n < N; n++) {
    db[n] = 0;
    for (let i = 0; i < B; i++) db[n] += dout[i * N + n];
  }
}

/** x += y, element by element. */
function addTo(x: FloatArray, y: FloatArray) {
  for (let i = 0; i < x.length; i++) x[i] += y[i];
}

/** x *= factor, element by element. */
function scale(x: FloatArray, factor: number) {
  for (let i = 0; i < x.length; i++) x[i] *= factor;
}

const DX = "matmulTransposedB(dx.data, dout.data, W.data, B, N, K);";
const DW = "matmulTransposedA(dW.data, x.data, dout.data, K, B, N);";
const DB = "sumOverBatch(db.data, dout.data, B, N);";

testMutations(
  "linear",
  linearBackward,
  { checkShapes, matmul, matmulTransposedA, matmulTransposedB, sumOverBatch, addTo, scale },
  (backward) => {
    const generator = new TorchGenerator(1);
    const random = (...shape: number[]) => randomTensor(generator, ...shape);
    const [x, W, b, dout] = [random(B, K), random(K, N), random(N), random(B, N)];
    const [dx, dW, db] = [random(B, K), random(K, N), random(N)];
    const out = zeros(B, N);
    const loss = () => (linearForward(out, x, W, b), weightedSum(out, dout));
    backward(dx, dW, db, dout, x, W);
    return {
      x: gradientError(x, dx, loss),
      W: gradientError(W, dW, loss),
      b: gradientError(b, db, loss),
    };
  },
  [
    [
      "dx = dout W, W not transposed",
      DX,
      "matmul(dx.data, dout.data, W.data, null, B, N, K);",
      "x",
    ],
    ["dx of x W", DX, "matmulTransposedB(dx.data, x.data, W.data, B, N, K);", "x"],
    ["dx without the last output", DX, DX.replace("N, K", "N - 1, K"), "x"],
    ["dx of the wrong sign", DX, `${DX} scale(dx.data, -1);`, "x"],
    ["dx as a mean over the outputs", DX, `${DX} scale(dx.data, 1 / N);`, "x"],
    [
      "dx added to what was there",
      DX,
      `const dx0 = dx.data.slice(); ${DX} addTo(dx.data, dx0);`,
      "x",
    ],
    [
      "dW = doutᵀ x, transposed",
      DW,
      "matmulTransposedA(dW.data, dout.data, x.data, N, B, K);",
      "W",
    ],
    [
      "dW = x dout, x not transposed",
      DW,
      "matmul(dW.data, x.data, dout.data, null, K, B, N);",
      "W",
    ],
    ["dW without the sum over the batch", DW, DW.replace("K, B, N", "K, 1, N"), "W"],
    ["dW of the wrong sign", DW, `${DW} scale(dW.data, -1);`, "W"],
    ["dW as a mean over the batch", DW, `${DW} scale(dW.data, 1 / B);`, "W"],
    [
      "dW added to what was there",
      DW,
      `const dW0 = dW.data.slice(); ${DW} addTo(dW.data, dW0);`,
      "W",
    ],
    ["db without the sum over the batch", DB, DB.replace("B, N", "1, N"), "b"],
    ["db as the sum of doutᵀ", DB, DB.replace("B, N", "N, B"), "b"],
    ["db of the wrong sign", DB, `{ ${DB} scale(db.data, -1); }`, "b"],
    ["db as a mean over the batch", DB, `{ ${DB} scale(db.data, 1 / B); }`, "b"],
    [
      "db added to what was there",
      DB,
      `{ const db0 = db.data.slice(); ${DB} addTo(db.data, db0); }`,
      "b",
    ],
    ["db never written", DB, ";", "b"],
    [
      "dx and dW of dout's square",
      "checkShapes({ dout }",
      "dout = { ...dout, data: dout.data.map((d) => d * d) }; checkShapes({ dout }",
      "x",
      "W",
      "b",
    ],
  ],
);
