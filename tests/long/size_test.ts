import { assert, assertEquals } from "@std/assert";
import { renderReport } from "../../reports/page.ts";
import { largeExperiment } from "../reports/large.ts";
import { largeSweep } from "../reports/sweep/large.ts";

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

Deno.test("a report of a search of 1000 trials has less than 8 MB, and all of them", () => {
  const html = renderReport(largeSweep(1000));
  const found = new TextEncoder().encode(html).length / 1e6;
  assert(found < 8, `it has ${found.toFixed(2)} MB`);
  assertEquals(html.match(/ data-config="/g)?.length, 1000);
});
