/**
 * Renders the reports of large experiments, opens them in Chromium, and says how large they are and how long it all takes:
 *
 *     deno task bench:report
 *
 * @module
 */
import { renderReport } from "../../reports/page.ts";
import { findChromium } from "../browser/chromium.ts";
import { WIDE, withReport } from "../browser/open.ts";
import { largeExperiment } from "../reports/large.ts";
import { describeMachine, thisMachine } from "./machine.ts";

const CASES = [[2, 200_000], [100, 20_000]] as const;

console.log(describeMachine(thisMachine()));
for (const [runs, steps] of CASES) {
  const experiment = await largeExperiment(runs, steps);
  const start = performance.now();
  const html = renderReport(experiment);
  const seconds = (performance.now() - start) / 1000;
  const megabytes = new TextEncoder().encode(html).length / 1e6;
  console.log(
    `${runs} runs of ${steps} steps: ${megabytes.toFixed(2)} MB, rendered in ${
      seconds.toFixed(2)
    } s`,
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
