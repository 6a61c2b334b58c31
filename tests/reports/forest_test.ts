import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import { forestData } from "../../reports/charts/forest_data.ts";
import { compareVariants } from "../../reports/comparison.ts";
import { forestSection } from "../../reports/forest.ts";
import { variantsOf } from "../../reports/rows.ts";
import { judge, verdictText } from "../../reports/verdict.ts";
import type { StoredRun } from "../../runner/results.ts";
import { parse, texts } from "./dom.ts";
import { HOSTILE } from "./examples.ts";
import { evaluation, fakeRun } from "./fake.ts";

/** Runs of a variant with these final val losses, of the seeds 1, 2, … */
const runs = (variant: string, ...losses: number[]): StoredRun[] =>
  losses.map((val, i) =>
    fakeRun({ variant, seed: i + 1, summary: { final: evaluation(3, { train: 2, val }) } })
  );
const THREE = [
  runs("plain", 2.1, 2.2, 2.3),
  runs("worse", 2.4, 2.9, 2.5),
  runs("better", 2.0, 2.101, 2.199),
  runs("lost", 50, 60, 70),
].flat();

Deno.test("rows are sorted by their mean difference, the baseline among them, and hopeless variants stand beside", () => {
  const data = forestData(variantsOf(THREE))!;
  assertEquals(data.rows.map(({ variant }) => variant.name), ["better", "plain", "worse"]);
  assertEquals(data.hopeless.map(({ name }) => name), ["lost"]);
  const [{ gap }] = data.rows;
  assertAlmostEquals(gap!.difference, -0.1, 1e-12);
  assertEquals(gap!.differences.map((x) => x.toFixed(3)), ["-0.100", "-0.099", "-0.101"]);
});

Deno.test("the intervals are those of the answer", () => {
  const variants = variantsOf(THREE);
  const { compare } = compareVariants(variants.slice(0, 3), "val");
  const { rows } = forestData(variants)!;
  for (const { variant, gap } of rows) {
    if (gap) assertEquals(gap, compare(variant, variants[0]));
  }
  const shown = texts(parse(forestSection(variants)), ".wide text");
  assert(shown.includes("−0.1000 ± 0.0044") && shown.includes("+0.4 ± 1.2"), shown.join("; "));
  const answer = verdictText(judge(variants));
  assert(answer.includes("better lowers val loss by 0.1000 ± 0.0044"), answer);
  assert(answer.includes("worse and plain: 0.4 ± 1.2"), answer);
});

Deno.test("the chart is told in words, and who is not compared is said", () => {
  const document = parse(forestSection(variantsOf(THREE)));
  assertEquals(texts(document, "h2"), ["Difference from the baseline"]);
  const words = document.querySelector("[role=img]")!.getAttribute("aria-label")!;
  assert(words.includes("better⁩: −0.1000 ± 0.0044, lower"), words);
  assert(words.includes("worse⁩: +0.4 ± 1.2, cannot be told from it"), words);
  const caption = texts(document, "figcaption").join();
  assert(caption.includes("Not compared: lost (worse than guessing)"), caption);
  // 2 means, which have titles; the names have theirs.
  const fills = [...document.querySelectorAll(".wide [aria-label=dot] path")]
    .map((one) => one.getAttribute("fill"));
  assertEquals(fills, ["var(--color-2)", "var(--page)"], "just the difference that can be told");
});

Deno.test("one seed has no intervals, and one difference of one seed no chart", () => {
  const one = [runs("plain", 2.1), runs("a", 2.2), runs("b", 2)];
  assertEquals(forestData(variantsOf(one.slice(0, 2).flat())), undefined);
  const document = parse(forestSection(variantsOf(one.flat())));
  const shown = texts(document, ".wide text");
  assert(shown.includes("−0.1000") && shown.includes("+0.1000"), shown.join("; "));
  assert(texts(document, "figcaption").join().includes("no difference can be told"));
});

Deno.test("there is no chart without anything to compare, with other data, or where the key's stands", () => {
  const section = (...all: StoredRun[][]) => forestSection(variantsOf(all.flat())).text;
  assertEquals(section(runs("plain", 2, 2.1)), "");
  assertEquals(section(runs("plain", 2, 2.1), runs("lost", 50, 60)), "");
  const other = (patch: Parameters<typeof fakeRun>[0]) =>
    runs("b", 1, 2).map((run) => ({ ...run, config: fakeRun(patch).config }));
  assertEquals(
    section(runs("plain", 2, 2.1), other({ config: { dataset: { shuffleSeed: 7 } } })),
    "",
  );
  assertEquals(
    section(runs("plain", 2, 2.1), other({ config: { training: { batchSize: 7 } } })),
    "",
  );
  assert(section(runs("plain", 2, 2.1), other({ config: { model: { batchNorm: true } } })) !== "");
});

Deno.test("odd values make a chart without a number that is none, and many variants are cut", () => {
  const many = Array.from({ length: 40 }, (_, i) => runs(`v${i}`, 2 + i / 100, 2.1 + i / 90));
  const cases = [
    [runs("plain", 2, 2), runs("a", 2, 2)],
    [runs("plain", 2, 3), runs("a", 2, 3)],
    [runs("plain", 2, 2.1), runs("a", 2.0001, 2.1003), runs("b", 2)],
    [runs("plain", 2), runs("a", 2), runs("b", 2)],
    many,
  ];
  for (const all of cases) {
    const { text } = forestSection(variantsOf(all.flat()));
    assert(text.includes("<svg"));
    assert(
      !/NaN|Infinity|undefined|null|e\+|−0[ <]/.test(text),
      text.match(/.{40}(NaN|Inf|und|null)/)?.[0],
    );
  }
  const cut = texts(parse(forestSection(variantsOf(many.flat()))), "figcaption").join();
  assert(cut.includes("The 24 variants that end highest are not shown"), cut);
});

Deno.test("hostile names stay text", () => {
  const all = HOSTILE.map((name, i) => runs(name, 2 + i, 2.1 + i / 2));
  assert(!/<script|<img|<svg onload/.test(forestSection(variantsOf(all.flat())).text));
});
