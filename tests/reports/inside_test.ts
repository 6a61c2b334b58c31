import { assert, assertEquals, assertMatch } from "@std/assert";
import type { MlpOptions } from "../../core/architectures/mlp.ts";
import { failures } from "../../reports/failures.ts";
import { insideSection } from "../../reports/inside.ts";
import { shownRuns } from "../../reports/inside/looks.ts";
import { curveData } from "../../reports/charts/curve_data.ts";
import { variantsOf } from "../../reports/rows.ts";
import { sentenceText } from "../../reports/sentence.ts";
import type { StoredRun } from "../../runner/results.ts";
import type { Patch } from "../../runner/schema/schema.ts";
import { NORM } from "../core/model.ts";
import { parse, texts } from "./dom.ts";
import { HOSTILE } from "./examples.ts";
import { evaluation, fakeInspection, type FakeRun, fakeRun, fakeUpdates } from "./fake.ts";

const vocabulary = [".", "a", "b", "c", "d"];
const dataset = { ...fakeRun().summary.dataset, vocabulary };

/** A run with looks at steps 0, 1 and 3 into a random model. */
function lookedInto(run: FakeRun = {}, options: Partial<MlpOptions> = {}): StoredRun {
  const looks = [0, 1, 3].map((step) => fakeInspection({ step }, options));
  return fakeRun({
    inspections: looks,
    updates: fakeUpdates(looks[0], [0, 1, 2]),
    ...run,
    config: run.config ?? { model: { hiddenSizes: [6, 4] } },
    summary: { dataset, ...run.summary },
  });
}

const section = (...runs: StoredRun[]) => insideSection(variantsOf(runs), curveData(runs));
const page = (...runs: StoredRun[]) => parse(section(...runs));
const labels = (document: Document) =>
  [...document.querySelectorAll("[role=img]")].map((e) => e.getAttribute("aria-label") ?? "");

const FIGURES = [
  "Before the first step: the logits",
  "Updates beside what they change",
  "Gradients beside what they change",
  "Pre-activations",
  "Activations",
  "Saturated units",
  "Logits",
  "Gradients",
  "Embedding",
];

Deno.test("all figures are there, all variants in each, every drawing in words", () => {
  const document = page(lookedInto(), lookedInto({ variant: "other" }));
  assertEquals(texts(document, "h3"), FIGURES);
  assertEquals(texts(document, "h4").slice(-6), [
    ...["hidden 1", "hidden 2"],
    ...["hidden 1", "hidden 2"],
    ...["hidden 1", "hidden 2"],
  ]);
  for (const figure of [...document.querySelectorAll("figure")].slice(2)) {
    assert(texts(figure, "bdi").includes("plain") && texts(figure, "bdi").includes("other"));
  }
  const all = labels(document);
  assert(all.length > 60);
  for (const label of all) assert(/\d/.test(label) && label.endsWith("."), label);
  assertEquals(
    document.querySelectorAll("svg:not([aria-hidden=true])").length,
    0 + nested(document),
  );
});

/** The maps' inner drawings, which are hidden with the outer ones. */
const nested = (document: Document) => document.querySelectorAll("svg svg").length;

Deno.test("the good pace of updates is told as a rule of thumb, which output layers need not keep", () => {
  const caption = page(lookedInto()).body.textContent.replace(/\s+/g, " ");
  assertMatch(caption, /As a rule of thumb about −3, .* far above, it may be .* output layers/);
});

Deno.test("without a script the first and the last step are shown, each with its name", () => {
  const document = page(lookedInto());
  const group = document.querySelector("[data-steps]")!;
  const shown = [...group.querySelectorAll("[data-step]:not([hidden])")];
  assertEquals(
    new Set(shown.map((part) => texts(part, ".step-name")[0])),
    new Set(["step 0", "step 3"]),
  );
  assertEquals(group.querySelectorAll("[data-step][hidden]").length * 2, shown.length);
  assertEquals(group.querySelectorAll("datalist option").length, 3);
});

Deno.test("a run that was not looked into has no section", () => {
  assertEquals(section(fakeRun()).text, "");
  assertEquals(section().text, "");
  assertEquals(texts(page(fakeRun(), lookedInto({ variant: "other" })), "tbody th"), [
    "other",
    "guessing evenly",
  ]);
});

Deno.test("parameters that are vectors are folded below their names", () => {
  const names = [...texts(page(lookedInto()), "details > summary")];
  assertEquals(names, ["Vectors: b1, b2, b3"]);
});

Deno.test("one look makes no slider, and is called what it is", () => {
  const only = (step: number) => page(lookedInto({ inspections: [fakeInspection({ step })] }));
  const document = only(0);
  assertEquals(document.querySelectorAll("input").length, 0);
  assertEquals(texts(document, "h3"), FIGURES);
  assertEquals(texts(document, "section > .note strong"), [
    "The only look was taken before the first step: it shows the network as it began, not what became of it.",
  ]);
  assert(texts(document, ".only-step")[0].startsWith("Step 0, before the first update"));
  assertEquals(texts(only(3), "section > .note strong"), []);
  assert(texts(only(3), ".only-step")[0].startsWith("Step 3:"));
});

const kinds: Record<string, [Partial<MlpOptions>, Patch, FakeRun?]> = {
  "no hidden layer": [{ hiddenSizes: [] }, { model: { hiddenSizes: [] } }],
  "relu": [{ activation: "relu" }, { model: { activation: "relu" } }],
  "batch norm after all": [{ batchNorm: NORM }, { model: { batchNorm: { after: "all" } } }],
  "layers of one unit": [{ hiddenSizes: [1, 1] }, { model: { hiddenSizes: [1, 1] } }],
  "an embedding of one dimension": [{ embeddingSize: 1 }, { model: { embeddingSize: 1 } }],
  "no steps": [{}, {}, { losses: [], updates: [], inspections: [fakeInspection()] }],
  "one step": [{}, {}, { losses: [3], updates: fakeUpdates(fakeInspection(), [0]) }],
};
for (const [name, [options, config, run]] of Object.entries(kinds)) {
  Deno.test(`${name}: nothing is missing, and no number is not one`, () => {
    const { text } = section(lookedInto({ config, ...run }, options));
    const document = parse(section(lookedInto({ config, ...run }, options)));
    for (const wrong of ["NaN", "Infinity", "undefined", "null"]) {
      assert(!text.includes(wrong), wrong);
    }
    const missing = FIGURES.filter((figure) => !texts(document, "h3").includes(figure));
    const wanted = {
      "no hidden layer": ["Pre-activations", "Activations", "Saturated units"],
      "no steps": FIGURES.slice(1, 3),
    };
    assertEquals(missing, name in wanted ? wanted[name as keyof typeof wanted] : []);
  });
}

Deno.test("a run that diverged says so at the steps that it never saw", () => {
  const diverged = lookedInto({
    variant: "wild",
    inspections: [fakeInspection()],
    losses: [3],
    summary: { dataset, status: "diverged" },
  });
  const document = page(lookedInto(), diverged);
  assert(texts(document, ".panel .note").includes("diverged at step 1"));
});

Deno.test("a look at numbers that are not finite says so", () => {
  const look = fakeInspection();
  for (const layer of look.layers) {
    layer.mean.fill(null);
    layer.std.fill(null);
    layer.activations = { low: 0, high: 1, counts: new Array(60).fill(0), nonFinite: 12 };
    layer.gradients.counts.fill(0);
  }
  for (const { gradients } of look.parameters) gradients.counts.fill(0);
  look.logits = { loss: null, std: null, max: null, right: null, likeliest: null };
  look.embedding = null;
  const { text } = section(lookedInto({ inspections: [look], updates: [] }));
  for (const wrong of ["NaN", "Infinity", "undefined"]) assert(!text.includes(wrong), wrong);
  for (const told of ["no value is finite", "not finite or too large", "No gradient is finite"]) {
    assert(text.includes(told), told);
  }
});

Deno.test("text from data and config stays text", () => {
  const runs = HOSTILE.map((variant) =>
    lookedInto({ variant, summary: { dataset: { ...dataset, vocabulary: HOSTILE } } }, {
      vocabularySize: HOSTILE.length,
    })
  );
  const { text } = section(...runs);
  for (const tag of ["<script", "<img", "<b>", "<svg onload", "\0", "\x1b"]) {
    assert(!text.includes(tag), tag);
  }
  const document = parse(section(...runs));
  assertEquals(
    document.querySelectorAll("[onload], [onerror], [onmouseover], [autofocus]").length,
    0,
  );
});

Deno.test("of many variants a chosen few are shown at all steps, others can be picked at the first and the last", () => {
  const runs = Array.from({ length: 40 }, (_, i) =>
    lookedInto({
      variant: `v${i}`,
      // ln 5 = 1.6: v0 is the baseline, v30 the best, v39 hopeless, v38 the worst that is not.
      summary: {
        dataset,
        final: evaluation(3, { val: i === 30 ? 1 : i === 39 ? 9 : 1.2 + i / 100 }),
      },
    }));
  const document = page(...runs);
  assertEquals(texts(document, "tbody th").length, 8 + 1);
  assert(
    texts(document, "tbody th").includes("v39"),
    "the failure is among those there is room for",
  );
  assertEquals(document.querySelectorAll("datalist option").length, 3);
  assert(texts(document, ".note")[0].includes("Of 40 variants, 8 can be shown."));
  const without = "p.note[data-variant][hidden]";
  assertEquals(texts(document, without).length, 32);
  assertEquals(
    texts(document, without)[0],
    "v5: the page has no room for its looks inside, which are in its run’s folder, v5-42-01234567.",
  );
  const seen = (selector: string) =>
    [...document.querySelectorAll(selector)].map((one) => one.getAttribute("data-variant"));
  assertEquals(new Set(seen(".panel[data-variant]:not([hidden])")), new Set(["0", "30", "38"]));
  assertEquals(new Set(seen("path[data-variant]:not([hidden])")), new Set(["0", "30", "38"]));
  const folded = document.querySelector(".panel[data-variant='4']")!;
  assertEquals(folded.querySelectorAll("[data-step]").length, 3);
  assertEquals(texts(folded, "[data-step='1'] .note"), ["shown at the first and the last step"]);
  for (const label of labels(document)) assert(!label.startsWith("Sizes") || !label.includes("v4"));
});

Deno.test("those that the page tells of where it says why have room before others; who has none is told of there", () => {
  const rates = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12].map((rate) => rate / 10);
  const runs = (failing: number) =>
    rates.map((initial, i) =>
      lookedInto({
        variant: `${initial}`,
        config: { training: { learningRate: { schedule: "constant", initial } } },
        // The second is the best, the first the worst that trains.
        summary: {
          dataset,
          final: evaluation(3, { val: i >= 12 - failing ? 9 + i : i === 1 ? 1 : 1.5 - i / 100 }),
        },
      })
    );
  const names = (failing: number) =>
    shownRuns(variantsOf(runs(failing))).map(({ variant: { name } }) => name);
  // The best, the worst, the highest rate that trains, and all that fail; and the first of the others.
  assertEquals(names(4), ["0.1", "0.2", "0.3", "0.8", "0.9", "1", "1.1", "1.2"]);
  const told = (failing: number) =>
    failures(variantsOf(runs(failing)), curveData(runs(failing)))
      .map(({ long }) => sentenceText(long)).join(" ");
  assertEquals(told(4).includes("no room"), false);
  assertEquals(names(7).length, 8);
  assertMatch(
    told(7),
    /The looks inside 1\.1 and 1\.2 have no room on this page: they are in each/,
  );
});

Deno.test("of several seeds the first is shown, and named", () => {
  const document = page(lookedInto({ seed: 7 }), lookedInto({ seed: 8 }));
  assert(texts(document, ".note")[0].endsWith("Shown is each variant’s first seed, 7."));
  assertEquals(texts(document, "tbody th"), ["plain", "guessing evenly"]);
});

Deno.test("the section is light: two variants, and a hundred", () => {
  const letters = { ...dataset, vocabulary: [...".abcdefghijklmnopqrstuvwxyz"] };
  const options = { vocabularySize: 27, hiddenSizes: [200], embeddingSize: 10 };
  const looks = [0, 1, 2, 3, 4].map((step) => fakeInspection({ step }, options));
  const updates = fakeUpdates(looks[0], Array.from({ length: 200 }, (_, i) => i));
  const runs = Array.from(
    { length: 100 },
    (_, i) =>
      lookedInto({ variant: `v${i}`, inspections: looks, updates, summary: { dataset: letters } }),
  );
  const [two, hundred] = [2, 100].map((n) => section(...runs.slice(0, n)).text.length);
  assert(two < 320_000, `${two}`);
  assert(hundred < 1_500_000, `${hundred}`);
});
