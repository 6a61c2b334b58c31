import { assert, assertAlmostEquals, assertEquals, assertStringIncludes } from "@std/assert";
import { PythonRandom } from "../../../core/random/python.ts";
import { parseExperiment } from "../../../runner/config/config.ts";
import { InputError } from "../../../runner/errors.ts";
import { describePruned, prune, seedsToPrune, signedRank } from "../../../runner/sweep/pruning.ts";

/** The same by its definition: over all signs of the differences. */
function bySigns(differences: readonly number[]): number {
  const sizes = differences.map(Math.abs), n = sizes.length;
  const ranks = sizes.map((size) =>
    sizes.filter((other) => other < size).length +
    (sizes.filter((other) => other === size).length + 1) / 2
  );
  const sumOf = (signs: number) =>
    ranks.reduce(
      (sum, rank, i) => sum + (differences[i] === 0 ? rank / 2 : signs >> i & 1 ? rank : 0),
      0,
    );
  const found = sumOf(differences.reduce((bits, x, i) => bits | Number(x > 0) << i, 0));
  const all = Array.from({ length: 2 ** n }, (_, signs) => sumOf(signs));
  return all.filter((sum) => sum >= found).length / all.length;
}

Deno.test("p of the signed-rank test is SciPy's", () => {
  // scipy.stats.wilcoxon(x, alternative="greater", mode="exact").pvalue
  const fixtures: [number[], number][] = [
    [[1, 2, 3, 4], 0.0625],
    [[1, -2, 3, 4, 5], 0.09375],
    [[-1, -2, -3], 1],
    [[0.3, -0.1, 0.25, 0.7, -0.05, 0.6, 0.4], 0.0390625],
    [[-4, 3, 2, -1, 5, 6, -7, 8, 9, 10], 0.065429688],
  ];
  for (const [differences, p] of fixtures) {
    assertAlmostEquals(signedRank(differences), p, 1e-9);
  }
});

Deno.test("p is what all signs give, also of equal differences, zeros and infinities", () => {
  const random = new PythonRandom(1);
  for (let i = 0; i < 200; i++) {
    const differences = Array.from({ length: 1 + i % 9 }, () => {
      const size = Math.floor(random.random() * 5);
      return random.random() < 0.1 ? Infinity : random.random() < 0.5 ? -size : size;
    });
    assertAlmostEquals(signedRank(differences), bySigns(differences), 1e-12, `${differences}`);
  }
  assertEquals(signedRank([]), 1);
  assert(signedRank(Array.from({ length: 200 }, (_, i) => i + 1)) < 1e-50);
});

Deno.test("who is worse than the best over the same seeds is left out, as soon as p allows it", () => {
  const better = [2, 2.3, 2.1, 2.5, 2.2];
  const losses = (seeds: number, worse: (loss: number, i: number) => number) =>
    new Map([["good", better.slice(0, seeds)], ["bad", better.slice(0, seeds).map(worse)]]);
  const above = (loss: number) => loss + 0.01;
  assertEquals(seedsToPrune(0.1), 4);
  assertEquals(prune(losses(3, above), 0.1).scores.map(({ kept }) => kept), [true, true]);
  const round = prune(losses(4, above), 0.1);
  assertEquals([round.seeds, round.best], [4, "good"]);
  assertEquals(round.scores.map(({ kept, p }) => [kept, p]), [[true, null], [false, 0.0625]]);
  assertEquals(describePruned(round, "bad"), 'pruned after 4 seeds: worse than "good" (p = 0.063)');
  // Worse on the average, but not with most seeds.
  const mixed = prune(losses(5, (loss, i) => i === 0 ? loss + 1 : loss - 0.01), 0.1);
  assertEquals(mixed.scores.map(({ kept }) => kept), [true, true]);
  // The same losses are no evidence.
  assertEquals(prune(losses(5, (loss) => loss), 0.5).scores.map(({ kept }) => kept), [true, true]);
});

Deno.test("losses that are not finite lose, and where all are nobody is left out", () => {
  const five = (loss: number) => Array.from({ length: 5 }, () => loss);
  const round = prune(new Map([["a", five(NaN)], ["b", five(2)], ["c", five(Infinity)]]), 0.1);
  assertEquals(round.best, "b");
  assertEquals(round.scores.map(({ loss, kept }) => [loss, kept]), [
    [null, false],
    [2, true],
    [null, false],
  ]);
  const none = prune(new Map([["a", five(NaN)], ["b", five(Infinity)]]), 0.1);
  assertEquals(none.best, undefined);
  assert(none.scores.every(({ kept }) => kept));
});

Deno.test("a pruning that cannot do anything is told, and one beside halving refused", () => {
  const parse = (rest: object) =>
    parseExperiment(
      JSON.stringify({
        title: "t",
        question: "q",
        pruning: {},
        grid: { "training.batchSize": [8, 16] },
        ...rest,
      }),
      { file: "p.json", name: "p" },
    );
  assertEquals(parse({ repeats: 5 }).warnings, []);
  assertEquals(parse({ repeats: 5 }).pruning, { pThreshold: 0.1 });
  assertStringIncludes(
    parse({ repeats: 4 }).warnings[0],
    "nothing can be left out before 4 seeds are through, and there are 4",
  );
  assertStringIncludes(parse({ grid: undefined, repeats: 9 }).warnings[0], "a single variant");
  for (
    const rest of [{ halving: { minSteps: 5 } }, { lrFinder: {} }, { pruning: { pThreshold: 0 } }]
  ) {
    let message = "";
    try {
      parse(rest);
    } catch (error) {
      assert(error instanceof InputError);
      message = error.message;
    }
    assertStringIncludes(message, "pruning");
  }
});
