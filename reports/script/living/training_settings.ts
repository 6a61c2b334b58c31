/**
 * What a reader may change before a training in the page.
 *
 * @module
 */
import { bestArithmetic, whyNot } from "../../../core/arithmetic.ts";
import type { BatchNormConfig, RunConfig } from "../../../runner/schema/schema.ts";
import { type KnobName, KNOBS } from "./knobs.ts";

/** The values of the knobs that a run has, and the seed. */
export type Settings = { seed: number } & { [name in KnobName]?: number | undefined };

const NAMES = Object.keys(KNOBS) as KnobName[];

/** The settings that leave a run as it was stored. */
export const storedSettings = (config: RunConfig, seed: number): Settings => ({
  seed,
  ...Object.fromEntries(NAMES.map((name) => [name, KNOBS[name].stored(config)])),
});

/** A run's config with these settings. @param batchNorm what it means where the run had none */
export const withSettings = (
  config: RunConfig,
  settings: Settings,
  batchNorm: BatchNormConfig,
): RunConfig =>
  changedNames(settings, storedSettings(config, settings.seed)).reduce(
    (changed, name) => KNOBS[name].apply(changed, settings[name]!, batchNorm),
    config,
  );

/** The knobs whose values differ. */
const changedNames = (settings: Settings, stored: Settings): KnobName[] =>
  NAMES.filter((name) => settings[name] !== undefined && settings[name] !== stored[name]);

/** What differs from the stored run, in words; "" where nothing does. */
export const describeChanges = (settings: Settings, stored: Settings): string =>
  [
    ...changedNames(settings, stored).map((name) => KNOBS[name].says(settings[name]!)),
    ...settings.seed === stored.seed ? [] : [`seed ${settings.seed}`],
  ].join(", ");

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
