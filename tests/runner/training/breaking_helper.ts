/** A thread that breaks in the first part that it takes. */
import { Helper, type ToHelper } from "../../../core/kernels/crew.ts";

const scope = self as unknown as Worker;

scope.onmessage = ({ data: trainer }: MessageEvent<MessagePort>) => {
  const helper = new Helper();
  trainer.onmessage = ({ data }: MessageEvent<ToHelper>) => {
    if (data.kind === "memory") {
      helper.hear(data);
      setInterval(() => helper.work(1), 1);
      return;
    }
    // Of an address behind the memory's end there is nothing to read.
    const tasks = data.tasks.map((task) => ({ ...task, addresses: task.addresses.map(() => -16) }));
    helper.hear({ kind: "kernel", tasks });
  };
};
