/**
 * The report of an experiment that has really been run, small enough for a test.
 *
 * @module
 */
import { join } from "node:path";
import { run, type TestHost, withHost, writeTiny } from "../cli/host.ts";

const made = new Map<string, Promise<string>>();

/**
 * The report of a tiny experiment with two seeds, which is run when it is first asked for.
 *
 * @param changes of the experiment's file
 */
export function realReport(changes: Record<string, unknown> = {}): Promise<string> {
  const key = JSON.stringify(changes);
  if (!made.has(key)) made.set(key, make(changes));
  return made.get(key)!;
}

async function make(changes: Record<string, unknown>): Promise<string> {
  let html = "";
  await withHost(async (host: TestHost) => {
    await writeTiny(host, { seeds: [1, 2], training: { steps: 200 }, ...changes });
    const code = await run(host, "run", "tiny.json");
    if (code !== 0) throw new Error(`The run ended with ${code}: ${host.complained}`);
    html = await Deno.readTextFile(join(host.folder, "results/tiny/report.html"));
  });
  return html;
}
