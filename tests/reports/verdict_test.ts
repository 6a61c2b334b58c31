import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { variantsOf } from "../../reports/rows.ts";
import { sentenceText } from "../../reports/sentence.ts";
import { judge, verdictHtml, verdictText } from "../../reports/verdict.ts";
import type { StoredRun } from "../../runner/results.ts";
import { parse, texts } from "./dom.ts";
import { HOSTILE } from "./examples.ts";
import { evaluation, fakeRun } from "./fake.ts";

/** Runs of a variant with these final val losses, of the seeds 1, 2, …; null diverged. */
const runs = (variant: string, ...losses: (number | null)[]): StoredRun[] =>
  losses.map((loss, i) =>
    fakeRun({
      variant,
      seed: i + 1,
      summary: {
        status: loss === null ? "diverged" : "finished",
        final: evaluation(3, { train: 2, val: loss ?? 9 }),
      },
    })
  );

const answer = (...all: StoredRun[][]): string => {
  const { answer } = judge(variantsOf(all.flat()));
  return verdictText({ answer, caveats: [], method: [] }).trim();
};

Deno.test("a difference is told with its uncertainty where the interval leaves out 0", () => {
  // Differences −0.10, −0.12, −0.14: mean −0.12, s = 0.02, t(2) = 4.3027, half-width 0.0497.
  assertEquals(
    answer(runs("plain", 2.1, 2.2, 2.3), runs("batch norm", 2.0, 2.08, 2.16)),
    "batch norm lowers val loss by 0.120 ± 0.050 compared with plain (3 seeds, paired).",
  );
  assertEquals(
    answer(runs("batch norm", 2.0, 2.08, 2.16), runs("plain", 2.1, 2.2, 2.3)),
    "batch norm ends 0.120 ± 0.050 lower than plain in val loss (3 seeds, paired).",
  );
});

Deno.test("no difference is told where the interval includes 0", () => {
  assertEquals(
    answer(runs("plain", 2.1, 2.2, 2.3), runs("batch norm", 2.0, 2.3, 2.2)),
    "No difference in val loss can be told between batch norm and plain: −0.03 ± 0.29 (3 seeds, paired).",
  );
});

Deno.test("one seed is no evidence", () => {
  assertEquals(
    answer(runs("plain", 2.1046), runs("batch norm", 2.1111)),
    "plain ends 0.0065 lower than batch norm in val loss; with one seed that is no evidence of a difference.",
  );
  assertEquals(
    answer(runs("plain", 2.1111), runs("batch norm", 2.1046)),
    "batch norm ends 0.0065 lower than plain in val loss; with one seed that is no evidence of a difference.",
  );
  assertEquals(
    answer(runs("plain", 2), runs("a", 2.1), runs("b", 1.9)),
    "b ends lowest, 0.1000 below plain: a ends 0.1000 higher than plain in val loss and b ends 0.1000 lower; with one seed that is no evidence of a difference.",
  );
  assertEquals(
    answer(runs("plain", 2), runs("a", 1.9), runs("b", 1.9)),
    "a ends 0.1000 lower than plain in val loss and b ends 0.1000 lower; with one seed that is no evidence of a difference.",
  );
  assertEquals(
    answer(...[2.4, 2.3, 2.1, 2.2, 2.5].map((loss, i) => runs("abcde"[i], loss))),
    "Of 5 variants, c ends with the lowest val loss, 0.1000 below d; with one seed each that is no evidence of a difference.",
  );
});

Deno.test("seeds that change nothing are one seed", () => {
  const text = answer(runs("plain", 2.1, 2.1, 2.1), runs("b", 2, 2, 2));
  assertStringIncludes(text, "the seeds change nothing, so they count as one");
});

Deno.test("three variants: the intervals hold together, and the best is compared with the second", () => {
  const all = [
    runs("plain", 2.5, 2.6, 2.7, 2.8),
    runs("a", 2.101, 2.2, 2.299, 2.4),
    runs("b", 2.0, 2.101, 2.2, 2.299),
  ];
  assertEquals(
    answer(...all),
    "b ends lowest (mean val loss 2.1500), 0.1000 ± 0.0028 below the nearest, a; all others end higher. " +
      "a lowers val loss by 0.4000 ± 0.0020 compared with plain (4 seeds, paired). " +
      "b lowers val loss by 0.5000 ± 0.0020 compared with plain (4 seeds, paired).",
  );
  const { method } = judge(variantsOf(all.flat()));
  assertStringIncludes(
    verdictText({ answer: method, caveats: [], method: [] }),
    "all 3 pairs of variants hold together with 95 % confidence (Student’s t, Bonferroni)",
  );
});

Deno.test("among many variants a difference that one comparison would tell is not told", () => {
  const values = (shift: number) => [2 + shift, 2.1 + shift * 1.4, 2.2 + shift * 0.6];
  const pair = [runs("plain", ...values(0)), runs("a", ...values(-0.1))];
  assertStringIncludes(answer(...pair), "a lowers val loss");
  const many = ["b", "c", "d", "e"].map((name, i) => runs(name, ...values(0.01 * (i + 1))));
  assertEquals(
    answer(...pair, ...many),
    "a has the lowest mean (val loss 2.0000), but cannot be told from any other (means within 0.14). " +
      "No other can be told from the baseline, plain.",
  );
});

Deno.test("only the seeds that both have finished are paired, and who diverged is said", () => {
  const all = variantsOf([...runs("plain", 2.1, 2.2, null), ...runs("b", 2.0, 2.099, 5)]);
  assertEquals(
    verdictText(judge(all)),
    "b lowers val loss by 0.1005 ± 0.0064 compared with plain (2 of 3 seeds, paired).\nDiverged: plain (1 of 3 seeds, at step 3). b (1 of 3 seeds) ends worse than guessing (ln 27 = 3.2958). The intervals leave such runs out.\n",
  );
  assertStringIncludes(
    answer(runs("plain", 2.1, null), runs("b", null, 2)),
    "b and plain have finished no seed in common",
  );
});

Deno.test("a baseline that diverged gives way to the next variant", () => {
  const all = variantsOf([...runs("fast", null), ...runs("b", 2), ...runs("c", 2.5)]);
  const text = verdictText(judge(all));
  assertStringIncludes(text, "b ends 0.5000 lower than c");
  assertStringIncludes(
    text,
    "Diverged: fast (at step 3). The comparison is with b, since fast has no",
  );
});

/** A sweep of rates, three seeds each. */
const sweep = (...losses: [rate: number, ...number[]][]): StoredRun[][] =>
  losses.map(([rate, ...rest]) =>
    runs(`lr ${rate}`, ...rest).map((run) => {
      const learningRate = { schedule: "constant" as const, initial: rate, warmup: 0 };
      return {
        ...run,
        config: { ...run.config, training: { ...run.config.training, learningRate } },
      };
    })
  );

/** What thirteen rates came to in 3,000 steps on names. */
const RATES = sweep(
  [0.001, 2.8118, 2.8246, 2.7543],
  [0.003, 2.6258, 2.6503, 2.6002],
  [0.01, 2.4582, 2.4825, 2.4705],
  [0.02, 2.3849, 2.4032, 2.4004],
  [0.05, 2.3278, 2.3453, 2.3327],
  [0.1, 2.3228, 2.3504, 2.3137],
  [0.2, 2.3552, 2.38, 2.3504],
  [0.3, 2.3938, 2.412, 2.3977],
  [0.5, 2.4066, 2.4275, 2.4187],
  [1, 2.4119, 2.4389, 2.4058],
  [2, 21.8434, 18.493, 22.9615],
  [5, 55.9555, 61.5451, 54.911],
  [1000, 8820.2594, 12117.3159, 10209.0559],
);

Deno.test("a sweep names the best, whom it cannot be told from, and the range of the one key", () => {
  assertEquals(
    verdictText(judge(variantsOf(RATES.flat()))),
    "lr 0.1 ends lowest (mean val loss 2.3290); it cannot be told from lr 0.05 and lr 0.2 (means within 0.033), so with 3 seeds the best " +
      "learning rate tried may be any from 0.05 to 0.2; all others end higher. " +
      "Compared with the baseline, lr 0.001, all 9 others that train end lower (lr 0.1 by 0.47 ± 0.14).\n" +
      "lr 2 (all 3 seeds), lr 5 (all 3 seeds) and lr 1000 (all 3 seeds) end worse than guessing (ln 27 = 3.2958). The intervals leave such runs out.\n",
  );
});

Deno.test("a sweep is compared with its lowest setting, not with the one that comes first", () => {
  const told = (...all: StoredRun[][]) => {
    const { answer, method } = judge(variantsOf(all.flat()), [], true);
    return { text: verdictText({ answer, caveats: [], method: [] }).trim(), method };
  };
  const few = told(runs("a", 2.5, 2.6, 2.7), runs("b", 2.2, 2.31, 2.4), runs("c", 2.4, 2.5, 2.61));
  assertMatch(
    few.text,
    /^b ends lowest \(mean val loss 2\.3033\); all others end higher\. a raises/,
  );
  assertStringIncludes(few.text, "c raises val loss by 0.200 ± 0.044 compared with b");
  assertStringIncludes(few.method.flat().join(""), "compared with the one that ends lowest");
  const many = told(
    ...[2.5, 2.4, 2.1, 2.3, 2.2].map((loss, i) =>
      runs("abcde"[i], loss, loss + 0.1 + i / 999, loss + 0.21)
    ),
  );
  assertEquals(
    many.text,
    "c ends lowest (mean val loss 2.2040), 0.1007 ± 0.0049 below the nearest, e; all others end higher.",
  );
  const one = told(runs("a", 2.5), runs("b", 2.25));
  assertEquals(
    one.text,
    "b ends 0.2500 lower than a in val loss; with one seed that is no evidence of a difference.",
  );
});

Deno.test("that one with a farther mean cannot be told, and a nearer one can, is explained by its scatter", () => {
  const text = answer(
    runs("kaiming", 2.1, 2.11, 2.12),
    runs("plain normal", 2.3, 2.4, 2.85),
    runs("too small", 2.29, 2.301, 2.309),
  );
  assertStringIncludes(
    text,
    "kaiming ends lowest (mean val loss 2.1100); it cannot be told from plain normal (means within 0.41); all others end higher. " +
      "plain normal cannot be told from it though too small, whose mean is nearer, can: " +
      "over the seeds it ends from 0.2 to 0.73 higher than kaiming, too small from 0.189 to 0.191.",
  );
  // The one that cannot be told is the nearer one.
  assertEquals(
    answer(runs("a", 2.1, 2.11, 2.12), runs("b", 2.1, 2.12, 2.12), runs("c", 2.3, 2.32, 2.33))
      .includes("though"),
    false,
  );
});

Deno.test("what is left of a variant with a hopeless run is compared, but not called the best", () => {
  const all = [
    runs("plain", 2.5, 2.6, 2.7),
    runs("a", 2.101, 2.2, 2.299),
    runs("b", 2.001, 2.1, 9),
    runs("c", 9, 9, 9),
    runs("d", null, null, null),
  ];
  const text = verdictText(judge(variantsOf(all.flat())));
  assertStringIncludes(text, "a ends lowest (mean val loss 2.2000); all others with as many seeds");
  assertStringIncludes(text, "(2 of 3 seeds, paired)");
  assertStringIncludes(text, "c (all 3 seeds)");
  const few = ["b", "c", "d", "e"].map((name) => runs(name, 2.1, 9));
  assertStringIncludes(answer(runs("plain", 2.2, 2.3), ...few), "too few seeds in common");
  const two = verdictText(judge(variantsOf([...runs("plain", 2, 2.1), ...runs("c", 9, 9)])));
  assertStringIncludes(two, "c (both seeds) ends worse than guessing");
});

Deno.test("the method names whom it leaves out because of their spread", () => {
  const quiet = [0, 1, 2, 3].map((i) =>
    runs(`q${i}`, ...[0.011, -0.012, 0.008, -0.003].map((x, s) => 2 + i / 9 + (i + s) % 3 * x))
  );
  const { method } = judge(variantsOf([...quiet, runs("wild", 2.9, 1.2, 2.4, 1.7)].flat()));
  const text = verdictText({ answer: method, caveats: [], method: [] });
  assertStringIncludes(
    text,
    "what the 4 seeds do to 4 variants on average, not from their own differences alone, and, with a weight of 30\u00a0%, from how far these do together (9 degrees",
  );
  assertStringIncludes(text, "wild scatters more than five times as much as the others");
  assertEquals(text.includes("hardly show that"), false);
  const few = judge(
    variantsOf(["a", "b", "c", "d"].flatMap((name, i) => runs(name, 2 + i / 9, 2.1 + i / 8))),
  );
  assertStringIncludes(
    verdictText({ answer: few.method, caveats: [], method: [] }),
    "Of a single variant 2 seeds hardly show that",
  );
});

Deno.test("runs that all end worse than guessing are not compared", () => {
  assertEquals(
    answer(runs("a", 5, 6), runs("b", 7, 8)),
    "No run ends better than guessing, so there is nothing to compare.",
  );
});

Deno.test("runs that are missing are said", () => {
  const missing = [{ folder: "x", variant: "b", seed: 1, reason: "its worker crashed" }];
  assertStringIncludes(
    verdictText(judge(variantsOf(runs("plain", 2)), missing)),
    "1 run failed or is not there.",
  );
});

Deno.test("without other variants, without runs, and with other data there is nothing to tell", () => {
  assertEquals(
    answer(runs("plain", 2)),
    "plain ends with a val loss of 2.0000; there is no other variant to compare it with, and one seed does not show what chance does.",
  );
  assertEquals(
    answer(runs("plain", 2, 2.1)),
    "plain ends with a mean val loss of 2.05 ± 0.64 (2 seeds); there is no other variant to compare it with.",
  );
  assertEquals(answer(), "No run has finished, so there is no answer yet.");
  const open = "so there is nothing to compare; one seed does not show whether others fail too.";
  assertEquals(answer(runs("plain", null)), `The only run diverged, ${open}`);
  assertEquals(answer(runs("plain", null), runs("b", null)), `Every run diverged, ${open}`);
  assertEquals(answer(runs("plain", 5)), `No run ends better than guessing, ${open}`);
  assertEquals(
    answer(runs("plain", null, null)),
    "Every run diverged, so there is nothing to compare.",
  );
  // One seed that is left of two has no interval, and that is not explained.
  const { answer: [left], method } = judge(
    variantsOf([runs("a", 2, null), runs("b", null)].flat()),
  );
  assertStringIncludes(
    verdictText({ answer: [left], caveats: [], method: [] }),
    "a ends with a val loss of 2.0000; no other variant has a run to compare it with, and one seed",
  );
  assertEquals(method.flat().some((part) => String(part).includes("±")), false);
  const other = runs("b", 1).map((run) => ({
    ...run,
    config: { ...run.config, dataset: { ...run.config.dataset, shuffleSeed: 7 } },
  }));
  assertStringIncludes(answer(runs("plain", 2), other), "evaluated on different data");
});

Deno.test("without a val split the train loss stands in, and that is said", () => {
  const { dataset } = fakeRun().summary;
  const some = ["plain", "b"].map((variant, i) =>
    fakeRun({
      variant,
      summary: {
        dataset: { ...dataset, examples: { train: 9, val: 0, test: 0 } },
        final: evaluation(3, { train: 2 - i }),
      },
    })
  );
  const verdict = judge(variantsOf(some));
  assertStringIncludes(verdictText(verdict), "b ends 1.0000 lower than plain in train loss");
  assertStringIncludes(parse(verdictHtml(verdict)).body.textContent!, "There is no val split");
});

Deno.test("the method says when val rewards learning by heart", () => {
  const { dataset } = fakeRun().summary;
  const method = (val: number | null) => {
    const all = [2, 2.1].map((loss, i) =>
      fakeRun({
        variant: "ab"[i],
        summary: {
          dataset: { ...dataset, repeated: { val, test: null } },
          final: evaluation(3, { train: 2, val: loss }),
        },
      })
    );
    const { method } = judge(variantsOf(all));
    return verdictText({ answer: method, caveats: [], method: [] });
  };
  assertStringIncludes(
    method(0.42),
    "42\u00a0% of val’s lines stand in train too, so learning by heart lowers the val loss:",
  );
  for (const share of [0.1, 0, null]) assertEquals(method(share).includes("by heart"), false);
});

Deno.test("names in a verdict stay text, each by itself", () => {
  const names = HOSTILE.slice(0, 4);
  const page = parse(verdictHtml(judge(variantsOf(names.flatMap((name) => runs(name, 2, 2.1))))));
  assertEquals(page.querySelectorAll("script, img, [onload], [onmouseover]").length, 0);
  assert(texts(page, ".verdict bdi").every((name) => names.includes(name)));
});

Deno.test("a long account of how it was judged is folded, a short one is not", () => {
  const folded = (variants: ReturnType<typeof variantsOf>) =>
    texts(parse(verdictHtml(judge(variants))), ".answer details summary");
  assertEquals(folded(variantsOf(RATES.flat())), ["How this was judged"]);
  assertEquals(folded(variantsOf([...runs("a", 2, 2.1), ...runs("b", 3, 3.1)])), []);
});

Deno.test("what ± is in which table is told by the tables' names, last, after what its width comes from", () => {
  const methodText = (isSweep: boolean) =>
    judge(variantsOf(RATES.flat()), [], isSweep).method.map(sentenceText).join(" ");
  assertMatch(
    methodText(false),
    /picked afterwards\. Its width .*In the table “Results” ± is the standard deviation over the seeds\. The loss/,
  );
  assertMatch(methodText(true), /In the tables “Settings tried” and “Results” ± is/);
});

Deno.test("a sweep does not say that what ends worse than guessing cannot be compared", () => {
  const text = verdictText(judge(variantsOf(RATES.flat()), [], true));
  assertMatch(text, /all others end higher\.\n.* end worse than guessing .* The intervals leave/);
  // With one seed each there are no intervals.
  const single = verdictText(
    judge(
      variantsOf(
        [2, 2.5, 50].map((val, i) =>
          fakeRun({ variant: `${i}`, summary: { final: evaluation(3, { val }) } })
        ),
      ),
    ),
  );
  assertEquals(single.includes("intervals"), false);
});

Deno.test("a run that finished without a finite loss is named", () => {
  const vals = [2, 2.5, null];
  const runs = vals.map((val, i) =>
    fakeRun({ variant: `v${i}`, summary: { final: evaluation(3, { val }) } })
  );
  assertMatch(verdictText(judge(variantsOf(runs))), /Without a finite val loss: v2\./);
});
