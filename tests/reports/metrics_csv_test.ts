import { parse } from "@std/csv";
import { assertEquals } from "@std/assert";
import { metricsCsv, type MetricsRow } from "../../reports/metrics_csv.ts";
import { HOSTILE } from "./examples.ts";

const row = (changes: Partial<MetricsRow>): MetricsRow => ({
  experiment: "bn",
  variant: "plain",
  seed: 42,
  split: "train",
  statistics: "",
  step: 0,
  loss: 3.25,
  low: -1,
  high: 4,
  ...changes,
});

Deno.test("rows come back from the CSV, numbers as they were, a missing one empty", () => {
  const text = metricsCsv([
    row({}),
    row({ split: "val", statistics: "own", loss: null, low: null }),
  ]);
  assertEquals(parse(text), [
    ["experiment", "variant", "seed", "split", "statistics", "step", "loss", "low", "high"],
    ["bn", "plain", "42", "train", "", "0", "3.25", "-1", "4"],
    ["bn", "plain", "42", "val", "own", "0", "", "", "4"],
  ]);
});

Deno.test("no text is taken for a formula", () => {
  for (const variant of ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", '=HYPERLINK("https://x", "y")']) {
    assertEquals(parse(metricsCsv([row({ variant })]))[1][1], `'${variant}`);
  }
});

Deno.test("quotes, commas, new lines and hostile texts come back as they were", () => {
  for (const variant of ['say "a", b', "two\nlines", ...HOSTILE]) {
    assertEquals(parse(metricsCsv([row({ variant })]))[1][1], variant);
  }
});
