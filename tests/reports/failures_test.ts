import { assertEquals, assertStringIncludes } from "@std/assert";
import { curveData } from "../../reports/charts/curve_data.ts";
import { failures } from "../../reports/failures.ts";
import { variantsOf } from "../../reports/rows.ts";
import { sentenceText } from "../../reports/sentence.ts";
import type { StoredRun } from "../../runner/results.ts";
import type { LayerClues } from "../../reports/why/clues.ts";
import { type FakeLooked, layer, lookAt, looked, updates, withRate } from "./why/looked.ts";

const tell = (of: "long" | "short", all: StoredRun[]) =>
  failures(variantsOf(all), curveData(all)).map((failure) => sentenceText(failure[of]));
const told = (...all: StoredRun[]) => tell("long", all);
const short = (...all: StoredRun[]) => tell("short", all);

const bad = (variant: string, options: FakeLooked = {}) =>
  looked(variant, { losses: [3.3, 33, 21, 20], vals: [3.3, 20], train: 19, ...options });

/** So many minibatch losses: two, and then always the same. */
const falling = (second: number, rest: number) => [3.3, second, ...Array(88).fill(rest)];

Deno.test("too large steps: what followed, beside the nearest rate that trains, and where the edge is", () => {
  const full = lookAt(4, { layers: [layer({ saturated: 0.998, dead: 97 })] });
  const pace = (largest: number, usual: number) => updates({ largest, usual });
  const all = [
    looked("lr 0.2", { config: withRate(0.2) }),
    looked("lr 1", { config: withRate(1), losses: falling(4.2, 2.5), vals: [3.3, 2.6, 2.4] }),
    bad("lr 5", {
      config: withRate(5),
      losses: falling(14, 30),
      clues: { updates: pace(13, -1) },
    }),
    bad("lr 2", {
      config: withRate(2),
      losses: falling(6.26, 20),
      clues: { looks: [lookAt(0), full], updates: pace(5, -1.5) },
    }),
    // With another dropout its rate says nothing of theirs.
    bad("other", { config: withRate(1.5, { model: { hiddenSizes: [7] } }) }),
  ];
  const above =
    "Its minibatch loss, smoothed over 21 steps, is never below guessing (in lr 1 within the first 21).";
  assertEquals(told(...all).slice(0, 2), [
    `lr 5: the likely cause is too large steps. After the first update its minibatch loss is 14 (lr 1: 4.2). ${above}`,
    `lr 2: the likely cause is too large steps. lr 1 still trains, lr 2 does not. After the first update its minibatch loss is 6.26 (lr 1: 4.2). ${above} ` +
    "At its last look, step 4, 97 of the 100 units of hidden 1 are dead (0 at first).",
  ]);
  assertEquals(short(...all).slice(0, 2), [
    "lr 5: the likely cause is too large steps.",
    "lr 2: the likely cause is too large steps; lr 1 still trains.",
  ]);
});

Deno.test("where another setting differs too, the rate beside the best's and what followed", () => {
  const clues = { updates: updates({ largest: 40.2 }) };
  const fast = (losses: number[]) =>
    bad("fast", { config: withRate(1000, { model: { hiddenSizes: [7] } }), clues, losses });
  const plain = looked("plain", { config: withRate(0.2) });
  const rate =
    "fast: the likely cause is too large steps. Its learning rate, 1,000, is 5,000 times that of plain.";
  assertEquals(told(plain, fast([3.3, 33, 21, 20])), [
    `${rate} After the first update its minibatch loss is 33 (plain: 3).`,
  ]);
  // Nothing is seen to follow: the update itself.
  assertEquals(told(plain, fast([3.3, 3.1, 21, 20])), [
    `${rate} The first update changed \`W2\` by 40 times its size; the largest in plain was 0.3 times.`,
  ]);
});

Deno.test("of the last look is told what it shows: dead units, or else saturated outputs, and no gradient", () => {
  const endsWith = (...layers: Partial<LayerClues>[]) => {
    const matrices = ["C", "W1", "W2"].map((name) => (
      { name, size: 1, gradient: name === "W2" ? 0.1 : 0, still: name !== "W2" }
    ));
    const end = lookAt(4, { layers: layers.map((one) => layer(one)), matrices });
    return told(bad("fast", {
      clues: { looks: [lookAt(0), end], updates: updates({ largest: 40 }) },
    }))[0].split("pace). ")[1];
  };
  const zero = "the gradient of `C` and `W1` is exactly 0.";
  assertEquals(endsWith({}), `At its last look, step 4, ${zero}`);
  assertEquals(
    endsWith({ saturated: 0.95, dead: 49 }),
    `At its last look, step 4, 95\u00a0% of the outputs of hidden 1 are saturated (20\u00a0% at first) and ${zero}`,
  );
  assertEquals(
    endsWith({ saturated: 0.99, dead: 60 }, { name: "hidden 2", saturated: 1, dead: 100 }),
    `At its last look, step 4, all 100 units of hidden 2 are dead and ${zero}`,
  );
});

Deno.test("those that end with dead units are told together, each with how many", () => {
  const ends = (dead: number, still = false) => ({
    looks: [
      lookAt(0),
      lookAt(4, {
        layers: [layer({ saturated: 0.998, dead })],
        matrices: [{ name: "W1", size: 1, gradient: 0.1, still }],
      }),
    ],
    updates: updates({ largest: 40 }),
  });
  const [one, ...none] = told(
    looked("plain"),
    bad("lr 2", { clues: ends(95) }),
    bad("lr 5", { clues: ends(99) }),
    bad("lr 20", { clues: ends(100, true) }),
  );
  assertEquals(none, []);
  assertStringIncludes(
    one,
    "95 of the 100 units of hidden 1 are dead (0 at first). In the same way: lr 5 (99 dead) and lr 20 (all 100 dead, the gradient of `W1` is exactly 0).",
  );
});

Deno.test("one that ended otherwise is not told with the rest, and when and by what it ended is", () => {
  const large = { updates: updates({ largest: 40 }) };
  const gone: FakeLooked = {
    losses: [3.3],
    vals: [3.3],
    status: "diverged",
    notFinite: "the loss",
  };
  const all = [
    looked("lr 1", { config: withRate(1) }),
    bad("lr 1000", { config: withRate(1000), clues: large }),
    bad("lr 1e30", { config: withRate(1e30), clues: { ...large, looks: [lookAt(0)] }, ...gone }),
    bad("lr 1e31", { config: withRate(1e31), clues: { ...large, looks: [lookAt(0)] }, ...gone }),
  ];
  assertEquals(told(...all), [
    "lr 1000: the likely cause is too large steps. lr 1 still trains, lr 1000 does not. After the first update its minibatch loss is 33 (lr 1: 3).",
    "lr 1e30: the likely cause is too large steps. It diverged at step 1: the loss was not finite after the first update. In the same way: lr 1e31 (the loss not finite at step 1).",
  ]);
});

Deno.test("a single update is not called usual", () => {
  const once = (usual: number) =>
    updates().map((one) => ({ ...one, count: 1, largest: 1e9, usual }));
  assertEquals(
    told(
      looked("lr 1", { config: withRate(1) }),
      bad("lr 1e30", {
        config: withRate(1e30),
        losses: [3.3],
        vals: [3.3],
        status: "diverged",
        clues: { updates: once(9) },
      }),
    ),
    ["lr 1e30: the likely cause is too large steps. lr 1 still trains, lr 1e30 does not. It diverged at step 1."],
  );
  const [slow] = told(
    bad("slow", { losses: [3.3], vals: [3.3, 3.31], clues: { updates: once(-8) } }),
  );
  assertStringIncludes(slow, "The only measured update changed `W1` by 1e−8 of its size.");
});

Deno.test("without a best there is nothing to set beside it", () => {
  assertEquals(told(bad("fast", { clues: { updates: updates({ largest: 40, at: 7 }) } })), [
    "fast: the likely cause is too large steps. The update after step 7 changed `W2` by 40 times its size (0.001 of it is a good pace).",
  ]);
});

Deno.test("steps are too large only where losses rose, and updates were larger than the best's", () => {
  const clues = { updates: updates({ largest: 40 }) };
  const [calm] = told(bad("a", { clues, losses: [3.3, 3.4, 3.31, 3.3], vals: [3.3, 3.4] }));
  assertStringIncludes(calm, "no sign of a cause shows in");
  const [same] = told(looked("plain", { clues }), bad("a", { clues }));
  assertStringIncludes(same, "no sign of a cause shows in");
});

Deno.test("a start that is confidently wrong or saturated, where the best's is not", () => {
  const clues = {
    looks: [
      lookAt(0, {
        loss: 28.2,
        likeliest: 0.86,
        layers: [layer({ saturated: 0.99, dead: 69 })],
      }),
    ],
  };
  assertEquals(told(looked("plain"), bad("wild", { clues, losses: [28.2, 29, 21, 20] })), [
    "wild: the likely causes are a start that is confidently wrong and units that are dead from the start. " +
    "Before the first step its loss on the 32 training examples looked at is 28.2000, not ln 27 = 3.2958, since it gives 86\u00a0% to the likeliest symbol on average (plain starts at 3.3000). " +
    "Before the first step 99\u00a0% of the outputs of hidden 1 are saturated and 69 of its 100 units dead (in plain 20\u00a0%).",
  ]);
  const [both] = told(looked("plain", { clues }), bad("wild", { clues }));
  assertStringIncludes(both, "no sign of a cause shows in");
});

Deno.test("a gradient is said to be lost only where it was measured and is clearly lower", () => {
  const flat = (gradient: number | null) => ({
    looks: [
      lookAt(0, {
        layers: [layer({ saturated: 0.72 })],
        matrices: [{ name: "W1", size: 1, gradient, still: false }],
      }),
    ],
  });
  const beside = (gradient: number | null) =>
    told(looked("plain"), bad("wild", { clues: flat(gradient) }))[0];
  const saturated =
    "Before the first step 72\u00a0% of the outputs of hidden 1 are saturated (in plain 20\u00a0%)";
  // The best's is 0.001.
  for (const gradient of [0.08, 0.0005, null]) {
    assertStringIncludes(beside(gradient), `${saturated}.`);
  }
  assertStringIncludes(
    beside(0.0002),
    `${saturated}, and the gradient that comes through to \`W1\` is 1/5 of that in plain.`,
  );
});

Deno.test("a start that is confidently wrong: how long it took to be taken back", () => {
  const clues = { looks: [lookAt(0, { loss: 28.2 })] };
  const losses = Array.from({ length: 90 }, (_, i) => Math.max(2.5, 28.2 - i / 2));
  const [one] = told(looked("plain"), bad("wild", { clues, losses, vals: [28.2, 9] }));
  // Losses to step 51 are 28.2 − i / 2, the rest 2.5: the mean of the 21 around step 53 is 3.44, of those around 54 it
  // is 3.24.
  assertStringIncludes(
    one,
    "(plain starts at 3.3000). Its minibatch loss, smoothed over 21 steps, is first below guessing at step 54 (in plain within the first 21).",
  );
});

Deno.test("half the outputs of a relu at 0 are no sign, nor beside a tanh with few saturated", () => {
  const relu = { looks: [lookAt(0, { layers: [layer({ kind: "relu", saturated: 0.55 })] })] };
  const few = { looks: [lookAt(0, { layers: [layer({ saturated: 0.03 })] })] };
  const [one] = told(looked("plain", { clues: few }), bad("a", { clues: relu }));
  assertStringIncludes(one, "no sign of a cause shows in");
  const tanh = { looks: [lookAt(0, { layers: [layer({ saturated: 0.55 })] })] };
  const [other] = told(looked("plain", { clues: few }), bad("a", { clues: tanh }));
  assertStringIncludes(other, "units that are saturated from the start");
});

Deno.test("a gradient that vanishes or explodes from layer to layer", () => {
  const deep = (...gradients: number[]) => ({
    looks: [lookAt(0, {
      layers: gradients.map((gradient, i) =>
        layer({ name: `hidden ${i + 1}`, gradient, spread: 10 ** (i * gradients[0] / -4) })
      ),
    })],
  });
  const [vanishing] = told(
    looked("plain", { clues: deep(-3, -3) }),
    bad("a", { clues: deep(-9, -6, -3) }),
  );
  assertStringIncludes(
    vanishing,
    "a: the likely cause is a gradient that vanishes on its way back through the layers. Before the first step the gradient at hidden 1 is 1/1,000,000 of that at hidden 3, in plain 1 times it. What the activations are given grows from 1 to 31600.",
  );
  const [exploding] = told(bad("a", { clues: deep(1, -3.5) }));
  assertStringIncludes(exploding, "explodes");
  assertStringIncludes(exploding, "the gradient at hidden 1 is 32,000 times that at hidden 2.");
  const [alike] = told(looked("b", { clues: deep(-5, -3) }), bad("a", { clues: deep(-5, -3) }));
  assertStringIncludes(alike, "no sign of a cause shows in");
});

Deno.test("too small steps, and too few", () => {
  const calm = { losses: [3.32, 3.31, 3.32, 3.31], vals: [3.32, 3.31], train: 3.31 };
  const small = updates().map((one) => ({ ...one, usual: one.usual - 4 }));
  const [slow] = told(
    looked("plain", { config: withRate(0.1) }),
    bad("slow", { ...calm, config: withRate(0.001), clues: { updates: small } }),
  );
  assertStringIncludes(
    slow,
    "the likely cause is too small steps. Its learning rate, 0.001, is 1/100 of that of plain. An update usually changes `W1` by 1e−7 of its size, 1/10,000 of what plain does.",
  );
  const other = small.map((one) => ({ ...one, parameter: `${one.parameter}x` }));
  const [unlike] = told(looked("plain"), bad("slow", { ...calm, clues: { updates: other } }));
  assertStringIncludes(unlike, "no sign of a cause shows in");
  const vals = Array.from({ length: 11 }, (_, i) => 4.3 - 0.08 * i);
  const [early] = told(looked("plain"), bad("early", { ...calm, vals, train: 3.5 }));
  assertStringIncludes(
    early,
    "the likely cause is too few steps. Its val loss still falls at the end, by 0.3200 since step 2 of 4.",
  );
});

Deno.test("overfitting: train below guessing, val above it", () => {
  const options = { losses: [3.3, 3, 2, 1], vals: [3.3, 2.6, 3.4], train: 1.1 };
  assertEquals(told(looked("plain", { train: 2 }), bad("large", options)), [
    "large: the likely cause is overfitting. It ends at 1.1000 on train and 3.4000 on val (plain: 2.0000 and 2.1000); its val loss was lowest, 2.6000, at step 2.",
  ]);
});

Deno.test("values that are not finite from the start, or become so for no reason seen", () => {
  const looks = [lookAt(0, { loss: null, layers: [layer({ notFinite: 12 })] })];
  const none = { losses: [NaN], vals: [], notFinite: "the loss" };
  assertEquals(
    told(looked("plain"), bad("a", { ...none, status: "diverged", clues: { looks, updates: [] } })),
    [
      "a: the likely cause is values that are not finite from the start. Before the first step 12 outputs of hidden 1 are not finite. It diverged at step 1: the loss was not finite after the first update.",
    ],
  );
  const sudden = { losses: [3.3, 3.2, NaN], vals: [3.3] };
  assertStringIncludes(
    told(looked("plain"), bad("a", { ...sudden, status: "diverged" }))[0],
    "the likely cause is a value that became not finite, though nothing looked at was large before. It diverged at step 3.",
  );
});

Deno.test("a run that was not looked into has its losses only", () => {
  assertEquals(told(looked("plain"), bad("a", { clues: null, train: NaN })), [
    "a: it was not looked into, so only its losses are known.",
  ]);
  const long = Array.from({ length: 30 }, (_, i) => 3.3 + i);
  assertEquals(told(bad("a", { losses: long, vals: [3.3, 20], clues: null, train: NaN })), [
    "a: it was not looked into, so only its losses are known. Its minibatch loss, smoothed over 21 steps, was never below guessing.",
  ]);
  assertEquals(told(bad("a", { losses: [], vals: [], clues: null, status: "diverged" })), [
    "a: the likely cause is a value that became not finite, though nothing looked at was large before. It diverged at step 0.",
  ]);
});

Deno.test("those that failed alike are told together, others apart, and what works not at all", () => {
  const large = (largest: number) => ({ clues: { updates: updates({ largest }) } });
  const sure = { clues: { looks: [lookAt(0, { loss: 128 })] }, losses: [128, 150, 120, 110] };
  const all = [
    looked("plain"),
    bad("lr 2", large(5.1)),
    bad("sure", sure),
    bad("lr 5", large(13)),
    bad("lr 1000", large(2600)),
  ];
  const [first, second, ...none] = told(...all);
  assertEquals(none, []);
  assertStringIncludes(first, "lr 2: the likely cause is too large steps.");
  assertStringIncludes(
    first,
    "In the same way: lr 5 (a loss of 33 after the first update) and lr 1000 (a loss of 33 after the first update).",
  );
  assertStringIncludes(second, "sure: the likely cause is a start that is confidently wrong.");
  assertEquals(short(...all), [
    "lr 2, lr 5 and lr 1000: the likely cause is too large steps.",
    "sure: the likely cause is a start that is confidently wrong.",
  ]);
  assertEquals(told(looked("plain")), []);
});

Deno.test("a cause of a variant is one that all its failed seeds show", () => {
  const clues = { updates: updates({ largest: 40 }) };
  const seeds = (other: FakeLooked) => [
    looked("plain", { seed: 1 }),
    looked("plain", { seed: 2 }),
    bad("a", { seed: 1, clues }),
    bad("a", { seed: 2, ...other }),
    looked("a", { seed: 3 }),
  ];
  assertStringIncludes(
    told(...seeds({ clues }))[0],
    "a (2 of 3 seeds): the likely cause is too large steps (numbers of seed 1).",
  );
  assertStringIncludes(told(...seeds({}))[0], "no sign of a cause shows in");
});
