/**
 * This side of a thread that helps to train (helper.ts).
 *
 * @module
 */
import { startWorker } from "./start_worker.ts";

/** Its module. */
export const HELPER = new URL("./helper.ts", import.meta.url);

export class HelperThread {
  readonly #worker: Worker;
  /** Where it is told what to do; whoever trains is given it. */
  readonly port: MessagePort;

  /** @param onFailure is told why it broke */
  constructor(module: URL, onFailure: (message: string) => void) {
    const { port1, port2 } = new MessageChannel();
    this.#worker = startWorker<"left">(module, () => this.end(), onFailure);
    this.#worker.postMessage(port1, [port1]);
    this.port = port2;
  }

  /** Lets it finish what it does, and ends it; the training goes on without it. */
  leave(): void {
    this.#worker.postMessage("leave");
  }

  /** Ends it, where the training has ended: it does nothing then. */
  end(): void {
    this.#worker.terminate();
  }
}
