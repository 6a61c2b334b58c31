/**
 * A training that is driven step by step.
 *
 * @module
 */
import { assertEquals } from "@std/assert";
import { activationsFor } from "../../../core/activations.ts";
import { createMlp, initializeMlp, type MlpOptions } from "../../../core/architectures/mlp.ts";
import type { Arithmetic } from "../../../core/arithmetic.ts";
import { calibrate, finish, meanLoss } from "../../../core/evaluate.ts";
import { createOptimizer } from "../../../core/optimizers.ts";
import { backward, forward } from "../../../core/passes.ts";
import { runningStatistics } from "../../../core/predict.ts";
import { TorchGenerator } from "../../../core/random/torch.ts";
import { sample } from "../../../core/sample.ts";
import { createGuard } from "../../../runner/training/divergence.ts";
import { learnt } from "../../../runner/training/weights.ts";
import { BATCH_NORM } from "../../batch_norm.ts";
import { Numbers } from "./twins.ts";

/** Batch norm after all layers. */
export const NORM = { after: "all", ...BATCH_NORM } as const;
const normal = { scheme: "normal", mean: 0, std: 0.3, scale: 1 } as const;
const layer = { weight: normal, bias: normal, bnGain: { ...normal, mean: 1 }, bnBias: normal };

/** A training that can be driven: all that a run computes, with everything in use that takes memory. */
export function start(options: MlpOptions, B: number, arithmetic: Arithmetic) {
  const { vocabularySize: V, contextLength: T } = options;
  const model = createMlp(options, arithmetic);
  initializeMlp(model, { embedding: normal, hidden: layer, output: layer }, new TorchGenerator(1));
  const optimizer = createOptimizer(model, { name: "sgd", momentum: 0.9, weightDecay: 0.001 });
  const acts = activationsFor(model, B);
  const guard = createGuard(model, optimizer, learnt(model));
  const numbers = new Numbers(2);
  const [X, Y] = [numbers.indices(B * T, V), numbers.indices(B, V)];
  const splits = [150, 71, 67].map((count) => (
    { X: numbers.indices(count * T, V), Y: numbers.indices(count, V), count, contextLength: T }
  ));
  const generator = new TorchGenerator(3);
  return {
    step(): void {
      forward(acts, X, Y);
      backward(acts);
      assertEquals(guard.gradients(acts) ?? guard.update(0.001, acts), null);
    },
    evaluate(): void {
      const running = runningStatistics(model);
      for (const split of splits) {
        finish(meanLoss(model, split, running));
        finish(meanLoss(model, split, finish(calibrate(model, split))));
      }
      sample(model, activationsFor(model, 1), running, generator, { maxLength: 9 });
    },
  };
}
