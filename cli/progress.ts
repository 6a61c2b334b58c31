/**
 * What the terminal shows while runs train: a live line for each active run on a terminal, plain lines now and then in a pipe.
 *
 * @module
 */
import type { Progress } from "../runner/job.ts";
import { formatCount, formatLoss, formatSeconds } from "../reports/format.ts";
import { type Color, paint } from "./color.ts";
import type { Host } from "./host.ts";
import { cut, fit, widthOf } from "./text.ts";

/** Before there is something to judge by, no time left is told. */
const SETTLED = 2_000; // ms
/** More runs than a glance counts. */
const MANY = 2;
const PLAIN_INTERVAL = 10_000; // ms between a run's plain lines

export class ProgressDisplay {
  readonly #host: Host;
  readonly #names: readonly string[];
  readonly #width: number;
  /** Run's index → its live line, in the order of their starts. */
  readonly #lines = new Map<number, string>();
  readonly #lastPlain = new Map<number, number>();
  readonly #all: Overall;
  #drawn = 0;

  /** @param steps how many each run has */
  constructor(host: Host, names: readonly string[], steps: readonly number[]) {
    this.#host = host;
    this.#names = names;
    this.#all = new Overall(steps);
    this.#width = Math.min(30, Math.max(...names.map(widthOf)));
  }

  update(index: number, progress: Progress): void {
    this.#all.update(index, progress.step);
    const line = `${fit(this.#names[index], this.#width)}  ${describeProgress(progress)}`;
    if (this.#host.terminalWidth() !== undefined) {
      this.#lines.set(index, line);
      this.#draw();
      return;
    }
    const now = performance.now();
    if (now - (this.#lastPlain.get(index) ?? -Infinity) < PLAIN_INTERVAL) return;
    this.#lastPlain.set(index, now);
    this.#print(`${line}\n`);
  }

  /** A run's last word; it stays. */
  end(index: number, text: string, color?: Color): void {
    this.#lines.delete(index);
    this.#all.end(index);
    this.say(index, color === undefined ? text : paint(this.#host, color, text));
  }

  /** A run is as far as it was to come; there is nothing to say. */
  pause(index: number): void {
    this.#lines.delete(index);
    this.#all.end(index);
    this.#draw();
  }

  /** A word on a run; it stays. */
  say(index: number, text: string): void {
    this.note(`${fit(this.#names[index], this.#width)}  ${text}`);
  }

  /** A word on them all; it stays. */
  note(text: string): void {
    this.#draw(`${text}\n`);
  }

  /** Draws the live lines over the ones drawn before, `above` going in above them. */
  #draw(above = ""): void {
    const columns = this.#host.terminalWidth();
    if (columns === undefined) return this.#print(above);
    const up = this.#drawn === 0 ? "" : `\x1b[${this.#drawn}A`;
    // Of few runs their own lines say it all.
    const all = this.#names.length > MANY && this.#lines.size > 0 ? [this.#all.describe()] : [];
    const lines = [...this.#lines.values(), ...all].map((line) => `${cut(line, columns - 1)}\n`);
    this.#print(`${up}\x1b[J${above}${lines.join("")}`);
    this.#drawn = lines.length;
  }

  /** A terminal that is gone, or a log on a full disk, is no reason to stop training. */
  #print(text: string): void {
    try {
      this.#host.print(text);
    } catch {
      // There is nowhere to say it.
    }
  }
}

/** How far all runs together are. */
export class Overall {
  readonly #steps: readonly number[];
  /** Run's index → its first and its last known step in this process. */
  readonly #seen = new Map<number, { from: number; to: number }>();
  readonly #ended = new Set<number>();
  readonly #now: () => number;
  #began: number | undefined;

  constructor(steps: readonly number[], now: () => number = () => performance.now()) {
    this.#steps = steps;
    this.#now = now;
  }

  update(index: number, step: number): void {
    this.#began ??= this.#now();
    const { from } = this.#seen.get(index) ?? { from: step };
    this.#seen.set(index, { from, to: step });
  }

  end(index: number): void {
    this.#ended.add(index);
  }

  /**
   * "12 of 39 runs ended  about 45 s left", as if the steps to come took what those of this process took: runs found finished, and the steps
   * of a run before it was resumed or after it stopped early, count for neither.
   */
  describe(): string {
    const total = this.#steps.length;
    const words = [`${formatCount(this.#ended.size)} of ${formatCount(total)} runs ended`];
    let done = 0, left = 0;
    for (const [index, steps] of this.#steps.entries()) {
      const seen = this.#seen.get(index);
      if (seen !== undefined) done += seen.to - seen.from;
      if (!this.#ended.has(index)) left += steps - (seen?.to ?? 0);
    }
    const elapsed = this.#began === undefined ? 0 : this.#now() - this.#began;
    if (elapsed >= SETTLED && done > 0) {
      words.push(`about ${formatSeconds(elapsed / done * left / 1000)} left`);
    }
    return words.join("  ");
  }
}

/** "step 12,000/20,000  loss 2.3141  1,120 steps/s  7 s left" */
export function describeProgress(
  { step, steps, loss, stepSeconds, evaluating, evaluated }: Progress,
): string {
  const parts = [
    `step ${formatCount(step)}/${formatCount(steps)}`.padEnd(2 * formatCount(steps).length + 6),
  ];
  if (step > 0) {
    const speed = step / stepSeconds;
    parts.push(`loss ${formatLoss(loss)}`, `${formatCount(speed)} steps/s`);
    if (step < steps && !evaluating) parts.push(`${formatSeconds((steps - step) / speed)} left`);
  }
  if (evaluating) parts.push(describeEvaluation(evaluated));
  return parts.join("  ");
}

/** "evaluating 34 %, 12 s left": of this evaluation. The time is said once it has taken a second, since what is over at once needs none. */
function describeEvaluation(evaluated: Progress["evaluated"]): string {
  if (evaluated === null || evaluated.seconds < 1) return "evaluating";
  const { share, seconds } = evaluated;
  const left = seconds * (1 - share) / share;
  return `evaluating ${Math.floor(100 * share)} %, ${formatSeconds(left)} left`;
}
