/**
 * Layer normalization (Ba, Kiros & Hinton 2016, https://arxiv.org/abs/1607.06450; PyTorch's nn.LayerNorm over the last
 * axis): what batch norm does to a unit over the batch, this does to a row over its units. Rows do not depend on each
 * other.
 *
 * @module
 */
import { call } from "../call.ts";
import type { LayerKind } from "../layer.ts";
import { checkShape, type Tensor } from "../tensor.ts";

/** What one forward pass leaves for the backward pass. */
export interface LayerNormCache {
  /** [.., H] x normalized: (x − mean) · invStd */
  xhat: Tensor;
  /** [N] 1 / √(variance + epsilon) of each row */
  invStd: Tensor;
}

/**
 * Normalizes each row of H units; x has N of them, whatever its other axes are:
 *
 *     mean = (1/H) Σ x        variance = (1/H) Σ (x − mean)²
 *     xhat = (x − mean) / √(variance + epsilon)        out = gain · xhat + bias
 *
 * @param out as x
 * @param cache receives xhat and invStd
 * @param x [.., H]
 * @param gain [H], γ
 * @param bias [H], β, or null for a layer without bias
 * @param epsilon PyTorch's default: 1e-5
 * @throws TypeError where shapes do not fit
 */
export function layerNormForward(
  out: Tensor,
  cache: LayerNormCache,
  x: Tensor,
  gain: Tensor,
  bias: Tensor | null,
  epsilon: number,
): void {
  const H = x.shape[x.shape.length - 1];
  const N = x.data.length / H;
  checkShape("out", out, ...x.shape);
  checkShape("gain", gain, H);
  if (bias !== null) checkShape("bias", bias, H);
  for (let n = 0; n < N; n++) {
    const [start, end] = [n * H, n * H + H];
    let sum = 0;
    for (let i = start; i < end; i++) sum += x.data[i];
    const mean = sum / H;
    let squares = 0;
    for (let i = start; i < end; i++) squares += (x.data[i] - mean) * (x.data[i] - mean);
    const invStd = 1 / Math.sqrt(squares / H + epsilon);
    for (let i = start; i < end; i++) {
      const xhat = (x.data[i] - mean) * invStd;
      cache.xhat.data[i] = xhat;
      out.data[i] = gain.data[i - start] * xhat + (bias === null ? 0 : bias.data[i - start]);
    }
    cache.invStd.data[n] = invStd;
  }
}

/**
 * With g = gain · dout, the means over a row's H units:
 *
 *     dx = invStd · (g − mean g − xhat · mean(g · xhat))        dgain = Σ dout · xhat        dbias = Σ dout, over all rows
 *
 * @param dx as dout
 * @param dgain [H]
 * @param dbias [H], or null
 * @param dout [.., H]
 * @param cache of the forward pass
 */
export function layerNormBackward(
  dx: Tensor,
  dgain: Tensor,
  dbias: Tensor | null,
  dout: Tensor,
  cache: LayerNormCache,
  gain: Tensor,
): void {
  // out = gain · xhat + bias, so dgain = Σ dout · xhat and dbias = Σ dout over the rows, and g = gain · dout is the
  // gradient of xhat.
  // One x reaches every xhat of its row in the three ways that batchNormBackward tells of: by itself, by the mean and
  // by the variance.
  // There the gain was the same for all that are summed; here each unit has its own, so that it stays inside the sums.
  const H = gain.data.length;
  const N = dout.data.length / H;
  const xhat = cache.xhat.data;
  for (let n = 0; n < N; n++) {
    const [start, end] = [n * H, n * H + H];
    let sum = 0;
    let sumXhat = 0;
    for (let i = start; i < end; i++) {
      const g = gain.data[i - start] * dout.data[i];
      sum += g;
      sumXhat += g * xhat[i];
    }
    for (let i = start; i < end; i++) {
      const g = gain.data[i - start] * dout.data[i];
      dx.data[i] = cache.invStd.data[n] * (g - sum / H - xhat[i] * sumXhat / H);
    }
  }
  for (let h = 0; h < H; h++) {
    let sum = 0;
    let sumXhat = 0;
    for (let i = h; i < N * H; i += H) {
      sum += dout.data[i];
      sumXhat += dout.data[i] * xhat[i];
    }
    dgain.data[h] = sumXhat;
    if (dbias !== null) dbias.data[h] = sum;
  }
}

/** In PyTorch, where a bias cannot be left out before version 2.1. */
const LAYER_NORM = `class LayerNorm(nn.LayerNorm):
    """Without a bias."""

    def __init__(self, K, eps):
        super().__init__(K, eps)
        self.bias = None`;

/** Layer norm as a layer. */
export const layerNorm: LayerKind<{ epsilon: number; bias: boolean }> = {
  type: "layerNorm",
  module: "norm",
  about: "each example's units normalized, at each position for itself",
  options: {
    epsilon: { kind: "number", default: 1e-5, min: 0, about: "added to the variance" },
    bias: { kind: "flag", default: true, about: "whether it has β" },
  },
  parameters: {
    weight: { role: "vector", alias: "lngain", init: { scheme: "ones", scale: 1 } },
    bias: { role: "vector", alias: "lnbias", init: { scheme: "zeros", scale: 1 } },
  },
  isCausal: true,
  rows: "alike",
  shapes(input, { bias }) {
    const H = input[input.length - 1];
    return { output: input, parameters: { weight: [H], bias: bias ? [H] : null } };
  },
  place({ x, dx, output, options: { epsilon }, parameters, gradients, allocate }) {
    const { weight: gain, bias } = parameters;
    const [out, dout] = [allocate(output), allocate(output)];
    const cache = { xhat: allocate(output), invStd: allocate(output.slice(0, -1)) };
    return {
      out,
      dout,
      cache: { xhat: cache.xhat },
      forward: [
        call(
          [out, cache.xhat, cache.invStd],
          layerNormForward,
          out,
          cache,
          x,
          gain!,
          bias,
          epsilon,
        ),
      ],
      backward: [
        call([dx], layerNormBackward, dx, gradients.weight!, gradients.bias, dout, cache, gain!),
      ],
    };
  },
  pytorch({ input, options: { epsilon, bias } }) {
    const given = `LayerNorm(${input.at(-1)}, eps=${epsilon})`;
    return bias ? { module: `nn.${given}` } : { module: given, uses: [LAYER_NORM] };
  },
  lessons: [
    {
      forward: layerNormForward,
      backward: layerNormBackward,
      shapes: "x [.., H], γ [H] and β [H] gain and bias, out [.., H]; each row for itself",
      formulas: [
        "μ = (1 / H) Σₕ x[h]",
        "v = (1 / H) Σₕ (x[h] − μ)²",
        "s = (v + ε)^(−1/2)",
        "xhat[h] = (x[h] − μ) s",
        "out = γ · xhat + β",
      ],
      derivation: [
        [
          "g = γ · dout",
          "the gradient of xhat. One x[h] reaches every xhat[j] of its row, in three ways:",
        ],
        ["s · g[h]", "by itself: xhat[h] moves by s"],
        ["−s · Σⱼ g[j] / H", "by the mean: ∂μ / ∂x[h] is 1 / H, and each xhat[j] moves by −s"],
        [
          "−s · xhat[h] · Σⱼ g[j] xhat[j] / H",
          "by the variance: ∂v / ∂x[h] is 2 (x[h] − μ) / H, ∂s / ∂v is −½ s³, and x[h] − μ is xhat[h] / s",
        ],
        ["dγ = Σ dout · xhat", "over all rows, for each has the same gain; and so the bias"],
      ],
      gradients: [
        "dx[h] = s (g[h] − Σⱼ g[j] / H − xhat[h] · Σⱼ g[j] xhat[j] / H)",
        "dγ = Σ dout · xhat, over all rows",
        "dβ = Σ dout, over all rows",
      ],
      tiny: { names: { weight: "gain", bias: "bias" }, B: 2, input: [3] },
      exercises: [{
        right: "(g - sum / H - xhat[i] * sumXhat / H)",
        wrong: "(g - sum / H)",
        hints: [
          "One x reaches every xhat of its row in three ways, as in batch norm.",
          "By itself and by the mean are there.",
          "sumXhat is computed for the third, and not used.",
        ],
      }, {
        right: "sum += g;",
        wrong: "sum += dout.data[i];",
        hints: [
          "In batch norm all that are summed share one gain, which can stand before the brackets. Here?",
          "Each unit of a row has its own gain. What is the gradient of xhat, of which the mean is taken?",
        ],
      }],
    },
  ],
};
