import fixtures from "../../fixtures/layers/gelu.json" with { type: "json" };
import { erf, exp, tanh } from "../../../core/exact_math.ts";
import { geluBackward, geluForward } from "../../../core/layers/gelu.ts";
import type { Mutation } from "../mutations/mutation.ts";
import { testLayer } from "./layer.ts";

const none: Mutation[] = [
  ["Φ taken as fixed", "+ z * density", "", "x"],
  ["Φ lost", "(below + z * density)", "(z * density)", "x"],
  ["x lost", "+ z * density", "+ density", "x"],
  ["a density twice as high", "0.5 * SCALE", "SCALE", "x"],
  ["erf of x, not of x / √2", "z * Math.SQRT1_2", "z", "x"],
  ["exp of −x²", "-0.5 * z", "-z", "x"],
];
const tanhs: Mutation[] = [
  ["the way through tanh forgotten", "+ z * (1 - t * t) * slope", "", "x"],
  ["the cubic's factor 3 lost", "3 * CUBIC", "CUBIC", "x"],
  ["tanh's slope lost", "* (1 - t * t)", "", "x"],
  ["x lost", "+ z * (1", "+ (1", "x"],
  ["the half lost", "0.5 * (1 + t", "(1 + t", "x"],
];

for (const [approximate, mutations] of [["none", none], ["tanh", tanhs]] as const) {
  testLayer(`gelu, approximate ${approximate}`, {
    fixtures: { "": fixtures[approximate] },
    forward: ({ out, inputs: { x } }) => geluForward(out, x, approximate),
    right: geluBackward,
    backward: (backward, { gradients, dout, inputs: { x } }) =>
      backward(gradients.x, dout, x, approximate),
    scope: { erf, exp, tanh, SCALE: Math.sqrt(2 / Math.PI), CUBIC: 0.044715 },
    mutations,
  });
}
