import { assertThrows } from "@std/assert";
import fixtures from "../../fixtures/layers/rnn.json" with { type: "json" };
import { position } from "../../../core/layers/recurrence.ts";
import { rnnBackward, rnnCacheShapes, rnnForward } from "../../../core/layers/rnn.ts";
import { sumOfRows } from "../../../core/layers/sums.ts";
import { matmulTransposedA, matmulTransposedB } from "../../../core/matmul.ts";
import { zeros } from "../gradient.ts";
import { testLayer } from "./layer.ts";
import { ALL, recurrentTest } from "./recurrent.ts";

testLayer("rnn", {
  ...recurrentTest(fixtures, rnnCacheShapes, rnnForward, rnnBackward),
  scope: { matmulTransposedA, matmulTransposedB, sumOfRows, position },
  mutations: [
    ["each position for itself: nothing through the state", "+ dh[at]", "", ...ALL],
    [
      "outputs forgotten but for the last",
      "(dout.data[here] +",
      "(t < T - 1 ? dh[at] : dout.data[here] +",
      ...ALL,
    ],
    [
      "Wh not transposed",
      "matmulTransposedB(dh, dz, Wh.data, B, H, H);",
      "matmulTransposedB(dh, dz, Wh.data.map((_, i) => Wh.data[i % H * H + (i / H | 0)]), B, H, H);",
      ...ALL,
    ],
    ["tanh's slope lost", "(1 - h[at] * h[at]) *", "", ...ALL],
    ["the slope at the state before", "cache.h, t + 1", "cache.h, t", ...ALL],
    ["one position too few", "t >= 0", "t >= 1", ...ALL],
    ["what the last batch left", "dh.fill(0);", "", ...ALL],
    [
      "dWh of the states that come out, not of those that go in",
      "cache.h.data, cache",
      "cache.h.data.subarray(B * H), cache",
      "Wh",
    ],
    ["dWh without the last position", "H, T * B, H", "H, (T - 1) * B, H", "Wh"],
    [
      "dzx in the order of positions",
      "dzx.data[here] = dz[at]",
      "dzx.data[t * B * H + at] = dz[at]",
      "x",
      "Wx",
    ],
    ["dbh never written", "gradients.bh !== null", "false", "bh"],
    ["the start's gradient never written", "gradients.start !== null", "false", "start"],
  ],
});

Deno.test("rnn: shapes that do not fit are named", () => {
  const cache = { h: zeros(4, 2, 5), zh: zeros(2, 5), dz: zeros(3, 2, 5), dh: zeros(2, 5) };
  const parameters = { Wh: zeros(5, 4), bh: null, start: null };
  assertThrows(
    () => rnnForward(zeros(2, 3, 5), cache, zeros(2, 3, 5), parameters),
    TypeError,
    "Wh has shape [5, 4], wanted [5, 5]",
  );
});
