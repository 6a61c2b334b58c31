/**
 * Sequences of different lengths stand in a batch with the longest's positions, and those behind an example's last
 * target teach nothing. Where no layer lets a position depend on a later one, what no example of a batch needs is left
 * out: the loss and every gradient keep their bits, since what is left out adds zeros to them.
 *
 * @module
 */
import { type Activations, activationsFor, allocateActivations } from "./activations.ts";
import type { Indices } from "./examples.ts";
import type { Setting } from "./layer.ts";
import type { Layer, Model } from "./model.ts";
import { allOf, planLayers, type PlannedLayer } from "./plan.ts";
import { sizeOf } from "./tensor.ts";

/** How many lengths there are at most: each has kernels of its own. */
const LENGTHS = 16;
/** So many numbers may come out of all layers for a batch, since kernels need room of their own for each length. */
const MOST = 2 ** 23;

/** A batch, and the buffers for it. */
export interface TrimmedBatch {
  acts: Activations;
  /** [B, T] contexts, for the T of the buffers */
  X: Indices;
  /** [B, T] what follows each position */
  Y: Indices;
}

/** A batch of B examples without the positions behind the last target; the whole batch where all may count. */
export function trimmed(model: Model, X: Indices, Y: Indices, B: number): TrimmedBatch {
  const { vocabularySize: V, contextLength: T } = model.setting;
  const acts = trimmedActivations(model, B, lastTarget(Y, B, V));
  const length = acts.X.length / B;
  if (length === T) return { acts, X, Y };
  return { acts, X: firstColumns(X, T, length), Y: firstColumns(Y, T, length) };
}

/** The buffers for batches of B of which so many positions count, or some more. */
export function trimmedActivations(model: Model, B: number, positions: number): Activations {
  const whole = activationsFor(model, B);
  if (model.setting.targets !== "every") return whole;
  let shorter = shorterOf.get(whole);
  if (shorter === undefined) {
    const lengths = lengthsOf(model.layers, model.setting, B);
    shorterOf.set(whole, shorter = { lengths, acts: new Map() });
  }
  const length = shorter.lengths.find((one) => one >= positions);
  if (length === undefined) return whole;
  let acts = shorter.acts.get(length);
  if (acts === undefined) {
    acts = allocateActivations(shortened(model, length), B, whole.buffers);
    shorter.acts.set(length, acts);
  }
  return acts;
}

/** What stands in the buffers of a whole batch for shorter ones, each made when it is first asked for. */
const shorterOf = new WeakMap<
  Activations,
  { lengths: readonly number[]; acts: Map<number, Activations> }
>();

/**
 * How many positions of B sequences there are up to the last target of them all.
 *
 * @param Y [B, T] what follows each position
 * @param V stands where nothing does
 */
export function lastTarget(Y: Indices, B: number, V: number): number {
  const T = Y.length / B;
  for (let t = T; t > 0; t--) {
    for (let i = 0; i < B; i++) if (Y[i * T + t - 1] !== V) return t;
  }
  return 0;
}

/** The lengths to which batches of B are trimmed, without the whole one; none where later positions matter. */
export function lengthsOf(
  layers: readonly PlannedLayer[],
  { contextLength: T, targets }: Setting,
  B: number,
): number[] {
  const all = allOf(layers);
  if (targets !== "every" || !all.every(({ kind }) => kind.isCausal)) return [];
  if (B * all.reduce((sum, { output }) => sum + sizeOf(output), 0) > MOST) return [];
  const unit = Math.ceil(T / LENGTHS);
  return Array.from({ length: Math.ceil(T / unit) - 1 }, (_, i) => (i + 1) * unit);
}

/** The same model for shorter contexts: it shares its parameters. */
function shortened(model: Model, contextLength: number): Model {
  const setting = { ...model.setting, contextLength };
  const planned = planLayers(model.layers.map(({ spec }) => spec), setting);
  const layers = planned.map((layer, i) => withTensorsOf(layer, model.layers[i]));
  return { ...model, setting, layers, allLayers: allOf(layers) };
}

const withTensorsOf = (planned: PlannedLayer, layer: Layer): Layer => ({
  ...layer,
  ...planned,
  layers: planned.layers.map((inner, i) => withTensorsOf(inner, layer.layers[i])),
});

/** The first columns of rows of T. */
function firstColumns(x: Indices, T: number, columns: number): Int32Array {
  const rows = x.length / T;
  const first = new Int32Array(rows * columns);
  for (let i = 0; i < rows; i++) first.set(x.subarray(i * T, i * T + columns), i * columns);
  return first;
}
