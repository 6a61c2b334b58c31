/**
 * `--audit 5%`: has a share of the runs trained again by other workers, and compares.
 *
 * @module
 */
import { formatCount, plural } from "../reports/format.ts";
import { InputError } from "../runner/errors.ts";
import type { Run } from "../runner/sweep/plan.ts";
import { auditsOf, sampleOf, sendAudits } from "../runner/queue/audit.ts";
import type { Host } from "./host.ts";
import type { Queue } from "./open_queue.ts";

const POLL = 500, PATIENCE = 10_000; // ms

/** A share such as "5%". @throws InputError where it is none from 0 to 100 % */
export function shareOf(text: string): number {
  const match = /^(\d{1,3}(?:\.\d{1,3})?)\s*%$/.exec(text);
  const percent = Number(match?.[1]);
  if (match && percent <= 100) return percent / 100;
  throw new InputError(`--audit must be a share such as 5%, found "${text.slice(0, 100)}"`);
}

/** @returns whether all are the same, and all could be compared */
export async function auditRuns(
  queue: Queue,
  runs: readonly Run[],
  share: number,
  stop: AbortSignal,
  host: Host,
): Promise<boolean> {
  const sample = await sampleOf(runs, share);
  if (sample.size === 0) return true;
  host.print(`\nAudit: ${plural(sample.size, "run")} to be trained again by another worker\n`);
  await sendAudits(queue, sample);
  const start = performance.now();
  let hasSaid = false;
  for (;;) {
    const { done, aside } = await auditsOf(queue, sample);
    const isOver = done.length + aside.length >= sample.size;
    if (isOver || stop.aborted) {
      const different = done.filter(({ different }) => different.length > 0);
      for (const { run: { variant, seed }, different: what, workers } of different) {
        host.complain(
          `Audit: ${variant}, seed ${seed}: ${what.join(" and ")} of ${workers[0]} and of ${
            workers[1]
          } DIFFER\n`,
        );
      }
      for (const { why } of aside) {
        host.complain(`Audit: a run could not be trained again: ${why}\n`);
      }
      const same = done.length - different.length;
      host.print(`Audit: ${formatCount(same)} of ${plural(sample.size, "run")} the same bits\n`);
      return same === sample.size;
    }
    if (!hasSaid && performance.now() - start > PATIENCE && done.length === 0) {
      host.print("Audit: waiting for another worker than the one that trained them\n");
      hasSaid = true;
    }
    await new Promise((resolve) => setTimeout(resolve, POLL));
  }
}
