import { assertEquals } from "@std/assert";
import { variantsOf } from "../../reports/rows.ts";
import { lossesNote, resultsTable } from "../../reports/table.ts";
import { cells, parse, texts } from "./dom.ts";
import { HOSTILE } from "./examples.ts";
import { evaluation, fakeRun } from "./fake.ts";

const plain = fakeRun();
const relu = fakeRun({
  variant: "relu",
  config: { model: { activation: "relu" } },
  summary: {
    parameters: 1,
    final: evaluation(3, { train: 2.41, val: 2.123456, test: 2.2 }),
    seconds: 65,
    stepsPerSecond: 20000.2,
  },
});

Deno.test("the table shows how each variant ended and what differs", () => {
  assertEquals(cells(parse(resultsTable(variantsOf([plain, relu])))), [
    [
      "variant",
      "train",
      "val",
      "test",
      "status",
      "model.activation",
      "parameters",
      "steps/s",
      "time",
    ],
    ["plain", "2.5000", "2.6000", "2.7000", "finished", "tanh", "11,897", "1,621", "12.3 s"],
    ["relu", "2.4100", "2.1235 best", "2.2000", "finished", "relu", "1", "20,000", "1 min 5 s"],
  ]);
});

Deno.test("a run that diverged says when, and has dashes for its losses", () => {
  const diverged = fakeRun({
    variant: "too fast",
    summary: {
      status: "diverged",
      steps: 1312,
      notFinite: "the gradient of W1",
      final: evaluation(1312, { train: null, val: null }),
    },
  });
  const [, , row] = cells(parse(resultsTable(variantsOf([plain, diverged]))));
  const status = "diverged at step 1,312: the gradient of W1 is not finite";
  assertEquals(row.slice(0, 5), ["too fast", "–", "–", "–", status]);
});

Deno.test("several seeds have a column", () => {
  const runs = [fakeRun({ seed: 1 }), fakeRun({ seed: 2 })];
  const rows = cells(parse(resultsTable(variantsOf(runs))));
  assertEquals(rows.map((row) => row.slice(0, 2)), [["variant", "seed"], ["plain", "1"], [
    "plain",
    "2",
  ]]);
});

Deno.test("settings that only the seeds change are no difference", () => {
  const run = (seed: number) => fakeRun({ seed, config: { random: { parameters: { seed } } } });
  assertEquals(cells(parse(resultsTable(variantsOf([run(1), run(2)]))))[0].length, 9);
});

Deno.test("names of variants and values of settings stay text", () => {
  const runs = HOSTILE.map((variant) =>
    fakeRun({ variant, config: { dataset: { source: { file: variant.slice(0, 4000) } } } })
  );
  const page = parse(resultsTable(variantsOf(runs)));
  assertEquals(page.querySelectorAll("script, img, b, [onload], [onmouseover]").length, 0);
  assertEquals(texts(page, "tbody th")[0], HOSTILE[0]);
  assertEquals(texts(page, "td.setting")[1], HOSTILE[1]);
});

Deno.test("the note says whose statistics the losses are", () => {
  const batchNorm = fakeRun({ summary: { final: evaluation(3, { val: 2 }, "running") } });
  assertEquals(lossesNote(variantsOf([plain])).text.includes("running"), false);
  assertEquals(lossesNote(variantsOf([batchNorm])).text.includes("running"), true);
});
