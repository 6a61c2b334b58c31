/**
 * When a run's loss was first below that of guessing.
 *
 * @module
 */
import { WINDOW } from "../charts/curve_data.ts";
import { formatCount } from "../format.ts";
import { say, type Sentence } from "../sentence.ts";
import type { Looked } from "./looked.ts";

/** Whether its minibatch losses are losses alone, without a penalty. */
export const isPlain = ({ run }: Looked): boolean => !run.config.training.penalty;

/**
 * "Its minibatch loss, smoothed over 21 steps, is first below guessing at step 330 (in a at step 3)." Nothing where it
 * never is, or where a penalty is in it.
 */
export function takenBack(one: Looked, best?: Looked): Sentence[] {
  const { back } = one.curve;
  if (back === null || !isPlain(one)) return [];
  return [
    say`Its minibatch loss, smoothed over ${WINDOW} steps, is first below guessing at step ${
      formatCount(back)
    }${backIn(best)}.`,
  ];
}

/** " (in a at step 3)"; step 0 is what the first losses give together. */
export function backIn(other?: Looked): Sentence {
  if (!other || other.curve.back === null || !isPlain(other)) return [];
  const { variant, curve: { back } } = other;
  return say` (in ${variant} ${
    back === 0 ? `within the first ${WINDOW}` : `at step ${formatCount(back)}`
  })`;
}
