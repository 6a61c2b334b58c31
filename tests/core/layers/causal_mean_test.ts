import fixtures from "../../fixtures/layers/causal_mean.json" with { type: "json" };
import { causalMeanBackward, causalMeanForward } from "../../../core/layers/causal_mean.ts";
import { testLayer } from "./layer.ts";

testLayer("causalMean", {
  fixtures,
  forward: ({ out, inputs: { x } }) => causalMeanForward(out, x),
  right: causalMeanBackward,
  backward: (backward, { gradients, dout }) => backward(gradients.x, dout),
  mutations: [
    ["a sum, not a mean", "/ (t + 1)", "", "x"],
    ["one position too few in the mean", "/ (t + 1)", "/ t", "x"],
    ["from the front", "let t = T - 1; t >= 0; t--", "let t = 0; t < T; t++", "x"],
    ["the last position forgotten", "let t = T - 1", "let t = T - 2", "x"],
    ["dx added to what was there", "dx.data[at] =", "dx.data[at] +=", "x"],
  ],
});
