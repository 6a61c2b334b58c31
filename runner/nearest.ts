import { closest, distance } from "fastest-levenshtein";

/** Of key paths, by the last of their keys, the shortest that has more than one. */
export function byLastKey(paths: readonly string[]): Map<string, string> {
  const shortest = new Map<string, string>();
  for (const path of paths) {
    const end = path.lastIndexOf("."), key = path.slice(end + 1);
    if (end >= 0 && path.length < (shortest.get(key)?.length ?? Infinity)) shortest.set(key, path);
  }
  return shortest;
}

/**
 * The word of `allowed` that is most like `word`, if one is much like it.
 *
 * @param paths what is meant by a word that differs from all of them in more than a letter: see {@linkcode byLastKey}
 */
export function nearest(
  word: string,
  allowed: readonly string[],
  paths?: ReadonlyMap<string, string>,
): string | undefined {
  if (allowed.length === 0 || word.length > 100) return undefined;
  const found = closest(word, [...allowed]), apart = distance(word, found);
  if (apart > 1 && paths?.has(word)) return paths.get(word);
  return apart <= Math.max(2, found.length / 3) ? found : undefined;
}

/** The end of an error message: `; did you mean "…"?` if a word is near, or else nothing. */
export function didYouMean(...given: Parameters<typeof nearest>): string {
  const found = nearest(...given);
  return found === undefined ? "" : `; did you mean ${JSON.stringify(found)}?`;
}
