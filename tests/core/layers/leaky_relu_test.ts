import { assertEquals } from "@std/assert";
import fixtures from "../../fixtures/layers/leaky_relu.json" with { type: "json" };
import { leakyReluBackward, leakyReluForward } from "../../../core/layers/leaky_relu.ts";
import { zeros } from "../gradient.ts";
import { testLayer } from "./layer.ts";

testLayer("leakyRelu", {
  fixtures,
  options: { "slope 0.01": 0.01, "slope 0.3": 0.3 },
  forward: ({ out, inputs: { x }, options }) => leakyReluForward(out, x, options),
  right: leakyReluBackward,
  backward: (backward, { gradients, dout, inputs: { x }, options }) =>
    backward(gradients.x, dout, x, options),
  mutations: [
    ["the slope lost", "negativeSlope * dout", "dout", "x"],
    ["relu's 0", "negativeSlope * dout.data[i]", "0", "x"],
    ["the sides exchanged", "> 0", "< 0", "x"],
    ["dx added to what was there", "dx.data[i] =", "dx.data[i] +=", "x"],
  ],
});

Deno.test("leakyRelu keeps NaN, and at 0 has the slope of what is negative", () => {
  const [out, x] = [zeros(2), { shape: [2], data: Float64Array.of(NaN, 0) }];
  leakyReluForward(out, x, 0.1);
  assertEquals([...out.data], [NaN, 0]);
  leakyReluBackward(out, { shape: [2], data: Float64Array.of(1, 1) }, x, 0.1);
  assertEquals(out.data[1], 0.1);
});
