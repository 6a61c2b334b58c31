import fixtures from "../../fixtures/layers/lstm.json" with { type: "json" };
import {
  lstmBackward,
  type LstmCache,
  lstmCacheShapes,
  lstmForward,
} from "../../../core/layers/lstm.ts";
import { sumOfRows } from "../../../core/layers/sums.ts";
import { position, swapAxes } from "../../../core/layers/time_major.ts";
import { matmulTransposedA, matmulTransposedB } from "../../../core/matmul.ts";
import { testLayer } from "./layer.ts";
import { recurrentParameters, recurrentSizes } from "./recurrent.ts";

const ALL = ["x", "Wx", "Wh", "bx", "bh"];

testLayer("lstm", {
  fixtures,
  cache: (inputs) => lstmCacheShapes(...recurrentSizes(inputs)),
  forward: ({ out, cache, inputs }) =>
    lstmForward(out, cache as unknown as LstmCache, inputs.x, recurrentParameters(inputs)),
  right: lstmBackward,
  backward: (backward, { gradients, dout, cache, inputs }) =>
    backward(
      gradients.x,
      recurrentParameters(gradients),
      dout,
      cache as unknown as LstmCache,
      recurrentParameters(inputs),
    ),
  scope: { matmulTransposedA, matmulTransposedB, sumOfRows, position, swapAxes },
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
      "the forget gate by the new memory",
      "cache.c ].map((s) => position(s, t))",
      "cache.c].map((s, k) => position(s, k === 2 ? t + 1 : t))",
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
    [
      "f and g exchanged in the columns",
      "gates[atF] = f * (1 - f) * c[at] * dnextC; gates[atG] =",
      "gates[atG] = f * (1 - f) * c[at] * dnextC; gates[atF] =",
      ...ALL,
    ],
    ["what the last batch's memory left", "dc.fill(0);", "", ...ALL],
    ["one bias without its gradient", "[ gradients.bx, gradients.bh ]", "[gradients.bx]", "bh"],
    [
      "dWh of the states that come out",
      "cache.h.data, da",
      "cache.h.data.subarray(B * H), da",
      "Wh",
    ],
  ],
});
