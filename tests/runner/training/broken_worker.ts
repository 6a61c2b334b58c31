/** Breaks as its job's seed says, where a trainer would train. */
import type { ToWorker } from "../../../runner/training/trainer.ts";

const scope = self as unknown as Worker;

scope.onmessage = ({ data }: MessageEvent<ToWorker>) => {
  if (data.kind !== "job") return;
  if (data.job.seed === 1) throw new Error("thrown at once");
  if (data.job.seed === 2) setTimeout(() => Promise.reject(new Error("rejected later")));
  else scope.postMessage({ kind: "stopped", step: data.job.seed, checkpoint: null });
};
