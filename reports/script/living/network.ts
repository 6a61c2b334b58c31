/**
 * A trained network at work in the page, by the very code that `deno task sample` runs.
 *
 * @module
 */
import { allocateActivations } from "../../../core/activations.ts";
import { runningAfter } from "../../../core/predict.ts";
import { TorchGenerator } from "../../../core/random/torch.ts";
import { nextProbabilities, sample } from "../../../core/sample.ts";
import type { NamedTensor } from "../../../runner/store/safetensors.ts";
import type { RunConfig } from "../../../runner/schema/schema.ts";
import {
  type Alphabet,
  asInData,
  readSymbols,
  writeSymbols,
} from "../../../runner/data/symbols.ts";
import { modelFor } from "../../../runner/training/train.ts";
import { loadWeights } from "../../../runner/training/weights.ts";

/** What a network is made of. */
export interface NetworkParts {
  config: RunConfig;
  alphabet: Alphabet;
  weights: readonly NamedTensor[];
  /** Updates that it has had. */
  steps: number;
}

export interface Network {
  alphabet: Alphabet;
  /** T, how many symbols it looks at. */
  contextLength: number;
  /** [V] How likely each symbol is to come after these; to be read before the next call. */
  after(characters: readonly number[]): ArrayLike<number>;
  /** Samples without end, by a stream of this seed. */
  samples(
    options: { seed: number; prefix: readonly number[]; temperature: number },
  ): Generator<Sample, never>;
}

export interface Sample {
  text: string;
  /** Whether it came to its end, and was not cut off. */
  ended: boolean;
}

/**
 * The network of these parts; null where batch norm has no statistics yet.
 *
 * @throws TypeError where the weights do not fit
 */
export function createNetwork(
  { config, alphabet, weights, steps }: NetworkParts,
): Network | null {
  const model = modelFor(config, alphabet.vocabulary.length);
  loadWeights(model, weights);
  const statistics = runningAfter(model, steps);
  if (statistics === null) return null;
  const acts = allocateActivations(model, 1);
  const { maxLength } = config.samples;
  const { lead } = alphabet;
  return {
    alphabet,
    contextLength: config.dataset.contextLength,
    after: (characters) => nextProbabilities(model, acts, statistics, characters, { lead }),
    *samples({ seed, prefix, temperature }) {
      const generator = new TorchGenerator(seed);
      while (true) {
        const { characters, ended } = sample(model, acts, statistics, generator, {
          prefix,
          lead,
          maxLength,
          temperature,
        });
        yield { text: writeSymbols(characters, alphabet), ended: ended || lead !== undefined };
      }
    },
  };
}

/**
 * A typed text as a network reads it: the symbols (indices) that it knows, in the form that its data have, and the
 * others.
 */
export const readText = (text: string, alphabet: Alphabet): ReturnType<typeof readSymbols> =>
  readSymbols(asInData(text, alphabet), alphabet);
