import { assertEquals } from "@std/assert";
import { renderReport } from "../../reports/page.ts";
import { dataElement, dataText, encodeData, pageData } from "../../reports/page_data.ts";
import { parse } from "./dom.ts";
import { bnReport, hostileReport } from "./examples.ts";

Deno.test("the page holds its runs' settings and hashes as JSON", () => {
  for (const report of [bnReport(100), hostileReport()]) {
    const page = renderReport(report);
    const data = JSON.parse(parse(page).querySelector("#page-data")!.textContent!);
    const [{ runs }] = data.experiments;
    assertEquals(JSON.parse(dataText(page)!), data);
    report.runs.forEach(({ folder, config, summary }, i) => {
      const { variant, seed, hash, hashes, status, steps, dataset, versions } = summary;
      const { living: _, ...run } = runs[i];
      assertEquals(run, {
        variant,
        seed,
        folder,
        hash,
        hashes,
        status,
        steps,
        config,
        dataset: { name: dataset.name, sha256: dataset.sha256 },
        numerics: versions.numerics,
      });
    });
  }
});

Deno.test("nothing in the data ends their element", () => {
  const report = hostileReport();
  report.runs[0].summary.variant = "</script><!--<script>\u2028\x80&amp;\ud800";
  const { text } = dataElement(encodeData(pageData([report])));
  assertEquals(text.match(/</g)!.length, 2);
  assertEquals(
    JSON.parse(dataText(text)!).experiments[0].runs[0].variant,
    "</script><!--<script>\u2028\x80&amp;\ud800",
  );
});

Deno.test("a page without data has none", () => {
  assertEquals(dataText("<script>1</script>"), undefined);
});
