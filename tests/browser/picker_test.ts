import { assertEquals } from "@std/assert";
import { renderReport } from "../../reports/page.ts";
import { needs } from "../permissions.ts";
import { fakeExperiment, fakeInspection, fakeRun, fakeUpdates } from "../reports/fake.ts";
import { NARROW, wanted, withReport } from "./open.ts";

/** Six variants that end alike and hopeless: the first three are picked. */
function manyReport(): string {
  const look = fakeInspection(), { vocabulary: _, ...dataset } = fakeRun().summary.dataset;
  return renderReport(fakeExperiment(Array.from({ length: 6 }, (_, i) =>
    fakeRun({
      variant: `v${i}`,
      inspections: [look, { ...look, step: 3 }],
      updates: fakeUpdates(look, [0, 1, 2]),
      config: { model: { hiddenSizes: [6, 4] } },
      summary: { dataset: { ...dataset, vocabulary: [".", "a", "b", "c", "d"] } },
    }))));
}

Deno.test(
  needs("boxes show and hide variants in all sections, by the keyboard too", wanted),
  async () => {
    await withReport(manyReport(), NARROW, async ({ page, wrong }) => {
      const panels = (name: string) =>
        page.locator(`.panel:has(bdi:text-is("${name}")):visible`).count();
      const columns = (name: string) =>
        page.locator(`.column:has(bdi:text-is("${name}")):visible`).count();
      const box = page.locator("section[aria-labelledby=inside] .picker input[value='4']");
      assertEquals([await panels("v4"), await columns("v4"), await box.isChecked()], [0, 0, false]);
      await box.focus();
      await page.keyboard.press("Space");
      assertEquals([await panels("v4") > 0, await columns("v4")], [true, 1]);
      assertEquals(
        await page.locator("section[aria-labelledby=samples] .picker input[value='4']").isChecked(),
        true,
      );
      await page.keyboard.press("Space");
      assertEquals([await panels("v4"), await columns("v4")], [0, 0]);
      assertEquals(await page.evaluate("document.documentElement.scrollWidth"), 360);
      assertEquals(wrong, []);
    });
  },
);

Deno.test(
  needs("of ten variants those stand out that are chosen or have the focus", wanted),
  async () => {
    const runs = Array.from({ length: 10 }, (_, i) => fakeRun({ variant: `v${i}` }));
    await withReport(renderReport(fakeExperiment(runs)), NARROW, async ({ page, wrong }) => {
      const button = page.locator(".readout tbody button").nth(4);
      const color = () => button.locator("svg line").getAttribute("stroke");
      assertEquals([await color(), await button.getAttribute("aria-pressed")], [
        "var(--faded)",
        "false",
      ]);
      await button.focus();
      await page.waitForTimeout(300);
      assertEquals(await color(), "currentColor");
      await page.keyboard.press("Enter");
      await page.waitForTimeout(300);
      assertEquals([await color(), await button.getAttribute("aria-pressed")], [
        "var(--color-4)",
        "true",
      ]);
      assertEquals(wrong, []);
    });
  },
);
