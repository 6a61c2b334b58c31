import { assert, assertEquals } from "@std/assert";
import { renderReport } from "../../reports/page.ts";
import { needs } from "../permissions.ts";
import { bnReport, HOSTILE, hostileReport } from "../reports/examples.ts";
import { wanted, withReport } from "./open.ts";

/** What there is to see of a report, and what went wrong. */
function look(html: string, width: number, colorScheme: "light" | "dark") {
  const options = { viewport: { width, height: 800 }, colorScheme };
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
      const [shown] = seen.charts.filter((width) => width > 0);
      assertEquals(seen.charts.filter((width) => width > 0).length, 1);
      assert(shown > width * 0.7 && shown < width, `the chart is ${shown} px wide`);
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
