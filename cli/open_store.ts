import { InputError } from "../runner/errors.ts";
import type { Run } from "../runner/sweep/plan.ts";
import { PostgresStore } from "../runner/queue/store.ts";
import type { Arguments } from "./arguments.ts";
import { auditRuns, shareOf } from "./audit.ts";
import { openFolder, type OpenStore } from "../conduct/conduct.ts";
import type { Datasets } from "../conduct/datasets.ts";
import { followQueue } from "./follow.ts";
import type { Host } from "./host.ts";
import { openQueue } from "./open_queue.ts";

/** A queue that is asked for on the command line. */
export interface QueueAsked {
  url: string;
  /** The share of runs to be audited. */
  share: number;
}

/** @throws InputError for options that do not go together */
export function queueAsked({ flag, text }: Arguments): QueueAsked | undefined {
  const url = text("queue"), audit = text("audit");
  if (url === undefined) {
    if (audit === undefined) return undefined;
    throw new InputError("--audit goes with --queue: other workers train some runs again");
  }
  if (flag("force")) {
    throw new InputError(
      "--force does not go with --queue, whose results others may be using; --audit 5% trains some again, and compares",
    );
  }
  for (const name of ["jobs", "checkpoint"]) {
    if (text(name) === undefined) continue;
    throw new InputError(`--${name} does not go with --queue: it is an option of deno task worker`);
  }
  return { url, share: audit === undefined ? 0 : shareOf(audit) };
}

/**
 * Opens a store: the queue's where one is asked for, else the experiment's folder.
 *
 * @throws InputError where the queue cannot be used
 */
export async function openStore(
  asked: QueueAsked | undefined,
  folder: string,
  { runs, datasets }: { runs: readonly Run[]; datasets: Datasets },
  host: Host,
  stop?: AbortSignal,
): Promise<OpenStore> {
  if (asked === undefined) return openFolder(folder);
  const queue = await openQueue(asked.url, host, { stop });
  const store = new PostgresStore(queue.database, { copies: folder });
  await store.look(runs);
  return {
    store,
    train: followQueue(queue, (config) => datasets.text(config)),
    audit: (runs, stop) => auditRuns(queue, runs, asked.share, stop, host),
    [Symbol.asyncDispose]: () => queue[Symbol.asyncDispose](),
  };
}
