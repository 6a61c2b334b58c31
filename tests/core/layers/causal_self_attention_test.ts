import { assertEquals } from "@std/assert";
import fixtures from "../../fixtures/layers/causal_self_attention.json" with { type: "json" };
import {
  type AttentionCache,
  attentionCacheShapes,
  type AttentionParameters,
  causalSelfAttentionBackward,
  causalSelfAttentionForward,
} from "../../../core/layers/causal_self_attention.ts";
import type { Tensors } from "../../../core/gradcheck/compare.ts";
import { sumOfRows } from "../../../core/layers/sums.ts";
import { matmulTransposedA, matmulTransposedB } from "../../../core/matmul.ts";
import { TorchGenerator } from "../../../core/random/torch.ts";
import { randomTensor, zeros } from "../gradient.ts";
import { testLayer } from "./layer.ts";

const parameters = ({ Wqkv, bqkv, Wproj, bproj }: Tensors): AttentionParameters => (
  { Wqkv, bqkv: bqkv ?? null, Wproj, bproj: bproj ?? null }
);
const cacheOf = (tensors: Tensors) => tensors as unknown as AttentionCache;
const { "2 heads": two, ...others } = fixtures;
const QKV = ["x", "Wqkv", "bqkv"];

testLayer("causalSelfAttention", {
  fixtures: { "2 heads": two, ...others },
  options: { "1 heads": 1, "2 heads": 2, "6 heads": 6, "without biases": 3 },
  cache: ({ x: { shape: [B, T, E] } }, heads) => attentionCacheShapes(B, T, E, heads),
  forward: ({ out, cache, inputs }) =>
    causalSelfAttentionForward(out, cacheOf(cache), inputs.x, parameters(inputs)),
  right: causalSelfAttentionBackward,
  backward: (backward, { gradients, dout, cache, inputs }) =>
    backward(
      gradients.x,
      parameters(gradients),
      dout,
      cacheOf(cache),
      inputs.x,
      parameters(inputs),
    ),
  scope: { matmulTransposedA, matmulTransposedB, sumOfRows },
  mutations: [
    ["the softmax's mean forgotten", "(da[s] - mean)", "da[s]", ...QKV],
    [
      "the mean not weighted by attention",
      "mean += attention[row + s] * sum",
      "mean += sum / (t + 1)",
      ...QKV,
    ],
    ["the scale forgotten", "- mean) * scale", "- mean)", ...QKV],
    ["the scale of all heads together", "1 / Math.sqrt(D)", "1 / Math.sqrt(E)", ...QKV],
    ["values not weighted by attention", "+= attention[row + s] * dy", "+= dy", ...QKV],
    [
      "values from the last position alone",
      "dqkv[value(s) + d] +=",
      "dqkv[value(s) + d] =",
      ...QKV,
    ],
    // A key's bias adds the same to a whole row before the softmax, and so has no gradient.
    ["keys without a gradient", "dqkv[key(s) + d] += dz", "dqkv[key(s) + d] += 0", "x", "Wqkv"],
    ["queries by the query", "dz * qkv[key(s) + d]", "dz * qkv[query(t) + d]", ...QKV],
    ["the first head alone", "let head = 0; head < heads", "let head = 0; head < 1", ...QKV],
    ["what the last batch left", "dqkv.fill(0);", "", ...QKV],
    ["dWproj by the output's input", "cache.y.data, dout", "x.data, dout", "Wproj"],
    ["dbproj never written", "gradients.bproj !== null", "false", "bproj"],
    ["dWqkv of the first example alone", "dqkv, E, B * T, 3 * E", "dqkv, E, T, 3 * E", "Wqkv"],
  ],
});

Deno.test("causalSelfAttention: no position sees what comes after it", () => {
  const [B, T, E] = [1, 4, 6];
  const generator = new TorchGenerator(3);
  const p = {
    Wqkv: randomTensor(generator, E, 3 * E),
    bqkv: null,
    Wproj: randomTensor(generator, E, E),
    bproj: null,
  };
  const x = randomTensor(generator, B, T, E);
  const cache = cacheOf(
    Object.fromEntries(
      Object.entries(attentionCacheShapes(B, T, E, 2)).map((
        [name, shape],
      ) => [name, zeros(...shape)]),
    ),
  );
  const [before, after] = [zeros(B, T, E), zeros(B, T, E)];
  causalSelfAttentionForward(before, cache, x, p);
  x.data.fill(9, 3 * E);
  causalSelfAttentionForward(after, cache, x, p);
  assertEquals(after.data.subarray(0, 3 * E), before.data.subarray(0, 3 * E));
});
