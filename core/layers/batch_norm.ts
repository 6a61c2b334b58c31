/**
 * Batch normalization (Ioffe & Szegedy 2015, https://arxiv.org/abs/1502.03167), in PyTorch's convention and in the
 * notebooks'. In its smallest steps it stands in chain.ts: x is hprebn there, xhat bnraw, invStd bnvar_inv, out
 * hpreact.
 *
 * @module
 */
import { call } from "../call.ts";
import type { LayerKind } from "../layer.ts";
import {
  allocate,
  checkShapes,
  type Dtype,
  roundAll,
  roundingOf,
  rowsOf,
  type Shape,
  type Tensor,
} from "../tensor.ts";

/** The conventions. PyTorch's nn.BatchNorm1d: epsilon 1e-5, momentum 0.1, running "var", start 1, unbiased false. */
export interface BatchNormOptions {
  /** Added to the variance before the square root. */
  epsilon: number;
  /** The share of the new batch in the running statistics. */
  momentum: number;
  /** What the running statistics average: variances (with n − 1) or their square roots. */
  running: "var" | "std";
  /** The running variance or standard deviation before the first batch; the running mean starts at 0. */
  start: number;
  /** Normalize with Σ(x − mean)² / (n − 1) instead of / n. */
  unbiased: boolean;
}

/** What one forward pass leaves for the backward pass and for the running statistics. */
export interface BatchNormCache {
  /** [B, H] x normalized: (x − mean) · invStd */
  xhat: Tensor;
  /** [H] the batch's mean */
  mean: Tensor;
  /** [H] the batch's variance with n − 1, whatever the normalization uses */
  variance: Tensor;
  /** [H] 1 / √(variance + epsilon), the variance with n or n − 1 as the options say */
  invStd: Tensor;
}

/** Exponential averages over the batches seen so far. */
export interface RunningStatistics {
  /** [H] */
  mean: Tensor;
  /** [H] the variance or the standard deviation, as the options' `running` says */
  spread: Tensor;
}

/** Statistics to normalize with when the model is evaluated. */
export type NormStatistics = {
  /** [H] */
  mean: Tensor;
  /** [H] 1 / √(variance + epsilon) */
  invStd: Tensor;
};

/** Buffers for batches of B and H units, from wherever tensors are allocated. */
export function allocateBatchNormCache(
  B: number,
  H: number,
  allocate: (shape: Shape) => Tensor,
): BatchNormCache {
  return {
    xhat: allocate([B, H]),
    mean: allocate([H]),
    variance: allocate([H]),
    invStd: allocate([H]),
  };
}

/**
 * Normalizes each unit over the batch:
 *
 *     mean = (1/n) Σ x        variance = (1/n or 1/(n − 1)) Σ (x − mean)²
 *     xhat = (x − mean) / √(variance + epsilon)        out = gain · xhat + bias
 *
 * @param out [B, H]
 * @param cache receives the statistics and xhat
 * @param x [B, H], B ≥ 2
 * @param gain [H], γ
 * @param bias [H], β
 * @throws TypeError where shapes do not fit
 * @throws RangeError for a batch of one, which has no variance
 */
export function batchNormForward(
  out: Tensor,
  cache: BatchNormCache,
  x: Tensor,
  gain: Tensor,
  bias: Tensor,
  { epsilon, unbiased }: BatchNormOptions,
): void {
  const [B, H] = x.shape;
  checkShapes({ out, xhat: cache.xhat }, B, H);
  checkShapes({ gain, bias }, H);
  if (B < 2) throw new RangeError(`Batch norm needs a batch of at least 2, found ${B}`);
  for (let h = 0; h < H; h++) {
    let sum = 0;
    for (let i = h; i < B * H; i += H) sum += x.data[i];
    const mean = sum / B;
    let squares = 0;
    for (let i = h; i < B * H; i += H) squares += (x.data[i] - mean) * (x.data[i] - mean);
    const variance = squares / (unbiased ? B - 1 : B);
    const invStd = 1 / Math.sqrt(variance + epsilon);
    for (let i = h; i < B * H; i += H) {
      const xhat = (x.data[i] - mean) * invStd;
      cache.xhat.data[i] = xhat;
      out.data[i] = gain.data[h] * xhat + bias.data[h];
    }
    cache.mean.data[h] = mean;
    cache.variance.data[h] = squares / (B - 1);
    cache.invStd.data[h] = invStd;
  }
}

/**
 * With g = gain · dout, all sums over the batch, n the batch size, and n′ = n or n − 1 as in the variance:
 *
 *     dx = invStd · (g − Σg / n − xhat · Σ(g · xhat) / n′)        dgain = Σ dout · xhat        dbias = Σ dout
 *
 * @param dx [B, H]
 * @param dgain [H]
 * @param dbias [H]
 * @param dout [B, H]
 * @param cache of the forward pass
 */
export function batchNormBackward(
  dx: Tensor,
  dgain: Tensor,
  dbias: Tensor,
  dout: Tensor,
  cache: BatchNormCache,
  gain: Tensor,
  { unbiased }: BatchNormOptions,
): void {
  // out = gain · xhat + bias, so dgain = Σⱼ doutⱼ · xhatⱼ, dbias = Σⱼ doutⱼ, and g = gain · dout is the gradient of
  // xhat.
  // xhatⱼ = (xⱼ − mean) · invStd; one xᵢ reaches all of them, in three ways:
  //
  //   by itself         xhatᵢ moves by invStd                             → invStd · gᵢ
  //   by the mean       ∂mean/∂xᵢ = 1/n, and each xhatⱼ moves by −invStd    → −invStd · Σⱼ gⱼ / n
  //                     (the variance does not move with the mean, for Σⱼ (xⱼ − mean) = 0)
  //   by the variance   ∂variance/∂xᵢ = 2 (xᵢ − mean) / n′ = 2 xhatᵢ / (n′ · invStd), the mean held fixed; and since
  //                     invStd = (variance + epsilon)^(−1/2), ∂invStd/∂variance = −½ invStd³, so each xhatⱼ moves by
  //                     −½ (xⱼ − mean) · invStd³ = −½ xhatⱼ · invStd²       → −invStd · xhatᵢ · Σⱼ gⱼ · xhatⱼ / n′
  //
  // dxᵢ = invStd · (gᵢ − Σⱼ gⱼ / n − xhatᵢ · Σⱼ gⱼ · xhatⱼ / n′), where gain, the same for all j, can stand before it
  // all.
  const [B, H] = dout.shape;
  checkShapes({ dx, xhat: cache.xhat }, B, H);
  checkShapes({ dgain, dbias, gain }, H);
  const xhat = cache.xhat.data;
  const divisor = unbiased ? B - 1 : B;
  for (let h = 0; h < H; h++) {
    let sum = 0;
    let sumXhat = 0;
    for (let i = h; i < B * H; i += H) {
      sum += dout.data[i];
      sumXhat += dout.data[i] * xhat[i];
    }
    const scale = gain.data[h] * cache.invStd.data[h];
    for (let i = h; i < B * H; i += H) {
      dx.data[i] = scale * (dout.data[i] - sum / B - xhat[i] * sumXhat / divisor);
    }
    dgain.data[h] = sumXhat;
    dbias.data[h] = sum;
  }
}

/**
 * running = (1 − momentum) · running + momentum · batch, for the mean and the variance or standard deviation.
 *
 * In float32 the two factors and products are rounded to float32, as PyTorch does: 0.999 and 0.001 then add up to a
 * little more than 1, which over many steps shows in the fifth digit.
 */
export function updateRunningStatistics(
  running: RunningStatistics,
  { mean, variance }: BatchNormCache,
  { momentum, running: kind }: BatchNormOptions,
): void {
  const round = roundingOf(mean.data);
  const [old, share] = [round(1 - momentum), round(momentum)];
  const average = (x: number, next: number) => round(old * x) + round(share * next);
  for (let h = 0; h < mean.data.length; h++) {
    const spread = kind === "std" ? Math.sqrt(variance.data[h]) : variance.data[h];
    running.mean.data[h] = average(running.mean.data[h], mean.data[h]);
    running.spread.data[h] = average(running.spread.data[h], round(spread));
  }
}

/** The running statistics as ones to evaluate with. */
export function fixedStatistics(
  { mean, spread }: RunningStatistics,
  { epsilon, running }: BatchNormOptions,
  dtype: Dtype,
): NormStatistics {
  const invStd = allocate(spread.shape, dtype);
  const round = roundingOf(invStd.data);
  for (let h = 0; h < spread.data.length; h++) {
    const variance = running === "std" ? spread.data[h] * spread.data[h] : spread.data[h];
    invStd.data[h] = round(1 / Math.sqrt(variance + epsilon));
  }
  return { mean, invStd };
}

/** out = gain · (x − mean) · invStd + bias with fixed statistics: each example for itself, any B ≥ 1. */
export function batchNormInference(
  out: Tensor,
  x: Tensor,
  { mean, invStd }: NormStatistics,
  gain: Tensor,
  bias: Tensor,
): void {
  const [B, H] = x.shape;
  checkShapes({ out }, B, H);
  checkShapes({ mean, invStd, gain, bias }, H);
  for (let i = 0; i < x.data.length; i++) {
    const h = i % H;
    out.data[i] = gain.data[h] * (x.data[i] - mean.data[h]) * invStd.data[h] + bias.data[h];
  }
}

/** The running statistics' name, as the options' `running` says. */
const spreadOf = (state: Record<string, Tensor>, { running }: BatchNormOptions) => (
  { mean: state.running_mean, spread: state[`running_${running}`] }
);

/** In PyTorch, which takes no positions, or wants them last. */
const BATCH_NORM = `class BatchNorm(nn.BatchNorm1d):
    """Over all positions too. What comes in is [B, T, K]."""

    def forward(self, x):
        return super().forward(x.transpose(1, 2)).transpose(1, 2)`;

/** In PyTorch, which averages variances. */
const RUNNING_STD = `class BatchNormStd(nn.BatchNorm1d):
    """For evaluation: it has learned standard deviations, as the notebooks do, not variances."""

    def __init__(self, K, eps, momentum):
        super().__init__(K, eps, momentum)
        self.register_buffer("running_std", self.running_var)
        del self.running_var

    def forward(self, x):
        spread = (self.running_std.square() + self.eps).sqrt()
        return self.weight * (x - self.running_mean) / spread + self.bias`;

/** Batch norm as a layer. */
export const batchNorm: LayerKind<BatchNormOptions> = {
  type: "batchNorm",
  module: "norm",
  about: "each unit normalized over the batch and all positions",
  options: {
    epsilon: { kind: "number", default: 1e-5, min: 0, about: "added to the variance" },
    momentum: {
      kind: "number",
      default: 0.1,
      min: 0,
      max: 1,
      about: "share of the new batch in the running statistics",
    },
    running: {
      kind: "choice",
      of: ["var", "std"],
      default: "var",
      about: "what the running statistics average: variances (PyTorch) or standard deviations",
    },
    start: {
      kind: "number",
      default: 1,
      min: 0,
      about: "the running variance or std before the first batch",
    },
    unbiased: {
      kind: "flag",
      default: false,
      about: "normalize with the batch variance over n − 1 (the notebooks) instead of n (PyTorch)",
    },
  },
  parameters: {
    weight: {
      role: "vector",
      alias: "bngain",
      init: { scheme: "ones", scale: 1 },
      drawnLast: true,
    },
    bias: {
      role: "vector",
      alias: "bnbias",
      init: { scheme: "zeros", scale: 1 },
      drawnLast: true,
    },
  },
  rows: "alike",
  shapes(input, { running, start }) {
    const shape = [input[input.length - 1]];
    return {
      output: input,
      parameters: { weight: shape, bias: shape },
      state: {
        running_mean: { shape, alias: "bnmean_running", start: 0 },
        [`running_${running}`]: { shape, alias: `bn${running}_running`, start },
      },
      fixed: { mean: shape, invStd: shape },
    };
  },
  place({ x, dx, output, options, parameters, gradients, state, fixed, allocate }) {
    const { weight: gain, bias } = parameters;
    const [out, dout] = [allocate(output), allocate(output)];
    const [outs, xs, douts, dxs] = [out, x, dout, dx].map(rowsOf);
    const [rows, H] = xs.shape;
    const cache = allocateBatchNormCache(rows, H, allocate);
    const { mean, variance } = cache;
    return {
      out,
      dout,
      forward: [
        call(
          [out, ...Object.values(cache)],
          batchNormForward,
          outs,
          cache,
          xs,
          gain!,
          bias!,
          options,
        ),
      ],
      infer: [
        call([out], batchNormInference, outs, xs, fixed as NormStatistics, gain!, bias!),
      ],
      backward: [
        call(
          [dx],
          batchNormBackward,
          dxs,
          gradients.weight!,
          gradients.bias!,
          douts,
          cache,
          gain!,
          options,
        ),
      ],
      cache: { ...cache },
      learn: () => updateRunningStatistics(spreadOf(state, options), cache, options),
      watched: { what: "the batch's mean or variance", tensors: [mean, variance] },
    };
  },
  statistics: {
    learnt: (state, options, dtype) => fixedStatistics(spreadOf(state, options), options, dtype),
    startsEmpty: ({ start }) => start === 0,
    of({ mean, squares, count }, { epsilon, unbiased }, dtype) {
      const H = mean.length;
      const fixed = { mean: allocate([H], dtype), invStd: allocate([H], dtype) };
      const divisor = unbiased ? count - 1 : count;
      for (let h = 0; h < H; h++) {
        fixed.mean.data[h] = mean[h];
        fixed.invStd.data[h] = 1 / Math.sqrt(squares[h] / divisor + epsilon);
      }
      roundAll(fixed.mean, fixed.invStd);
      return fixed;
    },
    affine({ mean, invStd }, { weight: gain, bias }) {
      const scale = Float64Array.from(gain.data, (g, h) => g * invStd.data[h]);
      const shift = Float64Array.from(bias.data, (b, h) => b - mean.data[h] * scale[h]);
      return { scale, shift };
    },
  },
  pytorch({ input, options: { epsilon, momentum, running } }) {
    const given = `(${input.at(-1)}, eps=${epsilon}, momentum=${momentum})`;
    if (running === "std") return { module: `BatchNormStd${given}`, uses: [RUNNING_STD] };
    if (input.length === 1) return { module: `nn.BatchNorm1d${given}` };
    return { module: `BatchNorm${given}`, uses: [BATCH_NORM] };
  },
  lessons: [
    {
      forward: batchNormForward,
      backward: batchNormBackward,
      shapes:
        "x [B, H], γ [H] and β [H] gain and bias, out [B, H]; of several positions each is a row",
      formulas: [
        "μ = (1 / B) Σᵢ x[i]",
        "v = (1 / n′) Σᵢ (x[i] − μ)², n′ = B or B − 1",
        "s = (v + ε)^(−1/2)",
        "xhat[i] = (x[i] − μ) s",
        "out = γ · xhat + β",
      ],
      derivation: [
        [
          "g = γ · dout",
          "the gradient of xhat. One x[i] reaches every xhat[j] of its unit, in three ways:",
        ],
        ["s · g[i]", "by itself: xhat[i] moves by s"],
        [
          "−s · Σⱼ g[j] / B",
          "by the mean, for ∂μ / ∂x[i] is 1 / B and each xhat[j] moves by −s. The variance does not move with the mean, since the x[j] − μ add up to 0",
        ],
        [
          "∂v / ∂x[i] = 2 (x[i] − μ) / n′",
          "by the variance, the mean held fixed; and by the power rule ∂s / ∂v is −½ s³, so that each xhat[j] moves by −½ xhat[j] s² for each unit of v",
        ],
        ["−s · xhat[i] · Σⱼ g[j] xhat[j] / n′", "which comes to this, for x[i] − μ is xhat[i] / s"],
      ],
      gradients: [
        "dx[i] = s (g[i] − Σⱼ g[j] / B − xhat[i] · Σⱼ g[j] xhat[j] / n′)",
        "dγ = Σᵢ dout[i] · xhat[i]",
        "dβ = Σᵢ dout[i]",
      ],
      tiny: {
        names: { weight: "gain", bias: "bias" },
        B: 4,
        input: [2],
        options: { momentum: 0.1, running: "var", start: 1 },
      },
      scope: { checkShapes },
      exercises: [{
        right: "(dout.data[i] - sum / B - xhat[i] * sumXhat / divisor)",
        wrong: "(dout.data[i] - xhat[i] * sumXhat / divisor)",
        hints: [
          "One x reaches every xhat of its unit in three ways. Count the terms in the brackets.",
          "By itself, by the mean, by the variance: which is not there?",
          "The mean moves by 1 / B of each x, and takes every xhat with it: − Σ dout / B.",
        ],
      }, {
        right: "(dout.data[i] - sum / B - xhat[i] * sumXhat / divisor)",
        wrong: "(dout.data[i] - sum / B)",
        hints: [
          "Again one of the three ways is missing.",
          "dgain needs sumXhat too, but who else did?",
          "A larger spread makes every xhat smaller, in proportion to xhat itself.",
        ],
      }, {
        right: "const divisor = unbiased ? B - 1 : B;",
        wrong: "const divisor = unbiased ? B : B - 1;",
        hints: [
          "Every term is there. Change `unbiased` above and look at the formula of the variance.",
          "n′ is B − 1 where the variance is unbiased, and B where it is not.",
        ],
      }],
    },
  ],
};
