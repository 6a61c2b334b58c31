import { assertEquals, assertStringIncludes } from "@std/assert";
import { apart, pairOf } from "../../reports/apart.ts";
import { curveData } from "../../reports/charts/curve_data.ts";
import { failures } from "../../reports/failures.ts";
import { furtherHtml } from "../../reports/further.ts";
import { nextSteps } from "../../reports/next.ts";
import { variantsOf } from "../../reports/rows.ts";
import { type Sentence, sentenceText } from "../../reports/sentence.ts";
import type { StoredRun } from "../../runner/results.ts";
import type { Patch } from "../../runner/schema/schema.ts";
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
const apartOf = (...all: StoredRun[][]) => texts(apart(variantsOf(all.flat())));
const failuresOf = (...all: StoredRun[]) => texts(failures(variantsOf(all), curveData(all)));
const nextOf = (...all: StoredRun[][]) =>
  texts(nextSteps(variantsOf(all.flat()), curveData(all.flat())));

Deno.test("from where on they differ goes by the verdict's rule at each evaluation, up to the end", () => {
  const plain = runs("plain", [[3.3, 2.5, 2.4, 2.3], [3.3, 2.6, 2.5, 2.4], [3.3, 2.7, 2.6, 2.5]]);
  const better = runs("b", [[3.3, 2.7, 2.2, 2.1], [3.3, 2.5, 2.31, 2.21], [3.3, 2.6, 2.4, 2.3]]);
  assertEquals(apartOf(plain, better), [
    "From step 2 on, at every evaluation (2, each judged by itself), b is told to be lower than plain.",
  ]);
  const late = runs("b", [[3.3, 2.7, 2.6, 2.1], [3.3, 2.5, 2.31, 2.21], [3.3, 2.6, 2.4, 2.3]]);
  assertEquals(apartOf(plain, late), [
    "At the last of 4 evaluations b is told to be lower than plain, at the one before not.",
  ]);
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
    "At none of the 3 evaluations can b and plain be told apart.",
  ]);
  assertEquals(apartOf(plain, runs("b", [[3.3, 2.4, 2.2], [3.3, 2.5001, 2.6]])), [
    "At the end b and plain cannot be told apart; at 1 of the 3 evaluations they can, each judged by itself.",
  ]);
});

Deno.test("with one seed there is an order and no evidence", () => {
  const plain = runs("plain", [[3.3, 2.5, 2.4, 2.3]]);
  assertEquals(apartOf(plain, runs("b", [[3.3, 2.6, 2.3, 2.2]])), [
    "From step 2 on, at every evaluation (2), b is lower than plain; with one seed that is their order, no evidence.",
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

const failed = (
  variant: string,
  losses: number[],
  val: number | null,
  status: "finished" | "diverged" | "hopeless" = "finished",
) => fakeRun({ variant, losses, summary: { status, final: evaluation(losses.length, { val }) } });

Deno.test("those that failed alike are told together, by their highest losses", () => {
  assertEquals(
    failuresOf(
      failed("plain", [3.3, 3, 2.9], 2.8),
      failed("lr 2", [3.3, 33.1, 21], 21),
      failed("lr 5", [3.3, 20, 90], 80),
    ),
    [
      "lr 2 and lr 5: the highest minibatch loss was 33.1000 to 90.0000, at step 1 to 2; over no 21 steps was the mean below guessing (ln 27 = 3.2958).",
    ],
  );
});

Deno.test("a run that diverged or was stopped says when, and one without any loss no more than that", () => {
  assertEquals(
    failuresOf(failed("a", [2, NaN], null, "diverged"), failed("b", [5, 6], 9, "hopeless")),
    [
      "a: the highest minibatch loss was 2.0000, at step 0; it had been below guessing (ln 27 = 3.2958) by step 0; it diverged at step 2.",
      "b: the highest minibatch loss was 6.0000, at step 1; over no 21 steps was the mean below guessing (ln 27 = 3.2958); it was stopped as hopeless at step 2.",
    ],
  );
  assertEquals(failuresOf(failed("a", [], null, "diverged")), ["a: it diverged at step 0."]);
  assertEquals(failuresOf(failed("a", [3, 2], 2)), []);
});

const rate = (initial: number, ...vals: number[]) =>
  runs(`lr ${initial}`, vals.map((val) => [3.3, val]), {
    training: { learningRate: { schedule: "constant", initial } },
  });

Deno.test("a best value at the edge of those tried: beyond it", () => {
  assertEquals(nextOf(rate(0.1, 2.5), rate(0.2, 2.4), rate(0.4, 2.3)), [
    "The best learning rate is the highest tried: try above 0.4 (`training.learningRate.initial`).",
  ]);
  assertEquals(nextOf(rate(0.1, 2.1), rate(0.2, 2.4)), [
    "The best learning rate is the lowest tried: try below 0.1 (`training.learningRate.initial`).",
  ]);
  assertEquals(nextOf(rate(0.1, 2.1), rate(0.2, 2.1)), []);
});

Deno.test("a value that failed is tried too, so the one below it is no edge", () => {
  assertEquals(nextOf(rate(0.1, 2.5), rate(0.2, 2.4), rate(0.4, 9)), [
    "The best learning rate may be any from 0.1 to 0.2: try values between, or more seeds.",
  ]);
});

Deno.test("a share is not tried above 1, nor a count below 1", () => {
  const momentum = (momentum: number, val: number) =>
    runs(`${momentum}`, [[3.3, val]], { training: { optimizer: { name: "sgd", momentum } } });
  assertEquals(nextOf(momentum(0, 2.5), momentum(0.9, 2.4)), []);
  assertEquals(nextOf(momentum(0, 2.3), momentum(0.9, 2.4)), []);
});

Deno.test("too few seeds: about how many would tell", () => {
  // Differences −0.1, 0.1, −0.3: mean −0.1, s = 0.2, half-width 4.3027 · 0.2 / √3 = 0.497; 3 · 4.97² = 74.05.
  assertEquals(
    nextOf(
      runs("plain", [[3, 2.3], [3, 2.3], [3, 2.5]]),
      runs("b", [[3, 2.2], [3, 2.4], [3, 2.2]], { model: { batchNorm: true } }),
    ).map((text) => text.replace(/\d+/, "N")),
    ["More seeds: about N tell b and plain apart, if the difference stays."],
  );
});

Deno.test("a val loss that falls at the end asks for more steps, one that rests or jumps about does not", () => {
  const losses = Array.from({ length: 21 }, (_, i) => 3.3 - 0.04 * i);
  assertEquals(nextOf(runs("a", [losses], { training: { steps: 20 } })), [
    "The val loss of a still falls at the end (by 0.3600 since step 11): try more steps: `--set training.steps=40`.",
  ]);
  assertEquals(nextOf(runs("a", [losses.map((x) => Math.max(2.9, x))])), []);
  assertEquals(nextOf(runs("a", [losses.map((x, i) => x + 0.3 * (i % 2))])), []);
  assertEquals(nextOf(runs("a", [losses.slice(0, 5)])), []);
});

Deno.test("where all losses rose, lower rates; where none did, nothing", () => {
  const bad = (initial: number, vals: number[]) =>
    runs(`${initial}`, [vals], { training: { learningRate: { schedule: "constant", initial } } });
  assertEquals(nextOf(bad(5, [3.3, 9]), bad(2, [3.3, 8])), [
    "Every run diverged, or its loss rose far: try lower learning rates, below 2 (`training.learningRate.initial`).",
  ]);
  assertEquals(nextOf(bad(5, [3.3, 9]), bad(0, [3.31, 3.31])), []);
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
