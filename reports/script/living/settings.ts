/**
 * What a reader may change before a training in the page.
 *
 * @module
 */
import { bestArithmetic, whyNot } from "../../../core/arithmetic.ts";
import type { BatchNormConfig, MlpConfig, RunConfig } from "../../../runner/schema.ts";

export interface Settings {
  /** The learning rate at the start; the schedule stays. */
  rate: number;
  batchNorm: boolean;
  /** Multiplies the hidden layers' initial weights once more. */
  scale: number;
  seed: number;
}

/** The settings that leave a run as it was stored. */
export const storedSettings = ({ training, model }: RunConfig, seed: number): Settings => ({
  rate: training.learningRate.initial,
  batchNorm: model.kind === "mlp" && model.batchNorm !== false,
  scale: 1,
  seed,
});

/** A run's config with these settings. @param batchNorm what it means where the run had none */
export function withSettings(
  config: RunConfig,
  settings: Settings,
  batchNorm: BatchNormConfig,
): RunConfig {
  const { model, training } = config;
  return {
    ...config,
    training: {
      ...training,
      learningRate: { ...training.learningRate, initial: settings.rate },
    },
    model: model.kind === "mlp" ? withModelSettings(model, settings, batchNorm) : model,
  };
}

/** Only a perceptron has these settings. */
function withModelSettings(
  model: MlpConfig,
  settings: Settings,
  batchNorm: BatchNormConfig,
): MlpConfig {
  const { hidden } = model.init;
  const weight = { ...hidden.weight, scale: hidden.weight.scale * settings.scale };
  return {
    ...model,
    batchNorm: settings.batchNorm && (model.batchNorm || batchNorm),
    init: { ...model.init, hidden: { ...hidden, weight } },
  };
}

/** Whether a model has hidden layers whose batch norm and weights can be set. */
export const hasModelSettings = ({ model }: RunConfig): boolean =>
  model.kind === "mlp" && model.hiddenSizes.length > 0;

/** What differs from the stored run, in words; "" where nothing does. */
export function describeChanges(settings: Settings, stored: Settings): string {
  const { rate, batchNorm, scale, seed } = settings;
  return [
    rate !== stored.rate && `learning rate ${rate}`,
    batchNorm !== stored.batchNorm && `batch norm ${batchNorm ? "on" : "off"}`,
    scale !== stored.scale && `init × ${scale}`,
    seed !== stored.seed && `seed ${seed}`,
  ].filter(Boolean).join(", ");
}

/** The run's arithmetic if this browser has it, else its best; see core/arithmetic.ts. */
export function arithmeticHere(wanted: RunConfig["arithmetic"]): NonNullable<typeof wanted> {
  return wanted !== undefined && whyNot(wanted) === null ? wanted : bestArithmetic();
}

/** The first step whose losses differ as float32 numbers; null where none does, as far as both go. */
export function firstDifference(
  losses: ArrayLike<number>,
  stored: readonly (number | null)[],
): number | null {
  for (let i = 0; i < Math.min(losses.length, stored.length); i++) {
    if (!Object.is(Math.fround(losses[i]), Math.fround(stored[i] ?? NaN))) {
      if (Number.isFinite(losses[i]) || stored[i] !== null) return i;
    }
  }
  return null;
}
