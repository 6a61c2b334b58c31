import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { renderPage, renderReport } from "../../../reports/page.ts";
import { dataText, encodeData, pageData } from "../../../reports/page_data.ts";
import { evaluation, fakeExperiment, fakeRun } from "../fake.ts";
import { parse, texts } from "../dom.ts";
import { HOSTILE } from "../examples.ts";
import { sweepReport } from "./examples.ts";

const RATES = [0.01, 0.1, 1, 1.7, 2.5], SIZES = [[50], [100], [200]];
const GRID = { "training.learningRate.initial": RATES, "model.hiddenSizes": SIZES };

const RATES14 = [1e-4, 5e-4, 1e-3, 5e-3, 0.01, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 20, 100];

const headings = (html: string) => texts(parse(html), "h2");

Deno.test("a sweep has its sections, and an experiment without grid or search has none of them", () => {
  const page = renderReport(sweepReport({ trials: 12, halving: { minSteps: 60, factor: 3 } }));
  for (const title of ["Settings tried", "The best", "By key", "Halving"]) {
    assert(headings(page).includes(title), title);
  }
  const { swept: _, ...plain } = sweepReport({ trials: 12 });
  const others = headings(renderReport(plain));
  assert(!others.includes("Settings tried"));
});

Deno.test("the table has every setting once, also those that diverged, failed or were ended", () => {
  const experiment = sweepReport({ trials: 27, halving: { minSteps: 60, factor: 3 }, steps: 1000 });
  experiment.missing.push({ ...experiment.missing[0], variant: "nobody" });
  const rows = parse(renderReport(experiment)).querySelectorAll("table.tried tbody tr");
  assertEquals(rows.length, 27);
  const states = [...rows].map((row) => texts(row, "td").at(-1)!.replace(/ at .*/, ""));
  assertEquals(states.filter((state) => state === "ended by halving").length, 26);
});

Deno.test("two keys on a grid are a heat map of tiles, on a search one of dots", () => {
  const grid = parse(renderReport(sweepReport({ grid: GRID })));
  const map = grid.querySelector("figure.heat .wide svg")!;
  assertEquals(map.querySelectorAll("[aria-label=cell] rect").length, 15 + 1); // all, and the frame
  assertEquals(map.textContent.match(/not compared/g)?.length, 6);
  // Those that are not compared come last, and have no place.
  const places = texts(grid, "table.tried tbody th").map((text) => text.trim());
  assertEquals(places.map((place) => place.replace(/.* /, "")).slice(-7), [
    "9",
    ...Array(6).fill("–"),
  ]);
  assert(!grid.body.textContent!.includes("A place with = is shared."));
  const search = parse(renderReport(sweepReport({
    parameters: {
      "training.learningRate.initial": { min: 0.01, max: 3, distribution: "logUniform" },
      "training.batchSize": { min: 8, max: 1000, distribution: "intUniform" },
    },
    trials: 20,
  })));
  assertEquals(search.querySelectorAll("figure.heat [aria-label=cell]").length, 0);
});

Deno.test("of settings that end worse than guessing the table has what they ended with, and no place", () => {
  const experiment = sweepReport({
    grid: { "training.batchSize": [8, 16, 32, 64] },
    seeds: [1, 2],
  });
  const last = experiment.runs.at(-1)!.summary.variant;
  for (const run of experiment.runs) {
    const { summary: { variant, seed } } = run;
    if (variant === last) run.summary.final = evaluation(600, { val: 20 + seed });
    if (variant === experiment.runs[2].summary.variant && seed === 2) {
      run.summary.status = "diverged";
      run.summary.final = [];
    }
  }
  const document = parse(renderReport(experiment));
  const rows = [...document.querySelectorAll("table.tried tbody tr")].map((row) =>
    [...row.children].map((cell) => cell.textContent.replace(/\s+/g, " ").trim())
  );
  assertEquals(rows.map(([place]) => place), ["1", "2", "–", "–"]);
  assertEquals(rows.slice(-2).map((cells) => cells.slice(1)), [
    // What is left of it would flatter it.
    ["16", "–", "1", "1 of 2 seeds diverged"],
    ["64", "21.5000 ± 0.7071", "2", "worse than guessing"],
  ]);
  const boxes = document.querySelectorAll("table.tried tbody input");
  assertEquals(boxes[3].getAttribute("aria-label"), "Show setting batch size 64");
});

Deno.test("the map's caption tells just those tiles that are without a color", () => {
  const caption = (options: Parameters<typeof sweepReport>[0]) =>
    texts(parse(renderReport(sweepReport(options))), "figure.heat figcaption")[0];
  const small = { "training.learningRate.initial": [0.01, 0.1], "model.hiddenSizes": SIZES };
  assertMatch(caption({ grid: small }), /^A tile is a setting, colored by its place among all\./);
  assert(!caption({ grid: small }).includes("Without a color"));
  const halved = caption({ grid: small, halving: { minSteps: 60, factor: 3 }, steps: 1000 });
  assertMatch(halved, /^A tile is a setting, with a final loss in color, by its place among all\./);
  assertMatch(halved, /Without a color: ended by halving \(– in a narrow tile\)\.$/);
  assertMatch(caption({ grid: GRID }), /Without a color: not compared \(✕ in a narrow tile\)\.$/);
});

Deno.test("no page of a sweep says NaN, undefined or Infinity", () => {
  const diverged = (variant: string) =>
    fakeRun({ variant, summary: { status: "diverged", final: [] } });
  const swept = ["a", "b", "c"].map((name, i) => (
    { name, variant: "x", parameters: { "training.x": [1, null, "<b>"][i], "model.y": i } }
  ));
  const pages = [
    sweepReport({ grid: GRID }),
    sweepReport({ trials: 9, seeds: [1, 2] }),
    sweepReport({ trials: 1 }),
    sweepReport({ grid: { "model.batchNorm": [false, true] } }),
    sweepReport({ trials: 30, halving: { minSteps: 10, factor: 5 } }),
    fakeExperiment(["a", "b", "c"].map(diverged), { swept }),
    fakeExperiment(["a", "b", "c"].map((variant) => fakeRun({ variant })), { swept }),
    fakeExperiment([fakeRun({ variant: "a" })], {
      swept,
      missing: [{ folder: "b", variant: "b", seed: 1, reason: "it failed" }],
    }),
  ];
  for (const [i, experiment] of pages.entries()) {
    const document = parse(renderReport(experiment));
    for (const script of document.querySelectorAll("script, pre")) script.remove();
    const shown = document.body.outerHTML.match(/.{0,60}\b(NaN|undefined|Infinity)\b.{0,20}/);
    assertEquals(shown?.[0], undefined, `page ${i}`);
  }
});

Deno.test("hostile keys, values and names stay text", () => {
  const swept = HOSTILE.map((text, i) => (
    { name: text, variant: "x", parameters: { [HOSTILE[0]]: text, [text]: i } }
  ));
  const runs = HOSTILE.map((variant, i) =>
    fakeRun({ variant, summary: { final: evaluation(3, { train: 2, val: 2 + i / 10 }) } })
  );
  const page = renderReport(fakeExperiment(runs, { swept }));
  const document = parse(page);
  assertEquals(document.querySelectorAll("img").length, 0);
  assertEquals(
    document.querySelectorAll("[onerror], [onload], [onmouseover], [onfocus]").length,
    0,
  );
  assertEquals(document.querySelectorAll("script:not([type='application/json'])").length, 1);
});

Deno.test("a page is drawn from its data alone, sweeps too", () => {
  const experiment = sweepReport({ trials: 10, halving: { minSteps: 60, factor: 3 } });
  const page = renderReport(experiment);
  assertEquals(renderPage(dataText(page)!), page);
  const otherwise = encodeData(pageData([{ ...experiment, rungs: undefined }]));
  assert(renderPage(otherwise) !== page);
});

Deno.test("several sweeps on a page have their own data and ids", () => {
  const document = parse(renderReport(sweepReport({ trials: 5 }), sweepReport({ grid: GRID })));
  assertEquals(document.querySelectorAll(".sweep-data").length, 2);
  const ids = [...document.querySelectorAll("[id]")].map(({ id }) => id);
  assertEquals(new Set(ids).size, ids.length);
});

Deno.test("one seed says that it does not tell", () => {
  assertStringIncludes(
    parse(renderReport(sweepReport({ trials: 9 }))).querySelector(".as-good")!.textContent
      .replace(/\s+/g, " "),
    "With one seed each there is no telling",
  );
});

Deno.test("who is not told from the best is not said to be as good", () => {
  const losses = { a: [2, 2.1, 2.2], b: [2.1, 2.05, 2.25], c: [3, 3.1, 3.2] };
  const runs = Object.entries(losses).flatMap(([variant, vals]) =>
    vals.map((val, seed) =>
      fakeRun({ variant, seed, summary: { final: evaluation(3, { train: 2, val }) } })
    )
  );
  const swept = Object.keys(losses).map((name, i) => (
    { name, variant: "x", parameters: { "model.y": i } }
  ));
  const page = renderReport(fakeExperiment(runs, { swept }));
  assert(headings(page).includes("Not told from the best"));
  assertStringIncludes(page, "Not told apart does not mean equal");
  assert(!/as good/.test(parse(page).querySelector("section.as-good")!.textContent));
});

Deno.test("the only one with all its seeds is not called the only one with a loss", () => {
  const answerOf = (seeds: Record<string, number>) => {
    const runs = Object.entries(seeds).flatMap(([variant, count]) =>
      Array.from({ length: 3 }, (_, seed) => {
        const final = evaluation(3, { train: 2, val: 2 + seed / 10 });
        const lost = { status: "diverged" as const, final: [] };
        return fakeRun({ variant, seed, summary: seed < count ? { final } : lost });
      })
    );
    const swept = Object.keys(seeds).map((name, i) => (
      { name, variant: "x", parameters: { "model.y": i } }
    ));
    return parse(renderReport(fakeExperiment(runs, { swept }))).querySelector(".as-good p")!
      .textContent.replace(/\s+/g, " ").trim();
  };
  assertEquals(
    answerOf({ left: 3, pruned: 2, ended: 1 }),
    "Only left has 3 seeds to compare (val loss 2.1000); 2 others with fewer are not compared with it here.",
  );
  assertEquals(
    answerOf({ left: 2, pruned: 1, lost: 0 }),
    "Only left has 2 seeds to compare (val loss 2.0500); 1 other with fewer is not compared with it here.",
  );
  assertEquals(
    answerOf({ alone: 3, lost: 0 }),
    "Only alone has a final loss to compare (val loss 2.1000).",
  );
});

Deno.test("a group says how many settings were tried and how many its numbers are of", () => {
  const runs = RATES14.map((rate, i) =>
    fakeRun({
      variant: `${rate}`,
      summary: { final: evaluation(3, { val: i < 10 ? 2 + i / 9 : 90 }) },
    })
  );
  const swept = RATES14.map((rate) => (
    { name: `${rate}`, variant: "x", parameters: { "training.learningRate.initial": rate } }
  ));
  const section = parse(renderReport(fakeExperiment(runs, { swept })))
    .querySelector("section.by-key")!;
  const heads = texts(section, "thead th");
  assertEquals(heads.slice(1, 3), ["settings tried", "counted"]);
  const rows = [...section.querySelectorAll("tbody tr")].map((row) => texts(row, "th, td"));
  assertEquals(rows.at(-1)!.slice(0, 3), ["1 to 100", "5", "1"]);
  const note = section.querySelector(".note")!.textContent!.replace(/\s+/g, " ");
  assertStringIncludes(note, "over a group’s settings may be off");
  assertStringIncludes(note, "those that are not compared count last.");
  // What is written at the right of a row stays within the chart.
  const chart = section.querySelector(".wide svg")!;
  const wide = Number(chart.getAttribute("width"));
  const beside = [...chart.querySelectorAll("text")].find(({ textContent }) =>
    textContent === "4 not compared"
  )!;
  const [x] = /[\d.]+/.exec(beside.getAttribute("transform")!)!;
  assert(Number(x) + 8 + 6.8 * 14 <= wide, `${x} of ${wide}`);
});
