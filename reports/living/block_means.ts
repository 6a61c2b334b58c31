/**
 * The beginning of a training, smoothed in a way that does not depend on how long it goes on: so a training that has
 * just begun can be drawn over one that was finished long ago.
 *
 * @module
 */

/** The mean loss of neighbouring steps. */
export interface BlockMean {
  /** The middle of the block. */
  step: number;
  /** The first step after it. */
  to: number;
  /** null where a loss is not finite. */
  loss: number | null;
}

/** No training in a page is longer. */
export const MAX_PAGE_STEPS = 10_000;

/**
 * Up to here blocks grow; from here on they begin at multiples of BLOCK, so that round numbers of steps end with a
 * block.
 */
const FINE = 200;
const BLOCK = 50;

/**
 * The means of blocks that grow with the step, so that the first steep fall stays sharp: a single step at first, later
 * a fifth of the steps so far, 50 at most. The last block is left out while it is not full.
 */
export function blockMeans(losses: ArrayLike<number>): BlockMean[] {
  const means: BlockMean[] = [];
  const end = Math.min(losses.length, MAX_PAGE_STEPS);
  for (let from = 0, to; (to = from + sizeOf(from)) <= end; from = to) {
    let sum = 0;
    for (let i = from; i < to; i++) sum += losses[i];
    const loss = Number.isFinite(sum) ? sum / (to - from) : null;
    means.push({ step: (from + to - 1) / 2, to, loss });
  }
  return means;
}

/** The means whose losses a page holds, with their steps again: those of the blocks within the first `steps` steps. */
export function meansUpTo(steps: number, losses: readonly (number | null)[]): BlockMean[] {
  const means: BlockMean[] = [];
  let from = 0;
  for (const loss of losses) {
    const to = from + sizeOf(from);
    if (to > steps) break;
    means.push({ step: (from + to - 1) / 2, to, loss });
    from = to;
  }
  return means;
}

function sizeOf(from: number): number {
  if (from >= FINE) return BLOCK;
  return Math.min(Math.max(1, Math.ceil(from / 5)), FINE - from);
}
