import { assertEquals, assertStringIncludes } from "@std/assert";
import { drawn } from "../../reports/charts/svg.ts";
import { thumbnail } from "../../reports/charts/thumbnail.ts";
import { answerOf } from "../../reports/answer.ts";
import { type GalleryQuestion, renderGallery } from "../../reports/gallery.ts";
import { html } from "../../reports/html.ts";
import { variantsOf } from "../../reports/rows.ts";
import { needs } from "../permissions.ts";
import { HOSTILE } from "../reports/examples.ts";
import { evaluation, fakeExperiment, fakeRun } from "../reports/fake.ts";
import { unfold, violations } from "./axe.ts";
import { NARROW, wanted, WIDE, withReport } from "./open.ts";

/** A question that was run, one that was not, one that cannot be read, and hostile ones. */
function questions(): GalleryQuestion[] {
  const plain: GalleryQuestion = {
    file: "experiments/plain.json",
    title: "Plain",
    question: "Is it plain?",
    comment: "Look at it.",
    findings: "It was.",
    expect: ["plain.final.val < 3", "plain.steps = 7"],
  };
  const runs = ["plain", "other"].flatMap((variant, i) =>
    [1, 2, 3].map((seed) =>
      fakeRun({
        variant,
        seed,
        summary: { final: evaluation(3, { train: 2, val: 2.5 - i / 9 + seed / 90 }) },
      })
    )
  );
  const experiment = fakeExperiment(runs, {});
  const chart = thumbnail(variantsOf(runs))!;
  const found = {
    command: "deno task run experiments/plain.json",
    report: "plain/report.html",
    verdict: answerOf(experiment),
    expected: [
      { text: "plain.final.val < 3", outcome: "held" as const, details: "2.5 < 3" },
      { text: "plain.steps = 7", outcome: "failed" as const, details: "3 is not = 7" },
    ],
    runs: "6 runs on names, 3 seeds",
    chart: html`
      <figure class="chart">
        <div role="img" aria-label="${chart.title}">${drawn(chart.draw, "chart-0")}</div>
        <figcaption>${chart.title}</figcaption>
      </figure>
    `,
  };
  const all = HOSTILE.join(" ");
  return [
    { ...plain, found },
    { ...plain, file: "experiments/a/waiting.json", title: "Waiting" },
    { ...plain, file: "experiments/a/broken.json", title: "", question: "", trouble: "Broken." },
    {
      ...plain,
      file: `experiments/b/${all}.json`,
      title: all,
      question: all,
      findings: all,
      expect: [all],
    },
  ];
}

Deno.test(
  needs("axe-core finds nothing to object to in the gallery, which fits any width", wanted),
  async () => {
    const page = renderGallery(questions());
    for (const colorScheme of ["light", "dark"] as const) {
      for (const size of [WIDE, NARROW]) {
        await withReport(page, { ...size, colorScheme }, async ({ page, own, wrong, requests }) => {
          await unfold(page);
          assertEquals(await violations(page), [], `${colorScheme}, ${size.viewport!.width} px`);
          const excess = await page.evaluate<number>(
            "document.documentElement.scrollWidth - document.documentElement.clientWidth",
          );
          assertEquals(excess, 0, "nothing is wider than the page");
          assertEquals(
            requests.filter((address) => address !== own && !address.startsWith("data:")),
            [],
          );
          assertEquals(wrong, []);
        });
      }
    }
  },
);

Deno.test(
  needs("the gallery's links lead to its rooms and to what was not run", wanted),
  async () => {
    await withReport(renderGallery(questions()), WIDE, async ({ page }) => {
      assertStringIncludes(
        (await page.locator("header .question").textContent())!,
        "4 questions: 1 run, 1 with something wrong, 2 not run yet. Of 2 expectations 1 held, 1 failed.",
      );
      for (const link of await page.locator('a[href^="#"]').all()) {
        const id = (await link.getAttribute("href"))!.slice(1);
        assertEquals(await page.locator(`[id="${id}"]`).count(), 1, id);
      }
    });
  },
);
