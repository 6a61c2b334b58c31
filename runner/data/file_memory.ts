/**
 * How much memory a run takes that is trained on a large file, so that one which takes too much is refused before it is
 * read.
 *
 * @module
 */

/** What a run may take, all its workers together, in bytes. */
export const MAX_MEMORY = 2 ** 31;

/** What memory depends on besides the size of a file. */
export interface Load {
  /** T + 1, how many indices an example has; the sum of it over all datasets that are built from the file. */
  indices: number;
  /** How many runs are trained at once. */
  jobs: number;
  /** How many threads help with them; default: none. */
  helpers?: number;
}

// Measured (the greatest resident size of the whole process) on names, prose and lines of one letter, of 10 and 50 MB;
// rounded up.
/** The program, each of its workers, and each thread that helps one. */
const PROGRAM = 256 * 2 ** 20, WORKER = 96 * 2 ** 20, HELPER = 24 * 2 ** 20;
/** For each byte of the file: its text and its lines; and what a worker knows of them, with the distinct contexts. */
const LINES = 24, LINES_OF_WORKER = 24;
/**
 * Of an index, where there are more than 256 symbols; of more than 65,536, there are so many bytes to a symbol that it
 * comes to less.
 */
const INDEX = 2;

const perByte = ({ indices, jobs }: Load) => LINES + INDEX * indices + LINES_OF_WORKER * jobs;
const fixed = ({ jobs, helpers = 0 }: Load) => PROGRAM + WORKER * jobs + HELPER * helpers;

/** About how many bytes it takes to train on a file of `size` bytes; at most, not on average. */
export const memoryFor = (size: number, load: Load): number => fixed(load) + size * perByte(load);

/** So small a file is always read: where so many runs at once take more memory, it is not the file's doing. */
const SMALL = 2 ** 20;

/**
 * The size of the largest file that takes no more than {@linkcode MAX_MEMORY}, in bytes; a small one is allowed in any
 * case.
 */
export const largestFile = (load: Load): number =>
  Math.max(SMALL, Math.floor((MAX_MEMORY - fixed(load)) / perByte(load)));

/** Why a file of `size` bytes is not read, in words; null where it may be. */
export function tooLarge(size: number, load: Load): string | null {
  const most = largestFile(load);
  if (size <= most) return null;
  const alone = largestFile({ ...load, jobs: 1 });
  const way = load.jobs === 1
    ? "take a part of it"
    : `take a part of it, or --jobs 1, which allows ${megabytes(alone)} MB`;
  return `it has ${Math.ceil(size / 2 ** 20)} MB, and to train on it would take about ${
    (memoryFor(size, load) / 2 ** 30).toFixed(1)
  } GB of memory; at most ${MAX_MEMORY / 2 ** 30} GB may be taken, which is a file of ${
    megabytes(most)
  } MB with ${load.jobs === 1 ? "one run" : `${load.jobs} runs`} at once; ${way}`;
}

const megabytes = (bytes: number) => Math.floor(bytes / 2 ** 20);
