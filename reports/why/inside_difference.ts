/**
 * What differs most inside two variants.
 *
 * The rule: sizes that both have (of each layer the saturated share, the spread of what its activation is given and of
 * its gradient, at the last look; the spread of the logits; the usual update of each matrix and table beside it) are
 * compared as factors, seed by seed. With two seeds in common or more, a factor is told apart from 1 where the interval
 * of the mean of its logarithm leaves out 0; those of all sizes hold together with 95 % confidence (Student's t,
 * Bonferroni). The largest factor that is told apart differs most, or the largest of all where none is.
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
  value: number;
  show: (value: number) => string;
}

export interface InsideDifference {
  /** "the saturated share of hidden 1" */
  name: string;
  /** In the first variant and in the second, of the first seed in common. */
  values: [string, string];
  /** How many times the first's the second's is, on average over the seeds. */
  factor: number;
  /** Whether seeds tell it apart from 1; false with one seed. */
  isTold: boolean;
  seeds: number;
  /** Of how many sizes it is the largest factor. */
  among: number;
}

/** Shares are no smaller than this, so that none of a few hundredths and none at all are alike. */
const LEAST_SHARE = 0.01;
const RISK = 0.05;

function sizesOf({ looks, updates }: Clues): Map<string, Size> {
  const end = looks.at(-1);
  const sizes: (Size | false)[] = [
    ...end?.layers.flatMap(({ name, kind = "", spread, gradient, saturated }) => [
      saturated !== null && {
        name: `the share of saturated ${kind} outputs of ${name}`.replace("  ", " "),
        value: Math.max(LEAST_SHARE, saturated),
        show: (value: number) =>
          value <= LEAST_SHARE ? `${formatShare(LEAST_SHARE)} at most` : formatShare(value),
      },
      spread !== null && spread > 0 &&
      {
        name: `the spread of what the activation of ${name} is given`,
        value: spread,
        show: formatShort,
      },
      gradient !== null &&
      { name: `the size of the gradient at ${name}`, value: 10 ** gradient, show: formatShort },
    ]) ?? [],
    end !== undefined && end.logits !== null && end.logits > 0 &&
    { name: "the spread of the logits", value: end.logits, show: formatShort },
    ...updates.map(({ parameter, usual }) => (
      {
        name: `the usual update of \`${parameter}\` beside its size`,
        value: 10 ** usual,
        show: formatShort,
      }
    )),
  ];
  return new Map(sizes.filter((size) => size !== false).map((size) => [size.name, size]));
}

/** @param pairs the two variants' clues of each seed in common; undefined where they have no size in common */
export function insideDifference(
  pairs: readonly (readonly [Clues, Clues])[],
): InsideDifference | undefined {
  const sizes = pairs.map(([a, b]) => [sizesOf(a), sizesOf(b)]);
  if (sizes.length === 0) return undefined;
  const names = [...sizes[0][0].keys()].filter((name) =>
    sizes.every(([a, b]) => a.has(name) && b.has(name))
  );
  const seeds = pairs.length, among = names.length;
  const found = names.map((name): InsideDifference => {
    const logs = sizes.map(([a, b]) => Math.log(b.get(name)!.value / a.get(name)!.value));
    const center = mean(logs);
    const half = seeds < 2
      ? Infinity
      : criticalT(1 - RISK / among, seeds - 1) * standardDeviation(logs) / Math.sqrt(seeds);
    const [[a, b]] = sizes, one = a.get(name)!, other = b.get(name)!;
    return {
      name,
      values: [one.show(one.value), other.show(other.value)],
      factor: Math.exp(center),
      isTold: Math.abs(center) > half,
      seeds,
      among,
    };
  });
  const told = found.filter(({ isTold }) => isTold);
  const largeness = ({ factor }: InsideDifference) => Math.abs(Math.log(factor));
  return (told.length > 0 ? told : found).toSorted((a, b) => largeness(b) - largeness(a))[0];
}
