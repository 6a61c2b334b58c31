/**
 * The arithmetics that a model can compute with. Each has all the layers, with the same meaning; they differ in speed and in rounding.
 *
 * @module
 */
import { activationBackward, activationForward } from "./activation.ts";
import { batchNormBackward, batchNormForward, batchNormInference } from "./batch_norm.ts";
import { crossEntropyBackward, crossEntropyForward } from "./cross_entropy.ts";
import { embeddingLinearBackward, embeddingLinearForward } from "./embedding_linear.ts";
import { createKernelArithmetic, fuses, hasSimd } from "./kernels/arithmetic.ts";
import { largest } from "./largest.ts";
import { linearBackward, linearForward } from "./linear.ts";
import { update } from "./optimizers.ts";
import { allocate, type Dtype, roundAll, type Tensor } from "./tensor.ts";
import { addMultiples, clampAll, multiplyAll, sumsOfSquares } from "./whole.ts";

/**
 * `plain`: the layers' own TypeScript. `exact`: WebAssembly kernels whose every instruction is exactly specified, so that they give the same
 * bits on every machine. `fused`: the same kernels with fused multiply-adds, which round once instead of twice; the same bits wherever
 * the processor fuses.
 */
export type ArithmeticName = "fused" | "exact" | "plain";

/** The layers, and where their tensors come from. */
export interface Arithmetic {
  readonly name: ArithmeticName;
  readonly dtype: Dtype;
  /** A tensor of zeros that these layers can work on. */
  allocate(shape: readonly number[]): Tensor;
  embeddingLinearForward: typeof embeddingLinearForward;
  embeddingLinearBackward: typeof embeddingLinearBackward;
  linearForward: typeof linearForward;
  linearBackward: typeof linearBackward;
  activationForward: typeof activationForward;
  activationBackward: typeof activationBackward;
  batchNormForward: typeof batchNormForward;
  batchNormBackward: typeof batchNormBackward;
  batchNormInference: typeof batchNormInference;
  crossEntropyForward: typeof crossEntropyForward;
  crossEntropyBackward: typeof crossEntropyBackward;
  /** Its kernel is made for the tensors of the optimizer that it is first called with: these stay what they are. */
  update: typeof update;
  /** Its kernel is made for the list: who asks for the same tensors again gives the same list. */
  largest: typeof largest;
  // Likewise.
  sumsOfSquares: typeof sumsOfSquares;
  multiplyAll: typeof multiplyAll;
  clampAll: typeof clampAll;
  addMultiples: typeof addMultiples;
}

/**
 * The layers as they are written in this folder; in float64 for checks. In float32, small ones of the numbers that a layer hands on are rounded as
 * the kernels do: see underflow.ts.
 */
export function plainArithmetic(dtype: Dtype = "float32"): Arithmetic {
  const layers = layersIn(dtype);
  return dtype === "float64" ? layers : {
    ...layers,
    embeddingLinearForward(z, ...inputs) {
      layers.embeddingLinearForward(z, ...inputs);
      roundAll(z);
    },
    linearForward(out, ...inputs) {
      layers.linearForward(out, ...inputs);
      roundAll(out);
    },
    linearBackward(dx, ...others) {
      layers.linearBackward(dx, ...others);
      roundAll(dx);
    },
    activationBackward(name, dx, ...inputs) {
      layers.activationBackward(name, dx, ...inputs);
      roundAll(dx);
    },
    batchNormForward(out, cache, ...inputs) {
      layers.batchNormForward(out, cache, ...inputs);
      roundAll(out, cache.xhat, cache.mean, cache.variance, cache.invStd);
    },
    batchNormBackward(dx, ...others) {
      layers.batchNormBackward(dx, ...others);
      roundAll(dx);
    },
    batchNormInference(out, ...inputs) {
      layers.batchNormInference(out, ...inputs);
      roundAll(out);
    },
    crossEntropyForward(probs, ...inputs) {
      const loss = layers.crossEntropyForward(probs, ...inputs);
      roundAll(probs);
      return loss;
    },
    crossEntropyBackward(dlogits, ...inputs) {
      layers.crossEntropyBackward(dlogits, ...inputs);
      roundAll(dlogits);
    },
  };
}

function layersIn(dtype: Dtype): Arithmetic {
  return {
    name: "plain",
    dtype,
    allocate: (shape) => allocate(shape, dtype),
    embeddingLinearForward,
    embeddingLinearBackward,
    linearForward,
    linearBackward,
    activationForward,
    activationBackward,
    batchNormForward,
    batchNormBackward,
    batchNormInference,
    crossEntropyForward,
    crossEntropyBackward,
    update,
    largest,
    sumsOfSquares,
    multiplyAll,
    clampAll,
    addMultiples,
  };
}

/**
 * An arithmetic by its name. This is the one place where plain code and kernels are chosen between.
 *
 * @param bytes how much memory the model's tensors take at most; it is only taken as it is used
 * @throws RangeError where this machine does not have it: nothing falls back silently
 */
export function createArithmetic(name: ArithmeticName, bytes: number): Arithmetic {
  if (name === "plain") return plainArithmetic();
  if (!hasSimd()) {
    throw new RangeError(`This machine has no WebAssembly SIMD for "${name}" arithmetic`);
  }
  if (name === "fused" && !fuses()) {
    throw new RangeError('This machine does not fuse multiply-adds, as "fused" arithmetic must');
  }
  return createKernelArithmetic(name, bytes);
}

/** The fastest arithmetic of this machine. */
export function bestArithmetic(): ArithmeticName {
  return best ??= fuses() ? "fused" : hasSimd() ? "exact" : "plain";
}
let best: ArithmeticName | undefined;
