import { assertEquals, assertThrows } from "@std/assert";
import fixtures from "../../fixtures/layers/causal_self_attention.json" with { type: "json" };
import { attentionBackward, attentionForward } from "../../../core/layers/causal_self_attention.ts";
import { linearBackward, linearForward } from "../../../core/layers/linear.ts";
import { TorchGenerator } from "../../../core/random/torch.ts";
import type { Tensor } from "../../../core/tensor.ts";
import { randomTensor, zeros } from "../gradient.ts";
import { testLayer } from "./layer.ts";

const { "2 heads": two, ...others } = fixtures;
const rows = ({ data, shape: [B, T, N] }: Tensor): Tensor => ({ data, shape: [B * T, N] });
const QKV = ["x", "Wqkv", "bqkv"];

testLayer("causalSelfAttention", {
  fixtures: { "2 heads": two, ...others },
  options: { "1 heads": 1, "2 heads": 2, "6 heads": 6, "without biases": 3 },
  cache: ({ x: { shape: [B, T, E] } }, heads) => ({
    qkv: [B, T, 3 * E],
    dqkv: [B, T, 3 * E],
    attention: [B, heads, T, T],
    da: [T],
    y: [B, T, E],
    dy: [B, T, E],
  }),
  forward: ({ out, cache: { qkv, attention, y }, inputs: { x, Wqkv, bqkv, Wproj, bproj } }) => {
    linearForward(rows(qkv), rows(x), Wqkv, bqkv ?? null);
    attentionForward(y, attention, qkv);
    linearForward(rows(out), rows(y), Wproj, bproj ?? null);
  },
  right: attentionBackward,
  backward: (backward, { gradients, dout, cache, inputs: { x, Wqkv, Wproj } }) => {
    const { qkv, dqkv, attention, da, y, dy } = cache;
    const { x: dx, Wqkv: dWqkv, bqkv: dbqkv, Wproj: dWproj, bproj: dbproj } = gradients;
    linearBackward(rows(dy), dWproj, dbproj ?? null, rows(dout), rows(y), Wproj);
    backward(dqkv, da, dy, attention, qkv);
    linearBackward(rows(dx), dWqkv, dbqkv ?? null, rows(dqkv), rows(x), Wqkv);
  },
  mutations: [
    ["the softmax's mean forgotten", "(da.data[s] - mean)", "da.data[s]", ...QKV],
    [
      "the mean not weighted by attention",
      "mean += a[row + s] * sum",
      "mean += sum / (t + 1)",
      ...QKV,
    ],
    ["the scale forgotten", "- mean) * scale", "- mean)", ...QKV],
    ["the scale of all heads together", "1 / Math.sqrt(D)", "1 / Math.sqrt(E)", ...QKV],
    ["values not weighted by attention", "+= a[row + s] * dy", "+= dy", ...QKV],
    ["values from the last position alone", "dx[v + d] +=", "dx[v + d] =", ...QKV],
    // A key's bias adds the same to a whole row before the softmax, and so has no gradient.
    ["keys without a gradient", "dx[k + d] += dz", "dx[k + d] += 0", "x", "Wqkv"],
    ["queries by the query", "dz * x[k + d]", "dz * x[q + d]", ...QKV],
    ["the first head alone", "let head = 0; head < heads", "let head = 0; head < 1", ...QKV],
    ["what the last batch left", "dx.fill(0);", "", ...QKV],
    [
      "a position does not heed itself",
      "s <= t; s++) { const k",
      "s < t; s++) { const k",
      ...QKV,
    ],
  ],
});

Deno.test("causalSelfAttention: no position sees what comes after it, and what it sees adds up to 1", () => {
  const [B, T, E, heads] = [1, 4, 6, 2];
  const qkv = randomTensor(new TorchGenerator(3), B, T, 3 * E);
  const attention = zeros(B, heads, T, T);
  const [before, after] = [zeros(B, T, E), zeros(B, T, E)];
  attentionForward(before, attention, qkv);
  qkv.data.fill(9, 3 * 3 * E);
  attentionForward(after, attention, qkv);
  assertEquals(after.data.subarray(0, 3 * E), before.data.subarray(0, 3 * E));
  for (let row = 0; row < heads * T; row++) {
    const shares = Array.from(attention.data.subarray(row * T, row * T + T));
    assertEquals(shares.reduce((a, b) => a + b).toFixed(12), "1.000000000000");
    assertEquals(
      shares.findIndex((share) => share === 0),
      row % T === T - 1 ? -1 : row % T + 1,
    );
  }
});

Deno.test("causalSelfAttention: shapes that do not fit are named", () => {
  assertThrows(
    () => attentionForward(zeros(2, 3, 4), zeros(2, 1, 3, 3), zeros(2, 3, 4)),
    TypeError,
    "qkv has shape [2, 3, 4], wanted [2, 3, 12]",
  );
});
