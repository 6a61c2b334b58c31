import fixtures from "../../fixtures/layers/lstm.json" with { type: "json" };
import { lstmBackward, lstmCacheShapes, lstmForward } from "../../../core/layers/lstm.ts";
import { position } from "../../../core/layers/recurrence.ts";
import { sumOfRows } from "../../../core/layers/sums.ts";
import { matmulTransposedA, matmulTransposedB } from "../../../core/matmul.ts";
import { testLayer } from "./layer.ts";
import { ALL, recurrentTest } from "./recurrent.ts";

testLayer("lstm", {
  ...recurrentTest(fixtures, lstmCacheShapes, lstmForward, lstmBackward),
  scope: { matmulTransposedA, matmulTransposedB, sumOfRows, position },
  mutations: [
    ["nothing through the state", "+ dh[at];", ";", ...ALL],
    ["nothing through the memory", "dc[at] + o", "o", ...ALL],
    [
      "nothing of what the memory shows",
      "dc[at] + o * (1 - tanhC[at] * tanhC[at]) * dnextH",
      "dc[at]",
      ...ALL,
    ],
    ["the memory never forgets", "dc[at] = f * dnextC", "dc[at] = dnextC", ...ALL],
    ["tanh's slope at the memory lost", "(1 - tanhC[at] * tanhC[at]) *", "", ...ALL],
    ["i and g exchanged", "i * (1 - i) * g", "i * (1 - i) * i", ...ALL],
    [
      "the forget gate by what the memory shows",
      "f * (1 - f) * c[at]",
      "f * (1 - f) * tanhC[at]",
      ...ALL,
    ],
    ["σ's slope lost in f", "f * (1 - f) * c", "c", ...ALL],
    ["tanh's slope lost in g", "(1 - g * g) * i", "i", ...ALL],
    [
      "the output gate by the memory, not its tanh",
      "o * (1 - o) * tanhC[at]",
      "o * (1 - o) * c[at]",
      ...ALL,
    ],
    ["what the last batch's memory left", "dc.fill(0);", "", ...ALL],
    [
      "f's and g's columns exchanged in dzx",
      "dzxRow[j + 2 * H] =",
      "dzxRow[j + H] =",
      "x",
      "Wx",
      "bx",
    ],
    ["dbh never written", "gradients.bh !== null", "false", "bh"],
    ["dWh without the last position", "H, T * B, 4 * H", "H, (T - 1) * B, 4 * H", "Wh"],
  ],
});
