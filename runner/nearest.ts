import { closest, distance } from "fastest-levenshtein";

/**
 * The word of `allowed` that is most like `word`, if one is much like it. Of key paths, the shortest that ends in the
 * word comes before what differs from it in more than a letter.
 */
export function nearest(word: string, allowed: readonly string[]): string | undefined {
  if (allowed.length === 0 || word.length > 100) return undefined;
  const found = closest(word, [...allowed]), apart = distance(word, found);
  if (apart <= 1) return found;
  const [path] = allowed.filter((one) => one.endsWith(`.${word}`))
    .sort((a, b) => a.length - b.length);
  return path ?? (apart <= Math.max(2, found.length / 3) ? found : undefined);
}

/** The end of an error message: `; did you mean "…"?` if a word of `allowed` is near, or else nothing. */
export function didYouMean(word: string, allowed: readonly string[]): string {
  const found = nearest(word, allowed);
  return found === undefined ? "" : `; did you mean ${JSON.stringify(found)}?`;
}
