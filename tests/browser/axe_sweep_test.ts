import { assertEquals } from "@std/assert";
import { renderReport } from "../../reports/page.ts";
import { needs } from "../permissions.ts";
import { unfold, violationsInBoth } from "./axe.ts";
import { NARROW, wanted, WIDE, withReport } from "./open.ts";
import { GRID, HALVED, SWEEP } from "./sweeps.ts";

for (const [what, experiment] of Object.entries({ search: SWEEP, halving: HALVED, grid: GRID })) {
  Deno.test(
    needs(`axe-core finds nothing to object to in a page of a ${what}`, wanted),
    async () => {
      const html = renderReport(experiment);
      for (const size of [WIDE, NARROW]) {
        await withReport(html, { ...size, colorScheme: "light" }, async ({ page }) => {
          await unfold(page);
          const width = size.viewport!.width;
          assertEquals(await violationsInBoth(page), [], `${width} px`);
          assertEquals(await page.evaluate("document.documentElement.scrollWidth"), width);
        });
      }
    },
  );
}
