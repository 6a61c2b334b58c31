/**
 * The report of an experiment that has really been run, small enough for a test.
 *
 * @module
 */
import { join } from "node:path";
import { run, type TestHost, withHost, writeTiny } from "../cli/host.ts";

/** Runs a tiny experiment with two seeds, and gives its report. @param changes of the experiment's file */
export async function realReport(changes: Record<string, unknown> = {}): Promise<string> {
  let html = "";
  await withHost(async (host: TestHost) => {
    await writeTiny(host, { seeds: [1, 2], training: { steps: 200 }, ...changes });
    const code = await run(host, "run", "tiny.json");
    if (code !== 0) throw new Error(`The run ended with ${code}: ${host.complained}`);
    html = await Deno.readTextFile(join(host.folder, "results/tiny/report.html"));
  });
  return html;
}
