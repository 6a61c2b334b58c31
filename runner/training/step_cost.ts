/**
 * What a step of training takes, by the shapes of the layers.
 *
 * @module
 */
import { layersOf } from "../../core/architectures.ts";
import { costOfExample, planLayers } from "../../core/plan.ts";
import type { RunConfig } from "../schema/schema.ts";
import { settingOf } from "../config/setting.ts";

/**
 * Floating-point operations of a step, about: of the products with matrices, two for each multiplication in the forward
 * pass, and twice as many in the backward pass (Kaplan et al. 2020, https://arxiv.org/abs/2001.08361, 2.1), for each
 * example of the batch. What does not multiply by a matrix is not counted.
 */
export function operationsOfStep(config: RunConfig, vocabularySize: number): number {
  const layers = layersOf(config.model, config.dataset);
  const plan = planLayers(layers, settingOf(config, vocabularySize));
  return 6 * config.training.batchSize * costOfExample(plan);
}

/**
 * From so many operations a step on, a run is worth several threads: about as long as 20 of the moments in which they
 * wait for each other. What a step computes does not depend on it.
 */
const LARGE = 5e7;

/** Whether a step is large enough that several threads do it sooner than one. */
export const isLarge = (config: RunConfig, vocabularySize: number): boolean =>
  config.arithmetic !== "plain" && operationsOfStep(config, vocabularySize) >= LARGE;
