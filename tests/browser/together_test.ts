import { assert, assertEquals } from "@std/assert";
import { renderReport } from "../../reports/page.ts";
import { needs } from "../permissions.ts";
import { bnReport } from "../reports/examples.ts";
import { fakeExperiment, type FakeRun, fakeRun } from "../reports/fake.ts";
import { wanted, WIDE, withReport } from "./open.ts";

Deno.test(
  needs("a joint table does not scroll sideways, however much the experiments differ in", wanted),
  async () => {
    const other = (variant: string, config: FakeRun["config"], rest: FakeRun["summary"] = {}) =>
      fakeRun({ variant, config, summary: rest });
    const first = fakeExperiment([
      other("plain", {}),
      other("batch norm", { model: { batchNorm: true } }),
    ]);
    const second = fakeExperiment([
      other("a much longer name", {
        model: { activation: "relu", embeddingSize: 3, hiddenSizes: [9] },
      }),
      other("lost", {
        training: { batchSize: 7, steps: 3, learningRate: { schedule: "cosine", initial: 0.3 } },
      }, {
        status: "diverged",
        notFinite: "the gradient of W1",
      }),
    ]);
    await withReport(renderReport(first, second), WIDE, async ({ page }) => {
      const [scrolled, seen] = await page.evaluate<number[]>(
        `(({ scrollWidth, clientWidth }) => [scrollWidth, clientWidth])(document.querySelector(".results .scroll"))`,
      );
      assert(scrolled <= seen, `${scrolled} > ${seen}`);
      await page.getByText(/^The \d settings that differ$/).first().click();
      const told = page.getByRole("group", {
        name: "Settings that are not those of most variants",
      });
      assert((await told.first().textContent())!.includes("cosine"));
    });
  },
);

Deno.test(
  needs("several experiments are one table and one chart, and each unfolds", wanted),
  async () => {
    const reports = [1, 2, 3].map((i) => ({ ...bnReport(100 * i), title: `Experiment ${i}` }));
    await withReport(renderReport(...reports), WIDE, async ({ page, wrong }) => {
      const height = await page.evaluate<number>("document.documentElement.scrollHeight");
      assert(height < 4000, `${height} px high`);
      const all = page.locator(`[data-experiment="all"]`);
      const legend = all.locator(".readout").getByRole("button", { name: "2: plain" });
      const isChosen = await all.locator(".selection").getByLabel("2: plain").isChecked();
      assertEquals(await legend.getAttribute("aria-pressed"), `${isChosen}`);
      await all.locator(".selection summary").click();
      await all.locator(".selection").getByLabel("2: plain").click();
      await page.keyboard.press("Escape");
      await page.waitForTimeout(300);
      assertEquals(await legend.getAttribute("aria-pressed"), `${!isChosen}`);
      const article = page.locator("article").nth(1);
      assertEquals(await article.locator("figure.curves").isVisible(), false);
      await page.getByRole("navigation", { name: "Experiments" }).getByRole("link", {
        name: "Experiment 2",
      }).click();
      await page.waitForTimeout(300);
      assert(await article.locator("figure.curves").isVisible());
      // Its own selection is another one.
      assertEquals(
        await article.locator(".readout").getByRole("button", { name: "plain" }).first()
          .getAttribute("aria-pressed"),
        "true",
      );
      assertEquals(wrong, []);
    });
  },
);
