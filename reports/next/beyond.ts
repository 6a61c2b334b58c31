/**
 * Which numbers there are beside those that were tried.
 *
 * @module
 */
import { shortNumber } from "../format.ts";

const isRate = (path: string): boolean => path.startsWith("training.learningRate");

/** Whole numbers are counts, but for learning rates. */
export const areCounts = (path: string, values: readonly number[]): boolean =>
  !isRate(path) && values.every(Number.isInteger);

/** What may be 0 at least is not tried below. @param tried the least first */
export const hasBelow = (path: string, tried: readonly number[]): boolean =>
  tried[0] > (areCounts(path, tried) ? 1 : 0);

/** A number up to 1 may be a share, which ends there; a learning rate is none. */
export const hasAbove = (path: string, most: number): boolean => most > 1 || isRate(path);

/** Numbers so many times apart have too much between them to try. */
export const WIDE = 100;

/**
 * "between 0.1 and 0.2"; where these are very far apart, "a little above 0.1, such as 0.3". Empty where there is
 * nothing between.
 */
export function besides(path: string, best: number, next: number): string {
  const [low, high] = [Math.min(best, next), Math.max(best, next)];
  if (areCounts(path, [low, high]) && high - low <= 1) return "";
  if (low <= 0 || high / low <= WIDE) return `between ${low} and ${high}`;
  const near = shortNumber(best < next ? 3 * best : best / 3, 2);
  const such = areCounts(path, [low, high]) ? Math.max(1, Math.round(near)) : near;
  return `a little ${best < next ? "above" : "below"} ${best}, such as ${such}`;
}
