/**
 * Where two variants' val losses cross on the way.
 *
 * @module
 */
import type { CurveData } from "./charts/curve_data.ts";
import { formatCount, isSeen } from "./format.ts";
import type { Variant } from "./rows.ts";
import { say, type Sentence } from "./sentence.ts";

/** Evaluations at which the same one is lower, one after the other. */
interface Stretch {
  /** −1 where it is the first of the two. */
  sign: number;
  steps: number[];
}

/** In order; evaluations at which they are equal are none. */
function stretchesOf(looks: readonly number[], differences: readonly number[]): Stretch[] {
  const stretches: Stretch[] = [];
  for (const [i, difference] of differences.entries()) {
    if (!isSeen(difference)) continue;
    const sign = Math.sign(difference), last = stretches.at(-1);
    if (last?.sign === sign) last.steps.push(looks[i]);
    else stretches.push({ sign, steps: [looks[i]] });
  }
  return stretches;
}

/** Those that last longer than one evaluation, and the last one however long it is; alike ones in a row are one. */
function lasting(stretches: readonly Stretch[]): Stretch[] {
  const long = stretches.filter(({ steps }, i) => steps.length > 1 || i === stretches.length - 1);
  return long.reduce<Stretch[]>((merged, { sign, steps }) => {
    const last = merged.at(-1);
    return last?.sign === sign
      ? [...merged.slice(0, -1), { sign, steps: [...last.steps, ...steps] }]
      : [...merged, { sign, steps }];
  }, []);
}

/**
 * " Before, from step 20 to 40, b is lower: the curves cross between steps 40 and 60, and at step 50 the learning rate
 * drops." Of crossings that last the last one; where none does, how many there are. Nothing where the rest says it.
 *
 * @param differences of the two at each of `looks`, the mean over the seeds
 */
export function crossings(
  two: readonly [Variant, Variant],
  looks: readonly number[],
  differences: readonly number[],
  data: CurveData,
  seeds: number,
): Sentence {
  const [one, other] = two, lines = seeds > 1 ? "means" : "curves";
  const all = stretchesOf(looks, differences), count = all.length - 1;
  const [before, after] = lasting(all).slice(-2);
  if (before === undefined || after === undefined) {
    if (count < 2) return [];
    const [from, to] = [all.at(-2)!.steps.at(-1)!, all.at(-1)!.steps[0]].map(formatCount);
    return say` The ${lines} of ${one} and ${other} cross ${
      often(count)
    }, last between steps ${from} and ${to}.`;
  }
  const from = before.steps[0], to = before.steps.at(-1)!, next = after.steps[0];
  const when = from === to
    ? `at step ${formatCount(to)}`
    : `from step ${formatCount(from)} to ${formatCount(to)}`;
  const inAll = count > 1 ? ` (they cross ${often(count)} in all)` : "";
  return say` Before, ${when}, ${before.sign < 0 ? one : other} is lower${
    seeds > 1 ? " on average" : ""
  }: the ${lines} cross between steps ${formatCount(to)} and ${formatCount(next)}${
    droppingIn(two, to, next, data)
  }${inAll}.`;
}

const often = (count: number): string => count === 2 ? "twice" : `${formatCount(count)} times`;

/** ", and at step 50 the learning rate drops": where it does so between two evaluations, and whose. */
export function droppingIn(
  two: readonly [Variant, Variant],
  from: number,
  to: number,
  { runs }: CurveData,
): Sentence {
  const drops = two.map(({ index }) =>
    runs.find(({ variant }) => variant === index)?.drops.find((step) => from <= step && step < to)
  );
  const [ours, theirs] = drops;
  const step = ours ?? theirs;
  if (step === undefined) return [];
  const whose = ours === theirs ? [] : say` of ${two[ours === undefined ? 1 : 0]}`;
  return say`, and at step ${formatCount(step)} the learning rate${whose} drops`;
}
