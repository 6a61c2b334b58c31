import { assert, assertEquals } from "@std/assert";
import { renderGradcheck } from "../../reports/gradcheck.ts";
import { renderReport } from "../../reports/page.ts";
import { needs } from "../permissions.ts";
import { bnReport, HOSTILE, hostileReport } from "../reports/examples.ts";
import { wanted, withReport } from "./open.ts";

/** What there is to see of a report, and what went wrong. */
function look(html: string, width: number, colorScheme: "light" | "dark") {
  const options = { whole: true, viewport: { width, height: 800 }, colorScheme };
  return withReport(html, options, async ({ page, ...opened }) => {
    const seen = await page.evaluate<Seen>(`({
      width: document.documentElement.scrollWidth,
      canary: typeof globalThis.canary,
      charts: [...document.querySelectorAll(".chart [role=img] :not(svg) > svg, .chart [role=img] > svg")]
        .map((svg) => svg.getBoundingClientRect().width),
      background: getComputedStyle(document.body).backgroundColor,
      headings: [...document.querySelectorAll("h1, h2, h3, h4")].map((h) => Number(h.tagName[1])),
      title: document.querySelector("h1").textContent,
    })`);
    return { ...seen, ...opened };
  });
}

interface Seen {
  width: number;
  canary: string;
  charts: number[];
  background: string;
  headings: number[];
  title: string;
}

for (const width of [360, 1280]) {
  for (const scheme of ["light", "dark"] as const) {
    const name = `a report opens from its file, ${width} px wide, ${scheme}`;
    Deno.test(needs(name, wanted), async () => {
      const seen = await look(renderReport(bnReport()), width, scheme);
      assertEquals(seen.wrong, []);
      assertEquals(seen.requests, [seen.own]);
      assertEquals(seen.width, width);
      assertEquals(seen.background, scheme === "light" ? "rgb(255, 255, 255)" : "rgb(22, 24, 28)");
      const shown = seen.charts.filter((width) => width > 0);
      // The differences or the costs, and the losses, which take the width that there is.
      assertEquals(shown.length, 2);
      for (const one of shown) assert(one < width, `a chart is ${one} px wide`);
      assert(Math.max(...shown) > width * 0.7, `the losses are ${shown} px wide`);
    });
  }
}

Deno.test(needs("hostile text in a report stays text", wanted), async () => {
  const seen = await look(renderReport(hostileReport()), 360, "light");
  assertEquals(seen.wrong, []);
  assertEquals(seen.requests, [seen.own]);
  assertEquals(seen.canary, "undefined");
  assertEquals(seen.width, 360);
  // The first ones have no control characters, which the page replaces.
  assert(seen.title.startsWith(HOSTILE.slice(0, 7).join(" ")));
});

Deno.test(needs("the headings of a report go down one level at a time", wanted), async () => {
  for (const reports of [[bnReport()], [bnReport(100), bnReport(50)]]) {
    const { headings } = await look(renderReport(...reports), 1280, "light");
    assertEquals(headings[0], 1);
    assertEquals(headings.filter((level) => level === 1).length, 1);
    headings.slice(1).forEach((level, i) => assert(level <= headings[i] + 1));
  }
});

Deno.test(
  needs("the page of a gradient check has formulas and fits a narrow window", wanted),
  async () => {
    const comparison = {
      shape: [2],
      count: 2,
      equal: 0,
      exact: false,
      approximate: true,
      maxdiff: 1e-12,
      passed: true,
    };
    const tolerance = { absolute: 1e-9, relative: 1e-6, of: "tensor" } as const;
    const comparisons = ["logits", "h", "C"].map((name) => ({ name, ...comparison }));
    const checks = [
      "big steps against central differences",
      "small steps against central differences",
    ]
      .map((title) => ({ title, tolerance, comparisons }));
    const layers = [{
      name: "linear2",
      type: "linear",
      functions: ["linearForward"],
      gradients: ["logits"],
    }];
    const check = { seed: 1, batchSize: 32, loss: 3.3, layers, checks };
    const html = renderGradcheck("A check", [
      { variant: "plain", isChain: false, ...check },
      { variant: "batch norm", isChain: true, ...check },
    ]);
    await withReport(html, { viewport: { width: 380, height: 800 } }, async ({ page, wrong }) => {
      assertEquals(await page.evaluate("document.documentElement.scrollWidth"), 380);
      // A fraction is drawn as one: what is below it stands lower.
      const [above, below] = await page.locator("mfrac").first().evaluate((one) =>
        [...one.children].map((part) => part.getBoundingClientRect().top)
      );
      assert(below > above + 5);
      assertEquals(await page.locator(".contents a").allTextContents(), [
        "plain",
        "batch norm",
        "The backward pass, step by step",
        "Each layer, from the loss back",
      ]);
      await page.locator(".parts").getByRole("link", { name: "Embedding" }).click();
      const heading = await page.getByRole("heading", { name: "Embedding" }).boundingBox();
      assert(heading!.y > 0 && heading!.y < 400);
      const text = await page.evaluate<string>("document.body.innerText");
      assert(!/False|0 of|\bn is\b/.test(text));
      assertEquals(wrong, []);
    });
  },
);
