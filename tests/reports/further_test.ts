import { assertEquals, assertStringIncludes } from "@std/assert";
import { apart } from "../../reports/apart.ts";
import { curveData } from "../../reports/charts/curve_data.ts";
import { furtherHtml } from "../../reports/further.ts";
import { nextSteps } from "../../reports/next.ts";
import { pairOf, trainsSeeds } from "../../reports/next/seeds.ts";
import { variantsOf } from "../../reports/rows.ts";
import { type Sentence, sentenceText } from "../../reports/sentence.ts";
import { judge } from "../../reports/verdict.ts";
import type { StoredRun } from "../../runner/results.ts";
import type { Patch } from "../../runner/schema/schema.ts";
import { parse } from "./dom.ts";
import { HOSTILE } from "./examples.ts";
import { evaluation, fakeRun } from "./fake.ts";

/** A variant's runs of the seeds 1, 2, …, each with the val losses after so many steps. */
const runs = (variant: string, seeds: number[][], config: Patch = {}): StoredRun[] =>
  seeds.map((vals, i) =>
    fakeRun({
      variant,
      seed: i + 1,
      config,
      losses: vals.slice(1),
      evaluations: vals.flatMap((val, step) => evaluation(step, { val })),
      summary: { final: evaluation(vals.length - 1, { train: 2, val: vals.at(-1) }) },
    })
  );

const texts = (sentences: Sentence[]) => sentences.map(sentenceText);
const apartOf = (...all: StoredRun[][]) =>
  texts(apart(variantsOf(all.flat()), curveData(all.flat())));
const nextOf = (...all: StoredRun[][]) =>
  texts(nextSteps(variantsOf(all.flat()), curveData(all.flat())));

Deno.test("from where on they differ goes by the verdict's rule at each evaluation, up to the end", () => {
  const plain = runs("plain", [[3.3, 2.5, 2.4, 2.3], [3.3, 2.6, 2.5, 2.4], [3.3, 2.7, 2.6, 2.5]]);
  const better = runs("b", [[3.3, 2.7, 2.2, 2.1], [3.3, 2.5, 2.31, 2.21], [3.3, 2.6, 2.4, 2.3]]);
  assertEquals(apartOf(plain, better), [
    "From step 2 on, at every evaluation (2 of 4, each judged by itself), b can be told to be lower than plain.",
  ]);
  const late = runs("b", [[3.3, 2.7, 2.6, 2.1], [3.3, 2.5, 2.31, 2.21], [3.3, 2.6, 2.4, 2.3]]);
  assertEquals(apartOf(plain, late), [
    "At the last of 4 evaluations b can be told to be lower than plain, at the one before not.",
  ]);
});

Deno.test("curves that cross more than once are said to, and where they did last", () => {
  const plain = runs("plain", [[3.3, 2.5, 2.4, 2.3, 2.2, 2.1]]);
  assertEquals(apartOf(plain, runs("b", [[3.3, 2.4, 2.45, 2.2, 2.3, 2.0]])), [
    "At the last of 6 evaluations b is lower than plain, at the one before not. The curves of b and plain cross 4 times, last between steps 4 and 5.",
  ]);
  assertEquals(apartOf(plain, runs("b", [[3.3, 2.4, 2.4, 2.35, 2.1, 2.0]])), [
    "From step 4 on, at every evaluation (2 of 6), b is lower than plain; with one seed that is their order, no evidence. " +
    "The curves of b and plain cross twice, last between steps 3 and 4.",
  ]);
  const seeds = (...shifts: number[]) =>
    [0, 0.1, 0.2].map((seed) => [3.3, 2.5, 2.4, 2.3].map((x, i) => x + seed + (shifts[i] ?? 0)));
  assertStringIncludes(
    apartOf(
      runs("plain", seeds()),
      runs("b", seeds(0, -0.1, 0.11, -0.1).with(0, [3.3, 2.41, 2.5, 2.2])),
    )[0],
    "The means of b and plain cross twice, last between steps 2 and 3.",
  );
});

/** A rate that drops after so many steps. */
const dropping = (...milestones: number[]): Patch => ({
  training: { learningRate: { schedule: "step", initial: 0.1, milestones } },
});

Deno.test("who leads until the curves cross for good is said, and that the learning rate drops there", () => {
  const plain = [[3.3, 2.5, 2.4, 2.3, 2.2, 2.1]], b = [[3.3, 2.4, 2.3, 2.2, 2.3, 2.2]];
  const told = "From step 4 on, at every evaluation (2 of 6), plain is lower than b; with one " +
    "seed that is their order, no evidence. Before, from step 1 to 3, b is lower: the curves " +
    "cross between steps 3 and 4";
  const drop = ", and at step 3 the learning rate";
  assertEquals(apartOf(runs("plain", plain), runs("b", b)), [`${told}.`]);
  const both = [dropping(3), dropping(4)].map((config) =>
    apartOf(runs("plain", plain, config), runs("b", b, config))[0]
  );
  assertEquals(both, [`${told}${drop} drops.`, `${told}.`]);
  assertEquals(apartOf(runs("plain", plain, dropping(3)), runs("b", b)), [
    `${told}${drop} of plain drops.`,
  ]);
  // What no decimal shows is no order, and what lasts for one evaluation no lead.
  assertEquals(
    apartOf(runs("plain", plain), runs("b", [[3.29999, 2.4, 2.3, 2.4, 2.1, 2.3]])),
    [
      "At the last of 6 evaluations plain is lower than b, at the one before not. Before, from step 1 to 2, b is lower: the curves cross between steps 2 and 5 (they cross 3 times in all).",
    ],
  );
});

Deno.test("that each seed has the order before the verdict can tell is said, and that the rate drops where it can", () => {
  const others = [3.3, 2.5, 2.4, 2.3];
  const plain = [0, 0.1, 0.21].map((seed) => others.map((x) => x + seed));
  // At step 1 the differences are 0.01, 0.12 and 0.33, and so too unlike to be told from chance.
  const b = plain.map((losses, i) =>
    losses.map((x, step) => x - [0, [0.01, 0.12, 0.33][i], 0.2 + i / 100, 0.2 + i / 100][step])
  );
  const told =
    "From step 2 on, at every evaluation (2 of 4, each judged by itself), b can be told to be lower than plain";
  const each = " In each of the 3 seeds it is lower from step 1 on.";
  assertEquals(apartOf(runs("plain", plain), runs("b", b)), [`${told}.${each}`]);
  const dropped = [plain, b].map((losses, i) => runs(["plain", "b"][i], losses, dropping(1)));
  assertEquals(apartOf(...dropped), [`${told}, and at step 1 the learning rate drops.${each}`]);
  // Not where one seed has it otherwise, nor of some whose counts of seeds are unlike.
  b[0][1] = plain[0][1] + 0.01;
  assertEquals(
    apartOf(runs("plain", plain), runs("b", b)).map((text) => text.includes("In each")),
    [false],
  );
});

Deno.test("the best is followed beside each of few others, and of many beside the nearest, the baseline and the worst", () => {
  const seeds = (...vals: number[]) => [1, 1.004, 1.011].map((x) => vals.map((val) => val * x));
  const wild = [[3.3, 2.5, 2.4], [3.3, 2.9, 2.3], [3.3, 2.4, 2.8]];
  const few = [
    runs("plain", seeds(3.3, 2.5, 2.2)),
    runs("late", seeds(3.3, 2.5, 2.3)),
    runs("wild", wild),
    runs("early", seeds(3.4, 2.8, 2.6)),
  ];
  assertEquals(apartOf(...few), [
    "At the last of 3 evaluations plain can be told to be lower than late, at the one before not.",
    "At none of the 3 evaluations can plain be told from wild.",
    "From step 0 on, at every evaluation (all 3, each judged by itself), plain can be told to be lower than early.",
  ]);
  const alike = apartOf(few[0], few[3], runs("earlier", seeds(3.5, 2.9, 2.7)));
  assertEquals(alike, [
    "From step 0 on, at every evaluation (all 3, each judged by itself), plain can be told to be lower than early and earlier.",
  ]);
  // Alike from there on, whatever was before.
  const both = apartOf(
    runs("a", [[3.3, 2.5, 2.4]]),
    runs("b", [[3.2, 2.6, 2.5]]),
    runs("c", [[3.3, 2.7, 2.6]]),
  );
  assertEquals(both.map((text) => text.split(";")[0]), [
    "From step 1 on, at every evaluation (2 of 3), a is lower than b and c",
  ]);
  const many = [
    ...["a", "b", "c", "d"].map((name, i) => runs(name, seeds(3.3, 3, 2.9 - i / 10))),
    runs("best", seeds(3.3, 3, 2.1)),
  ];
  const [told, rest] = apartOf(...many);
  assertStringIncludes(told, "best can be told to be lower than d and a,");
  assertEquals(
    rest,
    "Of the 2 others that are compared, best can be told to be lower than b and c at the last evaluation only.",
  );
  const apartAt = (...steps: number[]) =>
    apartOf(
      runs("best", [[3.3, 2, 2, 2]]),
      runs("second", [[3.3, 2, 2, 2.001]]),
      ...steps.map((step, i) =>
        runs(`v${i}`, [[3.3, 2, 2, 2].map((x, at) => at >= step ? x + 0.1 + i / 100 : x - 0.1)])
      ),
    ).at(-1)!;
  assertEquals(
    apartAt(1, 2, 3, 1),
    "Of the 3 others that are compared, best is lower than v0 from step 1 on; v1 from step 2 on; v2 at the last evaluation only.",
  );
  assertEquals(
    apartAt(1, 2, 3, 1, 1, 1),
    "Of the 5 others that are compared, best is lower than all at the end, than the first of them from step 1 on and than each from step 3 on.",
  );
});

Deno.test("of a sweep the best and the second are followed, not the first", () => {
  const some = variantsOf(["a", "b", "c"].flatMap((name, i) =>
    [1, 2].map((seed) =>
      fakeRun({
        variant: name,
        seed,
        summary: { final: evaluation(3, { train: 2, val: 2.5 - i / 10 + seed / 90 }) },
      })
    )
  ));
  assertEquals(pairOf(some)?.map(({ name }) => name), ["c", "a"]);
  assertEquals(pairOf(some, true)?.map(({ name }) => name), ["c", "b"]);
});

Deno.test("what cannot be told apart at the end is not said to differ", () => {
  const plain = runs("plain", [[3.3, 2.5, 2.4], [3.3, 2.6, 2.5]]);
  assertEquals(apartOf(plain, runs("b", [[3.3, 2.7, 2.2], [3.3, 2.5, 2.6]])), [
    "At none of the 3 evaluations can b be told from plain.",
  ]);
  assertEquals(apartOf(plain, runs("b", [[3.3, 2.4, 2.2], [3.3, 2.5001, 2.6]])), [
    "At the end b cannot be told from plain; at 1 of the 3 evaluations it can, each judged by itself (at step 1, where b is lower).",
  ]);
});

Deno.test("with one seed there is an order and no evidence", () => {
  const plain = runs("plain", [[3.3, 2.5, 2.4, 2.3]]);
  assertEquals(apartOf(plain, runs("b", [[3.3, 2.6, 2.3, 2.2]])), [
    "From step 2 on, at every evaluation (2 of 4), b is lower than plain; with one seed that is their order, no evidence.",
  ]);
  assertEquals(apartOf(plain, runs("b", [[3.3, 2.5, 2.4, 2.3]])), []);
});

Deno.test("nothing is said of one variant, of unlike numbers of steps, and without evaluations on the way", () => {
  const plain = runs("plain", [[3.3, 2.5, 2.4]]);
  assertEquals(apartOf(plain), []);
  assertEquals(apartOf(), []);
  assertEquals(apartOf(plain, runs("b", [[3.3, 2.5, 2.4, 2.2]])), []);
  assertEquals(apartOf(runs("a", [[2.4]]), runs("b", [[2.3]])), []);
});

const ONE_SEED =
  "More seeds, since one does not show what chance does: `--set 'seeds=[1,2,3,4,5]'` trains five.";

const rate = (initial: number, ...vals: number[]) =>
  runs(`lr ${initial}`, vals.map((val) => [3.3, val]), {
    training: { learningRate: { schedule: "constant", initial } },
  });

Deno.test("a best value at the edge of those tried: beyond it", () => {
  assertEquals(nextOf(rate(0.1, 2.5), rate(0.2, 2.4), rate(0.4, 2.3)), [
    "lr 0.4 ends lowest, which is no evidence with one seed: try a learning rate above 0.4, or between 0.2 and 0.4 (`training.learningRate.initial`).",
    ONE_SEED,
  ]);
  assertEquals(nextOf(rate(0.1, 2.1, 2.11, 2.12), rate(0.2, 2.4, 2.42, 2.41)), [
    "The best learning rate is the lowest tried: try below 0.1, or between 0.1 and 0.2 (`training.learningRate.initial`).",
  ]);
  assertEquals(nextOf(rate(0.1, 2.1, 2.3), rate(0.2, 2.4, 2.2)), [
    "lr 0.1 ends lowest, but 2 seeds do not show it: try more seeds, and a learning rate below 0.1, or between 0.1 and 0.2 (`training.learningRate.initial`).",
  ]);
  // Who fails is worse without any seed.
  assertEquals(nextOf(rate(0.1, 2.1), rate(0.2, 9)), [
    "The best learning rate is the lowest tried: try below 0.1, or between 0.1 and 0.2 (`training.learningRate.initial`).",
  ]);
  assertEquals(nextOf(rate(0.1, 2.1), rate(0.2, 2.1)), [ONE_SEED]);
});

Deno.test("a value that failed is tried too, so the one below it is no edge", () => {
  assertEquals(nextOf(rate(0.1, 2.5), rate(0.2, 2.4), rate(0.4, 9)), [
    "With one seed the best learning rate may be any from 0.1 to 0.2: try values between, or below 0.1.",
    ONE_SEED,
  ]);
});

Deno.test("a share is not tried above 1, nor a count below 1", () => {
  const momentum = (momentum: number, val: number) =>
    runs(`${momentum}`, [[3.3, val]], { training: { optimizer: { name: "sgd", momentum } } });
  assertEquals(nextOf(momentum(0, 2.5), momentum(0.9, 2.4)), [ONE_SEED]);
  assertEquals(nextOf(momentum(0, 2.3), momentum(0.9, 2.4)), [ONE_SEED]);
});

Deno.test("too few seeds: as many as the verdict's own interval needs", () => {
  // Differences −0.1, 0.1, −0.3: mean −0.1, s = 0.2; t(n − 1) · 0.2 / √n is 0.1032 for 17 seeds (t = 2.1199) and 0.0995
  // for 18 (t = 2.1098).
  const plain = [[3, 2.3], [3, 2.3], [3, 2.5]], other = [[3, 2.2], [3, 2.4], [3, 2.2]];
  assertEquals(
    nextOf(runs("plain", plain), runs("b", other, { model: { batchNorm: true } })),
    ["More seeds: about 18 tell b from plain, if the difference and the scatter stay: `--set 'seeds=[1]' --set repeats=18` trains 18."],
  );
  const three = nextOf(
    runs("plain", [[3, 2.9], [3, 2.92], [3, 2.94]]),
    runs("b", plain, { model: { batchNorm: true } }),
    runs("c", other, { model: { hiddenSizes: [50] } }),
  );
  assertEquals(three.length, 1);
  // The same pair among three is judged with Bonferroni's share.
  assertEquals(
    three[0],
    "To tell c from b takes more than 20 seeds, which is not worth it.",
  );
});

Deno.test("more seeds come with a command that keeps those trained, whether the file says seeds or repeats", () => {
  const of = (...seeds: number[]) =>
    trainsSeeds(4, variantsOf(seeds.map((seed) => fakeRun({ seed }))), "deno task run a.json", []);
  assertEquals(of(42, 43), "`deno task run a.json --set 'seeds=[42]' --set repeats=4` trains 4");
  assertEquals(of(7, 1), "`deno task run a.json --set 'seeds=[1,7,8,9]'` trains 4");
});

Deno.test("the best may be any that it cannot be told from, and not only the nearest", () => {
  assertEquals(
    nextOf(
      rate(0.1, 2.8, 2.92, 3.01),
      rate(0.2, 2.35, 2.4, 2.62),
      rate(0.4, 2.3, 2.45, 2.5),
      rate(0.8, 2.4, 2.42, 2.6),
      rate(1.6, 2.33, 2.5, 2.58),
      rate(3.2, 2.9, 3.02, 3.11),
    ).map((text) => text.split(":")[0]),
    ["With 3 seeds the best learning rate may be any from 0.2 to 1.6"],
  );
});

Deno.test("values between that take very many seeds are not worth telling apart", () => {
  assertEquals(
    nextOf(
      rate(0.1, 2.8, 2.81, 2.8),
      rate(0.2, 2.3, 2.31, 2.32),
      rate(0.4, 2.29, 2.33, 2.3),
      rate(0.8, 2.8, 2.8, 2.81),
    ),
    [
      "With 3 seeds the best learning rate may be any from 0.2 to 0.4: to tell lr 0.4 from lr 0.2 takes more than 20 seeds, which is not worth it.",
    ],
  );
});

Deno.test("between numbers that lie decades apart one near the best is named", () => {
  assertEquals(nextOf(rate(0.1, 2.1, 2.11), rate(1e30, 9, 9)), [
    "The best learning rate is the lowest tried: try below 0.1, or a little above 0.1, such as 0.3 (`training.learningRate.initial`).",
  ]);
  assertStringIncludes(
    nextOf(rate(1e-9, 2.8, 2.82), rate(0.1, 2.1, 2.11))[0],
    "try above 0.1, or a little below 0.1, such as 0.033 (",
  );
  // A rate of 1 or 2 is no count.
  assertStringIncludes(
    nextOf(rate(1, 2.1, 2.11), rate(2, 2.4, 2.42))[0],
    "try below 1, or between 1 and 2 (",
  );
});

Deno.test("what may be the best is what the answer names, and how many seeds tell is of a pair", () => {
  const all = variantsOf([
    rate(0.05, 2.61, 2.62, 2.6),
    rate(0.1, 2.3, 2.31, 2.33),
    rate(0.2, 2.33, 2.355, 2.335),
    rate(0.3, 2.7, 2.68, 2.71),
    rate(0.5, 2.33, 2.33, 2.31),
    rate(1, 2.9, 2.92, 2.93),
  ].flat());
  const { answer } = judge(all);
  assertStringIncludes(
    texts(answer)[0],
    "cannot be told from lr 0.5 and lr 0.2 (means within 0.027), so with 3 seeds the best learning rate tried may be any from 0.1 to 0.2, or 0.5;",
  );
  assertEquals(texts(nextSteps(all, curveData(all.flatMap(({ runs }) => runs as StoredRun[])))), [
    "With 3 seeds the best learning rate may be any from 0.1 to 0.2, or 0.5: try values between, or more seeds: about 6 tell lr 0.1 from lr 0.2, if the differences and the scatter stay (`--set 'seeds=[1]' --set repeats=6` trains 6); from lr 0.5 it takes more than 20 seeds, which is not worth it.",
  ]);
});

Deno.test("the values to try come with a command that trains the best with them, where there is one", () => {
  const withStd = (std: number): Patch => ({
    model: { init: { output: { weight: { scheme: "normal", std } }, hidden: HIDDEN[std] } },
  });
  // The fourth differs in more, so that there is no one key.
  const HIDDEN: Record<number, Record<string, unknown>> = { 2: { weight: { scheme: "zeros" } } };
  const some = (name: string, val: number, std: number) =>
    runs(name, [[3.3, val], [3.3, 1.005 * val], [3.3, 1.011 * val]], withStd(std));
  const next = (
    all: StoredRun[][],
    command = "deno task run experiments/init.json",
    isSweep = false,
  ) => texts(nextSteps(variantsOf(all.flat()), curveData(all.flat()), isSweep, command))[0];
  const other = some("other", 2.5, 2), sure = some("sure", 2.3, 1);
  const best = (name: string) => [some(name, 2.1, 0.01), sure, other];
  assertEquals(
    next(best("ka ming")),
    "ka ming and sure differ in one number only: try values between 0.01 and 1, or below 0.01 (`model.init.output.weight.std`): " +
      "`deno task run experiments/init.json --only 'ka ming' --set 'grid={\"model.init.output.weight.std\":[0.0022,0.01,0.046,0.22]}' --set 'expect=[]'`.",
  );
  assertStringIncludes(
    next([...best("a"), some("tiny", 2.4, 0.0001)]),
    "[0.00046,0.0022,0.01,0.046,0.22]",
  );
  const rate = (initial: number, val: number) =>
    runs(`lr ${initial}`, [[3.3, val], [3.3, 1.01 * val]], {
      training: { learningRate: { schedule: "constant", initial } },
    });
  assertEquals(
    next([rate(0.1, 2.1), rate(0.2, 2.9)]),
    "The best learning rate is the lowest tried: try below 0.1, or between 0.1 and 0.2 (`training.learningRate.initial`): " +
      "`deno task run experiments/init.json --only 'lr 0.1' --set 'grid={\"training.learningRate.initial\":[0.079,0.1,0.13,0.16]}' --set 'expect=[]'`.",
  );
  // None is known of a sweep, nor where some are chosen already; a name is never more than a name.
  const none = "(`model.init.output.weight.std`).";
  assertStringIncludes(next(best("a"), undefined, true), none);
  assertStringIncludes(next(best("a"), "deno task run a.json --only a --only sure"), none);
  for (const name of ["`a`", "--force", "a\nb", "$(x)'"]) {
    assertStringIncludes(next(best(name)), none);
  }
});

Deno.test("where all losses rose from one rate, the command has a lower one", () => {
  const bad = (name: string, initial: number) =>
    runs(name, [[3.3, 9]], { training: { learningRate: { schedule: "constant", initial } } });
  const next = (...all: StoredRun[][]) =>
    texts(
      nextSteps(variantsOf(all.flat()), curveData(all.flat()), false, "deno task run a.json"),
    )[0];
  assertStringIncludes(
    next(bad("a", 5), bad("b", 5)),
    "(`training.learningRate.initial`): `deno task run a.json --set training.learningRate.initial=0.5`.",
  );
  assertStringIncludes(
    next(bad("a", 1e30)),
    "0.1 for sgd (`training.learningRate.initial`): `deno task run a.json --set training.learningRate.initial=0.1`, then lower ones, or",
  );
  // Rates that are what variants differ in would be one.
  assertStringIncludes(next(bad("a", 5), bad("b", 2)), "(`training.learningRate.initial`).");
});

Deno.test("where the best and one that it is told from differ in one number, values between those, or beyond", () => {
  const init = (std: number, hidden: string): Patch => ({
    model: {
      init: {
        hidden: { weight: { scheme: hidden } },
        output: { weight: { scheme: "normal", std } },
      },
    },
  });
  const some = (name: string, val: number, config: Patch) =>
    runs(name, [[3.3, val], [3.3, 1.005 * val], [3.3, 1.011 * val]], config);
  const best = some("best", 2.1, init(0.01, "kaiming"));
  const rest = some("rest", 2.4, init(1, "normal"));
  assertEquals(nextOf(rest, best, some("sure", 2.3, init(1, "kaiming"))), [
    "best and sure differ in one number only: try values between 0.01 and 1, or below 0.01 (`model.init.output.weight.std`).",
  ]);
  // Tried on both sides, whatever came of it: between these.
  assertEquals(
    nextOf(
      rest,
      best,
      some("sure", 2.3, init(1, "kaiming")),
      some("tiny", 9, init(0.0001, "kaiming")),
    ),
    [
      "best lies between tiny and sure, which differ from it in one number only: try values between 0.0001 and 1 (`model.init.output.weight.std`).",
    ],
  );
  // Not told apart, or in more than a number.
  assertEquals(
    nextOf(rest, best, runs("sure", [[3, 2.1], [3, 2.3], [3, 2.1]], init(1, "kaiming")))
      .filter((text) => text.includes("one number")),
    [],
  );
  assertEquals(nextOf(rest, best, some("c", 2.3, { model: { batchNorm: true } })), []);
});

Deno.test("one seed asks for more, in a way that every shell takes; seeds that change nothing do not", () => {
  const all = [
    ...runs("plain", [[3.3, 2.5]]),
    ...runs("b", [[3.3, 2.4]], { model: { batchNorm: true } }),
  ];
  assertEquals(nextOf(all), [ONE_SEED]);
  const page = parse(furtherHtml(variantsOf(all), curveData(all)));
  assertEquals([...page.querySelectorAll("code")].map((code) => code.textContent), [
    "--set 'seeds=[1,2,3,4,5]'",
  ]);
  const codes = (command: string) => {
    const whole = furtherHtml(variantsOf(all), curveData(all), false, command);
    return [...parse(whole).querySelectorAll("code")].map((code) => code.textContent);
  };
  const five = "--set 'seeds=[1,2,3,4,5]'";
  for (
    const { typed, shown = typed, without = shown } of [
      { typed: "experiments/bn.json --set training.steps=20" },
      { typed: "/home/me/bn.json", shown: "path/to/bn.json" },
      { typed: "../bn.json --only 'a b'" },
      // What was set is set anew, not a second time.
      { typed: "bn.json --set=seeds=7 --only b", without: "bn.json --only b" },
    ] as { typed: string; shown?: string; without?: string }[]
  ) {
    assertEquals(codes(`deno task run ${typed}`).slice(0, 2), [
      `deno task run ${without} ${five}`,
      `deno task run ${shown}`,
    ]);
  }
  assertEquals(codes("my program"), [five, "my program"]);
  const same = [[3.3, 2.5], [3.3, 2.5]], lower = [[3.3, 2.4], [3.3, 2.4]];
  assertEquals(nextOf(runs("plain", same), runs("b", lower, { model: { batchNorm: true } })), []);
});

Deno.test("settings that do not do what they say are to be mended first, and what else is tried does not repeat them", () => {
  const milestones = (...milestones: number[]) => ({
    training: { steps: 2000, learningRate: { schedule: "step", initial: 0.1, milestones } },
  });
  const all = (config: object, other = config) => [
    ...runs("plain", [[3.3, 2.5]], config as Patch),
    ...runs("b", [[3.3, 2.4]], { ...other, model: { batchNorm: true } }),
  ];
  assertEquals(nextOf(all(milestones(60_000, 100_000))), [
    "First let the settings do what they say (see the note on them): `--set 'training.learningRate.milestones=[600,1000]'`.",
    "More seeds, since one does not show what chance does: `--set 'training.learningRate.milestones=[600,1000]' --set 'seeds=[1,2,3,4,5]'` trains five.",
  ]);
  // A constant rate has no milestones that could be set: more steps.
  const constant = {
    training: { steps: 2000, learningRate: { schedule: "constant", initial: 0.1 } },
  };
  assertEquals(
    nextOf(all(constant, milestones(10_000)))[0],
    "First let the settings do what they say (see the note on them): `--set training.steps=16000`.",
  );
  assertEquals(nextOf(all(milestones(1000))), [ONE_SEED]);
});

Deno.test("a val loss that falls at the end asks for more steps, one that rests or jumps about does not", () => {
  const losses = Array.from({ length: 21 }, (_, i) => 3.3 - 0.04 * i);
  assertEquals(nextOf(runs("a", [losses], { training: { steps: 20 } })), [
    "The val loss of a still falls at the end (by 0.3600 since step 11): try more steps: `--set training.steps=40`.",
  ]);
  // A learning rate that goes down to almost 0 brings the loss down with it.
  const annealed = (rate: (step: number) => number) =>
    nextOf(
      runs("a", [losses], { training: { steps: 20 } }).map((run) => (
        { ...run, learningRates: Float64Array.from({ length: 20 }, (_, i) => rate(i)) }
      )),
    ).length;
  assertEquals(annealed((step) => 0.05 * (1 + Math.cos(Math.PI * step / 20))), 0);
  assertEquals(annealed((step) => step < 10 ? 0.1 : 0.01), 1);
  // In the last tenth it rose.
  assertEquals(nextOf(runs("a", [losses.with(20, losses[18] + 0.001)])), []);
  assertEquals(nextOf(runs("a", [losses.map((x) => Math.max(2.9, x))])), []);
  assertEquals(nextOf(runs("a", [losses.map((x, i) => x + 0.3 * (i % 2))])), []);
  assertEquals(nextOf(runs("a", [losses.slice(0, 5)])), []);
});

Deno.test("where all losses rose, lower rates; where none did, nothing", () => {
  const bad = (initial: number, vals: number[]) =>
    runs(`${initial}`, [vals], { training: { learningRate: { schedule: "constant", initial } } });
  assertEquals(nextOf(bad(5, [3.3, 9]), bad(2, [3.3, 8])), [
    "Every run diverged, or its loss rose far: try a lower learning rate, such as 0.2, a tenth of the lowest tried (`training.learningRate.initial`).",
  ]);
  assertEquals(nextOf(bad(5, [3.3, 9]), bad(0, [3.31, 3.31])), []);
  // A tenth of that is no advice.
  assertEquals(nextOf(bad(1e30, [3.3, 9])), [
    "Its loss rose far above where it began: try the default learning rate, 0.1 for sgd (`training.learningRate.initial`), then lower ones, or let the range finder look for one (`lrFinder` instead of `training.learningRate`).",
  ]);
  const adam = (name: string, optimizer: "adam" | "sgd") =>
    runs(name, [[3.3, 9]], {
      training: {
        optimizer: { name: optimizer },
        learningRate: { schedule: "constant", initial: 100 },
      },
    });
  assertStringIncludes(
    nextOf(adam("a", "adam"), adam("b", "sgd"))[0],
    "try the default learning rate, 0.001 for adam, 0.1 for sgd (",
  );
  assertEquals(nextOf(), []);
});

Deno.test("names in them are text", () => {
  for (const name of HOSTILE) {
    const all = [...runs("plain", [[3.3, 2.5, 2.4]]), ...runs(name, [[3.3, 2.4, 2.3]])];
    const { text } = furtherHtml(variantsOf(all), curveData(all));
    assertStringIncludes(text, "From where on");
    assertEquals(/<(script|img|svg|b)\b/i.test(text), false);
  }
});
