/**
 * Results of a finder that nobody trained.
 *
 * @module
 */
import type { StoredExperiment, StoredRun } from "../../../runner/results.ts";
import { fakeExperiment, fakeRun } from "../fake.ts";

export const STEPS = 200;

/** A run whose loss is `of` the exponent of its rate, which goes from −3 to 0, with a zigzag for noise. */
export function finderRun(
  variant: string,
  of: (exponent: number) => number,
  ends = STEPS,
): StoredRun {
  const exponents = Array.from({ length: ends }, (_, step) => -3 + 3 * step / (STEPS - 1));
  const losses = exponents.map((e, step) => of(e) + (step % 2 ? 0.05 : -0.05));
  const config = { training: { steps: STEPS } };
  const status = ends < STEPS ? "diverged" : "finished";
  const one = fakeRun({ variant, losses, config, summary: { status } });
  return { ...one, learningRates: Float64Array.from(exponents, (e) => 10 ** e) };
}
export const valley = (e: number) => 2 + (e + 1) ** 2;
/** A finder of these runs. */
export const finder = (...runs: StoredRun[]): StoredExperiment =>
  fakeExperiment(runs, { lrFinder: { min: 0.001, max: 1 } });

/** One of each kind: with a rate, without one, and broken down. */
export const finderReport = (): StoredExperiment =>
  finder(
    finderRun("valley", valley),
    finderRun("falling", (e) => 3 - e / 2),
    finderRun("broken", (e) => 2.5 - e / 3, 150),
  );
