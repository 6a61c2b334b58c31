import { adamGrow, adamNumbers, type AdamOptions, adamUpdate } from "./adam.ts";
import type { OptimizerKind } from "./kind.ts";

/**
 * AdamW: Adam whose weight decay does not pass through the averages, but shrinks each parameter by itself:
 *
 *     p ← (1 − learningRate · weightDecay) · p, then as Adam without weight decay
 *
 * Source: Loshchilov & Hutter 2019, https://arxiv.org/abs/1711.05101, in the order of
 * https://docs.pytorch.org/docs/stable/generated/torch.optim.AdamW.html
 */
export const adamw: OptimizerKind<AdamOptions> = {
  keeps: () => ["expAvg", "expAvgSq"],
  numbers: (options, learningRate, weightDecay, t) => (
    adamNumbers(options, learningRate, { weightDecay: 0, keep: 1 - learningRate * weightDecay }, t)
  ),
  update: adamUpdate,
  grow: adamGrow,
};
