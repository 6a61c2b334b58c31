/**
 * Whole layers, forward and back, as a model places them between 16 positions of 64 numbers.
 *
 * @module
 */
import { type Arithmetic, call } from "../../../core/call.ts";
import type { LayerSpec } from "../../../core/layer.ts";
import {
  sequenceCrossEntropyBackward,
  sequenceCrossEntropyForward,
} from "../../../core/losses/sequence_cross_entropy.ts";
import { activationsFor } from "../../../core/activations.ts";
import { createModel } from "../../../core/model.ts";
import { initializeModel } from "../../../core/initialize.ts";
import { TorchGenerator } from "../../../core/random/torch.ts";
import { SIZES } from "../setting.ts";
import type { KernelCase, Prepared } from "./cases.ts";

const { V, B } = SIZES;
const [T, E] = [16, 64];
const ROWS = B * T;

/** Of a layer without products: what it has to read and write at least. */
const bytes = { unit: "byte", forward: 8 * ROWS * E, backward: 12 * ROWS * E } as const;
/** Of a layer with products by so many parameters, and by so many other numbers, at each position. */
const products = (numbers: number) => (
  { unit: "FLOP", forward: 2 * ROWS * numbers, backward: 4 * ROWS * numbers } as const
);

const LAYERS: [LayerSpec, typeof bytes | ReturnType<typeof products>][] = [
  [{ type: "positionalEmbedding" }, bytes],
  [{ type: "layerNorm" }, bytes],
  [{ type: "sigmoid" }, bytes],
  [{ type: "silu" }, bytes],
  [{ type: "gelu" }, bytes],
  [{ type: "gelu", approximate: "tanh" }, bytes],
  [{ type: "leakyRelu" }, bytes],
  [{ type: "dropout" }, bytes],
  [{ type: "causalMean" }, bytes],
  [{ type: "conv1d", size: E, kernelSize: 2 }, products(2 * E * E)],
  [{ type: "causalSelfAttention", heads: 4 }, products(4 * E * E + 2 * T * E)],
  [{ type: "rnn", size: E }, products(2 * E * E)],
  [{ type: "gru", size: E }, products(6 * E * E)],
  [{ type: "gru", size: E, reset: "state" }, products(6 * E * E)],
  [{ type: "lstm", size: E }, products(8 * E * E)],
];

export const LAYER_CASES: KernelCase[] = [
  ...embedding(),
  ...LAYERS.flatMap(([spec, work]) => layer(spec, work)),
  ...loss(),
];

/** A layer behind an embedding; what it is given is drawn. */
function placed(spec: LayerSpec, arithmetic: Arithmetic, at = 1) {
  const specs = [{ type: "embedding", size: E }, spec];
  const model = createModel(
    specs,
    { vocabularySize: E, contextLength: T, targets: "every" },
    arithmetic,
  );
  const generator = new TorchGenerator(1);
  initializeModel(model, generator);
  const acts = activationsFor(model, B);
  acts.X.set(symbols(ROWS, E));
  const layer = acts.layers[at];
  for (const { data } of [layer.x, layer.dout]) {
    const draws = new Float32Array(data.length);
    generator.randn(draws);
    data.set(draws);
  }
  const all = (calls: typeof layer.forward) => {
    const steps = calls.map((call) => arithmetic.prepare(call));
    return () => {
      for (const step of steps) step();
    };
  };
  const forward = all(layer.forward);
  forward();
  const gradients = Object.values(layer.layer.parameters).flatMap((p) => p ? [p.grad.data] : []);
  return {
    forward: { run: forward, outputs: [layer.out.data] },
    backward: { run: all(layer.backward), outputs: [layer.dx.data, ...gradients] },
  };
}

function layer(
  spec: LayerSpec,
  { unit, forward, backward }: typeof LAYERS[number][1],
): KernelCase[] {
  const { type, size: _, heads: __, ...options } = spec;
  const name = [type, ...Object.values(options)].join(" ");
  const shape = `[${B}, ${T}, ${E}]`;
  return [
    {
      name: `${name} forward`,
      shape,
      work: { amount: forward, unit },
      prepare: (arithmetic) => placed(spec, arithmetic).forward,
    },
    {
      name: `${name} backward`,
      shape,
      work: { amount: backward, unit },
      prepare: (arithmetic) => placed(spec, arithmetic).backward,
    },
  ];
}

function embedding(): KernelCase[] {
  const of = (pass: "forward" | "backward"): KernelCase => ({
    name: `embedding ${pass}`,
    shape: `[${B}, ${T}] [${E}, ${E}]`,
    work: { amount: bytes[pass], unit: "byte" },
    prepare: (arithmetic) => placed({ type: "dropout" }, arithmetic, 0)[pass],
  });
  return [of("forward"), of("backward")];
}

function loss(): KernelCase[] {
  const shape = `[${ROWS}, ${V}]`;
  const prepare = (arithmetic: Arithmetic): Record<"forward" | "backward", Prepared> => {
    const [logits, probs, dlogits] = [0, 1, 2].map(() => arithmetic.allocate([ROWS, V]));
    const draws = new Float32Array(ROWS * V);
    new TorchGenerator(1).randn(draws);
    logits.data.set(draws);
    // Every second position pads.
    const Y = symbols(ROWS, V).map((symbol, n) => n % 2 === 0 ? symbol : V);
    const loss = new Float64Array(1);
    const forward = arithmetic.prepare(
      call([], sequenceCrossEntropyForward, probs, logits, Y, V),
    );
    forward();
    return {
      forward: { run: () => loss[0] = forward(), outputs: [probs.data, loss] },
      backward: {
        run: arithmetic.prepare(call([], sequenceCrossEntropyBackward, dlogits, probs, Y, V)),
        outputs: [dlogits.data],
      },
    };
  };
  return (["forward", "backward"] as const).map((pass) => ({
    name: `cross-entropy of positions ${pass}`,
    shape,
    work: { amount: 8 * ROWS * V, unit: "byte" },
    prepare: (arithmetic) => prepare(arithmetic)[pass],
  }));
}

function symbols(count: number, end: number): Int32Array {
  const generator = new TorchGenerator(2);
  return Int32Array.from({ length: count }, () => generator.randint(end));
}
