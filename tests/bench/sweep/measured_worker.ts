/**
 * The worker that trains, with a clock in front of and behind each call of a kernel: its endings say the seconds spent in kernels, without what the clock
 * takes itself.
 *
 * @module
 */
import type { FromWorker } from "../../../runner/trainer.ts";

/** What it adds to an ending. */
export interface Measured {
  kernelSeconds: number;
  /** What the clock took: reading it twice a call. */
  clockSeconds: number;
}

let [spent, calls] = [0, 0];
const timed = (kernel: (...args: number[]) => void) => (...args: number[]) => {
  const start = performance.now();
  kernel(...args);
  spent += performance.now() - start;
  calls++;
};

/** What the clock takes of a call, in ms: kernels that do nothing, the least of several rounds. */
function costOfCall(): number {
  const nothing = timed(() => {});
  const costs = Array.from({ length: 20 }, () => {
    [spent, calls] = [0, 0];
    for (let i = 0; i < 20_000; i++) nothing(i);
    return spent / calls;
  });
  [spent, calls] = [0, 0];
  return Math.min(...costs);
}

const { Instance } = WebAssembly;
WebAssembly.Instance = function (module: WebAssembly.Module, imports: WebAssembly.Imports) {
  const { f } = new Instance(module, imports).exports;
  return { exports: { f: timed(f as () => void) } };
} as unknown as typeof Instance;

const clock = costOfCall();
const scope = self as unknown as {
  postMessage(message: FromWorker, transfer?: Transferable[]): void;
};
const post = scope.postMessage.bind(scope);
scope.postMessage = (message, transfer) => {
  if (message.kind === "progress" || message.kind === "checkpoint") return post(message, transfer);
  const measured: Measured = {
    kernelSeconds: (spent - calls * clock) / 1000,
    clockSeconds: 2 * calls * clock / 1000,
  };
  [spent, calls] = [0, 0];
  post({ ...message, ...measured }, transfer);
};

await import("../../../runner/worker.ts");
