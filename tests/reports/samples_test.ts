import { assert, assertEquals } from "@std/assert";
import { variantsOf } from "../../reports/rows.ts";
import { samplesByStep, samplesSection } from "../../reports/samples.ts";
import { visibleText } from "../../reports/visible.ts";
import { parse, texts } from "./dom.ts";
import { HOSTILE } from "./examples.ts";
import { fakeInspection, fakeRun } from "./fake.ts";

const page = (...runs: ReturnType<typeof fakeRun>[]) => parse(samplesSection(variantsOf(runs)));

Deno.test("samples stand side by side, a column a variant", () => {
  const runs = [fakeRun(), fakeRun({ variant: "other", summary: { samples: ["ada"] } })];
  const columns = [...page(...runs).querySelectorAll(".column")];
  assertEquals(columns.map((column) => texts(column, "h3, bdi")), [
    ["plain", "plain", "emma", "olivia"],
    ["other", "other", "ada"],
  ]);
});

Deno.test("samples stay text, each with its own direction", () => {
  const document = page(fakeRun({ summary: { samples: HOSTILE } }));
  assertEquals(document.querySelectorAll("script, img, b, [onload]").length, 0);
  const items = [...document.querySelectorAll("li")];
  const shown = items.map((li) => (li.querySelector("details > bdi") ?? li).textContent!.trim());
  assertEquals(shown, HOSTILE.map((text) => visibleText(text).trim()));
  assert(shown.some((text) => text.includes("‹U+202E›")));
  assert(items.every((li) => li.getAttribute("dir") === "auto" && li.querySelector("bdi")));
});

Deno.test("a long sample shows its beginning until it is unfolded", () => {
  const document = page(fakeRun({ summary: { samples: ["ab".repeat(40)] } }));
  assertEquals(texts(document, "summary"), ["ab".repeat(20) + "…"]);
  assertEquals(texts(document, "details > bdi"), ["ab".repeat(40)]);
});

Deno.test("an empty sample and a run without samples say so", () => {
  const runs = [
    fakeRun({ summary: { samples: [""] } }),
    fakeRun({ variant: "other", summary: { samples: [] } }),
  ];
  const document = page(...runs);
  assertEquals(texts(document, "li, .column p"), [
    "0 of 1 (0 %) ◆",
    "empty",
    "no samples",
  ]);
  assertEquals(samplesSection(variantsOf([runs[1]])).text, "");
});

Deno.test("samples of further seeds are folded; samples before training are called so", () => {
  const config = { samples: { when: "before" as const } };
  const document = page(...[1, 2, 3].map((seed) => fakeRun({ seed, config })));
  assertEquals(texts(document, "details h3 .note"), [
    "seed 2, before training",
    "seed 3, before training",
  ]);
  assertEquals(document.querySelectorAll(".column").length, 3);
});

Deno.test("names of the training set and those that come again are marked in words, and counted", () => {
  const samples = ["emma", "ada", "emma", "ada", "zoe"];
  const document = page(
    fakeRun({ summary: { samples, inTraining: [true, false, true, false, false] } }),
  );
  const marks = [...document.querySelectorAll("li")].map((li) =>
    [...li.querySelectorAll(".mark")].map((mark) => mark.getAttribute("aria-label")).join(" + ")
  );
  assertEquals(marks, [
    "in the training set",
    "",
    "in the training set + again",
    "again",
    "",
  ]);
  assertEquals(texts(document, ".column .note"), ["2 of 5 (40 %) ◆ · 2 ↻"]);
});

Deno.test("a run from before names of the training set were marked is only counted", () => {
  const run = fakeRun();
  delete (run.summary as Partial<typeof run.summary>).inTraining;
  assertEquals(texts(page(run), ".column .note"), ["2 samples"]);
});

Deno.test("a slider chooses among the steps that were looked at; the end comes first", () => {
  const inspections = [0, 50, 100].map((step) =>
    fakeInspection({ step, samples: [`at ${step}`], inTraining: [false] })
  );
  const run = fakeRun({ inspections, summary: { steps: 100, samples: ["asked for"] } });
  const document = page(
    run,
    fakeRun({ variant: "short", summary: { status: "diverged", samples: [] } }),
  );
  const slider = document.querySelector("input[type=range]")!;
  assertEquals(["min", "max", "value"].map((name) => slider.getAttribute(name)), ["0", "2", "2"]);
  assertEquals(document.querySelector("label")!.getAttribute("for"), slider.id);
  const parts = [...document.querySelector(".column")!.querySelectorAll("[data-step]")];
  assertEquals(parts.map((part) => texts(part, ".step-name, li")), [
    ["step 0", "at 0"],
    ["step 50", "at 50"],
    ["step 100", "asked for"],
  ]);
  assertEquals(parts.map((part) => part.hasAttribute("hidden")), [false, true, false]);
  const others = document.querySelectorAll(".column")[1];
  assert(texts(others, "[data-step] > .note").includes("diverged at step 3"));
});

Deno.test("where no slider says it, the samples' step is said, also of seeds that ended early", () => {
  const early = (seed: number, step: number) =>
    fakeRun({
      seed,
      inspections: [fakeInspection({ step, samples: ["x"], inTraining: [false] })],
      summary: { status: "diverged", samples: [] },
    });
  const document = page(early(1, 0), early(2, 0), early(3, 2), fakeRun({ seed: 4 }));
  assert(texts(document, ".only-step")[0].startsWith("Step 0, before the first update"));
  assertEquals(texts(document, "h3 .note"), [
    "seed 1",
    "seed 2, before training",
    "seed 3, at step 2",
    "seed 4",
  ]);
});

Deno.test("samples drawn before training belong to step 0", () => {
  const config = { samples: { when: "before" as const } };
  const inspections = [0, 3].map((step) => fakeInspection({ step, samples: [`at ${step}`] }));
  const steps = samplesByStep(fakeRun({ config, inspections }));
  assertEquals([...steps].map(([step, { samples }]) => [step, samples]), [
    [0, ["emma", "olivia"]],
    [3, ["at 3"]],
  ]);
});

Deno.test("running text stands as it is, one sample at once and the others folded, without marks", () => {
  const dataset = { ...fakeRun().summary.dataset, vocabulary: ["\n", "a"], lead: [0, 0, 0] };
  const samples = ["a\n\n\taa", "<b>\u00a0", "aa"];
  const document = page(
    fakeRun({ summary: { dataset, samples, inTraining: [false, false, false] } }),
  );
  assertEquals(document.querySelector(".texts bdi")!.textContent, "a\n\n\taa");
  assertEquals(document.querySelectorAll("details .texts li").length, 2);
  assertEquals(document.querySelectorAll("b, .mark, .counts").length, 0);
  assertEquals(document.querySelector("details .unseen")!.textContent, "‹U+00A0›");
});
