/**
 * `deno task queue`: what a queue holds, and what is to be done about it.
 *
 * @module
 */
import { formatCount, plural } from "../reports/format.ts";
import { cleanUp, sizesOf } from "../runner/queue/contents.ts";
import { parseArguments } from "./arguments.ts";
import type { Host } from "./host.ts";
import { openQueue, queueUrl } from "./open_queue.ts";
import { formatTable } from "./table.ts";
import { harmless } from "../conduct/harmless.ts";

/** So many of a kind are named. */
const MOST = 20;

/** @returns the exit code */
export async function queueCommand(args: readonly string[], host: Host): Promise<number> {
  const typed = parseArguments("queue", args, {
    help: "flag",
    queue: "text",
    again: "flag",
    clean: "text",
  });
  const { flag, count } = typed, days = count("clean", 0), url = queueUrl("queue", typed);
  await using queue = await openQueue(url, host);
  if (flag("again")) {
    host.print(`${plural(await queue.jobs.again(), "run")} sent again\n`);
  }
  if (days !== undefined) {
    const { runs, texts } = await cleanUp(queue.database, days);
    host.print(`${plural(runs, "run")} and ${plural(texts, "text")} removed\n`);
  }
  const { active, stored, runs, texts, bytes } = await sizesOf(queue.database);
  const waiting = [...await queue.jobs.waiting()].sort();
  const rows = waiting.map(([name, count]) => ["waiting", formatCount(count), name]);
  rows.push(["being trained", formatCount(active.length), ""]);
  for (const { variant, experiment, worker } of active.slice(0, MOST)) {
    rows.push(["", "", harmless(`${experiment}: ${variant}, by ${worker}`)]);
  }
  const aside = await queue.jobs.aside();
  rows.push(["set aside", formatCount(aside.length), ""]);
  for (const { key, why } of aside.slice(0, MOST)) {
    rows.push(["", "", harmless(`${key.slice(0, 8)}: ${why}`)]);
  }
  rows.push(
    ["finished", formatCount(stored), `of ${plural(runs, "run")} asked for`],
    ["texts", formatCount(texts), ""],
    ["database", `${formatCount(Math.ceil(bytes / 1e6))} MB`, ""],
  );
  host.print(formatTable(["", "", ""], rows));
  return 0;
}
