import { assertThrows } from "@std/assert";
import fixtures from "../../fixtures/layers/layer_norm.json" with { type: "json" };
import {
  layerNormBackward,
  type LayerNormCache,
  layerNormForward,
} from "../../../core/layers/layer_norm.ts";
import { zeros } from "../gradient.ts";
import { testLayer } from "./layer.ts";

testLayer("layerNorm", {
  fixtures,
  options: { "of 3 axes": 1e-5, "without bias": 0.1 },
  cache: ({ x }) => ({ xhat: x.shape, invStd: x.shape.slice(0, -1) }),
  forward: ({ out, cache, inputs: { x, gain, bias }, options }) =>
    layerNormForward(out, cache as unknown as LayerNormCache, x, gain, bias ?? null, options),
  right: layerNormBackward,
  backward: (backward, { gradients: { x, gain, bias }, dout, cache, inputs }) =>
    backward(x, gain, bias ?? null, dout, cache as unknown as LayerNormCache, inputs.gain),
  mutations: [
    ["the way through the mean forgotten", "- sum / H", "", "x"],
    ["the way through the variance forgotten", "- xhat[i] * sumXhat / H", "", "x"],
    ["the way through the variance of the wrong sign", "- xhat[i] * sum", "+ xhat[i] * sum", "x"],
    ["n − 1 in the mean", "sum / H -", "sum / (H - 1) -", "x"],
    ["the gain outside the sums", "sum += g;", "sum += dout.data[i];", "x"],
    ["the first row's invStd for all", "invStd.data[n]", "invStd.data[0]", "x"],
    ["invStd lost", "cache.invStd.data[n] * (g", "(g", "x"],
    ["dx added to what was there", "dx.data[i] =", "dx.data[i] +=", "x"],
    ["dgain without xhat", "sumXhat += dout.data[i] * xhat[i]", "sumXhat += dout.data[i]", "gain"],
    ["dgain added to what was there", "dgain.data[h] =", "dgain.data[h] +=", "gain"],
    ["dbias of the first row alone", "sum += dout.data[i];", "sum ||= dout.data[i];", "bias"],
    ["dgain and dbias exchanged", "= sumXhat;", "= sum;", "gain"],
  ],
});

Deno.test("layerNorm: shapes that do not fit are named", () => {
  const cache = { xhat: zeros(2, 3), invStd: zeros(2) };
  assertThrows(
    () => layerNormForward(zeros(2, 3), cache, zeros(2, 3), zeros(2), null, 0),
    TypeError,
    "gain has shape [2], wanted [3]",
  );
});
