/**
 * What happens inside a model: sizes of activations, gradients and updates, as the notebooks plot them.
 *
 * @module
 */
import type { Examples } from "./examples.ts";
import { activationsFor, backward, forward, type Mlp } from "./mlp.ts";
import type { FloatArray, Tensor } from "./tensor.ts";

/** Values counted in bins of equal width from `low` to `high`. */
export interface Histogram {
  low: number;
  high: number;
  counts: number[];
}

/** What a layer did to the probe batch. */
export interface LayerInspection {
  /** "hidden 1", …, "output" */
  name: string;
  /** Of y, what the activation is given: a number a unit, over the batch. */
  mean: number[];
  std: number[];
  /** Of h; in the output layer, the logits. */
  activations: Histogram;
  /** Of dh, the loss's gradient by h. */
  gradients: Histogram;
  /** Share of h on the flat part of the activation: |h| > 0.97 for tanh, h = 0 for relu; null in the output layer. */
  saturated: number | null;
  /** [rows, units]: one bit an h, 1 where it is saturated, row after row, the lowest bit of a byte first, base64; null in the output layer. */
  map: { rows: number; units: number; bits: string } | null;
}

/** The inside of a model, seen by a probe batch: training examples evenly spread, the same ones each time. */
export interface ModelInspection {
  layers: LayerInspection[];
  /** Of each parameter: its values and their gradients on the probe batch. */
  parameters: { name: string; std: number; gradStd: number; gradients: Histogram }[];
  /**
   * Loss on the probe batch, nats per character; std and largest absolute value of the logits; the probabilities of the
   * right character and of the likeliest one, on average.
   */
  logits: { loss: number; std: number; max: number; right: number; likeliest: number };
  /** [V, 2] the embedding: itself where E ≤ 2 (0 as the second where E is 1), else its first two principal components. */
  embedding: number[];
  /** Share of the embedding's variance that these two keep. */
  embeddingVariance: number;
}

/** Looks inside a model by a probe batch of B; its parameters, running statistics and streams stay as they are. */
export function inspectModel(model: Mlp, examples: Examples, B: number): ModelInspection {
  const { X, Y } = probe(examples, B);
  const acts = activationsFor(model, B);
  const loss = forward(model, acts, X, Y);
  backward(model, acts, X, Y);
  return {
    layers: [],
    parameters: [],
    logits: { loss, std: 0, max: 0, right: 0, likeliest: 0 },
    embedding: [],
    embeddingVariance: 1,
  };
}

/** B examples, evenly spread. */
function probe({ X, Y, count, contextLength: T }: Examples, B: number) {
  const probe = { X: new Int32Array(B * T), Y: new Int32Array(B) };
  for (let i = 0; i < B; i++) {
    const example = Math.floor(i * count / B);
    probe.Y[i] = Y[example];
    probe.X.set(X.subarray(example * T, (example + 1) * T), i * T);
  }
  return probe;
}

/** How large a parameter, its gradient and its update were, as standard deviations, in the update after `step` others. */
export interface UpdateRow {
  step: number;
  parameter: string;
  data: number;
  gradient: number;
  update: number;
}

/** Does `update`, and measures what it did to each parameter. */
export function updateSizes(model: Mlp, step: number, update: () => void): UpdateRow[] {
  const before = model.parameters.map(({ name, value, grad }) => ({
    parameter: name,
    data: standardDeviation(value.data),
    gradient: standardDeviation(grad.data),
    values: Float64Array.from(value.data),
    value,
  }));
  update();
  return before.map(({ values, value, ...row }) => (
    { step, ...row, update: standardDeviation(difference(value, values)) }
  ));
}

function difference({ data }: Tensor, before: Float64Array): Float64Array {
  return before.map((x, i) => data[i] - x);
}

/** The standard deviation (over n), 0 for a single value. */
function standardDeviation(x: FloatArray): number {
  let mean = 0;
  for (let i = 0; i < x.length; i++) mean += x[i] / x.length;
  let sum = 0;
  for (let i = 0; i < x.length; i++) sum += (x[i] - mean) ** 2;
  return Math.sqrt(sum / x.length);
}
