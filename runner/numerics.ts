/**
 * The versions of the bits that a run comes to.
 *
 * @module
 */
import { layersOf } from "../core/architectures.ts";
import { planShapes } from "../core/plan.ts";
import { repeatsOf } from "../core/repeats.ts";
import { settingOf } from "./config/setting.ts";
import type { RunConfig } from "./schema/schema.ts";

/**
 * Counts the changes that make a run with the same settings give other bits: to be raised with each of them, so that
 * stored runs from before are not taken for it. tests/core/kernels/numerics_versions.json holds the bits of each. Where
 * a change does not touch all runs, the others keep their version: see {@linkcode numericsOf}.
 *
 * 3: float32 numbers below 2⁻³⁹ are rounded to multiples of 2⁻⁶¹ (core/underflow.ts), so that no number is ever
 * subnormal. Runs without such small numbers have the bits of 2.
 *
 * 4: rows that repeat are multiplied once (core/repeats.ts), and what they add is summed up in another order. So it is
 * in WaveNets, and in lists of layers that work at each position for itself.
 */
export const NUMERICS_VERSION = 4;

/** The version of a run's bits: the last change that touches it. */
export function numericsOf(
  { model, dataset, arithmetic }: Pick<RunConfig, "model" | "dataset" | "arithmetic">,
): number {
  if (arithmetic === "plain") return 3;
  // How many symbols there are makes no difference to where rows repeat.
  const layers = planShapes(layersOf(model, dataset), settingOf({ dataset }, 1));
  return repeatsOf(layers).size > 0 ? 4 : 3;
}
