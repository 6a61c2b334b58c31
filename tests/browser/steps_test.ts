import { assert, assertEquals } from "@std/assert";
import { pathToFileURL } from "node:url";
import type { Page } from "./playwright.ts";
import { renderReport } from "../../reports/page.ts";
import { needs } from "../permissions.ts";
import { fakeExperiment, fakeInspection, fakeRun, fakeUpdates } from "../reports/fake.ts";
import { findChromium, NEEDS, withChromium } from "./chromium.ts";

const wanted = {
  ...NEEDS,
  other: { what: "Chromium and the permission to run it", isThere: findChromium() !== undefined },
};

/** Two variants of 3 steps, looked into at steps 0, 1 and 3. */
const report = () =>
  renderReport(fakeExperiment(["plain", "other"].map((variant) => {
    const inspections = [0, 1, 3].map((step) =>
      fakeInspection({ step, samples: [`${variant} at ${step}`], inTraining: [step === 3] })
    );
    return fakeRun({
      variant,
      inspections,
      updates: fakeUpdates(inspections[0], [0, 1, 2]),
      config: { model: { hiddenSizes: [6, 4] } },
      summary: {
        samples: [],
        dataset: { ...fakeRun().summary.dataset, vocabulary: [".", "a", "b", "c", "d"] },
      },
    });
  })));

async function open(
  work: (page: Page) => Promise<void>,
  options: { javaScriptEnabled?: boolean; width?: number } = {},
) {
  await Deno.mkdir(".cache", { recursive: true });
  const file = await Deno.makeTempFile({ dir: ".cache", suffix: ".html" });
  try {
    await Deno.writeTextFile(file, report());
    const { javaScriptEnabled = true, width = 1280 } = options;
    await withChromium({ viewport: { width, height: 800 }, javaScriptEnabled }, async (context) => {
      const page = await context.newPage(), wrong: string[] = [];
      page.on("console", (message) => wrong.push(message.text()));
      page.on("pageerror", (error) => wrong.push(error.message));
      await page.goto(pathToFileURL(file).href);
      await work(page);
      assertEquals(wrong, []);
    });
  } finally {
    await Deno.remove(file);
  }
}

/** The names of the steps whose parts have room on the page, in a section. */
const stepsShown = (page: Page, section: string) =>
  page.locator(`section[aria-labelledby=${section}] [data-step]`).evaluateAll((parts) => {
    const shown = parts.filter((part) => part.getClientRects().length > 0);
    return [...new Set(shown.map((part) => part.querySelector(".step-name")!.textContent))];
  });

Deno.test(
  needs("the sliders show one step at a time, each in its own section", wanted),
  async () => {
    await open(async (page) => {
      assertEquals(await stepsShown(page, "inside"), ["step 3"]);
      assertEquals(await stepsShown(page, "samples"), ["step 3"]);
      const slider = page.getByRole("slider", { name: "step" }).first();
      await slider.focus();
      await page.keyboard.press("ArrowLeft");
      assertEquals(await stepsShown(page, "inside"), ["step 1"]);
      assertEquals(await slider.getAttribute("aria-valuetext"), "step 1");
      await page.keyboard.press("End");
      assertEquals(await stepsShown(page, "inside"), ["step 3"]);
      assertEquals(await stepsShown(page, "samples"), ["step 3"]);
      const samples = page.locator("section[aria-labelledby=samples]");
      assertEquals(await samples.locator("output").textContent(), "3");
      await samples.getByRole("slider").focus();
      await page.keyboard.press("Home");
      assertEquals(await samples.locator("li:visible").allTextContents(), [
        "plain at 0",
        "other at 0",
      ]);
    });
  },
);

Deno.test(
  needs("on paper and without a script the first and the last step are shown", wanted),
  async () => {
    for (const javaScriptEnabled of [true, false]) {
      await open(async (page) => {
        if (javaScriptEnabled) await page.emulateMedia({ media: "print" });
        for (const section of ["inside", "samples"]) {
          assertEquals(await stepsShown(page, section), ["step 0", "step 3"]);
        }
        assertEquals(await page.locator(".step-slider:visible").count(), 0);
        assert(await page.locator(".step-name:visible").count() > 0);
      }, { javaScriptEnabled });
    }
  },
);

Deno.test(needs("no figure is wider than a narrow page, at any step", wanted), async () => {
  await open(async (page) => {
    for (const key of ["Home", "ArrowRight", "End"]) {
      await page.getByRole("slider", { name: "step" }).first().focus();
      await page.keyboard.press(key);
      assertEquals(await page.evaluate("document.documentElement.scrollWidth"), 360);
    }
  }, { width: 360 });
});
