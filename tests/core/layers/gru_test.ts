import fixtures from "../../fixtures/layers/gru.json" with { type: "json" };
import { gruBackward, gruCacheShapes, gruForward } from "../../../core/layers/gru.ts";
import { position } from "../../../core/layers/recurrence.ts";
import { sumOfRows } from "../../../core/layers/sums.ts";
import { matmulTransposedA, matmulTransposedB } from "../../../core/matmul.ts";
import { testLayer } from "./layer.ts";
import { ALL, recurrentTest } from "./recurrent.ts";

testLayer("gru", {
  ...recurrentTest(fixtures, gruCacheShapes, gruForward, gruBackward),
  scope: { matmulTransposedA, matmulTransposedB, sumOfRows, position },
  mutations: [
    ["nothing through the state", "+ dh[at];", ";", ...ALL],
    ["nothing through the products with Wh", "dh[at] += dhProduct[at]", "", ...ALL],
    ["nothing by what stays", "dh[at] = z * dnext", "dh[at] = 0", ...ALL],
    ["z and 1 − z exchanged", "(1 - z) * dnext", "z * dnext", ...ALL],
    ["z pulled the wrong way", "(h[at] - n)", "(n - h[at])", ...ALL],
    ["z without what it takes off the new", "(h[at] - n)", "h[at]", ...ALL],
    ["σ's slope lost in z", "z * (1 - z) * dz", "dz", ...ALL],
    ["σ's slope lost in r", "r * (1 - r) * dr", "dr", ...ALL],
    ["tanh's slope lost", "(1 - n * n) * dn", "dn", ...ALL],
    ["the reset lost on the way to the state", "zh[atN] = r * dzxN", "zh[atN] = dzxN", ...ALL],
    ["the reset gate heeds n's gradient alone", "zh[atN] * dzxN", "dzxN", ...ALL],
    ["what the last batch left", "dh.fill(0);", "", ...ALL],
    [
      "n's and r's columns exchanged in dzx",
      "dzxRow[j + 2 * H] = dzxN",
      "dzxRow[j] = dzxN",
      "x",
      "Wx",
      "bx",
    ],
    ["dbh as dbx", "gradients.bh.data, cache.zh.data", "gradients.bh.data, dzx.data", "bh"],
    ["dWh of the states that come out", "H, T * B, 3 * H", "H, (T - 1) * B, 3 * H", "Wh"],
    ["the start's gradient never written", "gradients.start !== null", "false", "start"],
  ],
});
