/**
 * The layers as a training step calls them.
 *
 * @module
 */
import { createOptimizer, optimizerStep } from "../../../core/optimizers.ts";
import { type Arithmetic, call, perform } from "../../../core/call.ts";
import { crossEntropyBackward, crossEntropyForward } from "../../../core/cross_entropy.ts";
import { largest } from "../../../core/largest.ts";
import {
  embeddingLinearBackward,
  embeddingLinearForward,
} from "../../../core/layers/embedding_linear.ts";
import {
  repeatedLinearBackward,
  repeatedLinearForward,
} from "../../../core/layers/repeated_linear.ts";
import { linearBackward, linearForward } from "../../../core/layers/linear.ts";
import { tanhBackward, tanhForward } from "../../../core/layers/tanh.ts";
import {
  allocateBatchNormCache,
  batchNormBackward,
  batchNormForward,
} from "../../../core/layers/batch_norm.ts";
import { TorchGenerator } from "../../../core/random/torch.ts";
import { type FloatArray, sizeOf, type Tensor } from "../../../core/tensor.ts";
import { BATCH_NORM, SIZES } from "../setting.ts";

/** A layer to be timed. */
export interface KernelCase {
  name: string;
  /** The shapes of its inputs. */
  shape: string;
  /** What one call does: floating point operations, or bytes that it has to read and write at least. */
  work: { amount: number; unit: "FLOP" | "byte" };
  /** Makes inputs (the same in every arithmetic) and outputs for it. */
  prepare(arithmetic: Arithmetic): Prepared;
}

export interface Prepared {
  run(): void;
  /** What `run` writes. */
  outputs: FloatArray[];
}

const { V, T, E, H, B } = SIZES;

export const CASES: KernelCase[] = [
  ...embeddingLinear(B, T, E, H),
  ...embeddingLinear(256, 8, 24, 1024),
  ...repeatedLinear(64, 2, 128, 128),
  ...linear(B, H, V),
  ...linear(256, 8 * 24, 1024),
  tanhForwardCase(),
  tanhBackwardCase(),
  batchNormForwardCase(),
  batchNormBackwardCase(),
  crossEntropyForwardCase(),
  crossEntropyBackwardCase(),
  update(),
  largestCase(),
];

function linear(B: number, K: number, N: number): KernelCase[] {
  const shape = `[${B}, ${K}] [${K}, ${N}]`;
  return [{
    name: "linear forward",
    shape,
    work: { amount: 2 * B * K * N, unit: "FLOP" },
    prepare(arithmetic) {
      const make = maker(arithmetic);
      const [out, x, W, b] = [make(B, N), make(B, K), make(K, N), make(N)];
      return {
        run: arithmetic.prepare(call([], linearForward, out, x, W, b)),
        outputs: [out.data],
      };
    },
  }, {
    name: "linear backward",
    shape,
    work: { amount: 4 * B * K * N, unit: "FLOP" },
    prepare(arithmetic) {
      const make = maker(arithmetic);
      const [dx, dW, db] = [make(B, K), make(K, N), make(N)];
      const [dout, x, W] = [make(B, N), make(B, K), make(K, N)];
      return {
        run: arithmetic.prepare(call([], linearBackward, dx, dW, db, dout, x, W)),
        outputs: [dx.data, dW.data, db.data],
      };
    },
  }];
}

/**
 * On contexts of random letters, fewer of which are the same than in names. The FLOP are those of multiplying for every
 * place.
 */
function embeddingLinear(B: number, T: number, E: number, H: number): KernelCase[] {
  const shape = `[${B}, ${T}] [${V}, ${E}] [${T * E}, ${H}]`;
  const amount = 2 * B * T * E * H;
  const prepare = (arithmetic: Arithmetic) => {
    const make = maker(arithmetic);
    const [C, W, b, dz] = [make(V, E), make(T * E, H), make(H), make(B, H)];
    const [z, dC, dW, db] = [make(B, H), make(V, E), make(T * E, H), make(H)];
    const [emb, demb] = [make(B, T * E), make(B, T * E)];
    const X = letters(B * T);
    const forward = arithmetic.prepare(call([], embeddingLinearForward, z, emb, C, X, W, b));
    forward();
    return {
      forward: { run: forward, outputs: [z.data] },
      backward: {
        run: arithmetic.prepare(call([], embeddingLinearBackward, dC, demb, dW, db, dz, emb, X, W)),
        outputs: [dC.data, dW.data, db.data],
      },
    };
  };
  return [{
    name: "first layer forward",
    shape,
    work: { amount, unit: "FLOP" },
    prepare: (arithmetic) => prepare(arithmetic).forward,
  }, {
    name: "first layer backward",
    shape,
    work: { amount: 2 * amount, unit: "FLOP" },
    prepare: (arithmetic) => prepare(arithmetic).backward,
  }];
}

/**
 * On rows made of two random letters each, fewer of which are the same than in names. The FLOP are those of multiplying
 * every row.
 */
function repeatedLinear(N: number, count: number, H: number, M: number): KernelCase[] {
  const R = N * count;
  const shape = `[${N}, ${count * H}] [${count * H}, ${M}]`;
  const amount = 2 * R * H * M;
  const prepare = (arithmetic: Arithmetic) => {
    const make = maker(arithmetic);
    const [h, W, b, dout] = [make(R, H), make(count * H, M), make(M), make(N, M)];
    const [out, dh, dW, db] = [make(N, M), make(R, H), make(count * H, M), make(M)];
    const X = letters(2 * R);
    const firsts = new Map<string, number>();
    for (let i = 0; i < R; i++) {
      const symbols = `${X[2 * i]} ${X[2 * i + 1]}`;
      const first = firsts.get(symbols) ?? i;
      firsts.set(symbols, first);
      h.data.copyWithin(i * H, first * H, (first + 1) * H);
    }
    const forward = arithmetic.prepare(call([], repeatedLinearForward, out, h, X, W, b));
    forward();
    return {
      forward: { run: forward, outputs: [out.data] },
      backward: {
        run: arithmetic.prepare(call([], repeatedLinearBackward, dh, dW, db, dout, h, X, W)),
        outputs: [dW.data, db.data],
      },
    };
  };
  return [{
    name: "rows that repeat forward",
    shape,
    work: { amount, unit: "FLOP" },
    prepare: (arithmetic) => prepare(arithmetic).forward,
  }, {
    name: "rows that repeat backward",
    shape,
    work: { amount: 2 * amount, unit: "FLOP" },
    prepare: (arithmetic) => prepare(arithmetic).backward,
  }];
}

function tanhForwardCase(): KernelCase {
  return {
    name: "tanh forward",
    shape: `[${B}, ${H}]`,
    work: { amount: 8 * B * H, unit: "byte" },
    prepare(arithmetic) {
      const make = maker(arithmetic);
      const [out, x] = [make(B, H), make(B, H)];
      return { run: arithmetic.prepare(call([], tanhForward, out, x)), outputs: [out.data] };
    },
  };
}

function tanhBackwardCase(): KernelCase {
  return {
    name: "tanh backward",
    shape: `[${B}, ${H}]`,
    work: { amount: 12 * B * H, unit: "byte" },
    prepare(arithmetic) {
      const make = maker(arithmetic);
      const [dx, dout, out] = [make(B, H), make(B, H), make(B, H)];
      return {
        run: arithmetic.prepare(call([], tanhBackward, dx, dout, out)),
        outputs: [dx.data],
      };
    },
  };
}

function batchNormForwardCase(): KernelCase {
  return {
    name: "batch norm forward",
    shape: `[${B}, ${H}]`,
    work: { amount: 12 * B * H, unit: "byte" },
    prepare(arithmetic) {
      const make = maker(arithmetic);
      const [out, x, gain, bias] = [make(B, H), make(B, H), make(H), make(H)];
      const cache = allocateBatchNormCache(B, H, arithmetic.allocate);
      const { xhat, mean, variance, invStd } = cache;
      return {
        run: arithmetic.prepare(call([], batchNormForward, out, cache, x, gain, bias, BATCH_NORM)),
        outputs: [out, xhat, mean, variance, invStd].map(({ data }) => data),
      };
    },
  };
}

function batchNormBackwardCase(): KernelCase {
  return {
    name: "batch norm backward",
    shape: `[${B}, ${H}]`,
    work: { amount: 12 * B * H, unit: "byte" },
    prepare(arithmetic) {
      const make = maker(arithmetic);
      const [out, x, gain, bias] = [make(B, H), make(B, H), make(H), make(H)];
      const cache = allocateBatchNormCache(B, H, arithmetic.allocate);
      perform(arithmetic, batchNormForward, out, cache, x, gain, bias, BATCH_NORM);
      const [dx, dgain, dbias, dout] = [make(B, H), make(H), make(H), make(B, H)];
      return {
        run: arithmetic.prepare(
          call([], batchNormBackward, dx, dgain, dbias, dout, cache, gain, BATCH_NORM),
        ),
        outputs: [dx.data, dgain.data, dbias.data],
      };
    },
  };
}

function crossEntropyForwardCase(): KernelCase {
  return {
    name: "cross-entropy forward",
    shape: `[${B}, ${V}]`,
    work: { amount: 8 * B * V, unit: "byte" },
    prepare(arithmetic) {
      const make = maker(arithmetic);
      const [probs, logits, Y] = [make(B, V), make(B, V), letters(B)];
      const loss = new Float64Array(1);
      const run = arithmetic.prepare(call([], crossEntropyForward, probs, logits, Y));
      return {
        run: () => loss[0] = run(),
        outputs: [probs.data, loss],
      };
    },
  };
}

function crossEntropyBackwardCase(): KernelCase {
  return {
    name: "cross-entropy backward",
    shape: `[${B}, ${V}]`,
    work: { amount: 8 * B * V, unit: "byte" },
    prepare(arithmetic) {
      const make = maker(arithmetic);
      const [dlogits, probs, logits, Y] = [make(B, V), make(B, V), make(B, V), letters(B)];
      perform(arithmetic, crossEntropyForward, probs, logits, Y);
      return {
        run: arithmetic.prepare(call([], crossEntropyBackward, dlogits, probs, Y)),
        outputs: [dlogits.data],
      };
    },
  };
}

function update(): KernelCase {
  return {
    name: "SGD update",
    shape: `[${T * E}, ${H}]`,
    work: { amount: 12 * T * E * H, unit: "byte" },
    prepare(arithmetic) {
      const make = maker(arithmetic);
      const W = { name: "W", role: "matrix", value: make(T * E, H), grad: make(T * E, H) } as const;
      const sgd = createOptimizer({ arithmetic, parameters: [W] }, {
        name: "sgd",
        momentum: 0,
        weightDecay: 0,
      });
      // So small a rate that W stays finite however often it is updated.
      return {
        run: () => optimizerStep(sgd, 1e-6),
        outputs: [W.value.data],
      };
    },
  };
}

function largestCase(): KernelCase {
  return {
    name: "largest gradient",
    shape: `[${T * E}, ${H}]`,
    work: { amount: 4 * T * E * H, unit: "byte" },
    prepare(arithmetic) {
      const tensors = [maker(arithmetic)(T * E, H)];
      const found = new Float32Array(1);
      const find = arithmetic.prepare(call([], largest, tensors));
      return { run: () => found[0] = find(), outputs: [found] };
    },
  };
}

/** Makes tensors of normal random numbers; each arithmetic's get the same ones. */
function maker(arithmetic: Arithmetic): (...shape: number[]) => Tensor {
  const generator = new TorchGenerator(1);
  return (...shape) => {
    const tensor = arithmetic.allocate(shape);
    const draws = new Float32Array(sizeOf(shape));
    generator.randn(draws);
    tensor.data.set(draws);
    return tensor;
  };
}

function letters(count: number): Int32Array {
  const generator = new TorchGenerator(2);
  return Int32Array.from({ length: count }, () => generator.randint(V));
}
