/**
 * Renders the reports of large experiments, opens them in Chromium, and says how large they are and how long it all
 * takes:
 *
 *     deno task bench:report
 *
 * @module
 */
import { renderReport } from "../../reports/page.ts";
import { endChromium, findChromium } from "../browser/chromium.ts";
import { WIDE, withReport } from "../browser/open.ts";
import { largeExperiment } from "../reports/large.ts";
import { largeSweep } from "../reports/sweep/large.ts";
import { describeMachine, thisMachine } from "./machine.ts";

/**
 * Budgets on the machine that they were set on: 100 runs in 8 MB and interactive within a second, a search of 1,000 in
 * 8 MB and within 1.5 s.
 */
const CASES = [
  { what: "2 runs of 200000 steps", make: () => largeExperiment(2, 200_000) },
  { what: "100 runs of 20000 steps", make: () => largeExperiment(100, 20_000) },
  { what: "a search of 1000 trials", make: () => Promise.resolve(largeSweep(1000)) },
];

console.log(describeMachine(thisMachine()));
for (const { what, make } of CASES) {
  const experiment = await make();
  const start = performance.now();
  const html = renderReport(experiment);
  const seconds = (performance.now() - start) / 1000;
  const megabytes = new TextEncoder().encode(html).length / 1e6;
  console.log(
    `${what}: ${megabytes.toFixed(2)} MB, rendered in ${seconds.toFixed(2)} s`,
  );
  if (findChromium() === undefined) continue;
  await withReport(html, WIDE, async ({ page }) => {
    const rounds: number[] = [];
    for (let i = 0; i < 5; i++) {
      await page.reload({ waitUntil: "load" });
      // The script has run, and the page answers, once two more frames have been drawn.
      rounds.push(
        await page.evaluate<number>(`new Promise((resolve) =>
        requestAnimationFrame(() => requestAnimationFrame(() => resolve(performance.now()))))`),
      );
    }
    const median = rounds.sort((a, b) => a - b)[2];
    console.log(`  interactive after ${Math.round(median)} ms (median of 5 loads)`);
  });
}
await endChromium();
