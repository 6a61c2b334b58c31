import { assertThrows } from "@std/assert";
import fixtures from "../../fixtures/layers/conv1d.json" with { type: "json" };
import { tapsBackward, tapsForward } from "../../../core/layers/conv1d.ts";
import { linearBackward, linearForward } from "../../../core/layers/linear.ts";
import type { Tensor } from "../../../core/tensor.ts";
import { zeros } from "../gradient.ts";
import { testLayer } from "./layer.ts";

/** As what the linear layer on what is seen takes. */
const asRows = ({ data, shape: [B, T] }: Tensor): Tensor => (
  { data, shape: [B * T, data.length / B / T] }
);
const asMatrix = ({ data, shape: [S, K, N] }: Tensor): Tensor => ({ data, shape: [S * K, N] });

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
    seen: [B, T, S, K],
    dseen: [B, T, S, K],
  }),
  forward: ({ out, cache: { seen }, inputs: { x, W, b }, options }) => {
    tapsForward(seen, x, options);
    linearForward(asRows(out), asRows(seen), asMatrix(W), b ?? null);
  },
  right: tapsBackward,
  backward: (backward, { gradients, dout, cache: { seen, dseen }, inputs: { W }, options }) => {
    const [dW, db] = [asMatrix(gradients.W), gradients.b ?? null];
    linearBackward(asRows(dseen), dW, db, asRows(dout), asRows(seen), asMatrix(W));
    backward(gradients.x, dseen, options);
  },
  mutations: [
    ["the dilation forgotten", "dilation * (S - 1 - j)", "(S - 1 - j)", "x"],
    ["the taps the other way round", "dilation * (S - 1 - j)", "dilation * j", "x"],
    ["the past seen from the future", "t + dilation", "t - dilation", "x"],
    ["the first tap forgotten", "let j = 0", "let j = 1", "x"],
    ["examples run into each other", "if (at < T)", "if (i * T + at < B * T)", "x"],
    ["only one tap's gradient", "sum += dseen", "sum = dseen", "x"],
    ["dx added to what was there", "+ k] = sum", "+ k] += sum", "x"],
  ],
});

Deno.test("conv1d: shapes that do not fit are named", () => {
  assertThrows(
    () => tapsForward(zeros(2, 3, 2, 4), zeros(2, 3, 5), 1),
    TypeError,
    "x has shape [2, 3, 5], wanted [2, 3, 4]",
  );
});
