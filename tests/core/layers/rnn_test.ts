import { assertThrows } from "@std/assert";
import fixtures from "../../fixtures/layers/rnn.json" with { type: "json" };
import {
  rnnBackward,
  type RnnCache,
  rnnCacheShapes,
  rnnForward,
} from "../../../core/layers/rnn.ts";
import { sumOfRows } from "../../../core/layers/sums.ts";
import { position, swapAxes } from "../../../core/layers/time_major.ts";
import { matmulTransposedA, matmulTransposedB } from "../../../core/matmul.ts";
import { zeros } from "../gradient.ts";
import { testLayer } from "./layer.ts";
import { recurrentParameters, recurrentSizes } from "./recurrent.ts";

const { "a start that is learned": learned, ...others } = fixtures;

testLayer("rnn", {
  fixtures: { "a start that is learned": learned, ...others },
  cache: (inputs) => rnnCacheShapes(...recurrentSizes(inputs)),
  forward: ({ out, cache, inputs }) =>
    rnnForward(out, cache as unknown as RnnCache, inputs.x, recurrentParameters(inputs)),
  right: rnnBackward,
  backward: (backward, { gradients, dout, cache, inputs }) =>
    backward(
      gradients.x,
      recurrentParameters(gradients),
      dout,
      cache as unknown as RnnCache,
      recurrentParameters(inputs),
    ),
  scope: { matmulTransposedA, matmulTransposedB, sumOfRows, position, swapAxes },
  mutations: [
    [
      "each position for itself: nothing through the state",
      "+ dh[at]",
      "",
      ...["x", "Wx", "Wh", "bx", "bh", "start"],
    ],
    [
      "the state's own output forgotten but for the last",
      "dout.data[(i * T + t) * H + j] + dh[at]",
      "(t === T - 1 ? dout.data[(i * T + t) * H + j] : dh[at])",
      ...["x", "Wx", "Wh", "bx", "bh", "start"],
    ],
    [
      "Wh not transposed",
      "matmulTransposedB(dh, dz, Wh.data, B, H, H);",
      `matmulTransposedB(dh, dz, Wh.data.map((_, i) => Wh.data[i % H * H + (i / H | 0)]), B, H, H);`,
      ...["x", "Wx", "Wh", "bx", "bh", "start"],
    ],
    ["tanh's slope lost", "(1 - h[at] * h[at]) *", "", "x", "Wx", "Wh", "bx", "bh", "start"],
    [
      "the later state's slope",
      "cache.h, t + 1",
      "cache.h, t",
      "x",
      "Wx",
      "Wh",
      "bx",
      "bh",
      "start",
    ],
    ["one position too few", "t >= 0", "t >= 1", "x", "Wx", "Wh", "bx", "bh", "start"],
    [
      "what the last batch left",
      "dh.fill(0);",
      "",
      "x",
      "Wx",
      "Wh",
      "bx",
      "bh",
      "start",
    ],
    [
      "dWh of the states that come out, not of those that go in",
      "cache.h.data, dz, H",
      "cache.h.data.subarray(B * H), dz, H",
      "Wh",
    ],
    ["dWh without the last position", "dz, H, T * B, H", "dz, H, (T - 1) * B, H", "Wh"],
    ["dWx of the first position alone", "dz, K, T * B, H", "dz, K, B, H", "Wx"],
    [
      "dx in the order of positions",
      "swapAxes(",
      "dx.data.set(cache.dx.data); if (0) swapAxes(",
      "x",
    ],
    ["one bias without its gradient", "[ gradients.bx, gradients.bh ]", "[gradients.bx]", "bh"],
    ["the start's gradient never written", "gradients.start !== null", "false", "start"],
  ],
});

Deno.test("rnn: shapes that do not fit are named", () => {
  const cache = Object.fromEntries(
    Object.entries(rnnCacheShapes(2, 3, 4, 5)).map(([name, shape]) => [name, zeros(...shape)]),
  ) as unknown as RnnCache;
  const parameters = { Wx: zeros(5, 4), Wh: zeros(5, 5), bx: null, bh: null, start: null };
  assertThrows(
    () => rnnForward(zeros(2, 3, 5), cache, zeros(2, 3, 4), parameters),
    TypeError,
    "Wx has shape [5, 4], wanted [4, 5]",
  );
});
