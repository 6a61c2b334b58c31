/**
 * Whether val losses still fall at the end, by a test of trend.
 *
 * @module
 */
import { spread } from "../bin.ts";
import type { CurveRun } from "./curve_data.ts";
import { trendRisk } from "./overfitting.ts";
import { pointsOverSeeds } from "./seeds.ts";

/** The trend is that of the last half of the evaluations; fewer show none, and of more these are looked at. */
const MIN_LOOKS = 5, MAX_LOOKS = 24;
/** The share of mere noise that may be taken for a trend. */
const RISK = 0.01;
/** A smaller fall is no matter: half a percent of perplexity. */
const MIN_FALL = 0.005;

/**
 * By how much the mean val loss of some seeds fell in the last half of the evaluations, and since which step; null
 * where it does not fall at the end.
 */
export function fallAtTheEnd(runs: readonly CurveRun[]): { by: number; since: number } | null {
  const all = pointsOverSeeds(runs.map(({ val }) => val))
    .filter(({ step, n, mean }) => step > 0 && n === runs.length && mean !== null);
  const late = all.slice(Math.floor(all.length / 2));
  if (late.length < MIN_LOOKS) return null;
  const looks = spread(late.length, MAX_LOOKS).map((i) => late[i]);
  const losses = looks.map(({ mean }) => mean!), by = losses[0] - losses.at(-1)!;
  const isFalling = trendRisk(losses.map((loss) => -loss)) <= RISK;
  // What has come to rest falls no more in the last third of them.
  const third = losses[Math.floor(losses.length * 2 / 3) - 1] - losses.at(-1)!;
  return isFalling && third >= MIN_FALL ? { by, since: looks[0].step } : null;
}
