/**
 * Attention of each position to itself and what came before (Vaswani et al. 2017, https://arxiv.org/abs/1706.03762,
 * with a mask), between two linear layers as in makemore and nanoGPT: one makes queries, keys and values (`c_attn`),
 * one mixes what the heads found (`c_proj`).
 *
 * @module
 */
import { call } from "../call.ts";
import type { InitScheme } from "../init.ts";
import type { LayerKind } from "../layer.ts";
import { linearBackward, linearForward } from "./linear.ts";
import { rowsOf } from "../tensor.ts";
import { positionsOf } from "./positions.ts";
import { softmaxRow } from "../cross_entropy.ts";
import { checkShape, type Tensor } from "../tensor.ts";

/**
 * For each head, which has D = E / heads columns of q, k and v as its own:
 *
 *     attention[t, s] = softmax over s ≤ t of q[t] · k[s] / √D        y[t] = Σ attention[t, s] v[s] over s ≤ t
 *
 * @param y [B, T, E] what the heads found, side by side
 * @param attention [B, heads, T, T] receives how much position t (row) heeds position s (column); a row adds up to 1,
 * and s > t has 0
 * @param qkv [B, T, 3E] queries, keys and values side by side; in each the heads are side by side
 * @throws TypeError where shapes do not fit
 */
export function attentionForward(y: Tensor, attention: Tensor, qkv: Tensor): void {
  const [B, T, E] = y.shape;
  const heads = attention.shape[1];
  checkShape("qkv", qkv, B, T, 3 * E);
  checkShape("attention", attention, B, heads, T, T);
  const [a, x] = [attention.data, qkv.data];
  const D = E / heads;
  const scale = 1 / Math.sqrt(D);
  for (let i = 0; i < B; i++) {
    for (let head = 0; head < heads; head++) {
      // Where the head's first query is, then its first key and value; 3E numbers on come the next position's.
      const q0 = i * T * 3 * E + head * D;
      const [k0, v0] = [q0 + E, q0 + 2 * E];
      for (let t = 0; t < T; t++) {
        const row = ((i * heads + head) * T + t) * T;
        const q = q0 + t * 3 * E;
        for (let s = 0; s <= t; s++) {
          const k = k0 + s * 3 * E;
          let sum = 0;
          for (let d = 0; d < D; d++) sum += x[q + d] * x[k + d];
          a[row + s] = sum * scale;
        }
        softmaxRow(a, a, row, t + 1);
        a.fill(0, row + t + 1, row + T);
        for (let d = 0; d < D; d++) {
          let sum = 0;
          for (let s = 0; s <= t; s++) sum += a[row + s] * x[v0 + s * 3 * E + d];
          y.data[(i * T + t) * E + head * D + d] = sum;
        }
      }
    }
  }
}

/**
 * Back through the mean over the past, the softmax, and the products of queries and keys:
 *
 *     da[t, s] = dy[t] · v[s]        dv[s] = Σ attention[t, s] dy[t] over t ≥ s
 *     dz[t, s] = attention[t, s] (da[t, s] − Σ attention[t, s′] da[t, s′] over s′ ≤ t) / √D
 *     dq[t] = Σ dz[t, s] k[s] over s ≤ t        dk[s] = Σ dz[t, s] q[t] over t ≥ s
 *
 * @param dqkv [B, T, 3E]
 * @param da [T] room for one row of da
 * @param dy [B, T, E]
 * @param attention of the forward pass
 * @param qkv [B, T, 3E]
 */
export function attentionBackward(
  dqkv: Tensor,
  da: Tensor,
  dy: Tensor,
  attention: Tensor,
  qkv: Tensor,
): void {
  // The softmax: a[s] = exp z[s] / Σ exp z, so ∂a[s′]/∂z[s] = a[s′] ([s = s′] − a[s]), and with da the gradient of a
  //
  //   dz[s] = Σ over s′ of da[s′] a[s′] ([s = s′] − a[s]) = a[s] (da[s] − Σ over s′ of a[s′] da[s′])
  //
  // A key and a value are used by every position from theirs on, so they collect gradients from all of these; a query
  // is used by its own alone.
  const [B, T, E] = dy.shape;
  const heads = attention.shape[1];
  const [a, x, dx] = [attention.data, qkv.data, dqkv.data];
  const D = E / heads;
  const scale = 1 / Math.sqrt(D);
  dx.fill(0);
  for (let i = 0; i < B; i++) {
    for (let head = 0; head < heads; head++) {
      const q0 = i * T * 3 * E + head * D;
      const [k0, v0] = [q0 + E, q0 + 2 * E];
      for (let t = 0; t < T; t++) {
        const row = ((i * heads + head) * T + t) * T;
        const q = q0 + t * 3 * E;
        const found = (i * T + t) * E + head * D;
        let mean = 0;
        for (let s = 0; s <= t; s++) {
          const v = v0 + s * 3 * E;
          let sum = 0;
          for (let d = 0; d < D; d++) {
            sum += dy.data[found + d] * x[v + d];
            dx[v + d] += a[row + s] * dy.data[found + d];
          }
          da.data[s] = sum;
          mean += a[row + s] * sum;
        }
        for (let s = 0; s <= t; s++) {
          const k = k0 + s * 3 * E;
          const dz = a[row + s] * (da.data[s] - mean) * scale;
          for (let d = 0; d < D; d++) {
            dx[q + d] += dz * x[k + d];
            dx[k + d] += dz * x[q + d];
          }
        }
      }
    }
  }
}

/** As in PyTorch's nn.Linear. */
const init: InitScheme = { scheme: "pytorch", scale: 1 };

/** In PyTorch, as makemore has it. */
const ATTENTION = `class CausalSelfAttention(nn.Module):
    def __init__(self, E, heads, bias=True):
        super().__init__()
        self.heads = heads
        self.c_attn = nn.Linear(E, 3 * E, bias=bias)
        self.c_proj = nn.Linear(E, E, bias=bias)

    def forward(self, x):
        B, T, E = x.shape
        split = lambda x: x.view(B, T, self.heads, E // self.heads).transpose(1, 2)
        q, k, v = map(split, self.c_attn(x).split(E, dim=2))
        scores = q @ k.transpose(2, 3) / torch.tensor(E // self.heads).sqrt()
        future = torch.ones(T, T, dtype=torch.bool, device=x.device).triu(1)
        y = scores.masked_fill(future, float("-inf")).softmax(dim=3) @ v
        return self.c_proj(y.transpose(1, 2).reshape(B, T, E))`;

/** Causal self-attention as a layer. */
export const causalSelfAttention: LayerKind<{ heads: number; bias: boolean }> = {
  type: "causalSelfAttention",
  module: "attention",
  about: "at each position a mean of what stands there and before, weighted by what is sought",
  options: {
    heads: { kind: "size", default: 4, about: "into how many parts what stands there is split" },
    bias: { kind: "flag", default: true, about: "whether its linear layers have biases" },
  },
  parameters: {
    "c_attn.weight": {
      role: "matrix",
      alias: "Wqkv",
      init,
    },
    "c_attn.bias": { role: "vector", alias: "bqkv", init },
    "c_proj.weight": {
      role: "matrix",
      alias: "Wproj",
      init,
    },
    "c_proj.bias": { role: "vector", alias: "bproj", init },
  },
  title: ({ heads }) => `causalSelfAttention of ${heads} ${heads === 1 ? "head" : "heads"}`,
  isCausal: true,
  shapes(input, { heads, bias }) {
    const [, E] = positionsOf(input);
    if (E % heads !== 0) {
      throw new TypeError(`${E} numbers come in, which is no multiple of ${heads}`);
    }
    return {
      output: input,
      parameters: {
        "c_attn.weight": [E, 3 * E],
        "c_attn.bias": bias ? [3 * E] : null,
        "c_proj.weight": [E, E],
        "c_proj.bias": bias ? [E] : null,
      },
    };
  },
  place({ B, x, dx, output, options: { heads }, parameters, gradients, allocate }) {
    const [, T, E] = output;
    const [out, dout, y, dy] = Array.from({ length: 4 }, () => allocate(output));
    const [qkv, dqkv] = [allocate([B, T, 3 * E]), allocate([B, T, 3 * E])];
    const [attention, da] = [allocate([B, heads, T, T]), allocate([T])];
    const {
      "c_attn.weight": Wqkv,
      "c_attn.bias": bqkv,
      "c_proj.weight": Wproj,
      "c_proj.bias": bproj,
    } = parameters;
    const d = gradients;
    const [outs, douts, xs, dxs] = [out, dout, x, dx].map(rowsOf);
    const [ys, dys, qkvs, dqkvs] = [y, dy, qkv, dqkv].map(rowsOf);
    return {
      out,
      dout,
      cache: { attention },
      forward: [
        call([qkv], linearForward, qkvs, xs, Wqkv!, bqkv),
        call([y, attention], attentionForward, y, attention, qkv),
        call([out], linearForward, outs, ys, Wproj!, bproj),
      ],
      backward: [
        call([dy], linearBackward, dys, d["c_proj.weight"]!, d["c_proj.bias"], douts, ys, Wproj!),
        call([dqkv], attentionBackward, dqkv, da, dy, attention, qkv),
        call([dx], linearBackward, dxs, d["c_attn.weight"]!, d["c_attn.bias"], dqkvs, xs, Wqkv!),
      ],
    };
  },
  pytorch: ({ input: [, E], options: { heads, bias } }) => ({
    module: `CausalSelfAttention(${E}, ${heads}${bias ? "" : ", bias=False"})`,
    uses: [ATTENTION],
  }),
  lessons: [
    {
      forward: attentionForward,
      backward: attentionBackward,
      shapes:
        "q, k and v [T, D] of one head, side by side in qkv [B, T, 3E], D = E / heads; a [T, T] attention, y [T, D] what the head found",
      formulas: [
        "qkv = x Wqkv + bqkv",
        "z[t, s] = q[t] k[s]ᵀ / √D, where s ≤ t",
        "a[t, s] = exp(z[t, s]) / Σ[r ≤ t] exp(z[t, r])",
        "y[t] = Σ[s ≤ t] a[t, s] v[s]",
        "out = y Wproj + bproj, the heads side by side",
      ],
      derivation: [
        ["dy = dout Wprojᵀ", "the linear layer behind it"],
        ["da[t, s] = dy[t] v[s]ᵀ", "a[t, s] weighs v[s] in y[t]"],
        [
          "dv[s] = Σ[t ≥ s] a[t, s] dy[t]",
          "a value is used by every position from its own on, and collects the gradients of all of them",
        ],
        [
          "∂a[t, r] / ∂z[t, s] = a[t, r] ([r = s] − a[t, s])",
          "softmax: the quotient rule; [r = s] is 1 for r = s, else 0",
        ],
        [
          "dz[t, s] = a[t, s] (da[t, s] − Σ[r ≤ t] a[t, r] da[t, r])",
          "the sum of these over r, each with its da[t, r]",
        ],
        [
          "dq[t] = Σ[s ≤ t] dz[t, s] k[s] / √D",
          "z[t, s] is a product of q[t] and k[s]; a query is used by its own position alone, a key by all later ones too",
        ],
      ],
      gradients: [
        "dv[s] = Σ[t ≥ s] a[t, s] dy[t]",
        "dz[t, s] = a[t, s] (da[t, s] − Σ[r ≤ t] a[t, r] da[t, r])",
        "dq[t] = Σ[s ≤ t] dz[t, s] k[s] / √D",
        "dk[s] = Σ[t ≥ s] dz[t, s] q[t] / √D",
        "dx = dqkv Wqkvᵀ",
      ],
      tiny: { B: 1, input: [3, 2], options: { heads: 1 } },
      exercises: [{
        right: "(da.data[s] - mean) * scale",
        wrong: "da.data[s] * scale",
        hints: [
          "Softmax: to heed one position more is to heed the others less.",
          "The rows of dz have to add up to 0, as the rows of a add up to 1.",
          "`mean` is computed for this, and not used.",
        ],
      }, {
        right: "dx[v + d] += a[row + s] * dy.data[found + d];",
        wrong: "dx[v + d] = a[row + s] * dy.data[found + d];",
        hints: [
          "Which third of dqkv is off: queries, keys or values?",
          "A value is used by every position from its own on. What does the loop over t leave of their gradients?",
        ],
      }, {
        right: "const dz = a[row + s] * (da.data[s] - mean) * scale;",
        wrong: "const dz = a[row + s] * (da.data[s] - mean);",
        hints: [
          "Queries and keys are off, all by the same factor.",
          "z = q · k / √D. With D = 2, what is the factor?",
        ],
      }],
    },
  ],
};
