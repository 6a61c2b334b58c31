/**
 * Who ends lowest, as far as that can be said.
 *
 * @module
 */
import type { Split } from "../../runner/results.ts";
import { keyName } from "../charts/key_name.ts";
import type { Comparison } from "../comparison.ts";
import { differences } from "../differences.ts";
import { formatLoss } from "../format.ts";
import type { Ranking } from "../ranking.ts";
import type { Variant } from "../rows.ts";
import { list, say, type Sentence } from "../sentence.ts";
import { MAX_LISTED } from "./limits.ts";

/** The variant with the lowest mean, whom it cannot be told from, and that it can from all others. */
export function leader(
  rivals: readonly Comparison[],
  { split, meanOf, isAll }: { split: Split; meanOf: Ranking["meanOf"]; isAll: boolean },
): Sentence[] {
  const best = rivals[0].variant;
  const equal = rivals.filter(({ verdict }) => verdict !== "lower");
  const at = formatLoss(meanOf(best));
  const whole = isAll ? "" : " with as many seeds";
  if (equal.length === 0) {
    return [say`${best} ends lowest (mean ${split} loss ${at}); all others${whole} end higher.`];
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
  const range = rangeOf([best, ...equal.map(({ other }) => other)], [
    best,
    ...rivals.map(({ other }) => other),
  ]);
  return [
    say`${best} ends lowest (mean ${split} loss ${at}); it cannot be told from ${others} ${within}${range}; all others${whole} end higher.`,
  ];
}

/**
 * ", so the best learning rate tried may be any from 0.05 to 0.2": of variants that differ in one number, neighbours in
 * it.
 */
function rangeOf(some: readonly Variant[], all: readonly Variant[]): string {
  const settings = differences(all.map(({ runs }) => runs[0].config));
  if (settings.length !== 1) return "";
  const [{ path, values }] = settings;
  if (!values.every((value) => typeof value === "number")) return "";
  const chosen = values.filter((_, i) => some.includes(all[i]));
  const [low, high] = [Math.min(...chosen), Math.max(...chosen)];
  if (values.filter((x) => x >= low && x <= high).length !== chosen.length) return "";
  return `, so the best ${keyName(path)} tried may be any from ${low} to ${high}`;
}

/** A distance with two significant digits, never less than it is. */
function roundedUp(x: number): string {
  if (x === 0) return "0";
  const decimals = Math.max(0, 1 - Math.floor(Math.log10(x)));
  return (Math.ceil(x * 10 ** decimals - 1e-9) / 10 ** decimals).toFixed(decimals);
}
