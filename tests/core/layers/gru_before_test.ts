import fixtures from "../../fixtures/layers/gru_before.json" with { type: "json" };
import {
  gruBeforeBackward,
  gruBeforeCacheShapes,
  gruBeforeForward,
} from "../../../core/layers/gru_before.ts";
import { position } from "../../../core/layers/recurrence.ts";
import { sumOfRows } from "../../../core/layers/sums.ts";
import { matmulTransposedA, matmulTransposedB } from "../../../core/matmul.ts";
import { testLayer } from "./layer.ts";
import { ALL, recurrentTest } from "./recurrent.ts";

testLayer("gru, reset before", {
  ...recurrentTest(fixtures, gruBeforeCacheShapes, gruBeforeForward, gruBeforeBackward),
  scope: { matmulTransposedA, matmulTransposedB, sumOfRows, position },
  mutations: [
    ["nothing through the state", "+ dh[at];", ";", ...ALL],
    ["nothing through r's and z's products", "dh[at] += dhProduct[at]", "", ...ALL],
    ["nothing through the state that is left", "dh[at] += r * drh[at]", "", ...ALL],
    [
      "the reset lost on the way to the state",
      "dh[at] += r * drh[at]",
      "dh[at] += drh[at]",
      ...ALL,
    ],
    [
      "the reset gate by what comes out",
      "* h[at] * drh[at]",
      "* gates[atR + 2 * H] * drh[at]",
      ...ALL,
    ],
    ["σ's slope lost in r", "r * (1 - r) * h", "h", ...ALL],
    ["σ's slope lost in z", "z * (1 - z) * (h", "(h", ...ALL],
    ["n's columns twice", "zh[atZ + H] = 0;", "zh[atZ + H] = zn[at];", ...ALL],
    ["what the last batch left", "dh.fill(0);", "", ...ALL],
    ["dWhₙ by the whole state", "Whn, cache.rh.data", "Whn, cache.h.data", "Wh"],
    ["dWhₙ never written", "dWh.set(Whn", "dWh.slice().set(Whn", "Wh"],
    ["dbh never written", "gradients.bh !== null", "false", "bh"],
  ],
});
