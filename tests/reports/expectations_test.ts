import { parse, texts } from "./dom.ts";
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { parseExpectation } from "../../runner/config/expect.ts";
import {
  expectationsHtml,
  expectationsText,
  judgeExpectations,
} from "../../reports/expectations.ts";
import { renderReport } from "../../reports/page.ts";
import { evaluation, fakeExperiment, fakeInspection, fakeRun } from "./fake.ts";

const run = (variant: string, seed: number, val: number, rest: object = {}) =>
  fakeRun({
    variant,
    seed,
    summary: { final: evaluation(3, { train: val, val, test: val }) },
    ...rest,
  });

const RUNS = [
  ...[2.5, 2.51, 2.49].map((val, seed) => run("plain", seed, val)),
  ...[2.3, 2.32, 2.28].map((val, seed) => run("better", seed, val)),
  ...[2.5, 2.48, 2.52].map((val, seed) => run("alike", seed, val)),
];

/** How one expectation comes out, and why. */
function judge(text: string, runs = RUNS): [outcome: string, details: string] {
  const names = ["plain", "better", "alike", "lost"];
  const [{ outcome, details }] = judgeExpectations([parseExpectation(text, names)], runs);
  return [outcome, details];
}

Deno.test("means over seeds are compared", () => {
  assertEquals(judge("better.final.val < plain.final.val"), ["held", "2.3 < 2.5"]);
  assertEquals(judge("better.final.val > plain.final.val"), ["failed", "2.3 is not > 2.5"]);
  assertEquals(judge("abs(plain.loss[0] - ln V) < 0.05"), ["held", "0.0458369 < 0.05"]);
  assertEquals(judge("plain.loss[-1] = 2.75"), ["held", "2.75 = 2.75"]);
  assertEquals(judge("plain.rate[0] * 10 <= 1"), ["held", "1 <= 1"]);
  assertEquals(judge("plain.steps = 3.00000001"), ["failed", "3 is not = 3.00000001"]);
});

Deno.test("a final loss is by the running statistics, or by those that are named", () => {
  const final = (["running", "calibrated", "own"] as const).map((statistics, i) => (
    { step: 3, split: "val" as const, statistics, loss: 2 + i / 10 }
  ));
  const runs = [run("plain", 0, 2, { summary: { final } })];
  assertEquals(judge("plain.final.val = 2", runs), ["held", "2 = 2"]);
  assertEquals(judge("plain.final.val.own < plain.final.val.calibrated", runs), [
    "failed",
    "2.2 is not < 2.1",
  ]);
  assertEquals(judge("plain.final.val.own < 3"), [
    "undecided",
    "plain has no finite final.val.own",
  ]);
});

Deno.test("a split's loss on the way is that of the evaluation after so many steps", () => {
  const evaluations = [0, 2, 3].map((step) => (
    { step, split: "val" as const, statistics: "none" as const, loss: 3 - step / 10 }
  ));
  const runs = [run("plain", 0, 2, { evaluations })];
  assertEquals(judge("plain.val[0] = 3", runs), ["held", "3 = 3"]);
  assertEquals(judge("plain.val[2] - plain.val[-1] < 0.05", runs)[0], "failed");
  assertEquals(judge("plain.val[1] < 9", runs), ["undecided", "plain has no finite val[1]"]);
  assertEquals(judge("plain.train[0] < 9", runs)[0], "undecided");
});

Deno.test("without a variant it is about each of them, and one that fails is enough", () => {
  assertEquals(judge("final.val < 2.4"), [
    "failed",
    "plain: 2.5 is not < 2.4; alike: 2.5 is not < 2.4",
  ]);
  const [outcome, details] = judge("final.val < 3");
  assertEquals(outcome, "held");
  assert(details.startsWith("plain: 2.5 < 3; better: "));
  assertEquals(judge("final.val < 3", []), ["undecided", "no run has ended"]);
});

Deno.test("what is not there leaves it undecided", () => {
  assertEquals(judge("lost.final.val < 3"), ["undecided", "no run of lost has ended"]);
  assertEquals(judge("plain.loss[3] < 3"), ["undecided", "plain has no finite loss[3]"]);
  assertEquals(judge("plain.saturation[0] < 3"), [
    "undecided",
    "plain has no finite saturation[0]",
  ]);
  const diverged = [run("plain", 0, NaN, { summary: { final: [], status: "diverged" } })];
  assertEquals(judge("plain.final.val < 9", diverged)[0], "undecided");
  assertEquals(judge("ln(0 - plain.steps) < 9")[0], "undecided");
});

Deno.test("saturation is the largest share of a layer", () => {
  const inspections = [fakeInspection({ step: 7 })];
  const shares = inspections[0].layers.flatMap(({ saturation }) => saturation?.share ?? []);
  const [, details] = judge("plain.saturation[7] >= 0", [run("plain", 0, 2, { inspections })]);
  assertEquals(details, `${Number(Math.max(...shares).toPrecision(6))} >= 0`);
});

Deno.test("with confidence, the interval decides: it holds, fails, or is undecided", () => {
  const [a, b] = ["better.final.val < plain.final.val", "alike.final.val < plain.final.val"];
  const sure = (text: string) => judge(`${text} with 95% confidence`);
  assertEquals(sure(a)[0], "held");
  assertStringIncludes(sure(a)[1], "the difference is −0.2");
  assertEquals(sure("better.final.val > plain.final.val")[0], "failed");
  assertEquals(sure(b)[0], "undecided");
  const one = RUNS.filter(({ summary: { seed } }) => seed === 0);
  assertEquals(judge(`${a} with 95% confidence`, one)[0], "undecided");
  assertEquals(judge("lost.final.val < plain.final.val with 95% confidence"), [
    "undecided",
    "lost has no run to compare",
  ]);
});

Deno.test("the terminal and the page tell each expectation, its outcome and its numbers", () => {
  const names = ["plain", "<b>"];
  const expected = judgeExpectations(
    ["plain.final.val < 3", `"<b>".final.val < 3`].map((text) => parseExpectation(text, names)),
    RUNS,
  );
  assertEquals(
    expectationsText(expected),
    "✓ held  plain.final.val < 3  (2.5 < 3)\n" +
      `? undecided  "<b>".final.val < 3  (no run of <b> has ended)\n`,
  );
  const page = renderReport(fakeExperiment(RUNS, { expected }));
  assertStringIncludes(page, "✓ held");
  assertStringIncludes(page, "no run of &lt;b&gt; has ended");
  assert(!renderReport(fakeExperiment(RUNS)).includes("✓ held"));
  // What a number is of is said: a page has more than one first loss.
  assertStringIncludes(page, "What the experiment expects (each number is a mean over the seeds):");
});

Deno.test("the words of the expectations are explained, those that occur and no others", () => {
  const explained = (...all: string[]) => {
    const html = expectationsHtml(all.map((text) => ({ text, outcome: "held", details: "" })));
    return texts(parse(html || undefined!), "p.note");
  };
  assertEquals(explained("abs(plain.loss[0] - ln V) < 0.05", `"V best.val".saturation[0] > 0.1`), [
    "loss[0] is the loss of the first minibatch; " +
    "saturation[0] is the share of saturated outputs before the first step, in the layer with the most; " +
    "V is the number of symbols.",
  ]);
  assertEquals(explained("loss[0] > loss[-1]", "a.final.val < b.val[20]"), [
    "loss[n] is the minibatch loss of step n, counted from the end below 0; " +
    "val[n] is the val loss after n steps; final.val is the val loss after the last update.",
  ]);
  assertEquals(explained("a.parameters = b.parameters + 200"), []);
});
