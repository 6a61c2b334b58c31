import { parse } from "@std/csv";
import { assertEquals } from "@std/assert";
import { curveData } from "../../reports/charts/curve_data.ts";
import { metricsCsv, type MetricsRow, metricsRows } from "../../reports/metrics_csv.ts";
import { HOSTILE } from "./examples.ts";
import { fakeRun } from "./fake.ts";

const row = (changes: Partial<MetricsRow>): MetricsRow => ({
  experiment: "bn",
  variant: "plain",
  seed: 42,
  split: "train",
  step: 0,
  loss: 3.25,
  low: -1,
  high: 4,
  ...changes,
});

Deno.test("rows come back from the CSV, numbers as they were, a missing one empty", () => {
  const text = metricsCsv([
    row({}),
    row({ split: "val", loss: null, low: null }),
  ]);
  assertEquals(parse(text), [
    ["experiment", "variant", "seed", "split", "step", "loss", "low", "high"],
    ["bn", "plain", "42", "train", "0", "3.25", "-1", "4"],
    ["bn", "plain", "42", "val", "0", "", "", "4"],
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

Deno.test("the rows are the chart's bins, then the evaluations", () => {
  const rows = metricsRows("fake", curveData([fakeRun({ losses: [3.25, NaN, 2.75] })]));
  const common = { experiment: "fake", variant: "plain", seed: 42 };
  const train = (step: number, loss: number | null, low = loss, high = loss): MetricsRow => (
    { ...common, split: "train", step, loss, low, high }
  );
  const whole = (split: "val" | "test", step: number, loss: number): MetricsRow => (
    { ...common, split, step, loss, low: null, high: null }
  );
  assertEquals(rows, [
    train(0, 3.25),
    train(1, null),
    train(2, 2.75, 2.8, 3.2),
    whole("val", 0, 3.31),
    whole("val", 3, 2.6),
    whole("test", 3, 2.7),
  ]);
});
