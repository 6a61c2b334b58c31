/**
 * Finding what stands several times in a row, so that it can be shown once.
 *
 * @module
 */

/** Items in a row, and how many times they stand there. */
export interface Group<T> {
  items: T[];
  times: number;
}

/**
 * The list with each block that is repeated directly told once. Where a block can begin at several places, it begins
 * with one of `starts`.
 *
 * @param sameAs tells which are alike: those with the same text
 * @param starts whether an item is a good beginning
 *
 * @example
 * a b c b c b → a, (b c) × 2, b; and if c is a good beginning: a, b, (c b) × 2
 */
export function foldRepeats<T>(
  list: readonly T[],
  sameAs: (item: T) => string,
  starts: (item: T) => boolean,
): Group<T>[] {
  const texts = list.map(sameAs);
  const groups: Group<T>[] = [];
  for (let i = 0; i < list.length;) {
    const { size, times } = longest(texts, i, (at) => starts(list[at]));
    groups.push({ items: list.slice(i, i + size), times });
    i += size * times;
  }
  return groups;
}

/** The block at `i` that saves most; one item, once, where nothing is repeated or a better beginning comes soon. */
function longest(texts: readonly string[], i: number, starts: (at: number) => boolean) {
  const timesOf = (at: number, size: number): number => {
    let end = at + size;
    while (end < texts.length && texts[end] === texts[end - size]) end++;
    return Math.floor((end - at) / size);
  };
  let best = { size: 1, times: 1 };
  for (let size = 1; 2 * size <= texts.length - i; size++) {
    const times = timesOf(i, size);
    if (times > 1 && (times - 1) * size > (best.times - 1) * best.size) best = { size, times };
  }
  if (best.times === 1 || starts(i)) return best;
  // The same block from one of its later items on: it must save no less.
  for (let shift = 1; shift < best.size; shift++) {
    const isBetter = starts(i + shift) && timesOf(i + shift, best.size) >= best.times;
    if (isBetter) return { size: 1, times: 1 };
  }
  return best;
}
