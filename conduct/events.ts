/**
 * What happens while an experiment is carried out, for scripts: `--json` prints it, and the library's `onEvent` is told
 * of it. docs/how-to/script.md tells it all.
 *
 * @module
 */
import type { Evaluation, Round, Rung, RunSummary } from "../runner/results.ts";
import type { Run } from "../runner/sweep/plan.ts";
import type { Progress } from "../runner/training/job.ts";
import { bestOf, lowestOf } from "./best.ts";
import { type Best, type Counts, Overall } from "./overall.ts";
import type { End, EndState, Watch } from "./watch.ts";

/** Which run an event is about. */
export interface EventRun {
  /** Its folder. */
  run: string;
  /** Its variant. */
  variant: string;
  /** Its seed. */
  seed: number;
}

/** Something that happened; see docs/how-to/script.md. */
export type ExperimentEvent =
  | { event: "plan"; runs: (EventRun & { hash: string; steps: number })[] }
  | { event: "progress" } & EventRun & {
    step: number;
    steps: number;
    loss: number | null;
    stepsPerSecond: number | null;
    evaluating: boolean;
  }
  | { event: "run" } & EventRun & {
    state: EndState | "given up";
    status?: RunSummary["status"];
    steps?: number;
    final?: Evaluation[];
    seconds?: number;
    text?: string;
  }
  | { event: "all"; secondsLeft: number | null; best: Best | null } & Counts
  | { event: "decision" } & (Rung | Round)
  | { event: "note"; text: string } & Partial<EventRun>;

/** ms between the events on a run, or on all of them. */
const INTERVAL = 1000;

/** Makes events of what it is told. */
export class EventWatch implements Watch {
  readonly #emit: (event: ExperimentEvent) => void;
  readonly #runs: readonly Run[];
  readonly #all: Overall;
  readonly #last = new Map<number, number>();
  #lastAll = -Infinity;

  constructor(emit: (event: ExperimentEvent) => void, runs: readonly Run[]) {
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
