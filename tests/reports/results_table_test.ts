import { assertEquals } from "@std/assert";
import type { StoredRun } from "../../runner/results.ts";
import { variantsOf } from "../../reports/rows.ts";
import { lossesNote } from "../../reports/losses_note.ts";
import { resultsTable } from "../../reports/results_table.ts";
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

const HEADER = ["variant", "val", "best val", "train", "test", "perplexity"];
const COSTS = ["parameters", "steps/s", "time"];
const table = (...runs: StoredRun[]) => parse(resultsTable(variantsOf(runs)));

Deno.test("the table shows how each variant ended, what differs, and what it cost", () => {
  const before = evaluation(2, { val: 2.05 });
  const dipped = { ...relu, evaluations: [...before, ...relu.summary.final] };
  assertEquals(cells(table(plain, dipped)), [
    [...HEADER, "activation", ...COSTS],
    // deno-fmt-ignore
    ["plain", "2.6000", "2.6000 at 3", "2.5000", "2.7000", "13.46", "tanh", "11,897", "1,600", "12.3 s"],
    // deno-fmt-ignore
    ["relu", "2.1235 lowest", "2.0500 at 2", "2.4100", "2.2000", "8.36", "relu", "1", "20,000", "1 min 5 s"],
  ]);
});

Deno.test("a run that diverged says when, and has no final losses", () => {
  const diverged = fakeRun({
    variant: "too fast",
    summary: {
      status: "diverged",
      steps: 1312,
      notFinite: "the gradient of W1",
      final: evaluation(1312, { train: 9, val: 9 }),
    },
  });
  const [, , row] = cells(table(plain, diverged));
  assertEquals(row.slice(0, 7), [
    "too fast",
    "–",
    "2.6000 at 3",
    "–",
    "–",
    "–",
    "diverged at step 1,312: the gradient of W1 is not finite",
  ]);
});

Deno.test("seeds go together as mean ± standard deviation, and fold out", () => {
  const run = (seed: number, val: number, status: "finished" | "diverged" = "finished") =>
    fakeRun({
      seed,
      evaluations: evaluation(seed, { val: val - 0.1 }),
      summary: { status, final: evaluation(3, { train: 2, val }) },
    });
  const page = table(run(1, 2.1), run(2, 2.3), run(3, 7, "diverged"));
  const [all, each] = [...page.querySelectorAll("table")].map(cells);
  assertEquals(all, [
    ["variant", "seeds", ...HEADER.slice(1), "status", ...COSTS],
    // deno-fmt-ignore
    ["plain", "2 of 3", "2.2000 ± 0.1414", "2.1000 ± 0.1414 at 1–2", "2.0000 ± 0.0000", "–", "9.03", "1 diverged", "11,897", "1,600", "12.3 s"],
  ]);
  assertEquals(each.map((row) => row.slice(0, 3)), [
    ["variant", "seed", "val"],
    ["plain", "1", "2.1000"],
    ["plain", "2", "2.3000"],
    ["plain", "3", "–"],
  ]);
  assertEquals(page.querySelectorAll("details table").length, 1);
});

Deno.test("cells with numbers hold them for sorting, and others none", () => {
  const first = table(plain, relu).querySelectorAll("tbody tr")[1];
  const values = [...first.querySelectorAll("td")].map((td) => td.getAttribute("data-value"));
  assertEquals(values.slice(0, 3), ["2.123456", "2.123456", "2.41"]);
  assertEquals(values.slice(5, 7), [null, "1"]);
});

Deno.test("settings that only the seeds change are no difference", () => {
  const run = (seed: number) => fakeRun({ seed, config: { random: { parameters: { seed } } } });
  assertEquals(cells(table(run(1), run(2)))[0].length, 11);
  assertEquals(texts(table(run(1), run(2)), ".note").length, 0);
});

Deno.test("what all variants have alike is said once, and where a setting stands in the config", () => {
  const runs = [1, 2, 3].flatMap((seed) => [
    fakeRun({ seed }),
    fakeRun({
      seed,
      variant: "b",
      config: { model: { embeddingSize: 3 } },
    }),
  ]);
  const page = table(...runs);
  assertEquals(cells(page)[0].slice(0, 2), ["variant", "val"]);
  assertEquals(texts(page, ".note"), [
    "The same for all: 3 seeds, finished, 11,897 parameters.",
    "As keys of the config: embedding size model.embeddingSize.",
  ]);
  const other = table(...runs, fakeRun({ variant: "c", summary: { status: "diverged" } }));
  assertEquals(texts(other, ".note")[0], "The same for all: 11,897 parameters.");
});

Deno.test("many settings are folded: what most variants have, and what each has otherwise", () => {
  const training = (batchSize: number, steps: number) => ({ training: { batchSize, steps } });
  const runs = [
    fakeRun({ variant: "a", config: training(32, 3) }),
    fakeRun({ variant: "b", config: { ...training(32, 3), model: { activation: "relu" } } }),
    fakeRun({ variant: "c", config: { ...training(64, 4000), model: { embeddingSize: 3 } } }),
  ];
  const document = table(...runs);
  assertEquals(cells(document)[0].slice(6), ["steps/s", "time"]);
  const told = (row: Element) =>
    [...row.children].map((one) => one.textContent.replace(/\s+/g, " ").trim());
  const rows = [...document.querySelectorAll("details tbody tr")].map(told);
  assertEquals(rows, [
    ["embedding size", "10", "model.embeddingSize"],
    ["activation", "tanh", "model.activation"],
    ["steps", "3", "training.steps"],
    ["batch size", "32", "training.batchSize"],
    ["a", ""],
    ["b", "activation relu"],
    ["c", "embedding size 3; steps 4,000; batch size 64"],
  ]);
});

Deno.test("a number too large for a count is told in short", () => {
  const rate = (initial: number) => ({ learningRate: { schedule: "constant", initial } });
  const runs = [
    fakeRun({ config: { training: rate(1000) } }),
    fakeRun({ variant: "huge", config: { training: rate(1e30) } }),
  ];
  assertEquals(cells(table(...runs)).slice(1, 3).map((row) => row[6]), ["1,000", "1e+30"]);
});

Deno.test("names of variants and values of settings stay text", () => {
  const page = table(
    ...HOSTILE.map((variant) =>
      fakeRun({ variant, config: { dataset: { source: { file: variant.slice(0, 4000) } } } })
    ),
  );
  assertEquals(page.querySelectorAll("script, img, b, [onload], [onmouseover]").length, 0);
  assertEquals(texts(page, "tbody th")[0], HOSTILE[0]);
  assertEquals(texts(page, "td.setting")[1], HOSTILE[1]);
});

Deno.test("the note says whose statistics the losses are, and what is missing", () => {
  const batchNorm = fakeRun({ summary: { final: evaluation(3, { val: 2 }, "running") } });
  assertEquals(lossesNote(variantsOf([plain]), []).text.includes("running"), false);
  assertEquals(lossesNote(variantsOf([batchNorm]), []).text.includes("running"), true);
  const missing = [{ folder: "x", variant: "<b>", seed: 7, reason: "no <summary>" }];
  const note = texts(parse(lossesNote(variantsOf([plain]), missing)), "p")[1];
  assertEquals(note, "Not in the table: <b>, seed 7: no <summary>.");
});
