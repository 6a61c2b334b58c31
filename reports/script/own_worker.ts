/**
 * A worker that runs the page's own script, which is all that the page's policy lets run.
 *
 * @module
 */

/** What such a worker posts once it can be sent its task. */
export const READY = "ready";

/**
 * Starts a worker on the one task that it does; whoever calls may terminate it.
 *
 * @param fail is told why the browser does not start it
 * @throws where the browser refuses a worker
 */
export function startOwnWorker<Task, Answer>(
  task: Task,
  answer: (answer: Answer) => void,
  fail: (message: string) => void,
): Worker {
  const script = document.querySelector('script[type="module"]')!.textContent!;
  const address = URL.createObjectURL(new Blob([script], { type: "text/javascript" }));
  // Not a module worker: Chromium has none for a page from a file.
  const worker = new Worker(address);
  worker.onmessage = ({ data }: MessageEvent<Answer | typeof READY>) => {
    if (data !== READY) return answer(data);
    URL.revokeObjectURL(address);
    worker.postMessage(task);
  };
  worker.onerror = (event) => {
    event.preventDefault();
    fail(event.message ?? "the browser does not start a worker");
  };
  return worker;
}
