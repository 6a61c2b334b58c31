/**
 * `deno task worker`: trains what others send to a queue.
 *
 * @module
 */
import { work } from "../runner/queue/work.ts";
import { parseArguments } from "./arguments.ts";
import type { Host } from "./host.ts";
import { openQueue, queueUrl } from "./open_queue.ts";
import { stopOnSignal } from "./stop.ts";
import { harmless } from "../conduct/harmless.ts";

const CHECKPOINT_SECONDS = 10;

/** @returns the exit code */
export async function workerCommand(args: readonly string[], host: Host): Promise<number> {
  const typed = parseArguments("worker", args, {
    help: "flag",
    queue: "text",
    jobs: "text",
    checkpoint: "text",
  });
  const { count, seconds } = typed, url = queueUrl("worker", typed);
  const jobs = count("jobs", 1) ?? host.cores();
  using stop = stopOnSignal(host);
  await using queue = await openQueue(url, host, { connections: 2 * jobs + 2, stop: stop.signal });
  const name = `${host.machine()}-${crypto.randomUUID().slice(0, 8)}`;
  host.print(`Working on the queue of ${queue.name} as ${name}, ${jobs} at once\n`);
  await work(queue, {
    name,
    jobs,
    checkpointSeconds: seconds("checkpoint") ?? CHECKPOINT_SECONDS,
    stop: stop.signal,
    say: (text) => host.print(harmless(`${text}\n`)),
  });
  return stop.exitCode();
}
