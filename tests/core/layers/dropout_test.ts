import { assertEquals } from "@std/assert";
import fixtures from "../../fixtures/layers/dropout.json" with { type: "json" };
import { drawDropoutMask, dropoutBackward, dropoutForward } from "../../../core/layers/dropout.ts";
import { TorchGenerator } from "../../../core/random/torch.ts";
import { allocate } from "../../../core/tensor.ts";
import { testLayer } from "./layer.ts";

const p = (title: string) => Number(/p = ([\d.]+)/.exec(title)![1]);

testLayer("dropout", {
  fixtures,
  options: Object.fromEntries(Object.keys(fixtures).map((title) => [title, p(title)])),
  cache: ({ x }) => ({ mask: x.shape }),
  forward: ({ out, cache: { mask }, inputs: { x }, options }) => {
    drawDropoutMask(mask, options, new TorchGenerator(5));
    dropoutForward(out, mask, x);
  },
  right: dropoutBackward,
  backward: (backward, { gradients, dout, cache: { mask } }) => backward(gradients.x, dout, mask),
  mutations: [
    ["what was dropped gets a gradient", "mask.data[i] *", "2 *", "x"],
    ["the factor of what stays lost", "mask.data[i] *", "Math.sign(mask.data[i]) *", "x"],
    ["dx added to what was there", "dx.data[i] =", "dx.data[i] +=", "x"],
  ],
});

Deno.test("dropout of 0 and 1 draw nothing, others two 32-bit numbers an element", () => {
  for (const [p, draws] of [[0, 0], [1, 0], [0.3, 14]]) {
    const [generator, other] = [new TorchGenerator(3), new TorchGenerator(3)];
    drawDropoutMask(allocate([7], "float32"), p, generator);
    for (let i = 0; i < draws; i++) other.uniformFloat32();
    assertEquals(generator.state, other.state);
  }
});
