import { assert } from "@std/assert";
import { renderReport } from "../../reports/page.ts";
import { largeExperiment } from "./large.ts";

const LIMITS = [
  { runs: 2, steps: 200_000, megabytes: 1.5 },
  { runs: 100, steps: 20_000, megabytes: 8 },
];

for (const { runs, steps, megabytes } of LIMITS) {
  const size = `less than ${megabytes} MB`;
  Deno.test(`a report of ${runs} runs of ${steps} steps has ${size}`, async () => {
    const html = renderReport(await largeExperiment(runs, steps));
    const found = new TextEncoder().encode(html).length / 1e6;
    assert(found < megabytes, `it has ${found.toFixed(2)} MB`);
    assert(html.length > 100_000);
  });
}
