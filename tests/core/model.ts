import type { Examples } from "../../core/examples.ts";
import { plainArithmetic } from "../../core/arithmetic.ts";
import {
  createMlp,
  initializeMlp,
  type MlpInit,
  type MlpOptions,
} from "../../core/architectures/mlp.ts";
import type { Model } from "../../core/model.ts";
import { TorchGenerator } from "../../core/random/torch.ts";

const [V, T] = [5, 2];

export const NORM = {
  after: "all",
  epsilon: 1e-5,
  momentum: 0.1,
  running: "var",
  start: 1,
  unbiased: true,
} as const;

export const OPTIONS: MlpOptions = {
  vocabularySize: V,
  contextLength: T,
  embeddingSize: 3,
  hiddenSizes: [6, 4],
  activation: "tanh",
  batchNorm: false,
  bias: true,
};

const normal = { scheme: "normal", mean: 0, std: 0.7, scale: 1 } as const;
const layer = { weight: normal, bias: normal, bnGain: { ...normal, mean: 1 }, bnBias: normal };
const INIT: MlpInit = { embedding: normal, hidden: layer, output: layer };

/** A small float64 model whose parameters are all random. */
export function makeModel(options: Partial<MlpOptions> = {}, seed = 7): Model {
  const model = createMlp({ ...OPTIONS, ...options }, plainArithmetic("float64"));
  initializeMlp(model, INIT, new TorchGenerator(seed));
  return model;
}

/** Random examples for it. */
export function makeExamples(count: number): Examples {
  const generator = new TorchGenerator(8);
  const draw = (n: number) => Int32Array.from({ length: n }, () => generator.randint(V));
  return { X: draw(count * T), Y: draw(count), count, contextLength: T };
}
