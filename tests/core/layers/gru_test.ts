import fixtures from "../../fixtures/layers/gru.json" with { type: "json" };
import {
  gruBackward,
  type GruCache,
  gruCacheShapes,
  gruForward,
} from "../../../core/layers/gru.ts";
import { sumOfRows } from "../../../core/layers/sums.ts";
import { position, swapAxes } from "../../../core/layers/time_major.ts";
import { matmulTransposedA, matmulTransposedB } from "../../../core/matmul.ts";
import { testLayer } from "./layer.ts";
import { recurrentParameters, recurrentSizes } from "./recurrent.ts";

const { "a start that is learned": learned, ...others } = fixtures;
const ALL = ["x", "Wx", "Wh", "bx", "bh", "start"];

testLayer("gru", {
  fixtures: { "a start that is learned": learned, ...others },
  cache: (inputs) => gruCacheShapes(...recurrentSizes(inputs)),
  forward: ({ out, cache, inputs }) =>
    gruForward(out, cache as unknown as GruCache, inputs.x, recurrentParameters(inputs)),
  right: gruBackward,
  backward: (backward, { gradients, dout, cache, inputs }) =>
    backward(
      gradients.x,
      recurrentParameters(gradients),
      dout,
      cache as unknown as GruCache,
      recurrentParameters(inputs),
    ),
  scope: { matmulTransposedA, matmulTransposedB, sumOfRows, position, swapAxes },
  mutations: [
    ["nothing through the state", "+ dh[at];", ";", ...ALL],
    ["nothing through the products with Wh", "dh[at] += dhRecurrent[at]", "", ...ALL],
    ["nothing by what stays", "dh[at] = z * dnext", "dh[at] = 0", ...ALL],
    ["z and 1 − z exchanged", "(1 - z) * dnext", "z * dnext", ...ALL],
    ["z pulled the wrong way", "(h[at] - n)", "(n - h[at])", ...ALL],
    ["z without what it takes off the new", "(h[at] - n)", "h[at]", ...ALL],
    ["σ's slope lost in z", "z * (1 - z) * dz", "dz", ...ALL],
    ["σ's slope lost in r", "r * (1 - r) * dr", "dr", ...ALL],
    ["tanh's slope lost", "(1 - n * n) * dn", "dn", ...ALL],
    ["the reset lost on the way to the state", "zh[atN] = r * dzxN", "zh[atN] = dzxN", ...ALL],
    ["the reset gate heeds the input's part", "zh[atN] * dzxN", "zx[atN] * dzxN", ...ALL],
    ["what the last batch left", "dh.fill(0);", "", ...ALL],
    ["dWh by the input's gradients", "cache.h.data, dzh", "cache.h.data, dzx", "Wh"],
    ["dbh as dbx", "gradients.bh.data, dzh", "gradients.bh.data, dzx", "bh"],
    [
      "dbx of the first position alone",
      "bx.data, dzx",
      "bx.data, dzx.subarray(0, B * 3 * H)",
      "bx",
    ],
    ["the start's gradient never written", "gradients.start !== null", "false", "start"],
  ],
});
