/**
 * `--json`: what happens, for scripts, as a JSON object a line. docs/how-to/script.md tells them all.
 *
 * @module
 */
import type { Progress } from "../runner/training/job.ts";
import type { Run } from "../runner/sweep/plan.ts";
import type { Round, Rung } from "../runner/results.ts";
import { bestOf, lowestOf } from "./best.ts";
import { Overall } from "./overall.ts";
import type { End, Watch } from "./watch.ts";

/** Something that happened: what, and what of it is to be known. */
export type Event = { event: string } & Record<string, unknown>;
export type Emit = (event: Event) => void;

/** ms between the events on a run, or on all of them. */
const INTERVAL = 1000;

export class JsonWatch implements Watch {
  readonly #emit: Emit;
  readonly #runs: readonly Run[];
  readonly #all: Overall;
  readonly #last = new Map<number, number>();
  #lastAll = -Infinity;

  constructor(emit: Emit, runs: readonly Run[]) {
    this.#emit = emit;
    this.#runs = runs;
    this.#all = new Overall(runs.length);
    emit({
      event: "plan",
      runs: runs.map((run) => ({
        ...nameOf(run),
        hash: run.hash,
        steps: run.config.training.steps,
      })),
    });
  }

  begin(aims: ReadonlyMap<number, number>, later: number): void {
    this.#all.begin(aims, later);
  }

  update(index: number, progress: Progress): void {
    this.#all.update(index, progress.step);
    const now = performance.now();
    if (now - (this.#last.get(index) ?? -Infinity) >= INTERVAL) {
      this.#last.set(index, now);
      const { step, steps, loss, stepSeconds, evaluating } = progress;
      this.#emit({
        event: "progress",
        ...nameOf(this.#runs[index]),
        step,
        steps,
        loss: step > 0 && Number.isFinite(loss) ? loss : null,
        stepsPerSecond: step > 0 && stepSeconds > 0 ? Math.round(step / stepSeconds) : null,
        evaluating,
      });
    }
    if (now - this.#lastAll >= INTERVAL) this.#tellAll();
  }

  end(index: number, text: string, { state, run }: End): void {
    const isFailed = state === "failed" || state === "diverged";
    this.#all.end(index, state === "saved" ? undefined : isFailed ? "failed" : "done");
    const best = run && bestOf(run, run.summary.variant);
    if (best) this.#all.take(best);
    this.#emit({
      event: "run",
      ...nameOf(this.#runs[index]),
      state,
      ...run && {
        status: run.summary.status,
        steps: run.summary.steps,
        final: run.summary.final,
        seconds: run.summary.seconds,
      },
      text: text.trim(),
    });
    this.#tellAll();
  }

  pause(index: number): void {
    this.#all.end(index);
  }

  leave(index: number): void {
    this.#all.end(index, "givenUp");
    this.#emit({ event: "run", ...nameOf(this.#runs[index]), state: "given up" });
  }

  say(index: number, text: string): void {
    this.#emit({ event: "note", ...nameOf(this.#runs[index]), text });
  }

  note(text: string): void {
    this.#emit({ event: "note", text });
  }

  decide(decision: Rung | Round): void {
    const lowest = lowestOf(decision);
    if (lowest) this.#all.take(lowest);
    this.#emit({ event: "decision", ...decision });
  }

  #tellAll(): void {
    this.#lastAll = performance.now();
    const seconds = this.#all.secondsLeft();
    this.#emit({
      event: "all",
      ...this.#all.counts(),
      secondsLeft: seconds === undefined ? null : Math.round(seconds),
      best: this.#all.best ?? null,
    });
  }
}

const nameOf = ({ folder, variant, seed }: Run) => ({ run: folder, variant, seed });
