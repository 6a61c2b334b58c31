/**
 * A trained network at work in the page, by the very code that `deno task sample` runs.
 *
 * @module
 */
import { allocateActivations } from "../../../core/mlp.ts";
import { TorchGenerator } from "../../../core/random/torch.ts";
import { nextProbabilities, sample } from "../../../core/sample.ts";
import type { NamedTensor } from "../../../runner/safetensors.ts";
import type { RunConfig } from "../../../runner/schema.ts";
import { modelFor, runningNow } from "../../../runner/train.ts";
import { loadWeights } from "../../../runner/weights.ts";

/** What a network is made of. */
export interface NetworkParts {
  config: RunConfig;
  vocabulary: readonly string[];
  weights: readonly NamedTensor[];
  /** Updates that it has had. */
  steps: number;
}

export interface Network {
  vocabulary: readonly string[];
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

/** The network of these parts; null where batch norm has no statistics yet. @throws TypeError where the weights do not fit */
export function createNetwork(
  { config, vocabulary, weights, steps }: NetworkParts,
): Network | null {
  const model = modelFor(config.model, vocabulary.length, config.dataset.contextLength);
  loadWeights(model, weights);
  const statistics = runningNow(model, steps);
  if (statistics === null) return null;
  const acts = allocateActivations(model, 1);
  const { maxLength } = config.samples;
  return {
    vocabulary,
    contextLength: config.dataset.contextLength,
    after: (characters) => nextProbabilities(model, acts, statistics, characters),
    *samples({ seed, prefix, temperature }) {
      const generator = new TorchGenerator(seed);
      while (true) {
        const { characters, ended } = sample(model, acts, statistics, generator, {
          prefix,
          maxLength,
          temperature,
        });
        yield { text: characters.map((character) => vocabulary[character]).join(""), ended };
      }
    },
  };
}

/** A text as a network reads it: the indices of the characters that it knows, in lower case if only so, and the others. */
export function readText(
  text: string,
  vocabulary: readonly string[],
): { characters: number[]; unknown: string[] } {
  const characters: number[] = [], unknown: string[] = [];
  for (const symbol of text) {
    const index = Math.max(
      vocabulary.indexOf(symbol, 1),
      vocabulary.indexOf(symbol.toLowerCase(), 1),
    );
    if (index > 0) characters.push(index);
    else unknown.push(symbol);
  }
  return { characters, unknown };
}
