/**
 * Which processor cores train what. Runs come first: each has a core of its own, and what is left over helps with those
 * whose steps are large.
 *
 * @module
 */
import type { Trainer } from "./trainer.ts";

/** More threads than these would often wait for each other: a kernel has some 16 parts. */
const MOST_THREADS = 8;
/** Runs that begin or end within this time are heeded together. */
const PAUSE = 20; // ms

export class Cores {
  readonly #count: number;
  readonly #busy = new Set<Trainer>();
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** @param count how many there are */
  constructor(count: number) {
    this.#count = count;
  }

  /** A trainer begins a job. */
  begin(trainer: Trainer): void {
    this.#busy.add(trainer);
    this.#shareSoon();
  }

  /** There is no other job for a trainer: its core is free. */
  rest(trainer: Trainer): void {
    if (this.#busy.delete(trainer)) this.#shareSoon();
  }

  #shareSoon(): void {
    clearTimeout(this.#timer);
    this.#timer = this.#busy.size > 0 ? setTimeout(() => this.#share(), PAUSE) : undefined;
  }

  #share(): void {
    const large = [...this.#busy].filter(({ isLarge }) => isLarge);
    const free = Math.max(0, this.#count - this.#busy.size);
    large.forEach((trainer, i) => {
      const share = Math.floor((free + large.length - 1 - i) / large.length);
      trainer.help(Math.min(MOST_THREADS - 1, share));
    });
  }
}

/** How many threads help at most, where so many runs have so many cores. */
export const mostHelpers = (cores: number, runs: number): number =>
  Math.max(0, Math.min(cores - runs, runs * (MOST_THREADS - 1)));
