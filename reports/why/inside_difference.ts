/**
 * What is most clearly worse inside one variant than inside another.
 *
 * The rule: sizes that both have and that have a worse side (at the last look, of each layer the saturated share, of
 * which more is worse, and the size of its gradient, of which less is; of each matrix and table its usual update beside
 * it, which is worse the farther it is outside of a healthy pace) are compared as factors, seed by seed. With two seeds
 * in common or more, a factor is told apart from 1 where the interval of the mean of its logarithm leaves out 0; those
 * of all sizes hold together with 95 % confidence (Student's t, Bonferroni). Of the sizes whose worse side is the
 * second variant's, the largest factor that is told apart is named, or the largest of all where none is.
 *
 * @module
 */
import { criticalT } from "../distributions.ts";
import { formatShare, formatShort } from "../format.ts";
import { mean, standardDeviation } from "../statistics.ts";
import type { Clues } from "./clues.ts";

/** A size of the inside. */
interface Size {
  name: string;
  /** What it and others are, together. */
  kind: string;
  value: number;
  /** The more, the worse. */
  ill: number;
  show: (value: number) => string;
}

export interface InsideDifferences {
  /** What was compared, in words: "the shares of saturated outputs". */
  kinds: string[];
  /** What is worse in the second variant; undefined where nothing is. */
  worst?: InsideDifference;
}

/** A size that is worse in the second variant. */
export interface InsideDifference {
  /** "the saturated share of hidden 1" */
  name: string;
  /** In the first variant and in the second, of the first seed in common. */
  values: [string, string];
  /** How many times the first's the second's is, on average over the seeds. */
  factor: number;
  /** Whether seeds tell it apart from 1; false with one seed. */
  isTold: boolean;
}

/** Shares are no smaller than this, so that none of a few hundredths and none at all are alike. */
const LEAST_SHARE = 0.01;
const RISK = 0.05;

/** In decades: an update usually changes what it changes by 10⁻³ of its size, or up to so many more or fewer. */
const HEALTHY = -3, HEALTHY_WITHIN = 0.5;

function sizesOf({ looks, updates }: Clues): Map<string, Size> {
  const end = looks.at(-1);
  const sizes: (Size | false)[] = [
    ...end?.layers.flatMap(({ name, kind = "", gradient, saturated }) => [
      saturated !== null && {
        name: `the share of saturated ${kind} outputs of ${name}`.replace("  ", " "),
        kind: "shares of saturated outputs",
        value: Math.max(LEAST_SHARE, saturated),
        ill: saturated,
        show: (value: number) =>
          value <= LEAST_SHARE ? `${formatShare(LEAST_SHARE)} at most` : formatShare(value),
      },
      gradient !== null &&
      {
        name: `the size of the gradient at ${name}`,
        kind: "sizes of gradients",
        value: 10 ** gradient,
        ill: -gradient,
        show: formatShort,
      },
    ]) ?? [],
    ...updates.map(({ parameter, usual }) => (
      {
        name: `the usual update of \`${parameter}\` beside its size`,
        kind: "sizes of updates",
        value: 10 ** usual,
        ill: Math.max(0, Math.abs(usual - HEALTHY) - HEALTHY_WITHIN),
        show: formatShort,
      }
    )),
  ];
  return new Map(sizes.filter((size) => size !== false).map((size) => [size.name, size]));
}

/** @param pairs the two variants' clues of each seed in common; undefined where they have no size in common */
export function insideDifferences(
  pairs: readonly (readonly [Clues, Clues])[],
): InsideDifferences | undefined {
  const sizes = pairs.map(([a, b]) => [sizesOf(a), sizesOf(b)]);
  if (sizes.length === 0) return undefined;
  const names = [...sizes[0][0].keys()].filter((name) =>
    sizes.every(([a, b]) => a.has(name) && b.has(name))
  );
  if (names.length === 0) return undefined;
  const ofBoth = (name: string) => sizes.map(([a, b]) => [a.get(name)!, b.get(name)!]);
  const worse = names.filter((name) => mean(ofBoth(name).map(([a, b]) => b.ill - a.ill)) > 0);
  const found = worse.map((name): InsideDifference => {
    const two = ofBoth(name), [[one, other]] = two, seeds = two.length;
    const logs = two.map(([a, b]) => Math.log(b.value / a.value));
    const center = mean(logs);
    const half = seeds < 2
      ? Infinity
      : criticalT(1 - RISK / names.length, seeds - 1) * standardDeviation(logs) / Math.sqrt(seeds);
    return {
      name,
      values: [one.show(one.value), other.show(other.value)],
      factor: Math.exp(center),
      isTold: Math.abs(center) > half,
    };
  });
  const told = found.filter(({ isTold }) => isTold);
  const largeness = ({ factor }: InsideDifference) => Math.abs(Math.log(factor));
  const [worst] = (told.length > 0 ? told : found)
    .toSorted((a, b) => largeness(b) - largeness(a));
  return { kinds: [...new Set(names.map((name) => ofBoth(name)[0][0].kind))], worst };
}
