/**
 * Sampling text from a model, a character at a time.
 *
 * @module
 */
import { softmax } from "./cross_entropy.ts";
import { type Activations, type Mlp, type ModelStatistics, predict } from "./mlp.ts";
import type { TorchGenerator } from "./random/torch.ts";

export interface SampleOptions {
  /** Characters (indices) that the sample starts with; default none. */
  prefix?: readonly number[];
  /** At most so many characters, the prefix included. */
  maxLength: number;
}

/**
 * Draws one sample as the notebooks do: from a context of end tokens (0), the next character comes from `torch.multinomial` of
 * the softmax, until the end token is drawn.
 *
 * @param acts buffers for a batch of one
 * @returns the characters' indices without the end token; `ended` is false where maxLength cut the sample off
 */
export function sample(
  model: Mlp,
  acts: Activations,
  statistics: ModelStatistics,
  generator: TorchGenerator,
  { prefix = [], maxLength }: SampleOptions,
): { characters: number[]; ended: boolean } {
  const context = new Int32Array(model.options.contextLength);
  const push = (character: number) => {
    context.copyWithin(0, 1);
    context[context.length - 1] = character;
  };
  const characters = [...prefix];
  prefix.forEach(push);
  while (characters.length < maxLength) {
    predict(model, acts, context, statistics);
    softmax(acts.probs.data, acts.logits.data);
    const next = generator.multinomial(acts.probs.data);
    if (next === 0) return { characters, ended: true };
    characters.push(next);
    push(next);
  }
  return { characters, ended: false };
}
