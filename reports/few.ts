/**
 * Which variants stand for all, where there are too many to show each.
 *
 * @module
 */
import { ranking } from "./ranking.ts";
import type { Variant } from "./rows.ts";
import type { ShownRun } from "./shown_run.ts";

/** So many variants are shown all. */
export const MAX_ALL = 4;

/**
 * Of more variants than MAX_ALL the baseline, the best and the worst that is not hopeless, by `ranking`, each once, in
 * the order of the config. Where all are hopeless, the first ones.
 */
export function chosenFew<Run extends ShownRun>(
  variants: readonly Variant<Run>[],
): Variant<Run>[] {
  if (variants.length <= MAX_ALL) return [...variants];
  const { baseline, best, worst } = landmarks(variants);
  if (baseline === undefined) return variants.slice(0, MAX_ALL - 1);
  return variants.filter((variant) => [baseline, best, worst].includes(variant));
}

/**
 * Who the chosen few of many are, in words: "the first, the best and the worst variant that trains". A grid or a search
 * has no baseline, but a first variant too; who is two of these is named once.
 */
export function fewInWords(variants: readonly Variant[]): string {
  const { baseline, best, worst } = landmarks(variants);
  if (baseline === undefined) return `the first ${MAX_ALL - 1} variants`;
  const [last, ...others] = [
    ...worst === best ? [] : ["the worst"],
    "the best",
    ...[best, worst].includes(baseline) ? [] : ["the first"],
  ];
  const before = others.length > 0 ? `${others.reverse().join(", ")} and ` : "";
  return `${before}${last} variant that trains`;
}

/**
 * All variants, those that are to be seen before others first: the best, the baseline and the worst that is not
 * hopeless, then those that end lowest, and at last those that end nowhere.
 */
export function precedence<Run extends ShownRun>(
  variants: readonly Variant<Run>[],
): Variant<Run>[] {
  const { compared, ranked } = ranking(variants), { baseline, best, worst } = landmarks(variants);
  const order = [best, baseline, worst, ...ranked, ...compared, ...variants]
    .flatMap((variant) => variant?.index ?? []);
  return [...new Set(order)].map((place) => variants.find(({ index }) => index === place)!);
}

/** The rule of that order, as it goes after "of those chosen". */
export const precedenceInWords = (variants: readonly Variant[]): string =>
  landmarks(variants).best === undefined
    ? "those that come first"
    : "the first, the best and the worst that trains, and then those that end lowest";

/** The variants that one looks for first; all undefined where every run is hopeless. */
export function landmarks(
  variants: readonly Variant[],
): { baseline?: Variant; best?: Variant; worst?: Variant } {
  const { compared: [baseline], ranked } = ranking(variants);
  return { baseline, best: ranked[0], worst: ranked.at(-1) };
}

/** A page has room for the details of so many variants; of more, which each take room of their own, of so many. */
export const MAX_DETAILED = 100;
const MAX_OF_MANY = 60;

/**
 * Of more variants than MAX_DETAILED the chosen few and those that end lowest, in the order of the config; hopeless
 * ones only where there is room.
 */
export function detailed<Run extends ShownRun>(
  variants: readonly Variant<Run>[],
): readonly Variant<Run>[] {
  if (variants.length <= MAX_DETAILED) return variants;
  const { ranked } = ranking(variants);
  const kept = [...new Set([...chosenFew(variants), ...ranked, ...variants])].slice(
    0,
    MAX_OF_MANY,
  );
  const places = new Set(kept.map(({ index }) => index));
  return variants.filter(({ index }) => places.has(index));
}
