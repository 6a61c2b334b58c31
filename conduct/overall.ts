/**
 * How far all runs of an experiment together are.
 *
 * @module
 */
import { formatCount, formatLoss, formatSeconds } from "../reports/format.ts";

/** Before there is something to judge by, no time left is told. */
const SETTLED = 2_000; // ms

/** So many runs are in each state. */
export interface Counts {
  /** Came to their end, or were trained before. */
  done: number;
  /** Are being trained. */
  running: number;
  /** Have not begun. */
  waiting: number;
  /** Failed or diverged. */
  failed: number;
  /** Were given up for better ones. */
  givenUp: number;
}

/** The lowest loss so far: "val loss", of which run or variant. */
export interface Best {
  /** What the loss is of. */
  what: string;
  /** Nats per character. */
  loss: number;
  /** The variant. */
  name: string;
}

export class Overall {
  readonly #count: number;
  readonly #now: () => number;
  /** Run's index → its first and its last known step in this process. */
  readonly #seen = new Map<number, { from: number; to: number }>();
  readonly #ended = new Map<number, "done" | "failed" | "givenUp">();
  readonly #running = new Set<number>();
  #aims: ReadonlyMap<number, number> = new Map();
  #later = 0;
  #began: number | undefined;
  best: Best | undefined;

  /** @param count how many runs there are */
  constructor(count: number, now: () => number = () => performance.now()) {
    this.#count = count;
    this.#now = now;
  }

  /** As `Watch.begin`. */
  begin(aims: ReadonlyMap<number, number>, later: number): void {
    this.#aims = aims;
    this.#later = later;
  }

  update(index: number, step: number): void {
    this.#began ??= this.#now();
    const { from } = this.#seen.get(index) ?? { from: step };
    this.#seen.set(index, { from, to: step });
    this.#running.add(index);
  }

  /** A run is over, or comes to rest where no state is told. */
  end(index: number, state?: "done" | "failed" | "givenUp"): void {
    this.#running.delete(index);
    if (state === undefined || state === "givenUp" && this.#ended.has(index)) return;
    this.#ended.set(index, state);
  }

  /** Takes a loss that may be the lowest. */
  take(one: Best): void {
    if (Number.isFinite(one.loss) && one.loss < (this.best?.loss ?? Infinity)) this.best = one;
  }

  counts(): Counts {
    const of = (wanted: string) =>
      [...this.#ended.values()].filter((state) => state === wanted).length;
    return {
      done: of("done"),
      running: this.#running.size,
      waiting: this.#count - this.#ended.size - this.#running.size,
      failed: of("failed"),
      givenUp: of("givenUp"),
    };
  }

  /**
   * The time left, as if the steps to come took what those of this process took: runs found finished, and the steps of
   * a run before it was resumed or after it stopped early, count for neither. undefined where there is nothing to judge
   * by.
   */
  secondsLeft(): number | undefined {
    let done = 0, left = this.#later;
    for (const { from, to } of this.#seen.values()) done += to - from;
    for (const [index, aim] of this.#aims) {
      if (!this.#ended.has(index)) left += Math.max(0, aim - (this.#seen.get(index)?.to ?? 0));
    }
    const elapsed = this.#began === undefined ? 0 : this.#now() - this.#began;
    return elapsed >= SETTLED && done > 0 ? elapsed / done * left / 1000 : undefined;
  }

  /** "12 done, 2 running, 25 waiting  about 45 s left  best val loss 2.1046 (wide)" */
  describe(): string {
    const { done, running, waiting, failed, givenUp } = this.counts();
    const parts = [
      `${formatCount(done)} done`,
      `${formatCount(running)} running`,
      `${formatCount(waiting)} waiting`,
      ...failed > 0 ? [`${formatCount(failed)} failed`] : [],
      ...givenUp > 0 ? [`${formatCount(givenUp)} given up`] : [],
    ];
    const seconds = this.secondsLeft();
    return [
      parts.join(", "),
      ...seconds === undefined ? [] : [`about ${formatSeconds(seconds)} left`],
      ...this.best
        ? [`best ${this.best.what} ${formatLoss(this.best.loss)} (${this.best.name})`]
        : [],
    ].join("  ");
  }
}
