import { assert, assertEquals } from "@std/assert";
import type { Page } from "./playwright.ts";
import { renderReport } from "../../reports/page.ts";
import { needs } from "../permissions.ts";
import { bnReport } from "../reports/examples.ts";
import { evaluation, fakeExperiment, fakeInspection, fakeRun } from "../reports/fake.ts";
import { NARROW, wanted, WIDE, withReport } from "./open.ts";
import { realReport } from "./real_report.ts";

/** All that a reader sees, everything unfolded, but code and what can be changed. */
const words = (page: Page) =>
  page.evaluate<string>(`(() => {
    document.querySelectorAll("details").forEach((one) => one.open = true);
    document.querySelectorAll("pre, code, script, select, input").forEach((one) => one.remove());
    return document.body.innerText;
  })()`);

/** A report of letters in these symbols. */
const ofLetters = (letters: string) => {
  const vocabulary = [".", ...letters];
  const coordinates = vocabulary.flatMap((_, i) => [Math.sin(i), Math.cos(3 * i)]);
  return renderReport(fakeExperiment([fakeRun({
    inspections: [fakeInspection({ embedding: { coordinates, kept: 1 } })],
    summary: { dataset: { ...fakeRun().summary.dataset, vocabulary } },
  })]));
};

Deno.test(
  needs("vowels are told and bold where there are some, in no other script", wanted),
  async () => {
    for (const [letters, bold] of [["abcdefghijklmnop", 4], ["абвгдежзийклмноae", 0]] as const) {
      await withReport(ofLetters(letters), WIDE, async ({ page }) => {
        const caption = page.locator("figcaption", { hasText: "Each symbol" });
        assertEquals((await caption.textContent())!.includes("vowels"), bold > 0, letters);
        assertEquals(await page.locator(".inside [font-weight='700'] text").count(), bold, letters);
      });
    }
  },
);

/** What a report of before said without being asked. */
const UNPROMPTED = /hide some|had better|vowels \(a, e|Ranges are shown/;

Deno.test(
  needs("the page says nothing unprompted, and its numbers have separators", wanted),
  async () => {
    const rates = [0.1, 0.2, 0.3, 0.5, 1, 3].map((initial, i) =>
      fakeRun({
        variant: `lr ${initial}`,
        config: { training: { steps: 30_000, learningRate: { schedule: "constant", initial } } },
        evaluations: [10_000, 20_000, 30_000].flatMap((step) =>
          evaluation(step, { val: 2 + i / 9 })
        ),
        summary: { final: evaluation(30_000, { train: 2, val: i > 4 ? 12_345 : 2 + i / 9 }) },
      })
    );
    for (
      const html of [
        renderReport(bnReport()),
        renderReport(fakeExperiment(rates)),
        await realReport(),
      ]
    ) {
      await withReport(html, WIDE, async ({ page }) => {
        const text = await words(page);
        assert(!UNPROMPTED.test(text), UNPROMPTED.exec(text)?.[0]);
        assertEquals(text.match(/(?<![\w.,])\d{5,}(?![\w.])/g) ?? [], []);
      });
    }
    assert(UNPROMPTED.test("Ranges are shown for up to 4 runs") && /\d{5}/.test("20000"));
  },
);

Deno.test(
  needs("the marks of every chart are drawn in its legend, and follow what is shown", wanted),
  async () => {
    for (const size of [WIDE, NARROW]) {
      await withReport(renderReport(bnReport()), size, async ({ page, wrong }) => {
        const figure = page.locator("figure.curves");
        const legend = () => figure.locator(".glyphs li").allTextContents();
        const before = await legend();
        assert(before.length > 1 && before[0].includes("val loss, over the whole val split"));
        await figure.getByLabel("minibatch losses", { exact: true }).check();
        await page.waitForTimeout(200);
        assertEquals(
          (await legend()).filter((text) => !before.includes(text)).map((text) => text.trim()),
          [
            "minibatch loss before each update, smoothed",
          ],
        );
        for (const drawing of await page.locator(".glyphs:visible svg").all()) {
          const { width, height } = (await drawing.boundingBox())!;
          // Differences of places on the page, which are fractions.
          assert(Math.hypot(width - 32, height - 12) < 0.01, `${width} × ${height}`);
        }
        const prose = (await figure.locator(".explanation").textContent())!;
        assert(!/Symbols|Dotted|Small filled/.test(prose), prose);
        assertEquals(wrong, []);
      });
    }
  },
);
