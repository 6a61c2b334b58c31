import { assertEquals } from "@std/assert";
import { curveData } from "../../reports/charts/curve_data.ts";
import { renderReport } from "../../reports/page.ts";
import { curvesTogether, variantsTogether } from "../../reports/together.ts";
import { cells, parse, texts } from "./dom.ts";
import { evaluation, fakeExperiment, fakeRun } from "./fake.ts";

const run = (variant: string, val: number, config = {}) =>
  fakeRun({ variant, config, summary: { final: evaluation(3, { train: 2, val }) } });
const rate = (initial: number) => ({
  training: { learningRate: { schedule: "constant", initial } },
});
const first = fakeExperiment(
  [run("plain", 2.5), run("norm", 2.3, { model: { batchNorm: true } })],
  {
    title: "Norm",
  },
);
const second = fakeExperiment([run("slow", 2.6, rate(0.01)), run("fast", 2.2, rate(0.5))], {
  title: "Rates",
});

Deno.test("the variants of several experiments stand in one table, with all that tells them apart", () => {
  const page = parse(renderReport(first, second));
  const table = page.querySelector(`[data-experiment="all"] table`)!;
  const rows = cells(table);
  assertEquals(rows.slice(1).map(([name]) => name), ["1: plain", "1: norm", "2: slow", "2: fast"]);
  assertEquals(rows[0].includes("learning rate") && rows[0].includes("batch norm"), true);
  assertEquals(rows[4][1], "2.2000 lowest");
  assertEquals(texts(page, `[data-experiment="all"] .legend bdi`).length, 4);
});

Deno.test("curves together keep their runs, rates and references", () => {
  const all = [first, second].map(({ runs }) => curveData(runs));
  const together = curvesTogether(all);
  assertEquals(together.variants, variantsTogether([first, second]).map(({ name }) => name));
  assertEquals(together.runs.map(({ variant }) => variant), [0, 1, 2, 3]);
  together.runs.forEach((run, i) =>
    assertEquals(together.rates[run.rate], all[i >> 1].rates[all[i >> 1].runs[i % 2].rate])
  );
  assertEquals(together.references, all[0].references);
});

Deno.test("losses on different data are not drawn together, nor is one the lowest", () => {
  const other = fakeExperiment([
    fakeRun({ summary: { dataset: { ...fakeRun().summary.dataset, sha256: "0" } } }),
  ]);
  const part = parse(renderReport(first, other)).querySelector(`[data-experiment="all"]`)!;
  assertEquals(part.querySelectorAll("figure, .best").length, 0);
  assertEquals(texts(part, ".notice"), [
    "The experiments were evaluated on different data, so their losses cannot be compared with each other.",
  ]);
});
