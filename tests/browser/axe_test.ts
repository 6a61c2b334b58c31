import { assert, assertEquals } from "@std/assert";
import { renderReport } from "../../reports/page.ts";
import { needs } from "../permissions.ts";
import { bnReport, hostileReport, networksReport } from "../reports/examples.ts";
import { finderReport } from "../reports/finder/example.ts";
import { unfold, violations } from "./axe.ts";
import { NARROW, wanted, WIDE, withReport } from "./open.ts";
import { realReport } from "./real_report.ts";

const reports = {
  "a real experiment's report": () => realReport(),
  "a report of hostile text": () => Promise.resolve(renderReport(hostileReport())),
  "a report of several networks": () => Promise.resolve(renderReport(networksReport())),
  "a learning-rate finder's report": () => Promise.resolve(renderReport(finderReport())),
  "a page of two experiments": () =>
    Promise.resolve(renderReport(bnReport(200), { ...bnReport(100), title: "Another" })),
};

for (const [what, make] of Object.entries(reports)) {
  Deno.test(needs(`axe-core finds nothing to object to in ${what}`, wanted), async () => {
    const html = await make();
    for (const colorScheme of ["light", "dark"] as const) {
      for (const size of [WIDE, NARROW]) {
        await withReport(html, { ...size, colorScheme }, async ({ page }) => {
          await unfold(page);
          assertEquals(await violations(page), [], `${colorScheme}, ${size.viewport!.width} px`);
        });
      }
    }
  });
}

Deno.test(needs("axe-core does find what is to be objected to", wanted), async () => {
  const html = renderReport(bnReport(100)).replace(/<h1/, `<h1 style="color: #eee"`);
  await withReport(html, WIDE, async ({ page }) => {
    const found = await violations(page);
    assert(found.some((one) => one.startsWith("color-contrast")), found.join("\n"));
  });
});
