import { assertEquals, assertStringIncludes } from "@std/assert";
import { curveData } from "../../reports/charts/curve_data.ts";
import { variantsOf } from "../../reports/rows.ts";
import { sentenceText } from "../../reports/sentence.ts";
import { whyWorst } from "../../reports/worst.ts";
import type { StoredRun } from "../../runner/results.ts";
import type { Patch } from "../../runner/schema/schema.ts";
import { type FakeLooked, layer, lookAt, looked, updates, withRate } from "./why/looked.ts";

function told(...all: StoredRun[]): string | undefined {
  const worst = whyWorst(variantsOf(all), curveData(all));
  return worst && sentenceText(worst.long);
}

const worse = (variant: string, options: FakeLooked = {}) =>
  looked(variant, { vals: [3.3, 2.8, 2.6, 2.5, 2.5, 2.5], ...options });
const saturated = (share: number) => ({
  looks: [lookAt(0), lookAt(4, { layers: [layer({ saturated: share })] })],
});

Deno.test("the worst that is not hopeless has the same signs, beside the best", () => {
  const slow = updates().map((one) => ({ ...one, usual: one.usual - 2 }));
  const both = (seed: number) => [
    looked("plain", { seed, config: withRate(0.1), vals: [3.3, 2.1 + seed / 100] }),
    worse("slow", {
      seed,
      config: withRate(0.001),
      vals: [3.3, 2.5 + seed / 90],
      clues: { updates: slow },
    }),
  ];
  const numbers =
    "Its learning rate, 0.001, is 1/100 of that of plain. An update usually changes `W1` by 1e−5 of its size, 1/100 of what plain does.";
  assertEquals(
    told(...[1, 2, 3].flatMap(both)),
    `slow ends 0.4022 above plain; the likely cause is too small steps (numbers of seed 1). ${numbers}`,
  );
  // What is not told to be so has no cause.
  assertEquals(
    told(...both(1)),
    `slow ends 0.4011 above plain, which is no evidence with one seed. What differs: ${numbers} Whether that is why, one seed does not tell.`,
  );
});

Deno.test("what crawls and still falls is said to, though the best falls more", () => {
  const slow = updates().map((one) => ({ ...one, usual: one.usual - 3 }));
  const falling = (by: number) => Array.from({ length: 11 }, (_, i) => 3.3 - by * i);
  assertStringIncludes(
    told(
      looked("plain", { config: withRate(0.1), vals: falling(0.1) }),
      looked("slow", {
        config: withRate(0.0001),
        vals: falling(0.005),
        clues: { updates: slow },
      }),
    )!,
    "Its val loss still falls at the end, by 0.0200 since step 2 of 4.",
  );
});

// Of the 21 losses around step 84, 6 are 5 and the rest 2.5: 3.21; of those around step 83 7 are: 3.33.
Deno.test("how a start with saturated units ends is told, and whether that is over by then", () => {
  const ends = (first: number, last: number, dead = 0) => ({
    looks: [
      lookAt(0, { layers: [layer({ saturated: first, dead })] }),
      lookAt(4, { layers: [layer({ saturated: last, dead })] }),
    ],
  });
  const why = (first: number, last: number, dead = 0) =>
    told(...[1, 2, 3].flatMap((seed) => [
      looked("kaiming", { seed, vals: [3.3, 2.1 + seed / 100], clues: ends(0.23, 0.26) }),
      worse("wild", { seed, vals: [3.3, 2.5 + seed / 90], clues: ends(first, last, dead) }),
    ]));
  const first =
    "Before the first step 72\u00a0% of the outputs of hidden 1 are saturated (in kaiming 23\u00a0%).";
  const healed = why(0.72, 0.26)!;
  assertStringIncludes(healed, "the likely cause is units that are saturated at the beginning (");
  assertStringIncludes(
    healed,
    `${first} At its last look, step 4, that is over: 26\u00a0% (in kaiming 26\u00a0%).`,
  );
  const stays = why(0.72, 0.6)!;
  assertStringIncludes(stays, "units that are saturated from the start (");
  assertStringIncludes(
    stays,
    `${first} At its last look, step 4, it is 60\u00a0% (in kaiming 26\u00a0%).`,
  );
  assertStringIncludes(why(0.95, 0.5, 70)!, "units that are dead from the start (");
  const grown = why(0.72, 0.99)!;
  assertStringIncludes(
    grown,
    `${first} At its last look, step 4, 99\u00a0% of the outputs of hidden 1 are saturated (72\u00a0% at first).`,
  );
});

Deno.test("too large steps of one that trains are told beside the best, by what followed, and not by how weights grew", () => {
  const losses = (second: number, late: number) =>
    Array.from({ length: 200 }, (_, i) => i === 0 ? 3.3 : i === 1 ? second : i < late ? 5 : 2.5);
  const both = [1, 2, 3].flatMap((seed) => [
    looked("lr 0.1", { seed, config: withRate(0.1), losses: losses(3.3, 1), vals: [3.3, 2.1] }),
    looked("lr 0.5", { seed, config: withRate(0.5), losses: losses(3.5, 1), vals: [3.3, 2.2] }),
    worse("lr 1", {
      seed,
      config: withRate(1),
      losses: losses(4.17, 80),
      vals: [3.3, 2.5 + seed / 1000],
      clues: { updates: updates({ largest: 2.6, usual: -0.5 }) },
    }),
  ]);
  assertEquals(
    told(...both),
    "lr 1 ends highest, 0.4020 above lr 0.1; the likely cause is too large steps (numbers of seed 1). Its learning rate, 1, is 10 times that of lr 0.1. " +
      "After the first update its minibatch loss is 4.17 (lr 0.1: 3.3). Its minibatch loss, smoothed over 21 steps, is first below guessing at step 84 (in lr 0.1 within the first 21). " +
      "An update usually changes `W2` by 0.32 of its size, 32 times what lr 0.1 does.",
  );
});

Deno.test("a gradient that is small at first is a cause, where gradients are followed as they are", () => {
  const faint = (by: number) => ({
    looks: [
      lookAt(0, {
        matrices: [
          { name: "C", size: 1, gradient: 0.001 * by },
          { name: "W1", size: 0.01, gradient: 0.002 },
          { name: "W2", size: 0.01, gradient: 0.03 * by },
        ],
      }),
    ],
    updates: ["C", "W1", "W2"].map((parameter) => ({
      parameter,
      count: 9,
      largest: 0.01,
      at: 9,
      usual: -3,
    })),
  });
  const pairs = (by: number, config: Patch = {}) =>
    [1, 2, 3].flatMap((seed) => [
      looked("kaiming", { seed, config, vals: [3.3, 2.1], clues: faint(1) }),
      worse("too small", { seed, config, vals: [3.3, 2.2 + seed / 1000], clues: faint(by) }),
    ]);
  assertStringIncludes(
    told(...pairs(1 / 15))!,
    "; the likely cause is a gradient that is small at first (numbers of seed 1). Before the first step the gradient of `C` is 1/15 of that in kaiming.",
  );
  const adam: Patch = { training: { optimizer: { name: "adam" } } };
  for (const other of [pairs(1 / 5), pairs(1 / 15, adam)]) {
    assertStringIncludes(told(...other)!, "None of the known causes explains it");
  }
});

Deno.test("too small steps at one rate: that the gradient was smaller from the start", () => {
  const clues = (gradient: number, usual: number) => ({
    looks: [lookAt(0, {
      matrices: [{ name: "W1", size: 1, gradient }, { name: "W2", size: 1, gradient: 0.01 }],
    })],
    updates: updates({ usual }).map((one) => ({ ...one, usual })),
  });
  const pairs = [1, 2, 3].flatMap((seed) => [
    looked("plain", { seed, vals: [3.3, 2.1], clues: clues(0.01, -3) }),
    worse("slow", { seed, vals: [3.3, 2.5 + seed / 1000], clues: clues(0.002, -4.5) }),
  ]);
  assertStringIncludes(
    told(...pairs)!,
    "the likely cause is too small steps (numbers of seed 1). Before the first step the gradient of `W1` is 1/5 of that in plain. An update usually changes `W1` by",
  );
});

Deno.test("beside those that failed it is the worst of those that train", () => {
  const hopeless = looked("none", { vals: [3.3, 9], losses: [3.3, 20, 10, 9] });
  assertStringIncludes(
    told(looked("plain"), worse("b"), hopeless)!,
    "Of those that train, b ends 0.4000 above plain",
  );
});

const FIT =
  "On train it ends 0.4000 higher too (2.4900; plain: 2.0900): it fits less well, and the gap from train to val is about the same.";
const COMPARED = "(compared: shares of saturated outputs, sizes of gradients and sizes of updates)";

Deno.test("without a sign, what is most clearly worse inside, and whether that may be chance", () => {
  assertEquals(
    told(looked("plain"), worse("b", { clues: saturated(0.6) })),
    `b ends 0.4000 above plain, which is no evidence with one seed. ${FIT} ` +
      "Inside, the share of saturated tanh outputs of hidden 1 is what is most clearly worse: 60\u00a0%, in plain 20\u00a0%, a factor of 3. With one seed, that may be chance too.",
  );
  const seeds = (shares: number[]) =>
    shares.flatMap((share, i) => [
      looked("plain", { seed: i, vals: [3.3, 2.1 + i / 100] }),
      worse("b", { seed: i, vals: [3.3, 2.5 + i / 90], clues: saturated(share) }),
    ]);
  const clear = told(...seeds([0.7, 0.71, 0.705]))!;
  assertStringIncludes(
    clear,
    "b ends 0.4011 above plain. None of the known causes explains it. On train it ends",
  );
  assertStringIncludes(
    clear,
    "The seeds tell that apart from chance; that it is the cause, they do not tell.",
  );
  assertStringIncludes(
    told(...seeds([0.7, 0.15, 0.4]))!,
    "The seeds do not tell that apart from chance.",
  );
});

Deno.test("what is healthier in the worst than in the best is no reason that it is worst", () => {
  for (
    const clues of [
      saturated(0.04),
      { looks: [lookAt(0), lookAt(4, { layers: [layer({ gradient: -2.5 })] })] },
      { updates: updates().map((one) => ({ ...one, usual: -2.8 })) },
    ]
  ) {
    const text = told(looked("plain"), worse("b", { clues }))!;
    assertStringIncludes(
      text,
      `Inside, nothing looks clearly worse in it than in plain ${COMPARED}`,
    );
  }
});

Deno.test("how far train and val are from the best's tells who fits and who generalizes", () => {
  const both = (train: number) =>
    told(looked("plain", { train: 2.09 }), worse("b", { train, vals: [3.3, 2.12] }))!;
  assertStringIncludes(both(2.11), "On train it ends 0.0200 higher too (2.1100; plain: 2.0900)");
  assertStringIncludes(
    both(2.115),
    "it fits less well, but the gap from train to val is smaller.",
  );
  assertStringIncludes(
    both(2.1),
    "it fits less well, and the gap from train to val is larger.",
  );
  assertStringIncludes(
    both(2.09),
    "On train they end alike (2.0900; plain: 2.0900): the gap from train to val is larger.",
  );
  assertStringIncludes(both(2.08), "On train it ends 0.0100 lower (2.0800; plain: 2.0900)");
});

Deno.test("how much of a difference batch norm's running statistics make is told", () => {
  const config: Patch = { model: { batchNorm: true } };
  const norm = (calibrated: number, val = 2.12) =>
    told(looked("plain"), worse("norm", { config, vals: [3.3, val], calibrated }))!;
  assertStringIncludes(
    norm(2.115),
    "Batch norm’s running statistics make 0.0050 of the 0.0200: with those of the whole training split its val loss is 2.1150.",
  );
  assertStringIncludes(norm(2.13), "Batch norm’s running statistics are not why: with those");
  // Half of it or more is a sign, and one seed does not tell whether it is the cause.
  assertStringIncludes(
    norm(2.105),
    "What differs: With batch norm’s statistics of the whole training split instead of the running ones its val loss is 2.1050, not 2.1200 (plain: 2.1000).",
  );
  const seeds = [1, 2, 3].flatMap((seed) => [
    looked("plain", { seed }),
    worse("norm", { seed, config, vals: [3.3, 2.4 + seed / 1000], calibrated: 2.09 }),
  ]);
  assertStringIncludes(told(...seeds)!, "; the likely cause is batch norm’s running statistics");
  const [best] = [looked("plain", { config, calibrated: 2.09 })];
  assertStringIncludes(
    told(best, worse("norm", { config, vals: [3.3, 2.12], calibrated: 2.105 }))!,
    "make 0.0050 of the 0.0200: with those of the whole training split its val loss is 2.1050 (plain: 2.0900).",
  );
});

Deno.test("a variant that the seeds do not tell from the best is not said to be worse", () => {
  const all = [[2.1, 2.2], [2.3, 2.1], [2.2, 2.25]].flatMap(([a, b], i) => [
    looked("plain", { seed: i, vals: [3.3, a] }),
    looked("b", { seed: i, vals: [3.3, b] }),
  ]);
  assertStringIncludes(told(...all)!, "which the seeds do not tell from chance");
});

Deno.test("those that are alike inside are said to be", () => {
  assertEquals(
    told(looked("plain"), worse("b")),
    `b ends 0.4000 above plain, which is no evidence with one seed. ${FIT} Inside, nothing looks clearly worse in it than in plain ${COMPARED}.`,
  );
});

Deno.test("parts of unlike networks are not compared, whatever they are called", () => {
  const clues = { updates: [{ parameter: "W1", count: 9, largest: 1, at: 0, usual: -7 }] };
  assertEquals(
    told(
      looked("plain"),
      worse("bigram", { clues: { ...clues, looks: [lookAt(0, { layers: [] })] } }),
    ),
    `bigram ends 0.4000 above plain, which is no evidence with one seed. ${FIT}`,
  );
});

Deno.test("nothing of one variant, of equal ones, of failed ones, and little without looks", () => {
  assertEquals(told(looked("plain")), undefined);
  assertEquals(told(), undefined);
  assertEquals(told(looked("plain"), looked("b")), undefined);
  assertEquals(told(looked("plain"), looked("b", { status: "diverged" })), undefined);
  assertStringIncludes(
    told(
      looked("plain", { clues: null, train: NaN }),
      worse("b", { clues: null, train: NaN }),
    )!,
    "which is no evidence with one seed; it was not looked into.",
  );
});
