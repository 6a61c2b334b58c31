import { assert, assertEquals } from "@std/assert";
import type { Page } from "./playwright.ts";
import { renderReport } from "../../reports/page.ts";
import { needs } from "../permissions.ts";
import {
  evaluation,
  fakeExperiment,
  fakeInspection,
  fakeRun,
  fakeUpdates,
} from "../reports/fake.ts";
import { NARROW, wanted, WIDE, withReport } from "./open.ts";
import { realReport } from "./real_report.ts";

/** Six rates, of which the first diverges: the baseline is v1, the best v4, the worst that is not hopeless v5. */
function manyReport(): string {
  const look = fakeInspection(), { vocabulary: _, ...dataset } = fakeRun().summary.dataset;
  const vals = [9, 1.4, 1.3, 1.35, 1.1, 1.5];
  return renderReport(fakeExperiment(vals.map((val, i) =>
    fakeRun({
      variant: `v${i}`,
      inspections: [look, { ...look, step: 3 }],
      updates: fakeUpdates(look, [0, 1, 2]),
      config: {
        model: { hiddenSizes: [6, 4] },
        training: { learningRate: { schedule: "constant", initial: [0.1, 0.2, 0.3][i % 3] } },
      },
      summary: {
        status: i === 0 ? "diverged" : "finished",
        final: evaluation(3, { train: val, val, test: val }),
        dataset: { ...dataset, vocabulary: [".", "a", "b", "c", "d"] },
      },
    })
  )));
}

const unfold = (page: Page) =>
  page.evaluate(`document.querySelectorAll("details.fold").forEach((one) => one.open = true)`);

/** The variants whose panels, samples and first logits in words are seen. */
async function shown(page: Page): Promise<string[][]> {
  const names = (selector: string) =>
    page.locator(`${selector}:visible`).evaluateAll((all) => [
      ...new Set(all.map((one) => one.querySelector("bdi")!.textContent)),
    ]);
  return [
    await names(".panel:has(bdi)"),
    await names("section[aria-labelledby=samples] .column"),
    await names(".alike [data-variant]"),
  ];
}

const box = (page: Page) => page.locator(".selection");

Deno.test(
  needs("one selection governs all sections; it starts with baseline, best and worst", wanted),
  async () => {
    await withReport(manyReport(), NARROW, async ({ page, wrong }) => {
      await unfold(page);
      assertEquals(await shown(page), Array(3).fill(["v1", "v4", "v5"]));
      await box(page).locator("summary").focus();
      await page.keyboard.press("Enter");
      await page.keyboard.press("Tab");
      assertEquals(await page.evaluate("document.activeElement.type"), "search");
      const check = box(page).getByLabel("v2");
      await check.focus();
      await page.keyboard.press("Space");
      assertEquals(await shown(page), Array(3).fill(["v1", "v2", "v4", "v5"]));
      assertEquals(await box(page).locator(".count").textContent(), "4 of 6");
      await page.keyboard.press("Space");
      assertEquals(await shown(page), Array(3).fill(["v1", "v4", "v5"]));
      await page.keyboard.press("Escape");
      assertEquals(await check.isVisible(), false);
      assertEquals(await page.evaluate("document.documentElement.scrollWidth"), 360);
      assertEquals(wrong, []);
    });
  },
);

Deno.test(
  needs("variants are found by their names, settings and status, and chosen together", wanted),
  async () => {
    await withReport(manyReport(), WIDE, async ({ page, wrong }) => {
      await unfold(page);
      await box(page).locator("summary").click();
      const listed = () =>
        box(page).locator("li:visible").evaluateAll((all) =>
          all.map((one) => one.querySelector("bdi")!.textContent)
        );
      await box(page).getByLabel("learning rate").selectOption("0.1");
      assertEquals(await listed(), ["v0", "v3"]);
      await box(page).getByLabel("Status").selectOption("finished");
      assertEquals(await listed(), ["v3"]);
      await box(page).getByRole("button", { name: "These too" }).click();
      assertEquals((await shown(page))[0], ["v1", "v3", "v4", "v5"]);
      await box(page).getByLabel("Status").selectOption("any");
      await box(page).getByLabel("learning rate").selectOption("any");
      await box(page).getByLabel("Search").fill("V2");
      assertEquals(await listed(), ["v2"]);
      assertEquals(await box(page).locator(".listed").textContent(), "1 of 6 listed");
      await box(page).getByRole("button", { name: "Only those listed" }).click();
      assertEquals(await shown(page), Array(3).fill(["v2"]));
      await box(page).getByRole("button", { name: "None" }).click();
      assertEquals(await shown(page), [[], [], []]);
      await box(page).getByRole("button", { name: "As at first" }).click();
      assertEquals(await shown(page), Array(3).fill(["v1", "v4", "v5"]));
      await page.mouse.click(5, 400);
      assertEquals(await box(page).getByLabel("Search").isVisible(), false);
      assertEquals(wrong, []);
    });
  },
);

Deno.test(
  needs("legend, talk and selection are one: what one of them changes, all show", wanted),
  async () => {
    const html = await realReport({
      seeds: [1],
      variants: { plain: {}, other: { model: { activation: "relu" } } },
    });
    await withReport(html, WIDE, async ({ page, wrong }) => {
      const legend = page.locator(".readout").getByRole("button", { name: "other" });
      const chip = page.locator(".chips").getByRole("button", { name: "other" });
      const state = async () => [
        await legend.getAttribute("aria-pressed"),
        await chip.getAttribute("aria-pressed"),
        await box(page).locator(".count").textContent(),
        await page.locator("section[aria-labelledby=samples] .column:visible").count(),
        await page.locator(".talk .column").count(),
      ];
      await page.waitForTimeout(300);
      assertEquals(await state(), ["true", "true", "2 of 2", 2, 2]);
      for (const control of [legend, chip]) {
        await control.focus();
        await page.keyboard.press("Enter");
        await page.waitForTimeout(400);
        assertEquals(await state(), ["false", "false", "1 of 2", 1, 1]);
        assert(await control.evaluate((one) => one === document.activeElement));
        await page.keyboard.press("Enter");
        await page.waitForTimeout(400);
        assertEquals(await state(), ["true", "true", "2 of 2", 2, 2]);
      }
      await chip.click();
      await page.locator(".chips").getByRole("button", { name: "plain" }).click();
      await page.waitForTimeout(400);
      assertEquals(
        await page.locator(".talk .message").textContent(),
        "Nobody answers: choose a variant.",
      );
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

Deno.test(
  needs(
    "a word is explained beside it: by mouse, keyboard and finger, with and without script",
    wanted,
  ),
  async () => {
    for (
      const options of [WIDE, { ...NARROW, hasTouch: true }, { ...WIDE, javaScriptEnabled: false }]
    ) {
      await withReport(manyReport(), options, async ({ page, wrong }) => {
        const word = page.locator(".word", { hasText: "perplexity" });
        const meaning = page.locator("#word-perplexity");
        assertEquals(await meaning.isVisible(), false);
        if ("hasTouch" in options) await word.tap();
        else await word.click();
        assertEquals(await meaning.isVisible(), true);
        const [a, b] = [(await word.boundingBox())!, (await meaning.boundingBox())!];
        const { width } = options.viewport!;
        assert(b.x >= 0 && b.x + b.width <= width, "it stands out of the window");
        if (!("javaScriptEnabled" in options)) {
          const gap = Math.max(a.y - b.y - b.height, b.y - a.y - a.height);
          assert(gap >= 0 && gap < 20, `${gap} px away`);
        }
        await page.keyboard.press("Escape");
        assertEquals(await meaning.isVisible(), false);
        await word.focus();
        await page.keyboard.press("Enter");
        assertEquals(await meaning.isVisible(), true);
        assertEquals(wrong, []);
      });
    }
  },
);
