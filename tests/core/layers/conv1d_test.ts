import { assertThrows } from "@std/assert";
import fixtures from "../../fixtures/layers/conv1d.json" with { type: "json" };
import { conv1dBackward, type Conv1dCache, conv1dForward } from "../../../core/layers/conv1d.ts";
import { sumOfRows } from "../../../core/layers/sums.ts";
import { matmulTransposedA, matmulTransposedB } from "../../../core/matmul.ts";
import { zeros } from "../gradient.ts";
import { testLayer } from "./layer.ts";

testLayer("conv1d", {
  fixtures,
  options: {
    "kernel 1, dilation 1": 1,
    "kernel 2, dilation 1": 1,
    "kernel 3, dilation 2": 2,
    "kernel 2, dilation 4": 4,
    "without bias": 1,
  },
  cache: ({ x: { shape: [B, T, K] }, W: { shape: [S] } }) => ({
    seen: [B, T, S * K],
    dseen: [B, T, S * K],
  }),
  forward: ({ out, cache, inputs: { x, W, b }, options }) =>
    conv1dForward(out, cache as unknown as Conv1dCache, x, W, b ?? null, options),
  right: conv1dBackward,
  backward: (backward, { gradients: { x, W, b }, dout, cache, inputs, options }) =>
    backward(x, W, b ?? null, dout, cache as unknown as Conv1dCache, inputs.W, options),
  scope: { matmulTransposedA, matmulTransposedB, sumOfRows },
  mutations: [
    ["the dilation forgotten", "dilation * (S - 1 - j)", "(S - 1 - j)", "x"],
    ["the taps the other way round", "dilation * (S - 1 - j)", "dilation * j", "x"],
    ["the past seen from the future", "t + dilation", "t - dilation", "x"],
    ["the first tap forgotten", "let j = 0", "let j = 1", "x"],
    ["examples run into each other", "if (at < T)", "if (i * T + at < B * T)", "x"],
    ["only one tap's gradient", "sum += dseen", "sum = dseen", "x"],
    ["dx added to what was there", "dx.data[(i * T + t) * K + k] =", "dx.data[t * K + k] +=", "x"],
    ["dW of the first example alone", "S * K, B * T, N", "S * K, T, N", "W"],
    ["db never written", "if (db !== null)", "if (db === null)", "b"],
  ],
});

Deno.test("conv1d: shapes that do not fit are named", () => {
  const cache = { seen: zeros(2, 3, 8), dseen: zeros(2, 3, 8) };
  assertThrows(
    () => conv1dForward(zeros(2, 3, 5), cache, zeros(2, 3, 4), zeros(2, 3, 5), null, 1),
    TypeError,
    "W has shape [2, 3, 5], wanted [2, 4, 5]",
  );
});
