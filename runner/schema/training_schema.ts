/**
 * The schema of `training`: steps, batches, optimizer, learning rate, and what else an update has to do with.
 *
 * @module
 */
import { z } from "zod";
import { choice, object, union } from "./schema_parts.ts";
import { count, rate, size, whole } from "./schema_values.ts";

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

const LearningRate = choice("schedule", [
  schedule("constant", {}).describe("stays as it is"),
  schedule("step", {
    milestones: z.array(count()).max(100).describe(
      "steps at which the rate is multiplied by factor",
    ),
    factor: rate.default(0.1).describe("what the rate is multiplied by"),
  }).describe("drops at given steps (MultiStepLR)"),
  schedule("cosine", { final }).describe(
    "falls to final along half a cosine (Loshchilov & Hutter 2017)",
  ),
  schedule("linear", { final }).describe("falls to final by the same amount at each step"),
  schedule("exponential", {
    initial: z.number().positive().optional().describe(initial.description!),
    final: z.number().positive().describe(LAST),
  }).describe("falls to final by the same factor at each step"),
  schedule("polynomial", {
    final,
    power: z.number().positive().max(100).default(1).describe("1 is linear"),
  }).describe("falls to final with the share of the steps that is left, to the power"),
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
const momentum = z.number().min(0).lt(1).default(0)
  .describe("the share of the last update's direction that is kept");
const decays = (what: string) => ({
  weightDecay: z.number().min(0).default(0).describe(what),
  weightDecayOf: z.enum(["all", "matrices"]).transform((of) => of === "all" ? undefined : of)
    .optional().describe(
      "all parameters, or matrices: the weights of layers, not embeddings, biases and batch norm's gains; default: all",
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
const Optimizer = choice("name", [
  object({
    name: z.literal("sgd"),
    momentum,
    nesterov: union("true or false", [z.literal(true), Never]).optional()
      .describe("looks ahead by a step of momentum, which must not be 0; default: false"),
    ...decays(L2),
  }).describe("each parameter less the rate times its gradient, or times their running sum"),
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

const Batches = choice("kind", [
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

export const Training = object({
  steps: count(100_000_000).optional().describe(
    "how many updates, each from one batch; default: 20,000",
  ),
  epochs: whole().min(1).max(1_000_000).optional().describe(
    "instead of steps: how many times as many examples as there are",
  ),
  batchSize: size().default(32).describe("B, examples a step"),
  batches: Batches.optional().describe(
    "which examples each step is trained on; default: drawn with replacement",
  ),
  optimizer: Optimizer.prefault({ name: "sgd" }).describe("how a gradient becomes an update"),
  learningRate: LearningRate.prefault({ schedule: "constant" })
    .describe("what an update is multiplied by, at each step"),
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
