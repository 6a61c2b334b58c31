/**
 * Initial values of parameters.
 *
 * @module
 */
import { erf } from "./exact_math.ts";
import { normalQuantile } from "./normal_quantile.ts";
import { orthonormalize } from "./orthogonal.ts";
import type { TorchGenerator } from "./random/torch.ts";
import { roundingOf, type Tensor } from "./tensor.ts";
import { toFloat32 } from "./underflow.ts";

/**
 * How a tensor gets its first values; `scale` multiplies them. Kaiming and xavier need a fan, so only weights can have
 * them; orthogonal needs a matrix; and what PyTorch does depends on the fan of the weight that a bias goes with.
 */
export type InitScheme =
  | { scheme: "normal"; mean: number; std: number; scale: number }
  | { scheme: "uniform"; low: number; high: number; scale: number }
  | { scheme: "zeros" | "ones"; scale: number }
  | {
    scheme: "kaiming" | "xavier";
    gain?: number | undefined;
    distribution: "normal" | "uniform";
    scale: number;
  }
  | {
    scheme: "truncatedNormal";
    mean: number;
    std: number;
    low: number;
    high: number;
    scale: number;
  }
  | { scheme: "orthogonal"; gain: number; scale: number }
  | { scheme: "pytorch"; scale: number };

/** What a weight's kaiming and xavier schemes depend on. */
export interface Fan {
  /** Inputs of a unit; for `pytorch`, of a recurrent layer, its units. */
  in: number;
  /** Units that an input feeds. */
  out: number;
  /** The gain of what follows; used where the scheme names none. */
  gain: number;
}

/**
 * Fills a tensor. `zeros` and `ones` draw nothing; every other scheme draws one number an element, also when its scale
 * is 0. Numbers are drawn and scaled in float32 (and small ones rounded: underflow.ts), so that a float64 model starts
 * from the very same values as a float32 one.
 *
 *     kaiming   std = gain / √fan.in                    He et al. 2015, https://arxiv.org/abs/1502.01852
 *     xavier    std = gain · √(2 / (fan.in + fan.out))  Glorot & Bengio 2010
 *     (uniform: in ±√3 std)
 *
 * The others are drawn in the order of PyTorch's weights, which are [out, in] where these are [in, out]:
 *
 *     pytorch           uniform in ±1 / √fan.in, as nn.Linear, nn.RNN and nn.GRU start weights and biases: their kaiming_uniform_ with a = √5
 *     truncatedNormal   normal, of what lies between low and high        (trunc_normal_)
 *     orthogonal        orthonormal rows or columns, times gain          (orthogonal_; Saxe et al. 2013, https://arxiv.org/abs/1312.6120)
 *
 * `pytorch` has its bits. Of the other two, PyTorch's own depend on its libraries for erf⁻¹ and for Q R; they agree
 * within rounding to float32.
 *
 * @throws TypeError for kaiming, xavier or pytorch without a fan, and for orthogonal of what is no matrix
 */
export function initialize(
  tensor: Tensor,
  scheme: InitScheme,
  generator: TorchGenerator,
  fan?: Fan,
): void {
  switch (scheme.scheme) {
    case "zeros":
      tensor.data.fill(0);
      return;
    case "ones":
      tensor.data.fill(roundingOf(tensor.data)(scheme.scale));
      return;
    case "normal":
      return fillNormal(tensor, generator, scheme.mean * scheme.scale, scheme.std * scheme.scale);
    case "uniform":
      return fillUniform(tensor, generator, scheme.low * scheme.scale, scheme.high * scheme.scale);
    case "kaiming":
    case "xavier": {
      if (fan === undefined) throw new TypeError(`${scheme.scheme} needs a weight's fan-in`);
      const gain = scheme.gain ?? fan.gain;
      const std = scheme.scale *
        (scheme.scheme === "kaiming"
          ? gain / Math.sqrt(fan.in)
          : gain * Math.sqrt(2 / (fan.in + fan.out)));
      if (scheme.distribution === "normal") return fillNormal(tensor, generator, 0, std);
      return fillUniform(tensor, generator, -Math.sqrt(3) * std, Math.sqrt(3) * std);
    }
    case "pytorch": {
      if (fan === undefined) throw new TypeError("pytorch needs a fan-in");
      const bound = scheme.scale / Math.sqrt(fan.in);
      return fillFromOutIn(tensor, drawUniform(tensor, generator, -bound, bound));
    }
    case "truncatedNormal":
      return fillFromOutIn(tensor, drawTruncated(tensor, generator, scheme));
    case "orthogonal":
      return fillFromOutIn(tensor, drawOrthogonal(tensor, generator, scheme.gain * scheme.scale));
  }
}

/** `torch.randn(shape) * std + mean`. */
function fillNormal({ data }: Tensor, generator: TorchGenerator, mean: number, std: number): void {
  const draws = new Float32Array(data.length);
  generator.randn(draws);
  const std32 = Math.fround(std);
  for (let i = 0; i < data.length; i++) {
    data[i] = toFloat32(Math.fround(draws[i] * std32) + Math.fround(mean));
  }
}

/** `torch.rand(shape) * (high − low) + low`. */
function fillUniform({ data }: Tensor, generator: TorchGenerator, low: number, high: number): void {
  const draws = new Float32Array(data.length);
  generator.rand(draws);
  const width = Math.fround(high - low);
  for (let i = 0; i < data.length; i++) {
    data[i] = toFloat32(Math.fround(draws[i] * width) + Math.fround(low));
  }
}

/**
 * Fills a tensor with numbers that are in the order of PyTorch's weights, [out, in], or of a convolution's, [out, in,
 * taps]: the axes from behind.
 */
function fillFromOutIn({ data, shape }: Tensor, draws: Float32Array): void {
  const [S, K, N] = [1, 1, ...shape].slice(-3);
  for (let s = 0; s < S; s++) {
    for (let k = 0; k < K; k++) {
      for (let n = 0; n < N; n++) data[(s * K + k) * N + n] = toFloat32(draws[(n * K + k) * S + s]);
    }
  }
}

/**
 * `tensor.uniform_(low, high)`, in the order of drawing: rounded once, where `rand * (high − low) + low` is rounded
 * twice.
 */
function drawUniform(
  { data }: Tensor,
  generator: TorchGenerator,
  low: number,
  high: number,
): Float32Array {
  const draws = new Float32Array(data.length);
  generator.rand(draws);
  const from = Math.fround(low);
  const width = Math.fround(Math.fround(high) - from);
  // The product is exact in float64.
  return draws.map((x) => x * width + from);
}

/** A uniform number between the shares that lie below low and below high, taken back to where that share lies. */
function drawTruncated(
  tensor: Tensor,
  generator: TorchGenerator,
  { mean, std, low, high, scale }: InitScheme & { scheme: "truncatedNormal" },
): Float32Array {
  const share = (x: number) => erf((x - mean) / std / Math.SQRT2);
  const draws = drawUniform(tensor, generator, share(low), share(high));
  return draws.map((y) => {
    const x = Math.fround(normalQuantile(y) * std) + mean;
    return scale * Math.min(Math.max(x, low), high);
  });
}

/** Q of a matrix of normal numbers that is at least as high as wide, turned where the weight is not. */
function drawOrthogonal({ shape }: Tensor, generator: TorchGenerator, gain: number): Float32Array {
  if (shape.length !== 2) throw new TypeError(`orthogonal needs a matrix, found [${shape}]`);
  const [columns, rows] = shape;
  const draws = new Float32Array(rows * columns);
  generator.randn(draws);
  const [M, N] = [Math.max(rows, columns), Math.min(rows, columns)];
  const isTurned = rows < columns;
  const place = (m: number, n: number) => isTurned ? n * M + m : m * N + n;
  const A = new Float64Array(M * N);
  for (let m = 0; m < M; m++) {
    for (let n = 0; n < N; n++) A[m * N + n] = draws[place(m, n)];
  }
  orthonormalize(A, M, N);
  for (let m = 0; m < M; m++) {
    for (let n = 0; n < N; n++) draws[place(m, n)] = gain * Math.fround(A[m * N + n]);
  }
  return draws;
}
