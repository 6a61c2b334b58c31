/**
 * A reader's answer to an exercise, checked in a worker: what the page asks, what the worker answers, and both sides of
 * it. Code that does not end is ended.
 *
 * @module
 */
import { checkAnswer, type PageExercise, type Verdict } from "../../lesson/exercises.ts";
import { READY, startOwnWorker } from "../own_worker.ts";

interface Task {
  exercise: PageExercise;
  code: string;
}

/** What came of a reader's code. */
export type Checked = { verdicts: Verdict[] } | { failure: string };

/** Seconds that the code may take: what is right takes a hundredth of one. */
const PATIENCE = 3;

/** Runs the code and checks its gradients. Never rejects. */
export function check(exercise: PageExercise, code: string): Promise<Checked> {
  return new Promise((resolve) => {
    let worker: Worker | undefined;
    const end = (checked: Checked) => {
      clearTimeout(timer);
      worker?.terminate();
      resolve(checked);
    };
    const timer = setTimeout(
      () => end({ failure: `It did not end within ${PATIENCE} seconds, and was stopped.` }),
      1000 * PATIENCE,
    );
    try {
      worker = startOwnWorker<Task, Checked>(
        { exercise, code },
        end,
        (message) => end({ failure: message }),
      );
    } catch (error) {
      end({ failure: `This browser cannot run it: ${(error as Error).message}` });
    }
  });
}

/** The worker's side: does the one task that it is sent. */
export function work(scope: Worker): void {
  scope.onmessage = ({ data: { exercise, code } }: MessageEvent<Task>) => {
    try {
      scope.postMessage({ verdicts: checkAnswer(exercise, code) } satisfies Checked);
    } catch (error) {
      const failure = error instanceof Error
        ? `${error.name}: ${error.message}`
        : `It threw ${String(error)}`;
      scope.postMessage({ failure } satisfies Checked);
    }
  };
  scope.postMessage(READY);
}
