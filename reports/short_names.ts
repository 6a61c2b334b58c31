/**
 * Settings of a sweep are called by all that differs, "learningRate=0.13, hiddenSizes=[200], batchSize=128": told twice,
 * a sentence drowns in them. Said again they are called by as little of that as tells them from all others.
 *
 * @module
 */
import { shortened } from "./format.ts";
import type { Variant } from "./rows.ts";
import type { Sentence } from "./sentence.ts";

/**
 * What shortens the names in sentences that follow each other.
 *
 * @param variants all that must be told apart
 * @param isFirstWhole whether each name is whole where it is said first
 */
export function nameShortener(
  variants: readonly Variant[],
  isFirstWhole: boolean,
): (sentence: Sentence) => Sentence {
  const short = shortNames(variants.map(({ name }) => name));
  const said = new Set<string>();
  return (sentence) =>
    sentence.map((part) => {
      if (typeof part === "string") return part;
      const { name } = part;
      const isWhole = isFirstWhole && !said.has(name);
      said.add(name);
      return isWhole ? part : { ...part, name: short.get(name) ?? name };
    });
}

/** "learningRate=0.13 …" by whole name; of names that only all of their parts tell apart, the whole. */
export function shortNames(names: readonly string[]): Map<string, string> {
  const parts = new Map(names.map((name) => [name, partsOf(name)]));
  const keys = Math.max(0, ...[...parts.values()].map(({ length }) => length));
  const made = new Map<string, string>();
  for (let key = 0; key < keys; key++) {
    const counts = Map.groupBy(parts.values(), (all) => all[key]);
    for (const [name, all] of parts) {
      if (all.length < 2 || all[key] === undefined || made.has(name)) continue;
      if (counts.get(all[key])!.length === 1) made.set(name, `${all[key]} …`);
    }
  }
  return new Map(names.map((name) => [name, made.get(name) ?? name]));
}

/**
 * Names for labels of `length` characters, in the same order: whole where all fit; else settings by what tells them
 * apart, without a key that all share, "0.13"; what is still too long is cut at its end, or in its middle where the
 * beginnings would be the same.
 */
export function labelNames(names: readonly string[], length: number): string[] {
  const short = shortNames(names), told = names.map((name) => short.get(name)!);
  const keys = new Set(told.map((name) => /^[\p{L}\d_.]+=/u.exec(name)?.[0]));
  const [key] = keys;
  const isShared = names.length > 1 && keys.size === 1 && key !== undefined;
  const values = isShared ? told.map((name) => name.slice(key.length)) : told;
  const fits = (all: readonly string[]) => all.every((name) => [...name].length <= length);
  const whole = [names, told, values].find(fits);
  if (whole) return [...whole];
  const cut = values.map((name) => shortened(name, length));
  return new Set(cut).size === cut.length ? cut : values.map((name) => {
    const characters = [...name], half = Math.floor((length - 1) / 2);
    if (characters.length <= length) return name;
    return `${characters.slice(0, length - 1 - half).join("")}…${characters.slice(-half).join("")}`;
  });
}

/** "a=1, b=[2, 3]" → "a=1", "b=[2, 3]"; a name of another kind is one part. */
function partsOf(name: string): string[] {
  const parts = name.split(/, (?=[\p{L}\d_.]+=)/u);
  return parts.every((part) => /^[\p{L}\d_.]+=/u.test(part)) ? parts : [name];
}
