import fixtures from "../../fixtures/layers/last.json" with { type: "json" };
import { lastBackward, lastForward } from "../../../core/layers/last.ts";
import { testLayer } from "./layer.ts";

testLayer("last", {
  fixtures,
  forward: ({ out, inputs: { x } }) => lastForward(out, x),
  right: lastBackward,
  backward: (backward, { gradients, dout }) => backward(gradients.x, dout),
  mutations: [
    ["what was there is left", "dx.data.fill(0);", "", "x"],
    ["the first position for the last", "((i + 1) * T - 1) * N", "i * T * N", "x"],
    ["dx added to what was there", "+ n] = dout", "+ n] = 2 * dout", "x"],
  ],
});
