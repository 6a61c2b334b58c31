/**
 * The loss over a whole split, and the statistics that batch norm needs for it. These are generators: they yield after
 * every chunk how many contexts it had, so that whoever drives them can stay responsive and say how far they are.
 *
 * @module
 */
import { type Contexts, distinctContexts } from "./contexts.ts";
import { type Examples, targetsOf } from "./examples.ts";
import type { Moments } from "./layer.ts";
import type { Activations } from "./activations.ts";
import type { Model } from "./model.ts";
import { type ModelStatistics, predict, withStatistics } from "./predict.ts";
import type { FloatArray } from "./tensor.ts";
import { lastTarget, trimmedActivations } from "./trim.ts";

/** Contexts that are evaluated at once: enough to be fast, few enough to stay in the cache. */
export const CHUNK = 64;

/** The mean cross-entropy over all examples, nats per character. Each distinct context is computed once. */
export function* meanLoss(
  model: Model,
  examples: Examples,
  statistics: ModelStatistics,
): Generator<number, number> {
  const V = model.setting.vocabularySize;
  let [sum, count] = [0, 0];
  for (const { acts, X, contexts, first, work } of chunks(model, examples)) {
    predict(model, acts, X, statistics);
    [sum, count] = addLosses(sum, count, acts, contexts, first, V);
    yield work;
  }
  return sum / count;
}

/** Adds the losses of a chunk's contexts, one by one. */
function addLosses(
  sum: number,
  count: number,
  { B, logits: { data, shape }, logTotals }: Activations,
  { starts, next: symbols, times }: Contexts,
  first: number,
  V: number,
): [sum: number, count: number] {
  const totals = logTotals()();
  const rows = shape[0] / B;
  for (let context = 0; context < B; context++) {
    const [begin, end] = [starts[first + context], starts[first + context + 1]];
    // One row predicts all that follows a context, of several each its own symbol.
    const step = rows === 1 ? 1 : end - begin;
    for (let row = 0; row < rows; row++) {
      const start = (context * rows + row) * V;
      const logTotal = totals[context * rows + row];
      for (let pair = begin + row; pair < end; pair += step) {
        const next = symbols[pair];
        if (next === V) continue;
        sum += times[pair] * (logTotal - data[start + next]);
        count += times[pair];
      }
    }
  }
  return [sum, count];
}

/**
 * Batch norm's statistics over all examples as if they were one batch: the first layer's, then with these the second's,
 * and so on. The training set's give the "calibrated" loss of the notebooks, the evaluated split's its loss by its
 * "own" statistics.
 *
 * @throws RangeError for fewer than 2 examples, which have no variance
 */
export function* calibrate(model: Model, examples: Examples): Generator<number, ModelStatistics> {
  const { count } = examples;
  if (count < 2) throw new RangeError(`Batch norm needs at least 2 examples, found ${count}`);
  const statistics: ModelStatistics = [];
  for (const layer of withStatistics(model)) {
    const { input, kind, options } = layer;
    const moments = new ColumnMoments(input[input.length - 1]);
    for (const { acts, X, contexts, first, work } of chunks(model, examples)) {
      predict(model, acts, X, statistics, layer);
      const { x } = acts.layers[model.allLayers.indexOf(layer)];
      moments.add(x.data, contexts.weights.subarray(first, first + acts.B));
      yield work;
    }
    statistics.push(kind.statistics!.of(moments, options, model.arithmetic.dtype));
  }
  return statistics;
}

/**
 * Mean and Σ(x − mean)² of H columns, in double precision, from one pass over weighted rows (Welford 1962; West 1979).
 */
class ColumnMoments implements Moments {
  readonly mean: Float64Array;
  readonly squares: Float64Array;
  count = 0;

  constructor(H: number) {
    this.mean = new Float64Array(H);
    this.squares = new Float64Array(H);
  }

  /**
   * Takes in the rows of H numbers of each example as often as its weight says; an example has as many rows as
   * positions.
   */
  add(rows: FloatArray, weights: Int32Array): void {
    const { mean, squares } = this;
    const H = mean.length;
    const positions = rows.length / (weights.length * H);
    for (let i = 0; i < weights.length * positions; i++) {
      const weight = weights[Math.floor(i / positions)];
      this.count += weight;
      const share = weight / this.count;
      for (let h = 0; h < H; h++) {
        const delta = rows[i * H + h] - mean[h];
        mean[h] += share * delta;
        squares[h] += weight * delta * (rows[i * H + h] - mean[h]);
      }
    }
  }
}

interface Chunk {
  acts: Activations;
  /** Its contexts. */
  X: Int32Array;
  /** All of the block's, and the index of its first among them. */
  contexts: Contexts;
  first: number;
  /** Its share of `lossWork`. */
  work: number;
}

/** All distinct contexts in order, CHUNK at a time, the last ones in a smaller chunk; the same buffer for all. */
function* chunks(model: Model, examples: Examples): Generator<Chunk> {
  const { contextLength: T } = examples;
  const { vocabularySize: V } = model.setting;
  const targets = targetsOf(examples);
  const X = new Int32Array(CHUNK * T);
  for (const block of blocks(examples)) {
    const contexts = distinctContexts(block);
    const workOfContext = block === examples ? 1 : block.count / contexts.count;
    for (let first = 0; first < contexts.count; first += CHUNK) {
      const B = Math.min(CHUNK, contexts.count - first);
      const { next } = contexts;
      const positions = targets === 1
        ? T
        : lastTarget(next.subarray(first * T, (first + B) * T), B, V);
      const acts = trimmedActivations(model, B, positions);
      const length = acts.X.length / B;
      for (let i = 0; i < B; i++) {
        const example = contexts.first[first + i];
        for (let t = 0; t < length; t++) X[i * length + t] = block.X[example * T + t];
      }
      yield { acts, X: X.subarray(0, B * length), contexts, first, work: B * workOfContext };
    }
  }
}

/**
 * The distinct contexts of more examples than these would take more memory than the examples: they are looked for in
 * each block anew.
 */
const BLOCK = 2 ** 22;

function* blocks(examples: Examples): Generator<Examples> {
  const { X, Y, count, contextLength: T } = examples;
  if (count <= BLOCK) return yield examples;
  const targets = targetsOf(examples);
  for (let start = 0; start < count; start += BLOCK) {
    const end = Math.min(start + BLOCK, count);
    yield {
      X: X.subarray(start * T, end * T),
      Y: Y.subarray(start * targets, end * targets),
      count: end - start,
      contextLength: T,
    };
  }
}

/** What `meanLoss` costs, in contexts, or in examples where there are too many to look for their contexts before. */
export const lossWork = (examples: Examples): number =>
  examples.count <= BLOCK ? distinctContexts(examples).count : examples.count;
/** What `calibrate` costs, which does it once a layer with batch norm. */
export const calibrationWork = (model: Model, examples: Examples): number =>
  lossWork(examples) * withStatistics(model).length;

/** Runs a generator to its end at once. */
export function finish<T>(generator: Generator<unknown, T>): T {
  let next = generator.next();
  while (!next.done) next = generator.next();
  return next.value;
}
