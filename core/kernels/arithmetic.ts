/**
 * The layers, carried out by WebAssembly kernels. Each kernel is made for the shapes that it is used with, when it is first used.
 *
 * @module
 */
import type { Arithmetic } from "../arithmetic.ts";
import type { BatchNormOptions } from "../batch_norm.ts";
import { log } from "../exact_math.ts";
import { checkShape, sizeOf, type Tensor } from "../tensor.ts";
import { toFloat32 } from "../underflow.ts";
import { bind, type Definition, sequence } from "./assembler.ts";
import * as columns from "./columns.ts";
import * as elementwise from "./elementwise.ts";
import { createEmbeddingLinear } from "./embedding_linear.ts";
import { matmul, transpose } from "./matmul.ts";
import { address, type Kernel, KernelMemory } from "./memory.ts";
import * as rows from "./rows.ts";
import { createUpdate } from "./updates.ts";
import { createWhole } from "./whole.ts";

/** The kernels' layers on a memory of their own. */
export function createKernelArithmetic(name: "fused" | "exact", bytes: number): Arithmetic {
  const memory = new KernelMemory(bytes, name === "fused");

  /**
   * A kernel for each place where it is used, mostly named by a tensor of its batch, whose shape the kernel is made for. `a` and `b` are what else
   * it depends on; at one place they are always the same. A kernel that takes no bias leaves its argument aside, as functions in JavaScript do.
   */
  const kernelFor = <Place, A, B>(define: (place: Place, a: A, b: B) => Definition) => {
    const made = new Map<Place, Kernel>();
    return (place: Place, a?: A, b?: B): Kernel => {
      let kernel = made.get(place);
      if (kernel === undefined) {
        kernel = memory.compile(define(place, a as A, b as B));
        made.set(place, kernel);
      }
      return kernel;
    };
  };
  /** Room of a kernel's own beside each tensor that it is used for. */
  const scratchFor = (size: (tensor: Tensor) => number) => {
    const made = new Map<Tensor, Tensor>();
    return (tensor: Tensor): Tensor => {
      let scratch = made.get(tensor);
      if (scratch === undefined) made.set(tensor, scratch = memory.allocate([size(tensor)]));
      return scratch;
    };
  };

  const product = kernelFor(({ shape: [M, N] }: Tensor, K: number, bias: boolean) =>
    matmul({ M, K, N, transposedA: false, bias, rounded: true })
  );
  // Wᵀ, then dx = dout Wᵀ, dW = xᵀ dout, db = Σ dout.
  const linearGradients = kernelFor(({ shape: [B, N] }: Tensor, K: number, bias: boolean) =>
    sequence(
      transpose(K, N),
      matmul({ M: B, K: N, N: K, transposedA: false, bias: false, rounded: true }),
      matmul({ M: K, K: B, N, transposedA: true, bias: false, rounded: false }),
      ...bias ? [columns.sumOverBatch(B, N)] : [],
    )
  );
  const transposed = scratchFor(({ shape }) => sizeOf(shape));
  const tanhForward = kernelFor(({ shape }: Tensor) => elementwise.tanhForward(sizeOf(shape)));
  const tanhBackward = kernelFor(({ shape }: Tensor) => elementwise.tanhBackward(sizeOf(shape)));
  const reluForward = kernelFor(({ shape }: Tensor) => elementwise.reluForward(sizeOf(shape)));
  const reluBackward = kernelFor(({ shape }: Tensor) => elementwise.reluBackward(sizeOf(shape)));
  const normForward = kernelFor(({ shape: [B, N] }: Tensor, options: BatchNormOptions) =>
    columns.batchNormForward(B, N, options)
  );
  const normBackward = kernelFor(({ shape: [B, N] }: Tensor, unbiased: boolean) =>
    columns.batchNormBackward(B, N, unbiased)
  );
  // Fixed statistics are made anew for each evaluation, outside this memory.
  const fixedRoom = ["mean", "invStd"].map(() => scratchFor(({ shape: [, N] }) => N));
  const normInference = kernelFor(({ shape: [B, N] }: Tensor) => columns.batchNormInference(B, N));
  const softmaxOfRows = kernelFor(({ shape: [B, V] }: Tensor) => rows.softmax(B, V));
  const softmaxStatistics = scratchFor(({ shape: [B] }) => 8 * B);
  const mean = kernelFor(({ shape: [B, V] }: Tensor) => elementwise.divideBy(B, B * V));
  const maxima = memory.allocate([4]);
  const largestOf = kernelFor((tensors: readonly Tensor[]) =>
    bind(
      elementwise.largest(tensors.map(({ shape }) => sizeOf(shape))),
      ...[maxima, ...tensors].map(address),
    )
  );

  return {
    name,
    dtype: "float32",
    allocate: (shape) => memory.allocate(shape),
    ...createEmbeddingLinear(memory),
    update: createUpdate(memory),
    ...createWhole(memory),

    linearForward(out, x, W, b) {
      checkShape("W", W, x.shape[1], W.shape[1]);
      checkShape("out", out, x.shape[0], W.shape[1]);
      const kernel = product(out, x.shape[1], b !== null);
      kernel(address(out), address(x), address(W), b === null ? 0 : address(b));
    },
    linearBackward(dx, dW, db, dout, x, W) {
      checkShape("x", x, dout.shape[0], W.shape[0]);
      const Wt = address(transposed(W));
      linearGradients(dout, W.shape[0], db !== null)(
        Wt,
        address(W),
        address(dx),
        address(dout),
        Wt,
        address(dW),
        address(x),
        address(dout),
        db === null ? 0 : address(db),
        address(dout),
      );
    },

    activationForward(activation, out, x) {
      const kernel = activation === "tanh" ? tanhForward(out) : reluForward(out);
      kernel(address(out), address(x));
    },
    activationBackward(activation, dx, dout, out) {
      const kernel = activation === "tanh" ? tanhBackward(dx) : reluBackward(dx);
      kernel(address(dx), address(dout), address(out));
    },

    batchNormForward(out, cache, x, gain, bias, options) {
      const B = x.shape[0];
      if (B < 2) throw new RangeError(`Batch norm needs a batch of at least 2, found ${B}`);
      normForward(out, options)(
        address(out),
        address(cache.xhat),
        address(cache.mean),
        address(cache.variance),
        address(cache.invStd),
        address(x),
        address(gain),
        address(bias),
      );
    },
    batchNormBackward(dx, dgain, dbias, dout, cache, gain, { unbiased }) {
      normBackward(dx, unbiased)(
        address(dx),
        address(dgain),
        address(dbias),
        address(dout),
        address(cache.xhat),
        address(cache.invStd),
        address(gain),
      );
    },
    batchNormInference(out, x, { mean, invStd }, gain, bias) {
      const [means, invStds] = fixedRoom.map((room) => room(out));
      means.data.set(mean.data);
      invStds.data.set(invStd.data);
      normInference(out)(
        address(out),
        address(x),
        address(means),
        address(invStds),
        address(gain),
        address(bias),
      );
    },

    crossEntropyForward(probs, logits, Y) {
      const [B, V] = logits.shape;
      const statistics = softmaxStatistics(probs);
      softmaxOfRows(probs)(address(probs), address(logits), address(statistics));
      let loss = 0;
      // Σ log sum = log Π sum, taken before the product, of sums of at most V each, gets too large.
      let product = 1;
      for (let i = 0; i < B; i++) {
        const max = statistics.data[8 * i];
        product *= statistics.data[8 * i + 4];
        loss += max - logits.data[i * V + Y[i]];
        if (product > 1e200) {
          loss += log(product);
          product = 1;
        }
      }
      return (loss + log(product)) / B;
    },
    crossEntropyBackward(dlogits, probs, Y) {
      const [B, V] = probs.shape;
      mean(dlogits)(address(dlogits), address(probs));
      for (let i = 0; i < B; i++) {
        dlogits.data[i * V + Y[i]] = toFloat32(Math.fround(probs.data[i * V + Y[i]] - 1) / B);
      }
    },
    largest(tensors) {
      largestOf(tensors)();
      const { data } = maxima;
      return Math.max(data[0], data[1], data[2], data[3]);
    },
  };
}

/** Whether this machine's WebAssembly has vectors. */
export function hasSimd(): boolean {
  return compiles(false);
}

/** Whether it has fused multiply-adds: relaxed SIMD leaves that to the processor, so one is tried whose result tells. */
export function fuses(): boolean {
  if (!compiles(true)) return false;
  const memory = new KernelMemory(1024, true);
  const x = memory.allocate([4]);
  const c = memory.allocate([4]);
  // (1 + 2⁻¹²)² = 1 + 2⁻¹¹ + 2⁻²⁴, whose last bit a rounding in between drops.
  x.data.fill(1 + 2 ** -12);
  c.data.fill(-(1 + 2 ** -11));
  memory.compile(PROBE)(x.data.byteOffset, c.data.byteOffset);
  return c.data[0] === 2 ** -24;
}

/** c = x · x + c */
const PROBE: Definition = {
  pointers: 2,
  build(code, x, c) {
    const v = code.local("v128");
    code.set(v, code.madd(() => code.load(x), () => code.load(x), () => code.load(c)));
    code.store(c, 0, v);
  },
};

function compiles(fused: boolean): boolean {
  try {
    new KernelMemory(1024, fused).compile(PROBE);
    return true;
  } catch {
    return false;
  }
}
