import { assert, assertEquals } from "@std/assert";
import { renderReport } from "../../reports/page.ts";
import type { StoredExperiment } from "../../runner/results.ts";
import { RunConfigSchema } from "../../runner/schema/schema.ts";
import { needs } from "../permissions.ts";
import { evaluation, fakeExperiment, fakeRun } from "../reports/fake.ts";
import { bnReport, hostileReport, networksReport } from "../reports/examples.ts";
import { finderReport } from "../reports/finder/example.ts";
import { unfold, violationsInBoth } from "./axe.ts";
import { NARROW, wanted, WIDE, withReport } from "./open.ts";
import { realReport } from "./real_report.ts";

/**
 * Two sizes of networks with two seeds each, and what was expected of them: a chart of costs, of differences, and a
 * table of expectations.
 */
function costsReport(): StoredExperiment {
  const runs = [20, 200].flatMap((size, i) =>
    [1, 2].map((seed) =>
      fakeRun({
        variant: `${size} units`,
        seed,
        config: { model: { hiddenSizes: [size] } },
        summary: {
          parameters: 60 * size,
          final: evaluation(3, { train: 2, val: 2.5 - i / 5 + seed / 90 }),
        },
      })
    )
  );
  return fakeExperiment(runs, {
    expected: [
      { text: "a.final.val < b.final.val", outcome: "held", details: "2.3 < 2.5" },
      { text: "b.final.val < 2", outcome: "failed", details: "2.5 is not < 2" },
    ],
  });
}

const reports = {
  "a real experiment's report": () => realReport(),
  "a report of hostile text": () => Promise.resolve(renderReport(hostileReport())),
  "a report of several networks": () => Promise.resolve(renderReport(networksReport())),
  "a learning-rate finder's report": () => Promise.resolve(renderReport(finderReport())),
  "a page with charts of costs and with expectations": () =>
    Promise.resolve(renderReport(costsReport())),
  "a page of experiments that differ in much": () => {
    const { runs, ...rest } = costsReport();
    const other = runs.map((run) => ({
      ...run,
      config: RunConfigSchema.parse({ model: { activation: "relu" }, training: { batchSize: 8 } }),
    }));
    return Promise.resolve(renderReport(costsReport(), { ...rest, runs: other }));
  },
  "a page of two experiments": () =>
    Promise.resolve(renderReport(bnReport(200), { ...bnReport(100), title: "Another" })),
};

for (const [what, make] of Object.entries(reports)) {
  Deno.test(needs(`axe-core finds nothing to object to in ${what}`, wanted), async () => {
    const html = await make();
    for (const size of [WIDE, NARROW]) {
      await withReport(html, { ...size, colorScheme: "light" }, async ({ page }) => {
        await unfold(page);
        assertEquals(await violationsInBoth(page), [], `${size.viewport!.width} px`);
      });
    }
  });
}

Deno.test(
  needs("axe-core does find what is to be objected to, in either scheme", wanted),
  async () => {
    for (const [color, begins] of [["#eee", "color-contrast"], ["#222", "dark: color-contrast"]]) {
      const html = renderReport(bnReport(100)).replace(/<h1/, `<h1 style="color: ${color}"`);
      await withReport(html, { ...WIDE, colorScheme: "light" }, async ({ page }) => {
        const found = await violationsInBoth(page);
        assert(found.some((one) => one.startsWith(begins)), found.join("\n"));
      });
    }
  },
);
