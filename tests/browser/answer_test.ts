import { assert, assertEquals } from "@std/assert";
import type { Page } from "./playwright.ts";
import { renderReport } from "../../reports/page.ts";
import { needs } from "../permissions.ts";
import { bnReport } from "../reports/examples.ts";
import { evaluation, fakeExperiment, fakeRun } from "../reports/fake.ts";
import { NARROW, wanted, WIDE, withReport } from "./open.ts";

const run = (variant: string, val: number, status: "finished" | "diverged" = "finished") =>
  fakeRun({ variant, summary: { status, final: evaluation(3, { train: 2, val }) } });
const report = renderReport(
  fakeExperiment([run("b", 2.5), run("none", 9, "diverged"), run("a10", 10.5), run("a9", 2.25)]),
);

const order = (page: Page) =>
  page.evaluate<string[]>(
    `[...document.querySelectorAll("table.sortable")[0].tBodies[0].rows].map((row) => row.cells[0].textContent.trim())`,
  );

Deno.test(needs("a column's head sorts the table, by mouse and by keyboard", wanted), async () => {
  await withReport(report, WIDE, async ({ page, wrong }) => {
    const head = (name: string) =>
      page.getByRole("group", { name: "Results of the variants" })
        .getByRole("columnheader", { name, exact: true });
    const button = (name: string) => head(name).getByRole("button");
    assertEquals(await order(page), ["b", "none", "a10", "a9"]);
    await button("val").click();
    assertEquals(await order(page), ["a9", "b", "a10", "none"]);
    assertEquals(await head("val").getAttribute("aria-sort"), "ascending");
    await button("val").press("Enter");
    assertEquals(await order(page), ["a10", "b", "a9", "none"]);
    assertEquals(await head("val").getAttribute("aria-sort"), "descending");
    await button("variant").press(" ");
    assertEquals(await order(page), ["a9", "a10", "b", "none"]);
    assertEquals(await head("val").getAttribute("aria-sort"), null);
    // All trained for the same time, so nothing moves.
    await button("time").click();
    assertEquals(await order(page), ["a9", "a10", "b", "none"]);
    assertEquals(wrong, []);
  });
});

Deno.test(needs("the copy button copies the command", wanted), async () => {
  const options = { ...WIDE, permissions: ["clipboard-read", "clipboard-write"] };
  await withReport(renderReport(bnReport(50)), options, async ({ page, wrong }) => {
    const button = page.getByRole("button", { name: "Copy the command" });
    await button.click();
    assertEquals(await button.locator("..").getByRole("status").textContent(), "Copied");
    assertEquals(
      await page.evaluate("navigator.clipboard.readText()"),
      "deno task run experiments/bn.json --set training.steps=20000",
    );
    assertEquals(wrong, []);
  });
});

Deno.test(
  needs("where a page may not copy, the text is selected, and that is said", wanted),
  async () => {
    await withReport(renderReport(bnReport(50)), WIDE, async ({ page, wrong }) => {
      await page.evaluate(
        `Object.defineProperty(navigator, "clipboard", { value: undefined, configurable: true })`,
      );
      const button = page.getByRole("button", { name: "Copy the command" });
      await button.focus();
      await page.keyboard.press("Enter");
      assertEquals(
        await page.evaluate("getSelection().toString().trim()"),
        "deno task run experiments/bn.json --set training.steps=20000",
      );
      const said = await button.locator("..").getByRole("status").textContent();
      assert(said!.startsWith("Selected"), said!);
      assertEquals(wrong, []);
    });
  },
);

Deno.test(needs("no section's link is cut off, on a narrow page too", wanted), async () => {
  await withReport(renderReport(bnReport(50)), NARROW, async ({ page }) => {
    const [width, links] = await page.evaluate<[number, number[]]>(
      `[innerWidth, [...document.querySelectorAll("nav.contents a")].map((one) => one.getBoundingClientRect().right)]`,
    );
    assert(links.length > 4);
    for (const right of links) assert(right <= width, `${right} > ${width}`);
  });
});

Deno.test(needs("the contents lead to every section", wanted), async () => {
  await withReport(renderReport(bnReport(50)), WIDE, async ({ page }) => {
    for (const link of await page.locator("nav.contents a").all()) {
      await link.click();
      const id = (await link.getAttribute("href"))!.slice(1);
      const top = await page.locator(`#${id}`).evaluate((one) => one.getBoundingClientRect().top);
      assert(top > -1 && top < 800, `${id} is at ${top}`);
    }
  });
});

Deno.test(
  needs("the table is saved as it is shown and sorted, in three kinds", wanted),
  async () => {
    await withReport(report, { ...WIDE, acceptDownloads: true }, async ({ page, wrong }) => {
      await page.getByRole("columnheader", { name: "val", exact: true }).first().getByRole("button")
        .click();
      const saved: Record<string, string> = {};
      for (const kind of ["CSV", "Markdown", "LaTeX"]) {
        const [download] = await Promise.all([
          page.waitForEvent("download"),
          page.getByRole("button", { name: `Save “Results of the variants” as ${kind}` }).click(),
        ]);
        saved[download.suggestedFilename()] = await Deno.readTextFile((await download.path())!);
      }
      assertEquals(Object.keys(saved), [
        "a-fake-experiment-results-of-the-variants.csv",
        "a-fake-experiment-results-of-the-variants.md",
        "a-fake-experiment-results-of-the-variants.tex",
      ]);
      const [csv, md, tex] = Object.values(saved);
      assert(csv.startsWith("variant,val (nats per character),best val"), csv);
      assertEquals(csv.split("\r\n").slice(1, 5).map((line) => line.split(",").slice(0, 2)), [
        ["a9", "2.2500"],
        ["b", "2.5000"],
        ["a10", "10.5000"],
        ["none", ""],
      ]);
      assert(md.includes("| a9 | 2.2500 |"), md);
      assert(tex.includes("a9 & 2.2500 &"), tex);
      assertEquals(wrong, []);
    });
  },
);

Deno.test(
  needs(
    "the charts of costs are saved as they are seen, wide and narrow, and fit the page",
    wanted,
  ),
  async () => {
    const html = renderReport(
      fakeExperiment([[20, 2.5], [200, 2.3], [400, 2.4]].map(([size, val]) =>
        fakeRun({
          variant: `${size} units`,
          config: { model: { hiddenSizes: [size] } },
          summary: { parameters: 60 * size, final: evaluation(3, { train: 2, val }) },
        })
      )),
    );
    for (const size of [WIDE, NARROW]) {
      await withReport(html, { ...size, acceptDownloads: true }, async ({ page, wrong }) => {
        const figure = page.locator("figure.costs");
        const charts = await figure.locator(".panels-of-cost > svg").all();
        assertEquals(charts.length, 2, "parameters and operations; the time is the same");
        for (const chart of charts) {
          const { x, width } = (await chart.boundingBox())!;
          assert(x >= 0 && x + width <= page.viewportSize()!.width);
        }
        for (const [kind, start] of [["SVG", "<svg "], ["PNG", "PNG"]]) {
          const button = figure.getByRole("button", { name: `Save this chart as ${kind}` });
          await button.focus();
          const [download] = await Promise.all([
            page.waitForEvent("download"),
            page.keyboard.press("Enter"),
          ]);
          assertEquals(
            download.suggestedFilename(),
            `a-fake-experiment-loss-against-cost.${kind.toLowerCase()}`,
          );
          const bytes = await Deno.readFile((await download.path())!);
          const text = new TextDecoder("latin1").decode(bytes);
          assert(text.slice(0, 5).includes(start), text.slice(0, 5));
          if (kind === "SVG") {
            assert(
              text.includes("parameters") && text.includes("floating-point operations a step"),
            );
            assert(!/var\(|currentColor/.test(text));
          }
        }
        assertEquals(wrong, []);
      });
    }
  },
);

Deno.test(
  needs(
    "the differences from the baseline stand right below the answer, and fit a narrow page",
    wanted,
  ),
  async () => {
    const seeds = (variant: string, ...losses: number[]) =>
      losses.map((val, seed) =>
        fakeRun({ variant, seed, summary: { final: evaluation(3, { train: 2, val }) } })
      );
    const page = renderReport(
      fakeExperiment([
        ...seeds("plain", 2.5, 2.6, 2.7),
        ...seeds("a name that is longer than its column", 2.2, 2.31, 2.42),
        ...seeds("b", 2.4, 2.8, 2.6),
      ]),
    );
    for (const size of [WIDE, NARROW]) {
      await withReport(page, size, async ({ page, wrong }) => {
        const first = page.locator("main section").first();
        assertEquals(await first.getAttribute("aria-labelledby"), "difference");
        const chart = first.locator("[role=img] > div:visible svg");
        assertEquals(await chart.count(), 1);
        const words = await chart.locator("text").allTextContents();
        assert(words.some((text) => text.includes("a name that is longer")), words.join("; "));
        const frame = (await chart.boundingBox())!;
        for (const text of await chart.locator("text").all()) {
          const box = (await text.boundingBox())!;
          const isInside = box.x >= frame.x - 1 && box.x + box.width <= frame.x + frame.width + 1;
          assert(isInside, `${await text.textContent()}: ${box.x} + ${box.width}`);
        }
        const { width } = page.viewportSize()!;
        assertEquals(await page.evaluate("document.documentElement.scrollWidth"), width);
        assertEquals(wrong, []);
      });
    }
  },
);
