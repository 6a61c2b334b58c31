/**
 * What the terminal shows while runs train: a live line for each active run on a terminal, plain lines now and then in
 * a pipe.
 *
 * @module
 */
import type { Progress } from "../runner/training/job.ts";
import { formatCount, formatLoss, formatSeconds } from "../reports/format.ts";
import type { Round, Rung } from "../runner/results.ts";
import { paint } from "./color.ts";
import type { Host } from "./host.ts";
import { bestOf, lowestOf } from "../conduct/best.ts";
import { Overall } from "../conduct/overall.ts";
import { cut, fit, widthOf } from "./text.ts";
import type { End, Watch } from "../conduct/watch.ts";

/** More runs than a glance counts. */
const MANY = 2;
const PLAIN_INTERVAL = 10_000; // ms between a run's plain lines

export class ProgressDisplay implements Watch {
  readonly #host: Host;
  readonly #names: readonly string[];
  readonly #width: number;
  /** Run's index → its live line, in the order of their starts. */
  readonly #lines = new Map<number, string>();
  readonly #lastPlain = new Map<number, number>();
  readonly #all: Overall;
  #lastAll = performance.now();
  #drawn = 0;

  /** @param names of all runs */
  constructor(host: Host, names: readonly string[]) {
    this.#host = host;
    this.#names = names;
    this.#all = new Overall(names.length);
    this.#width = Math.min(30, Math.max(...names.map(widthOf)));
  }

  begin(aims: ReadonlyMap<number, number>, later: number): void {
    this.#all.begin(aims, later);
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
    if (this.#isMany && now - this.#lastAll >= PLAIN_INTERVAL) {
      this.#lastAll = now;
      this.#print(`${this.#all.describe()}\n`);
    }
    if (now - (this.#lastPlain.get(index) ?? -Infinity) < PLAIN_INTERVAL) return;
    this.#lastPlain.set(index, now);
    this.#print(`${line}\n`);
  }

  /** It stays. */
  end(index: number, text: string, { state, color, run }: End): void {
    this.#lines.delete(index);
    const isFailed = state === "failed" || state === "diverged";
    this.#all.end(index, state === "saved" ? undefined : isFailed ? "failed" : "done");
    const best = run && bestOf(run, this.#names[index]);
    if (best) this.#all.take(best);
    this.say(index, color === undefined ? text : paint(this.#host, color, text));
  }

  pause(index: number): void {
    this.#lines.delete(index);
    this.#all.end(index);
    this.#draw();
  }

  leave(index: number): void {
    this.#all.end(index, "givenUp");
  }

  /** It stays. */
  say(index: number, text: string): void {
    this.note(`${fit(this.#names[index], this.#width)}  ${text}`);
  }

  /** It stays. */
  note(text: string): void {
    this.#draw(`${text}\n`);
  }

  decide(decision: Rung | Round, text: string): void {
    const lowest = lowestOf(decision);
    if (lowest) this.#all.take(lowest);
    this.note(text);
  }

  get #isMany(): boolean {
    return this.#names.length > MANY;
  }

  /** Draws the live lines over the ones drawn before, `above` going in above them. */
  #draw(above = ""): void {
    const columns = this.#host.terminalWidth();
    if (columns === undefined) return this.#print(above);
    const up = this.#drawn === 0 ? "" : `\x1b[${this.#drawn}A`;
    // Of few runs their own lines say it all.
    const all = this.#isMany && this.#lines.size > 0 ? [this.#all.describe()] : [];
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

/**
 * "evaluating 34 %, 12 s left": of this evaluation. The time is said once it has taken a second, since what is over at
 * once needs none.
 */
function describeEvaluation(evaluated: Progress["evaluated"]): string {
  if (evaluated === null || evaluated.seconds < 1) return "evaluating";
  const { share, seconds } = evaluated;
  const left = seconds * (1 - share) / share;
  return `evaluating ${Math.floor(100 * share)} %, ${formatSeconds(left)} left`;
}
