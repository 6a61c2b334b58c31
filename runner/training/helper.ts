/**
 * A thread that helps another one to train: it does parts of that one's kernels (core/kernels/crew.ts), and knows
 * nothing of what they are for.
 *
 * @module
 */
import { Helper, type ToHelper } from "../../core/kernels/crew.ts";
import { nextTurn } from "./turn.ts";

/** Parts that it does before it listens whether there are messages. */
const MOST = 10_000;

const scope = self as unknown as Worker;
let isLeaving = false;
const leave = Promise.withResolvers<void>();

scope.onmessage = ({ data }: MessageEvent<MessagePort | "leave">) => {
  if (data !== "leave") return help(data);
  isLeaving = true;
  leave.resolve();
};

function help(trainer: MessagePort): void {
  const helper = new Helper();
  trainer.onmessage = ({ data }: MessageEvent<ToHelper>) => {
    helper.hear(data);
    if (data.kind === "memory") work(helper);
  };
}

/** Works until it is told to leave, and says when it has left: it may be ended then. */
async function work(helper: Helper): Promise<void> {
  while (!isLeaving) {
    helper.work(MOST);
    await nextTurn();
    await Promise.race([helper.sleep(), leave.promise]);
  }
  scope.postMessage("left");
}
