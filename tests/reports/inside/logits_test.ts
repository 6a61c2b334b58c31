import { assert, assertEquals } from "@std/assert";
import { curveData } from "../../../reports/charts/curve_data.ts";
import { explain, logitsTable } from "../../../reports/inside/logits.ts";
import { variantsOf } from "../../../reports/rows.ts";
import type { StoredRun } from "../../../runner/results.ts";
import { cells, parse, texts } from "../dom.ts";
import { fakeInspection, fakeLosses, fakeRun } from "../fake.ts";

function starting(
  loss: number | null,
  variant = "plain",
  losses = fakeLosses(1000, 3, 2),
): StoredRun {
  const logits = { loss, std: 0.1, max: 0.3, right: 0.04, likeliest: 0.05 };
  return fakeRun({ variant, losses, inspections: [fakeInspection({ logits })] });
}
const shown = (...runs: StoredRun[]) =>
  variantsOf(runs).map((variant) => ({ variant, run: variant.runs[0] }));
const table = (...runs: StoredRun[]) => logitsTable(shown(...runs), curveData(runs));
const sentences = (...runs: StoredRun[]) =>
  texts(parse(explain(shown(...runs), curveData(runs))), "p");

Deno.test("the table sets each variant's first logits beside guessing evenly", () => {
  const rows = cells(parse(table(starting(3.4), starting(3.1, "other"))));
  assertEquals(rows.slice(1), [
    ["plain", "3.4000", "+0.1042", "0.1", "0.3", "0.04", "0.05"],
    ["other", "3.1000", "−0.1958", "0.1", "0.3", "0.04", "0.05"],
    ["guessing evenly", "3.2958", "0", "0", "0", "0.037", "0.037"],
  ]);
});

Deno.test("who starts where guessing is, is told so, whether shown at first or not", () => {
  const runs = [starting(3.3), starting(3.31, "b")];
  assertEquals(sentences(...runs), [
    "plain: a start as good as guessing evenly: a loss of 3.30, and ln 27 = 3.30.",
    "b: a start as good as guessing evenly: a loss of 3.31, and ln 27 = 3.30.",
  ]);
  const folded = shown(...runs).map((one, i) => ({ ...one, folded: i === 1 }));
  const hidden = [...parse(explain(folded, curveData(runs))).querySelectorAll("strong")]
    .map((one) => one.hasAttribute("hidden"));
  assertEquals(hidden, [false, true]);
});

Deno.test("what is said of several is said once", () => {
  const runs = ["a", "b", "c", "d"].map((name) => starting(name === "c" ? 3.31 : 3.3, name));
  const page = parse(explain(shown(...runs), curveData(runs)));
  const named = [...page.querySelectorAll("p")].map((one) => texts(one, "strong"));
  assertEquals(named, [["a", "b", "d"], ["c"]]);
});

Deno.test("who starts confidently wrong is told when that was taken back", () => {
  const losses = Float32Array.from({ length: 1000 }, (_, step) => Math.max(2, 27 - step / 10));
  const [sentence] = sentences(starting(27, "plain", losses));
  assert(sentence.includes("0.05 goes to the likeliest character and 0.04 to the right one"));
  assert(sentence.includes("the loss is 27, not ln 27 = 3.30"), sentence);
  // 27 − step / 10 is below 3.2958 from step 238 on.
  assert(
    sentence.includes(
      "Smoothed over 21 steps, its minibatch loss is first below guessing after 238 steps: the",
    ),
    sentence,
  );
  const never = sentences(starting(27, "plain", new Float32Array(50).fill(20)))[0];
  assert(never.endsWith("Smoothed over 21 steps, its minibatch loss is never below guessing."));
});

Deno.test("who starts a little too sure has no hockey stick", () => {
  const [sentence] = sentences(starting(3.6));
  assert(sentence.startsWith("plain: a start a little too sure: on average"), sentence);
  assert(sentence.endsWith("so the loss is 3.6, not ln 27 = 3.30."), sentence);
});

Deno.test("a loss that is not finite is no number", () => {
  assertEquals(sentences(starting(null)), ["plain: a first loss that is not finite."]);
});

Deno.test("without a look before the first step there is no table", () => {
  const run = fakeRun({ inspections: [fakeInspection({ step: 3 })] });
  assertEquals(table(run).text, "");
});
