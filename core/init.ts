/**
 * Initial values of parameters.
 *
 * @module
 */
import type { TorchGenerator } from "./random/torch.ts";
import { roundingOf, type Tensor } from "./tensor.ts";
import { toFloat32 } from "./underflow.ts";

/** How a tensor gets its first values; `scale` multiplies them. Kaiming and xavier need a fan, so only weights can have them. */
export type InitScheme =
  | { scheme: "normal"; mean: number; std: number; scale: number }
  | { scheme: "uniform"; low: number; high: number; scale: number }
  | { scheme: "zeros" | "ones"; scale: number }
  | {
    scheme: "kaiming" | "xavier";
    gain?: number | undefined;
    distribution: "normal" | "uniform";
    scale: number;
  };

/** What a weight's kaiming and xavier schemes depend on. */
export interface Fan {
  /** Inputs of a unit. */
  in: number;
  /** Units that an input feeds. */
  out: number;
  /** The gain of what follows; used where the scheme names none. */
  gain: number;
}

/**
 * Fills a tensor. `zeros` and `ones` draw nothing; every other scheme draws one number an element, also when its scale is 0. Numbers are
 * drawn and scaled in float32 (and small ones rounded: underflow.ts), so that a float64 model starts from the very same values as a float32 one.
 *
 *     kaiming   std = gain / √fan.in                    He et al. 2015, https://arxiv.org/abs/1502.01852
 *     xavier    std = gain · √(2 / (fan.in + fan.out))  Glorot & Bengio 2010
 *     (uniform: in ±√3 std)
 *
 * @throws TypeError for kaiming or xavier without a fan
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
