import { assertEquals } from "@std/assert";
import { comparePages } from "../../reports/page_difference.ts";
import { renderReport } from "../../reports/page.ts";
import { bnReport } from "./examples.ts";

const page = renderReport(bnReport(100));

Deno.test("a page is the same as itself, and as itself with other line ends", () => {
  assertEquals(comparePages(page, page), { kind: "same" });
  const sent = "\ufeff" + page.replaceAll("\n", "\r\n") + "\r\n";
  assertEquals(comparePages(sent, page), { kind: "same but for line ends" });
});

Deno.test("a difference is told with its part, whole words, and no more than a few", () => {
  const altered = page.replace("best val is the lowest", "best val was the lowest");
  const comparison = comparePages(altered, page);
  assertEquals(comparison, {
    kind: "different",
    differences: [{ part: "the part “Results”", found: "was", expected: "is" }],
    more: 0,
  });
  const all = comparePages(page.replaceAll("train", "drill"), page);
  assertEquals(all.kind === "different" && all.differences.length, 5);
  assertEquals(all.kind === "different" && all.more > 0, true);
});

Deno.test("what was put in or taken out is told where it begins", () => {
  const more = comparePages(page.replace("<main", "<p>\nfake</p>\n<main"), page);
  assertEquals(more.kind, "different");
  const less = comparePages(page.slice(0, 50_000), page);
  assertEquals(less.kind, "different");
  assertEquals(comparePages("", page).kind, "different");
});
