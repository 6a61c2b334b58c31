/**
 * Whoever is told how a training goes: a terminal, or a script. Runs are known by their index.
 *
 * @module
 */
import type { Progress } from "../runner/training/job.ts";
import type { Round, Rung, StoredRun } from "../runner/results.ts";

export interface Watch {
  /**
   * What comes next.
   *
   * @param aims of the runs that it is about, each up to which step
   * @param later at most so many steps come after that
   */
  begin(aims: ReadonlyMap<number, number>, later: number): void;
  update(index: number, progress: Progress): void;
  /** A run's last word, in this process. */
  end(index: number, text: string, end: End): void;
  /** A run is as far as it was to come; there is nothing to say. */
  pause(index: number): void;
  /** A run is given up for better ones. */
  leave(index: number): void;
  /** A word on a run. */
  say(index: number, text: string): void;
  /** A word on them all. */
  note(text: string): void;
  /** Halving or pruning has decided. */
  decide(decision: Rung | Round, text: string): void;
}

/**
 * How a run ended: `saved` where it was told to stop, and goes on another time; `cached` where it was trained before.
 */
export type EndState = "finished" | "cached" | "diverged" | "hopeless" | "failed" | "saved";

/** A run's end. */
export interface End {
  state: EndState;
  /** What it shows that is not as it should be: red for what failed, yellow for what is hopeless. */
  color?: "red" | "yellow";
  run?: StoredRun;
}
