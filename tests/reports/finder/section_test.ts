import { assert, assertEquals } from "@std/assert";
import { answerOf } from "../../../reports/answer.ts";
import { judgeExpectations } from "../../../reports/expectations.ts";
import { findRates } from "../../../reports/finder/find_rates.ts";
import { finderSection } from "../../../reports/finder/section.ts";
import { dataText, pageData } from "../../../reports/page_data.ts";
import { renderPage, renderReport } from "../../../reports/page.ts";
import { variantsOf } from "../../../reports/rows.ts";
import { unpackShown } from "../../../reports/shown.ts";
import { verdictText } from "../../../reports/verdict.ts";
import { parseExpectation } from "../../../runner/config/expect.ts";
import type { StoredRun } from "../../../runner/results.ts";
import { parse, texts } from "../dom.ts";
import { HOSTILE } from "../examples.ts";
import { fakeExperiment, fakeRun } from "../fake.ts";
import { finder, finderRun, STEPS, valley } from "./example.ts";

const answer = (...runs: StoredRun[]) => {
  const experiment = finder(...runs);
  return verdictText(answerOf({ ...experiment, found: findRates(experiment) }));
};

Deno.test("the answer of a finder is a rate, or why there is none, and not who ends lowest", () => {
  assertEquals(
    answer(finderRun("a", valley)),
    "Suggested learning rate: 0.099, the middle of 0.042 to 0.24, where the loss is lowest.\n",
  );
  assertEquals(
    answer(
      finderRun("a", valley),
      finderRun("b", (e) => 3 - e),
      finderRun("c", () => 3),
      finderRun("d", (e) => 3 + e, 5),
    ),
    "Suggested learning rate for a: 0.099, the middle of 0.042 to 0.24, where the loss is lowest. " +
      "No learning rate is suggested for b: the loss is still low at the largest rates tried; " +
      "a larger lrFinder.max may help. " +
      "No learning rate is suggested for c: the loss changes nowhere clearly. " +
      "No learning rate is suggested for d: the loss is lowest at the smallest rates tried; " +
      "a smaller lrFinder.min may help.\n",
  );
});

Deno.test("an expectation of the suggested rate holds, fails, or is undecided where there is none", () => {
  const runs = [finderRun("a", valley), finderRun("b", () => 3)];
  const judged = (text: string) =>
    judgeExpectations([parseExpectation(text, ["a", "b"])], runs)
      .map(({ outcome, details }) => `${outcome}: ${details}`)[0];
  assertEquals(judged("a.suggestedRate < 0.2"), "held: 0.099 < 0.2");
  assertEquals(judged("a.suggestedRate > 0.2"), "failed: 0.099 is not > 0.2");
  assertEquals(
    judged("suggestedRate < 0.2"),
    "undecided: b: no rate is suggested for b: the loss changes nowhere clearly",
  );
});

Deno.test("the page of a finder draws its rates from its data alone, and compares nothing else", () => {
  const page = renderReport(finder(finderRun("a", valley), finderRun("d", (e) => 3 + e, 150)));
  assertEquals(renderPage(dataText(page)!), page);
  const document = parse(page);
  assertEquals(texts(document, "h2"), [
    "Loss over the learning rate",
    "Loss",
    "Reproduce",
  ]);
  assert(texts(document, ".finder .wide text").includes("0.099"));
  assert(texts(document, ".finder td").includes("0.24"));
  assert(
    texts(document, ".finder td").some((text) => text.includes("broke down at a rate of 0.18")),
  );
  const found = findRates(finder(finderRun("a", valley)));
  assertEquals(unpackShown(pageData([finder(finderRun("a", valley))]))[0].found, found);
});

Deno.test("odd curves and hostile names make a section without a number that is none", () => {
  const curves = [valley, () => 3, (e: number) => 10 ** (10 * e), (e: number) => -e];
  const runs = HOSTILE.map((name, i) =>
    finderRun(name, curves[i % 4], i % 3 ? STEPS : 50 * (i % 2))
  );
  for (const some of [runs, [finderRun("a", valley, 0)], [finderRun("a", valley, 20)], []]) {
    const { text } = finderSection(variantsOf(some), findRates(finder(...some))!);
    assert(!/NaN|Infinity|undefined|null/.test(text), text.match(/.{40}(NaN|Inf|und|null)/)?.[0]);
    assert(!/<script|<img|<svg onload/.test(text));
  }
});

Deno.test("beside other experiments it is said that a finder's last losses tell nothing of its settings", () => {
  const told = (page: string) => page.includes("at the largest rate tried");
  const plain = fakeExperiment([fakeRun()]);
  assert(told(renderReport(finder(finderRun("a", valley)), plain)));
  assert(!told(renderReport(plain, plain)));
});
