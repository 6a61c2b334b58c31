/**
 * Who ends lowest, as far as that can be said.
 *
 * @module
 */
import type { Split } from "../../runner/results.ts";
import { keyData } from "../charts/key_data.ts";
import { keyName } from "../charts/key_name.ts";
import { type Comparison, isEvidence } from "../comparison.ts";
import { formatLoss, formatShort, interval } from "../format.ts";
import { inRanges, openValues } from "../open_values.ts";
import type { Ranking } from "../ranking.ts";
import type { Variant } from "../rows.ts";
import { list, say, type Sentence } from "../sentence.ts";
import { standardDeviation } from "../statistics.ts";
import { MAX_LISTED } from "./limits.ts";

/** What the leader is told by. */
interface Field {
  /** All, also those that are not compared. */
  variants: readonly Variant[];
  split: Split;
  meanOf: Ranking["meanOf"];
  /** Whether all that are compared are among the rivals. */
  isAll: boolean;
  /** Whether how far the nearest rival is from the best is told elsewhere. */
  isNearestTold: boolean;
}

/**
 * The variant with the lowest mean, whom it cannot be told from, and that it can from all others.
 *
 * @param rivals the best beside each other one, the nearest first
 */
export function leader(rivals: readonly Comparison[], field: Field): Sentence[] {
  const { variants, split, meanOf, isAll, isNearestTold } = field;
  const [nearest] = rivals, best = nearest.variant;
  const equal = rivals.filter(({ verdict }) => verdict !== "lower");
  const at = formatLoss(meanOf(best));
  const whole = isAll ? "" : " with as many seeds";
  if (equal.length === 0) {
    const by = isNearestTold
      ? []
      : say`, ${
        interval(-nearest.difference, nearest.halfWidth)
      } below the nearest, ${nearest.other}`;
    return [
      say`${best} ends lowest (mean ${split} loss ${at})${by}; all others${whole} end higher.`,
    ];
  }
  const farthest = Math.max(
    ...equal.map(({ other }) => meanOf(other) - meanOf(best)),
  );
  const within = `(means within ${roundedUp(farthest)})`;
  if (equal.length === rivals.length) {
    return [
      say`${best} has the lowest mean (${split} loss ${at}), but cannot be told from any other${whole} ${within}.`,
    ];
  }
  const others = equal.length > MAX_LISTED
    ? say`${list(equal.slice(0, MAX_LISTED).map(({ other }) => [other]))} and ${
      equal.length - MAX_LISTED
    } more`
    : list(equal.map(({ other }) => [other]));
  return [
    say`${best} ends lowest (mean ${split} loss ${at}); it cannot be told from ${others} ${within}${
      rangeOf(variants)
    }; all others${whole} end higher.`,
    ...scattered(equal, rivals.filter(({ verdict }) => verdict === "lower")),
  ];
}

/**
 * Why one that cannot be told from the best has a mean that is farther from it than that of one that can: its
 * differences scatter more.
 */
function scattered(equal: readonly Comparison[], told: readonly Comparison[]): Sentence[] {
  const one = equal.filter(isEvidence).reduce<Comparison | undefined>(
    (far, next) => far === undefined || next.difference < far.difference ? next : far,
    undefined,
  );
  const near = told.reduce((near, next) => next.difference > near.difference ? next : near);
  if (one === undefined || one.difference >= near.difference) return [];
  if (standardDeviation(one.differences) <= standardDeviation(near.differences)) return [];
  return [
    say`${one.other} cannot be told from it though ${near.other}, whose mean is nearer, can: over the seeds it ends ${
      above(one)
    } higher than ${one.variant}, ${near.other} ${above(near)}.`,
  ];
}

/** "from −0.1 to 0.7" */
function above({ differences }: Comparison): string {
  const all = differences.map((x) => -x);
  return `from ${formatShort(Math.min(...all))} to ${formatShort(Math.max(...all))}`;
}

/**
 * ", so with 2 seeds the best learning rate tried may be any from 0.05 to 0.2": of variants that differ in one number.
 */
function rangeOf(variants: readonly Variant[]): string {
  const key = keyData(variants), open = key && openValues(key, variants);
  return key && open
    ? `, so with ${open.seeds} the best ${keyName(key.path)} tried may be ${inRanges(open)}`
    : "";
}

/** A distance with two significant digits, never less than it is. */
function roundedUp(x: number): string {
  if (x === 0) return "0";
  const decimals = Math.max(0, 1 - Math.floor(Math.log10(x)));
  return (Math.ceil(x * 10 ** decimals - 1e-9) / 10 ** decimals).toFixed(decimals);
}
