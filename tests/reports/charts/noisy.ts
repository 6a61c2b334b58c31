/**
 * Runs whose losses are noisy.
 *
 * @module
 */
import { evaluation, fakeRun } from "../fake.ts";

/** Uniform numbers, the same each time (mulberry32). */
export function uniform(seed: number): () => number {
  let state = seed;
  return () => {
    state = state + 0x6d2b79f5 | 0;
    let t = Math.imul(state ^ state >>> 15, 1 | state);
    t = t + Math.imul(t ^ t >>> 7, 61 | t) ^ t;
    return ((t ^ t >>> 14) >>> 0) / 2 ** 32;
  };
}
/** Standard normal numbers of uniform ones. */
export function normal(random: () => number): () => number {
  return () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

const STEPS = 400;

/** A run with these val losses, evenly, whose minibatch losses fall by `fall`. */
export function run(
  val: number[],
  { fall = 0.4, seed = 1, variant = "plain" } = {},
  noise = normal(uniform(seed)),
) {
  const evaluations = val.flatMap((loss, k) =>
    evaluation(Math.round((k + 1) * STEPS / val.length), { val: loss })
  );
  return fakeRun({
    variant,
    seed,
    losses: Array.from({ length: STEPS }, (_, t) => 2.5 - fall * t / STEPS + 0.2 * noise()),
    config: { training: { steps: STEPS } },
    evaluations,
    summary: { final: evaluation(STEPS, { val: val.at(-1)! }) },
  });
}
