import { assert, assertEquals } from "@std/assert";
import { variantsOf } from "../../reports/rows.ts";
import { samplesSection } from "../../reports/samples.ts";
import { parse, texts } from "./dom.ts";
import { HOSTILE } from "./examples.ts";
import { fakeRun } from "./fake.ts";

Deno.test("samples stand side by side, a column a variant", () => {
  const runs = [fakeRun(), fakeRun({ variant: "other", summary: { samples: ["ada"] } })];
  const columns = [...parse(samplesSection(variantsOf(runs))).querySelectorAll(".column")];
  assertEquals(columns.map((column) => texts(column, "h3, li")), [
    ["plain", "emma", "olivia"],
    ["other", "ada"],
  ]);
});

Deno.test("samples stay text, each with its own direction", () => {
  const page = parse(samplesSection(variantsOf([fakeRun({ summary: { samples: HOSTILE } })])));
  assertEquals(page.querySelectorAll("script, img, b, [onload]").length, 0);
  const items = [...page.querySelectorAll("li")];
  assertEquals(items.map((li) => li.textContent).slice(0, 7), HOSTILE.slice(0, 7));
  assertEquals(items.at(-1)!.querySelector("details > bdi")!.textContent, HOSTILE.at(-1));
  assert(items.every((li) => li.getAttribute("dir") === "auto" && li.querySelector("bdi")));
});

Deno.test("an empty sample and a run without samples say so", () => {
  const runs = [
    fakeRun({ summary: { samples: [""] } }),
    fakeRun({ variant: "other", summary: { samples: [] } }),
  ];
  const page = parse(samplesSection(variantsOf(runs)));
  assertEquals(texts(page, "li, p"), ["empty", "no samples"]);
  assertEquals(samplesSection(variantsOf([runs[1]])).text, "");
});

Deno.test("samples of further seeds are folded; samples before training are called so", () => {
  const config = { samples: { when: "before" as const } };
  const runs = [1, 2, 3].map((seed) => fakeRun({ seed, config }));
  const page = parse(samplesSection(variantsOf(runs)));
  assertEquals(texts(page, "details .note"), [
    "seed 2, before training",
    "seed 3, before training",
  ]);
  assertEquals(page.querySelectorAll(".column").length, 3);
});
