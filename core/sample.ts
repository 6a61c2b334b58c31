/**
 * Sampling text from a model, a symbol at a time.
 *
 * @module
 */
import { softmax } from "./cross_entropy.ts";
import type { Activations } from "./activations.ts";
import type { Model } from "./model.ts";
import { infer, type ModelStatistics, setStatistics } from "./predict.ts";
import type { TorchGenerator } from "./random/torch.ts";
import type { FloatArray } from "./tensor.ts";

/** How a sample is drawn. */
export interface SampleOptions {
  /** Characters (indices) that the sample starts with; default none. */
  prefix?: readonly number[];
  /**
   * [T] What stands before the beginning in running text, where no character is the end token; default: end tokens (0),
   * and the first one that is drawn ends the sample.
   */
  lead?: readonly number[];
  /** At most so many characters, the prefix included. */
  maxLength: number;
  /** 0: the likeliest each time, and nothing is drawn; above: see {@linkcode nextProbabilities}; default 1. */
  temperature?: number;
}

/**
 * Draws one sample as the notebooks do: from a context of end tokens (0), the next character comes from
 * `torch.multinomial` of the softmax, until the end token is drawn. Running text goes on to maxLength. At temperature 0
 * it is the likeliest, of equals the first.
 *
 * @param acts buffers for a batch of one
 * @returns the characters' indices without lead and end token; `ended` is false where maxLength cut the sample off
 */
export function sample(
  model: Model,
  acts: Activations,
  statistics: ModelStatistics,
  generator: TorchGenerator,
  { prefix = [], lead, maxLength, temperature }: SampleOptions,
): { characters: number[]; ended: boolean } {
  const characters = [...prefix];
  setStatistics(model, statistics);
  while (characters.length < maxLength) {
    // Logits that differ may have equal probabilities.
    const next = temperature === 0
      ? greatest(nextLogits(model, acts, characters, lead))
      : generator.multinomial(
        probabilitiesOf(acts, nextLogits(model, acts, characters, lead), temperature),
      );
    if (next === 0 && lead === undefined) return { characters, ended: true };
    characters.push(next);
  }
  return { characters, ended: false };
}

/** The index of the greatest number, of equals the first. */
function greatest(numbers: FloatArray): number {
  let at = 0;
  for (let i = 1; i < numbers.length; i++) if (numbers[i] > numbers[at]) at = i;
  return at;
}

/**
 * How likely each character is to come next: softmax(logits / temperature). Below 1 the likely ones become likelier,
 * above 1 all become more alike; at 1 the numbers are the model's own, bit for bit.
 *
 * @param acts buffers for a batch of one
 * @param characters (indices) that came before
 * @returns [V], valid until `acts` is used again
 */
export function nextProbabilities(
  model: Model,
  acts: Activations,
  statistics: ModelStatistics,
  characters: readonly number[],
  { temperature, lead }: Pick<SampleOptions, "temperature" | "lead"> = {},
): FloatArray {
  setStatistics(model, statistics);
  return probabilitiesOf(acts, nextLogits(model, acts, characters, lead), temperature);
}

/** softmax(logits / temperature) */
function probabilitiesOf({ probs }: Activations, logits: FloatArray, temperature = 1): FloatArray {
  if (temperature !== 1) { for (let i = 0; i < logits.length; i++) logits[i] /= temperature; }
  const p = rowOf(probs.data, 0, logits.length);
  softmax(p, logits);
  return p;
}

/** The logits of the character that comes next, by the statistics that are set. */
function nextLogits(
  model: Model,
  acts: Activations,
  characters: readonly number[],
  lead?: readonly number[],
): FloatArray {
  const { contextLength: T, vocabularySize: V, targets } = model.setting;
  const predictsEach = targets === "every";
  // A line stands at the end of its context; where each position predicts, at the beginning, behind one end token.
  const before = lead?.length ?? (predictsEach ? 1 : T);
  const count = Math.min(T, before + characters.length);
  const first = before + characters.length - count;
  const { X } = acts;
  X.fill(0, count);
  for (let t = 0; t < count; t++) {
    const at = first + t;
    X[t] = at < before ? lead?.[at] ?? 0 : characters[at - before];
  }
  infer(acts);
  return rowOf(acts.logits.data, predictsEach ? count - 1 : 0, V);
}

/** A row of numbers of which each has N; where there is only one, all of them, which takes no new object. */
const rowOf = (numbers: FloatArray, row: number, N: number): FloatArray =>
  numbers.length === N ? numbers : numbers.subarray(row * N, (row + 1) * N);
