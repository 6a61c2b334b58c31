/** A thread that breaks when it is to help: at once, or in the middle of a part. */
import { Helper, type ToHelper } from "../../../core/kernels/crew.ts";

const scope = self as unknown as Worker;

scope.onmessage = ({ data: trainer }: MessageEvent<MessagePort>) => {
  const helper = new Helper();
  trainer.onmessage = ({ data }: MessageEvent<ToHelper>) => {
    if (data.kind === "memory") return helper.hear(data);
    // Of an address behind the memory's end there is nothing to read.
    const tasks = data.tasks.map((task) => ({ ...task, addresses: task.addresses.map(() => -16) }));
    helper.hear({ kind: "kernel", tasks });
    helper.work(1);
  };
};
