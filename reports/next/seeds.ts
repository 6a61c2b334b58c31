/**
 * How many seeds tell variants apart.
 *
 * @module
 */
import { compareVariants, type Comparison } from "../comparison.ts";
import type { KeyData } from "../charts/key_data.ts";
import { ranking } from "../ranking.ts";
import type { Variant } from "../rows.ts";
import { decidingSplit } from "../scores.ts";
import { say, type Sentence } from "../sentence.ts";
import { commandWith } from "./command.ts";

/** What takes more seeds than these is not worth telling apart. */
const MAX_SEEDS = 20;
/** As it goes after "it" or "to tell a from b". */
export const NOT_WORTH = `takes more than ${MAX_SEEDS} seeds, which is not worth it`;

/**
 * The best and the baseline; where that is the best, or a sweep has none, the best and the second. Undefined where
 * there are no two to compare.
 */
export function pairOf(
  variants: readonly Variant[],
  isSweep = false,
): [Variant, Variant] | undefined {
  const { compared: [baseline], ranked: [best, second] } = ranking(variants);
  if (best === undefined || baseline === undefined) return undefined;
  const other = isSweep || best === baseline ? second : baseline;
  return other && [best, other];
}

/** More seeds, of the best and the baseline, or else of the best and the second. */
export function seeds(
  variants: readonly Variant[],
  isSweep: boolean,
  command: string,
  mended: readonly string[],
  key?: KeyData,
): Sentence[] {
  const { compared, ranked: [best, second] } = ranking(variants), pair = pairOf(variants, isSweep);
  if (pair === undefined) return [];
  const { compare } = compareVariants(compared, decidingSplit(variants));
  const gaps = [pair, ...second ? [[best, second] as const] : []].map((two) => compare(...two));
  if (gaps.every(({ isSame }) => isSame)) return [];
  if (gaps.every(({ seeds }) => seeds < 2)) {
    const five = commandWith(command, [...mended, "seeds=[1,2,3,4,5]"]);
    return [say`More seeds, since one does not show what chance does: ${five} trains five.`];
  }
  // Of a number's values that cannot be told apart, more is said.
  if (key) return [];
  const gap = gaps.find(({ seeds, isSame, verdict }) =>
    seeds > 1 && !isSame && verdict === "unknown"
  );
  if (gap === undefined) return [];
  const { variant, other } = gap, count = seedsFor([gap], variants);
  return [
    count === null
      ? say`To tell ${variant} from ${other} ${NOT_WORTH}.`
      : say`More seeds: about ${count} tell ${variant} from ${other}, if the difference and the scatter stay: ${
        trainsSeeds(count, variants, command, mended)
      }.`,
  ];
}

/**
 * The command that trains so many seeds, those that were trained first. A file says either `seeds` or `repeats`: one
 * seed and `repeats` goes with both, and where the seeds are no row, the file has them all.
 */
export function trainsSeeds(
  count: number,
  variants: readonly Variant[],
  command: string,
  mended: readonly string[],
): string {
  const all = [
    ...new Set(variants.flatMap(({ runs }) => runs.map(({ summary }) => summary.seed))),
  ].sort((a, b) => a - b);
  const first = all[0], last = all.at(-1)!;
  const further = Array.from({ length: Math.max(0, count - all.length) }, (_, i) => last + 1 + i);
  const settings = last - first === all.length - 1
    ? [`seeds=[${first}]`, `repeats=${count}`]
    : [`seeds=[${[...all, ...further].join(",")}]`];
  return `${commandWith(command, [...mended, ...settings])} trains ${count}`;
}

/**
 * How many the verdict's intervals need to leave out 0; null where more than MAX_SEEDS are needed, or it cannot be
 * told.
 */
export function seedsFor(gaps: readonly Comparison[], variants: readonly Variant[]): number | null {
  if (gaps.length === 0) return null;
  const { halfWidth } = compareVariants(ranking(variants).compared, decidingSplit(variants));
  const isEnough = (count: number) =>
    gaps.every(({ variant, other, difference }) =>
      halfWidth(variant, other, count) < Math.abs(difference)
    );
  let few = Math.max(...gaps.map(({ seeds }) => seeds)), enough = MAX_SEEDS;
  if (!isEnough(enough)) return null;
  while (enough - few > 1) {
    const middle = (few + enough) >> 1;
    if (isEnough(middle)) enough = middle;
    else few = middle;
  }
  return enough;
}
