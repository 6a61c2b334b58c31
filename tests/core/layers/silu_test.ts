import fixtures from "../../fixtures/layers/silu.json" with { type: "json" };
import { sigmoid } from "../../../core/layers/sigmoid.ts";
import { siluBackward, siluForward } from "../../../core/layers/silu.ts";
import { testLayer } from "./layer.ts";

testLayer("silu", {
  fixtures,
  forward: ({ out, inputs: { x } }) => siluForward(out, x),
  right: siluBackward,
  backward: (backward, { gradients, dout, inputs: { x } }) => backward(gradients.x, dout, x),
  scope: { sigmoid },
  mutations: [
    ["the gate taken as fixed", "(1 + x.data[i] * (1 - gate))", "1", "x"],
    ["the gate lost", "gate * (1 +", "(1 +", "x"],
    ["x lost", "+ x.data[i] *", "+", "x"],
    ["dout lost", "* dout.data[i]", "", "x"],
    ["dx added to what was there", "dx.data[i] =", "dx.data[i] +=", "x"],
  ],
});
