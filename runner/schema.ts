/**
 * The one schema of an experiment: what a JSON file may say, each key with its default. Types, error messages
 * and the editors' JSON Schema all come out of it.
 *
 * @module
 */
import { z } from "zod";
import { isEncoding, noEncoding } from "./encodings.ts";
import { batchNorm, type BatchNormOptions } from "../core/layers/batch_norm.ts";
import { layersSchema, optionShape } from "./layer_schema.ts";
import { isRunningText } from "./source_kind.ts";
import { object, patchOf, union } from "./schema_parts.ts";
import { gridSchema, lrFinderSchema, pruningSchema, searchSchema } from "./sweep_schema.ts";

const MAX_SIZE = 65_536;
const whole = () => z.int({ error: ({ code }) => code === "invalid_type" ? WHOLE : undefined });
const WHOLE = "a whole number";
const count = (max = Number.MAX_SAFE_INTEGER) => whole().min(0).max(max);
const size = (max = MAX_SIZE) => whole().min(1).max(max);
const text = (max: number) => z.string().max(max);
const seed = whole().min(0).max(0xffff_ffff);
const rate = z.number().min(0);

// ---- dataset ----

const encoding = text(100).refine(isEncoding, { error: ({ input }) => noEncoding(`${input}`) })
  .optional().describe(
    `how the file's bytes are read, e.g. "windows-1252", "utf-16le", "shift_jis" (any label of the WHATWG's Encoding Standard); ` +
      "default: what its byte-order mark says, else utf-8",
  );

const Source = union(
  `"names", "first-names", {"file": …}, {"text": …} or {"csv": …, "column": …}`,
  [
    z.literal("names").describe("the 32,033 names of makemore (names.txt)"),
    z.literal("first-names").describe(
      "the 8,403 public-domain first names that come with handgrad",
    ),
    object({
      file: text(4096).min(1).describe("a text file of your own, one example a line"),
      encoding,
    }),
    object({
      text: text(4096).min(1).describe(
        "running text of your own: one sequence, in which a line break is a character like any other",
      ),
      encoding,
    }),
    object({
      csv: text(4096).min(1).describe("a CSV file with a header row"),
      column: text(1024).describe("the column that holds the examples"),
      encoding,
      delimiter: z.string().refine((given) => /^[^"\r\n]$/u.test(given), {
        error: ({ input }) =>
          `must be one character (not a quote or a line break), e.g. ";" or "\\t", found ${
            JSON.stringify(`${input}`.slice(0, 20))
          }`,
      }).optional().describe(
        `what stands between two fields; default: of "," ";" "\\t" "|" the one that splits the header into the wanted column`,
      ),
    }),
  ],
).meta({ id: "Source" });

const Dataset = object({
  source: Source.default("names").describe("where the examples come from"),
  tokens: union(`"characters" or {"separator": …}`, [
    z.literal("characters"),
    object({
      separator: text(100).min(1)
        .refine((given) => !/[\r\n]/.test(given), { error: "must not hold a line break" })
        .describe(`what stands between two symbols, e.g. " "`),
    }),
  ]).default("characters")
    .describe("what a symbol is: a character, or what stands between two separators"),
  trim: z.boolean().default(false)
    .describe("whether spaces and tabs at a line's ends are taken off"),
  normalize: union(`false, "NFC", "NFD", "NFKC" or "NFKD"`, [
    z.literal(false),
    z.enum(["NFC", "NFD", "NFKC", "NFKD"]),
  ]).default(false).describe(
    `the Unicode normalization form that the text is put into; "NFC" makes é one character however it was typed`,
  ),
  lowercase: z.boolean().default(false).describe("whether capitals are made small letters"),
  duplicates: z.enum(["keep", "drop"]).default("keep")
    .describe("drop keeps only the first of equal lines, after all other cleaning"),
  contextLength: size(1024).default(3).describe("T, how many symbols predict the next one"),
  targets: z.enum(["last", "every"]).transform((which) => which === "last" ? undefined : which)
    .optional().describe(
      "what is predicted: the symbol after T others, or the one after every position of a line, padded to T, or of a window of running text; " +
        "default: last",
    ),
  splits: z.array(z.number().min(0).max(1)).length(3).optional()
    .describe(
      "shares of train, val and test; val and test may be 0; default: [0.8, 0.1, 0.1] of the lines, or [0.9, 0.1, 0] of running " +
        "text, which is cut in order",
    ),
  shuffleSeed: union("false or a whole number", [seed, z.literal(false)]).optional()
    .describe(
      "seed of Python's random.shuffle before the split; false keeps the file's order; default: 42, and false for running text",
    ),
  first: size(Number.MAX_SAFE_INTEGER).optional()
    .describe(
      "take only the first so many examples of the file, but keep the whole file's vocabulary",
    ),
});

// ---- model ----

const scale = z.number().default(1).describe("multiplies what the scheme gives");
const gain = z.number().positive().optional()
  .describe("default: 5/3 before tanh, √2 before relu, 1 for the output layer");
const distribution = z.enum(["normal", "uniform"]).default("normal");
const scheme = <S extends string, K extends z.ZodRawShape>(name: S, keys: K) =>
  object({ scheme: z.literal(name), ...keys, scale });

const anyTensor = [
  scheme("normal", { mean: z.number().default(0), std: z.number().min(0).default(1) }),
  scheme("uniform", { low: z.number().default(-1), high: z.number().default(1) }),
  scheme("zeros", {}),
  scheme("ones", {}),
  scheme("truncatedNormal", {
    mean: z.number().default(0),
    std: z.number().positive().default(1),
    low: z.number().default(-2),
    high: z.number().default(2),
  }).describe("normal numbers, of those between low and high (PyTorch's trunc_normal_)"),
] as const;
const pytorch = scheme("pytorch", {}).describe(
  "uniform in ± 1 / √fan_in, drawn in PyTorch's order, as nn.Linear starts its weight and bias",
);
/** For tensors without a fan-in: embedding, biases, batch norm's gains. */
const VectorInit = z.discriminatedUnion("scheme", [...anyTensor]).meta({ id: "VectorInit" });
/** The same, and what depends on the fan-in of the weight beside it. */
const BiasInit = z.discriminatedUnion("scheme", [...anyTensor, pytorch]).meta({ id: "BiasInit" });
const WeightInit = z.discriminatedUnion("scheme", [
  ...anyTensor,
  scheme("kaiming", { gain, distribution }).describe("std = gain / √fan_in (He et al. 2015)"),
  scheme("xavier", { gain, distribution })
    .describe("std = gain · √(2 / (fan_in + fan_out)) (Glorot & Bengio 2010)"),
  scheme("orthogonal", { gain: z.number().positive().default(1) })
    .describe("orthonormal rows or columns, times gain (Saxe et al. 2013)"),
  pytorch,
]).meta({ id: "WeightInit" });

const LayerInit = (weight: z.input<typeof WeightInit>) =>
  object({
    weight: WeightInit.prefault(weight),
    bias: BiasInit.prefault({ scheme: "zeros" }),
    bnGain: VectorInit.prefault({ scheme: "ones" }).describe("batch norm's gain, γ"),
    bnBias: VectorInit.prefault({ scheme: "zeros" }).describe("batch norm's bias, β"),
  }).prefault({});

const Init = object({
  embedding: VectorInit.prefault({ scheme: "normal" }),
  hidden: LayerInit({ scheme: "kaiming" }).describe("every hidden layer"),
  output: LayerInit({ scheme: "normal", std: 0.01 }).describe("the output layer"),
}).prefault({});

const BatchNorm = object({
  after: z.enum(["hidden", "all"]).default("hidden")
    .describe("which linear layers it follows: the hidden ones, or the output layer too"),
  epsilon: z.number().min(0).default(1e-5).describe("added to the variance"),
  momentum: z.number().min(0).max(1).default(0.1)
    .describe("share of the new batch in the running statistics"),
  running: z.enum(["var", "std"]).default("var")
    .describe("what the running statistics average: variances (PyTorch) or standard deviations"),
  start: z.number().min(0).default(1).describe(
    "the running variance or std before the first batch",
  ),
  unbiased: z.boolean().default(false)
    .describe(
      "normalize with the batch variance over n − 1 (the notebooks) instead of n (PyTorch)",
    ),
}).meta({ id: "BatchNorm" });
/** Batch norm's settings, complete. */
export type BatchNormConfig = z.infer<typeof BatchNorm>;
export const batchNormDefaults: BatchNormConfig = Object.freeze(BatchNorm.parse({}));

/** true becomes the defaults, so that a checked config says either false or everything. */
const BatchNormSwitch = z.boolean().transform((on) => on ? batchNormDefaults : false as const);

const Mlp = object({
  kind: z.literal("mlp").optional().default("mlp").describe("Bengio et al. 2003"),
  embeddingSize: size().default(10).describe("E"),
  hiddenSizes: z.array(size()).max(64).default([200]).describe(
    "H of each hidden layer; may be empty",
  ),
  activation: z.enum(["tanh", "relu"]).default("tanh"),
  batchNorm: union("true, false or an object", [BatchNormSwitch, BatchNorm]).prefault(false)
    .describe("true is PyTorch's BatchNorm1d"),
  bias: union(`true, false or "auto"`, [z.boolean(), z.literal("auto")]).default("auto")
    .describe("biases of the linear layers; auto leaves out those that a batch norm would cancel"),
  init: Init,
});

const Sequential = object({
  kind: z.literal("sequential").describe(
    "layers, one behind the other, as in PyTorch's nn.Sequential",
  ),
  layers: layersSchema({ vector: VectorInit, bias: BiasInit, matrix: WeightInit }),
});

const Wavenet = object({
  kind: z.literal("wavenet").describe(
    "two neighbours become one until one is left, as in Zero to Hero part 5; the context length is a power of 2",
  ),
  embeddingSize: size().default(24).describe("E"),
  hiddenSize: size().default(128).describe("H of every level"),
  batchNorm: object(optionShape(batchNorm)).prefault({}) as unknown as z.ZodPrefault<
    z.ZodType<BatchNormOptions>
  >,
});

const Bigram = object({
  kind: z.literal("bigram").describe("a row of logits for each symbol, as in makemore's part 1"),
});
const recurrent = <K extends string>(kind: K, about: string) =>
  object({
    kind: z.literal(kind).describe(about),
    embeddingSize: size().default(64).describe("E"),
    hiddenSize: size().default(64).describe("H, how many numbers the state has"),
  });
const Bow = object({
  kind: z.literal("bow").describe("a bag of words: each position heeds all of the past alike"),
  embeddingSize: size().default(64).describe("E"),
  hiddenSize: size().default(64).describe("H of the perceptron at each position"),
});
const Transformer = object({
  kind: z.literal("transformer").describe("Vaswani et al. 2017, the norms first, as in GPT-2"),
  embeddingSize: size().default(64).describe("E, a multiple of heads"),
  blocks: size(256).default(4).describe("how often attention and perceptron follow each other"),
  heads: size(1024).default(4).describe("into how many parts attention splits E"),
  dropout: z.number().min(0).max(1).default(0).describe(
    "the probability with which numbers are dropped in training",
  ),
});

const Model = z.discriminatedUnion("kind", [
  Mlp,
  Sequential,
  Wavenet,
  Bigram,
  recurrent("rnn", "Elman 1990"),
  recurrent("gru", "Cho et al. 2014, as PyTorch's nn.GRU"),
  recurrent("lstm", "Hochreiter & Schmidhuber 1997, as PyTorch's nn.LSTM"),
  Bow,
  Transformer,
]);

// ---- training ----

/** Filled in by `complete`: it depends on the optimizer. */
const initial = rate.optional().describe(
  "the rate at the start; default: 0.1; 0.001 for adam and adamw, 0.01 for rmsprop, as in PyTorch",
);
const LAST = "the rate at the last step, unless the warm-up takes all steps";
const final = rate.default(0).describe(LAST);
const warmup = count().default(0).describe(
  "steps in which the rate first grows linearly to initial",
);
const schedule = <S extends string, K extends z.ZodRawShape>(name: S, keys: K) =>
  object({ schedule: z.literal(name), initial, ...keys, warmup });

const LearningRate = z.discriminatedUnion("schedule", [
  schedule("constant", {}),
  schedule("step", {
    milestones: z.array(count()).max(100).describe(
      "steps at which the rate is multiplied by factor",
    ),
    factor: rate.default(0.1),
  }),
  schedule("cosine", { final }),
  schedule("linear", { final }),
  schedule("exponential", {
    initial: z.number().positive().optional().describe(initial.description!),
    final: z.number().positive().describe(LAST),
  }),
  schedule("polynomial", { final, power: z.number().positive().max(100).default(1) }),
  schedule("inverseSqrt", {}).describe(
    "falls with the root of the steps, from initial at the end of the warm-up on",
  ),
  schedule("reduceOnPlateau", {
    factor: z.number().min(0).lt(1).default(0.1).describe("what the rate is multiplied by"),
    patience: count(10_000).default(10).describe(
      "evaluations in a row that may bring no better val loss before it drops",
    ),
    threshold: z.number().min(0).lt(1).default(1e-4).describe(
      "a loss is better where it is less than the best one times 1 − threshold",
    ),
    cooldown: count(10_000).default(0).describe("evaluations after a drop that do not count"),
    minimum: rate.default(0).describe("the rate does not drop below it"),
  }).describe("drops where the val loss, as evaluated on the way, gets no better"),
]).meta({ id: "LearningRate" });

/** false is the same as leaving it out, so that a variant can do without. */
const Never = z.literal(false).transform(() => undefined);
const momentum = z.number().min(0).lt(1).default(0);
const decays = (what: string) => ({
  weightDecay: z.number().min(0).default(0).describe(what),
  weightDecayOf: z.enum(["all", "matrices"]).transform((of) => of === "all" ? undefined : of)
    .optional().describe(
      "default: all parameters; matrices: the weights of layers, not embeddings, biases and batch norm's gains",
    ),
});
/** Without any, beside it nothing is subnormal; see core/underflow.ts. */
const averaging = z.number().min(0).max(0.9999999).refine((x) => x === 0 || x >= 1e-6, {
  error: ({ input }) => `must be 0, or at least 0.000001, found ${input}`,
});
const epsilon = z.number().min(1e-12).default(1e-8)
  .describe("added to the root of the average of squared gradients");
const adam = <N extends string>(name: N, weightDecay: number, how: string) => {
  const { weightDecayOf } = decays("");
  return object({
    name: z.literal(name),
    betas: z.tuple([averaging, averaging]).default([0.9, 0.999]).describe(
      "the shares of the running averages of gradients and of their squares that stay at each step",
    ),
    epsilon,
    weightDecay: z.number().min(0).default(weightDecay).describe(how),
    weightDecayOf,
  });
};

const L2 = "L2 penalty, added to every gradient";
const Optimizer = z.discriminatedUnion("name", [
  object({
    name: z.literal("sgd"),
    momentum,
    nesterov: union("true or false", [z.literal(true), Never]).optional()
      .describe("looks ahead by a step of momentum, which must not be 0; default: false"),
    ...decays(L2),
  }),
  adam("adam", 0, L2).describe("Kingma & Ba 2015"),
  adam("adamw", 0.01, "shrinks each parameter by this times the rate, apart from Adam's averages")
    .describe("Loshchilov & Hutter 2019"),
  object({
    name: z.literal("rmsprop"),
    alpha: averaging.default(0.99).describe(
      "the share of the running average of squared gradients that stays at each step",
    ),
    epsilon,
    momentum,
    ...decays(L2),
  }).describe("Tieleman & Hinton 2012"),
]).meta({ id: "Optimizer" });

const StopWhen = object({
  lossAbove: z.number().min(1).default(1.5).describe(
    "so many times ln V, the loss of guessing: the mean minibatch loss above which a run is hopeless",
  ),
  averagedOver: size(10_000).default(100).describe("the last steps that the mean is of"),
  after: count().default(1000).describe("no run ends before so many steps"),
}).meta({ id: "StopWhen" });
const least = z.number().min(1e-9).max(1e9);
const Clips = [
  object({
    norm: least.describe(
      "where √Σ g² over all gradients together is more than this, all are made smaller by one factor (clip_grad_norm_)",
    ),
  }),
  object({
    value: least.describe("each number of a gradient is kept within ± this (clip_grad_value_)"),
  }),
];
const Penalty = object({
  l2: z.number().min(0).describe("its factor"),
  reduction: z.enum(["mean", "sum"]).default("mean").describe(
    "of each weight matrix, the mean of its squares, or their sum; embeddings, biases and batch norm's gains have no penalty",
  ),
}).describe(
  "is part of each step's loss, and of no evaluation's: these are in nats per character alone",
).meta({ id: "Penalty" });

const Batches = z.discriminatedUnion("kind", [
  object({ kind: z.literal("replacement") })
    .describe("batchSize examples drawn with replacement (torch.randint)"),
  object({
    kind: z.literal("permutation"),
    dropLast: z.boolean().default(false).describe(
      "whether an epoch's last batch is left out where it is smaller than the others",
    ),
  }).describe("all examples in an order drawn anew each epoch (torch.randperm)"),
  object({ kind: z.literal("whole") })
    .describe("the whole training set at each step; batchSize is only how many looks inside see"),
]).meta({ id: "Batches" });

const Training = object({
  steps: count(100_000_000).optional().describe("default: 20,000"),
  epochs: whole().min(1).max(1_000_000).optional().describe(
    "instead of steps: how many times as many examples as there are",
  ),
  batchSize: size().default(32).describe("B"),
  batches: Batches.optional().describe(
    "which examples each step is trained on; default: drawn with replacement",
  ),
  optimizer: Optimizer.prefault({ name: "sgd" }),
  learningRate: LearningRate.prefault({ schedule: "constant" }),
  clipGradients: union('false, {"norm": …} or {"value": …}', [Never, ...Clips]).optional()
    .describe("keeps gradients small before each update; default: they are taken as they are"),
  penalty: union("false or an object", [Never, Penalty]).optional()
    .describe("a term of the loss that grows with the weights; default: none"),
  stopWhen: union("false or an object", [Never, StopWhen]).optional().describe(
    "ends a run early as hopeless; default: never",
  ),
}).refine(({ steps, epochs }) => steps === undefined || epochs === undefined, {
  error: 'has "steps" and "epochs"; it can only have one of them',
});

// ---- random streams, evaluation, samples ----

const streamSeed = seed.optional().describe("a new stream; default: the run's seed");
const continues = <N extends string>(...streams: [N, ...N[]]) =>
  z.enum(streams).optional().describe("draw on from where that stream stopped");
const startsOnce = (stream: { seed?: unknown; continues?: unknown }) =>
  stream.seed === undefined || stream.continues === undefined;
const EITHER = { error: `has a "seed" and "continues" another stream; it can only do one of them` };
/** Without either the batches would repeat the very draws that the parameters were made of. */
const startsSomewhere = (stream: { seed?: unknown; continues?: unknown }) =>
  stream.seed !== undefined || stream.continues !== undefined;
const NEITHER = { error: `needs a "seed" or "continues", e.g. "continues": "parameters"` };

const Random = object({
  parameters: object({ seed: streamSeed }).prefault({})
    .describe("the stream of the initial parameters"),
  batches: object({
    seed: streamSeed,
    continues: continues("parameters", "samples"),
    skip: count(1_000_000).default(0).describe("batches drawn and discarded before the first step"),
  }).refine(startsOnce, EITHER).refine(startsSomewhere, NEITHER)
    .prefault({ continues: "parameters" })
    .describe("the stream of the minibatches"),
  samples: object({ seed: streamSeed, continues: continues("parameters", "batches") })
    .refine(startsOnce, EITHER).prefault({})
    .describe("the stream of the samples"),
});

const Statistics = z.enum(["running", "calibrated", "own"]);
/** Absent, it is no part of a run's hash. One example has no variance, which batch norm's statistics need. */
const evaluated = whole().min(2).max(Number.MAX_SAFE_INTEGER).optional();
const Evaluation = object({
  count: count(10_000).default(10)
    .describe(
      "full evaluations of train and val: one at the start and this many, evenly, up to the end; 0: just one, at the end",
    ),
  at: z.array(count()).max(200).default([]).describe("further steps to evaluate at"),
  examples: evaluated.describe(
    "on the way, evaluate on so many examples of each split instead of all of them: drawn once, at random and without repetition, the same ones for all variants with the same data",
  ),
  finalExamples: evaluated.describe(
    "the same for the evaluation after the last update; default: all examples, also where there are fewer on the way",
  ),
  statistics: z.array(Statistics).min(1).max(3).default(["running"])
    .describe(
      "whose mean and variance batch norm uses before the end; at the end all three are recorded",
    ),
});

const Inspections = object({
  batch: union('"probe" or "trained"', [
    z.literal("trained"),
    z.literal("probe").transform(() => undefined),
  ]).optional().describe(
    "the examples that are looked at: probe, the same ones each time, drawn for it; trained, the batch of the last update, as it " +
      "went through the network and back before it; default: probe",
  ),
  count: count(100).default(4).describe(
    "looks inside (activations, gradients, samples): one at the start and this many, evenly, up to the end; 0: just one, at the end",
  ),
  at: z.array(count()).max(100).default([]).describe("further steps to look inside at"),
  updates: count(10_000).default(200)
    .describe("how many updates, evenly, are measured: sizes of data, gradient and update"),
});

const Samples = object({
  count: count(10_000).default(20),
  when: z.enum(["before", "after"]).default("after").describe("before or after training"),
  maxLength: size(10_000).optional().describe(
    "a sample is cut off after so many symbols; default: 100; 500 of running text, where every sample has as many",
  ),
  beginning: text(10_000).optional().describe("what each sample begins with; default: nothing"),
});

// ---- the whole ----

const Arithmetic = z.enum(["fused", "exact", "plain"]).optional().describe(
  "what the run computes with: kernels with fused multiply-adds, kernels that give the same bits on every machine, or plain " +
    "TypeScript; default: fused where the processor fuses, else exact",
);

/** The keys that a variant, `--set` and a run's identity are about. */
const runShape = {
  dataset: Dataset.prefault({}),
  model: Model.prefault({}),
  training: Training.prefault({}),
  random: Random.prefault({}),
  evaluation: Evaluation.prefault({}),
  inspections: Inspections.prefault({}),
  samples: Samples.prefault({}),
  arithmetic: Arithmetic,
};

const WrittenConfig = object(runShape);

/** PyTorch's; of SGD it has none. */
const RATES = { sgd: 0.1, adam: 0.001, adamw: 0.001, rmsprop: 0.01 };

/** Fills in the defaults that depend on whether the data are lines or running text. */
function complete({ dataset, training, samples, ...config }: z.infer<typeof WrittenConfig>) {
  const isText = isRunningText(dataset.source);
  const { steps, batches, ...others } = training;
  const { epochs, learningRate, optimizer } = others;
  return {
    ...config,
    dataset: {
      ...dataset,
      splits: dataset.splits ?? (isText ? [0.9, 0.1, 0] : [0.8, 0.1, 0.1]),
      shuffleSeed: dataset.shuffleSeed ?? (isText ? false as const : 42),
    },
    training: {
      // Of epochs, there is no knowing before the data have been read: see inSteps in batches.ts.
      steps: steps ?? (epochs === undefined ? 20_000 : 0),
      ...others,
      ...(batches === undefined || batches.kind === "replacement" ? {} : { batches }),
      learningRate: { ...learningRate, initial: learningRate.initial ?? RATES[optimizer.name] },
    },
    samples: { ...samples, maxLength: samples.maxLength ?? (isText ? 500 : 100) },
  };
}

/** One variant's settings, every default filled in. */
export const RunConfigSchema = WrittenConfig.transform(complete);
/** The keys that a variant may patch. */
export const RUN_KEYS: readonly string[] = Object.keys(runShape);
/** A patch on these settings: any part of them. */
export const PatchSchema = patchOf(WrittenConfig).meta({ id: "Patch" });

/** A text on one line. */
const line = (max: number) =>
  text(max).min(1)
    .refine((line) => !/\p{Cc}/u.test(line), { error: "must not contain control characters" });

const VariantName = line(100)
  .refine((name) => name === name.trim(), { error: "must not begin or end with white space" });

/** Filled in by `parseExpectation`. */
const Expect = z.array(text(300).min(1)).min(1).max(100);

/** What an experiment's file may say. */
export const ExperimentSchema = object({
  $schema: z.string().optional().describe("the JSON Schema that editors check this file with"),
  title: line(200),
  question: line(1000).describe("one sentence that the report answers"),
  comment: text(10_000).default("").describe("what to look at in the report"),
  ...runShape,
  seeds: z.array(seed).min(1).max(1000).default([42]).describe(
    "each variant is run once with each",
  ),
  repeats: size(1000).optional().describe(
    "short for so many seeds: the one in seeds and those that follow it",
  ),
  variants: z.record(VariantName, PatchSchema)
    .refine((variants) => Object.keys(variants).length > 0, {
      error: "is empty; name at least one variant, or leave variants out",
    })
    .optional()
    .describe("named patches on the settings above; without any, these are the only variant"),
  grid: gridSchema(PatchSchema).optional().describe(
    "dotted key → list of values; every variant is run with every combination of them",
  ),
  search: searchSchema(PatchSchema).optional().describe(
    "draws combinations of settings instead of taking them all; every variant is run with each",
  ),
  expect: Expect.optional().describe(
    `predictions, which decide the exit code, e.g. "abs(loss[0] - ln V) < 0.05" or ` +
      `"wide.final.val < narrow.final.val with 95% confidence"; runner/expect.ts has the grammar`,
  ),
  whenUndecided: z.enum(["pass", "fail"]).default("pass").describe(
    "what the exit code says of expectations that the runs do not decide",
  ),
  halving: object({
    minSteps: size(Number.MAX_SAFE_INTEGER).describe("steps before the first decision"),
    factor: size(1000).min(2).default(3).describe(
      "one in so many goes on, to so many times the steps",
    ),
  }).optional().describe(
    "successive halving: all train for minSteps, the best of them for more, and so on (Li et al. 2018)",
  ),
  pruning: pruningSchema.optional().describe(
    "all train with the first seed, those that are left with the second, and so on; after each, who is worse than the best over the same seeds " +
      "is left out, by Wilcoxon's signed-rank test (as Optuna's WilcoxonPruner)",
  ),
  lrFinder: lrFinderSchema.optional().describe(
    "looks for a learning rate: it grows from step to step, 1,000 steps if training says no other number, and the report suggests one by the " +
      "losses (Smith 2017)",
  ),
});

/** The settings of one variant, checked and complete. */
export type RunConfig = z.infer<typeof RunConfigSchema>;
/** A perceptron's settings. */
export type MlpConfig = Extract<RunConfig["model"], { kind: "mlp" }>;
/** A part of these settings. */
export type Patch = z.infer<typeof PatchSchema>;
