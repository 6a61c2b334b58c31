import { assertEquals } from "@std/assert";
import fixtures from "../../fixtures/layers/sigmoid.json" with { type: "json" };
import { sigmoid, sigmoidBackward, sigmoidForward } from "../../../core/layers/sigmoid.ts";
import { testLayer } from "./layer.ts";

testLayer("sigmoid", {
  fixtures,
  forward: ({ out, inputs: { x } }) => sigmoidForward(out, x),
  right: sigmoidBackward,
  backward: (backward, { gradients, dout, out }) => backward(gradients.x, dout, out),
  mutations: [
    ["tanh's slope", "out.data[i] * (1 - out.data[i])", "(1 - out.data[i] * out.data[i])", "x"],
    ["1 − σ lost", "* (1 - out.data[i])", "", "x"],
    ["dout lost", "* dout.data[i]", "", "x"],
    ["dx added to what was there", "dx.data[i] =", "dx.data[i] +=", "x"],
  ],
});

Deno.test("sigmoid ends at 0 and 1 and keeps NaN", () => {
  assertEquals([-Infinity, -800, 0, 800, Infinity, NaN].map(sigmoid), [0, 0, 0.5, 1, 1, NaN]);
});
