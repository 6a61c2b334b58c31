/**
 * Which examples each step is trained on.
 *
 * @module
 */
import { type Examples, type Indices, targetsOf } from "../../core/examples.ts";
import { type GeneratorState, TorchGenerator } from "../../core/random/torch.ts";
import type { RunConfig } from "../schema/schema.ts";

/** Contexts and what followed them. */
export interface Batch {
  /** [B, T] */
  X: Indices;
  /** [B], or [B, T] where there are targets after each position */
  Y: Indices;
  B: number;
}

/** The batches of a training, one after the other. */
export interface Batches {
  /** The next one; it is only good until the one after it. */
  next(): Batch;
  /**
   * Where the stream stood before the epoch that is under way was shuffled; undefined between epochs, and without any.
   */
  epoch(): GeneratorState | undefined;
}

/** How far a training was. */
export interface PastBatches {
  /** How many batches have been taken. */
  taken: number;
  /** As `epoch` gave it. */
  epoch?: GeneratorState | undefined;
}

type Settings = Pick<RunConfig["training"], "batchSize" | "batches">;

/**
 * The batches that a config asks for:
 *
 *     (default)      B examples drawn with replacement, by `torch.randint`
 *     permutation    all examples in an order drawn by `torch.randperm`, B at a time, then again in another; the last batch of an epoch is
 *                    smaller, or dropped
 *     whole          all examples, at each step
 *
 * @param past goes on from there; default: from the start
 */
export function createBatches(
  { batchSize: B, batches }: Settings,
  examples: Examples,
  stream: TorchGenerator,
  past: PastBatches = { taken: 0 },
): Batches {
  const { count } = examples;
  if (batches?.kind === "whole") {
    return { next: () => ({ X: examples.X, Y: examples.Y, B: count }), epoch: () => undefined };
  }
  const rooms = new Map<number, Batch & { X: Int32Array; Y: Int32Array }>();
  const roomFor = (B: number) => {
    let room = rooms.get(B);
    if (room === undefined) rooms.set(B, room = allocateBatch(examples, B));
    return room;
  };
  if (batches === undefined) {
    const batch = roomFor(B);
    return {
      next: () => (drawBatch(batch.X, batch.Y, examples, stream), batch),
      epoch: () => undefined,
    };
  }
  const steps = stepsPerEpoch({ batchSize: B, batches }, count);
  if (steps === 0) throw new RangeError(`${count} examples make no whole batch of ${B}`);
  const end = batches.dropLast ? count - count % B : count;
  let at = past.taken % steps * B;
  let epoch = past.epoch;
  let order: Uint32Array | undefined;
  if (at > 0 && epoch !== undefined) {
    const again = new TorchGenerator(0);
    again.state = epoch;
    order = again.randperm(count);
  }
  return {
    next() {
      if (order === undefined || at >= end) {
        epoch = stream.state;
        order = stream.randperm(count);
        at = 0;
      }
      const chosen = order.subarray(at, Math.min(at + B, end));
      const batch = roomFor(chosen.length);
      gather(batch.X, batch.Y, examples, chosen);
      at += B;
      return batch;
    },
    epoch: () => order === undefined || at >= end ? undefined : epoch,
  };
}

function allocateBatch(examples: Examples, B: number) {
  const [T, P] = [examples.contextLength, targetsOf(examples)];
  return { X: new Int32Array(B * T), Y: new Int32Array(B * P), B };
}

/** The sizes that batches of `count` examples have, the largest first. */
export function batchSizesOf({ batchSize: B, batches }: Settings, count: number): number[] {
  if (batches?.kind === "whole") return [count];
  if (batches === undefined || batches.dropLast || count % B === 0) return [B];
  return count < B ? [count] : [B, count % B];
}

/**
 * How many steps it takes to see as many examples as there are; with permutations, each of them once, but for those of
 * a dropped batch.
 */
export function stepsPerEpoch({ batchSize: B, batches }: Settings, count: number): number {
  if (batches?.kind === "whole") return 1;
  return batches?.dropLast ? Math.floor(count / B) : Math.ceil(count / B);
}

/** A config whose training is as long as its `epochs` say, in steps. */
export function inSteps(config: RunConfig, count: number): RunConfig {
  const { epochs, ...training } = config.training;
  if (epochs === undefined) return config;
  return { ...config, training: { ...training, steps: epochs * stepsPerEpoch(training, count) } };
}

/**
 * Draws the examples of a minibatch, with replacement, by `torch.randint`.
 *
 * @param X [B, T] receives the contexts
 * @param Y [B] receives the characters that followed
 */
export function drawBatch(
  X: Int32Array,
  Y: Int32Array,
  from: Examples,
  generator: TorchGenerator,
): void {
  const B = X.length / from.contextLength;
  // Where there is one target each, Y holds the examples' numbers up to the last loop.
  const chosen = Y.length === B ? Y : new Int32Array(B);
  for (let i = 0; i < B; i++) chosen[i] = generator.randint(from.count);
  gather(X, Y, from, chosen);
}

/** Copies examples into a batch. @param chosen [B] their numbers; may be Y, where there is one target each */
function gather(
  X: Int32Array,
  Y: Int32Array,
  from: Examples,
  chosen: Int32Array | Uint32Array,
): void {
  const { X: contexts, Y: targets, contextLength: T } = from;
  const B = chosen.length, P = Y.length / B;
  // Examples lie far apart in memory. In loops as short as these, the processor fetches many of them at the same time.
  for (let t = 0; t < T; t++) {
    for (let i = 0; i < B; i++) X[i * T + t] = contexts[chosen[i] * T + t];
  }
  for (let p = 0; p < P; p++) {
    for (let i = 0; i < B; i++) Y[i * P + p] = targets[chosen[i] * P + p];
  }
}
