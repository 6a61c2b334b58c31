/**
 * Starts a worker.
 *
 * @param onMessage takes what it posts
 * @param onFailure is told why it broke; nothing else hears of it
 * @returns the worker: whoever starts it terminates it
 */
export function startWorker<Posted>(
  module: URL,
  onMessage: (posted: Posted) => void,
  onFailure: (message: string) => void,
): Worker {
  const worker = new Worker(module, { type: "module" });
  worker.onmessage = ({ data }: MessageEvent<Posted>) => onMessage(data);
  worker.onmessageerror = () => onFailure("what its worker posted could not be read");
  worker.onerror = (event) => {
    event.preventDefault();
    onFailure(event.message);
  };
  return worker;
}
