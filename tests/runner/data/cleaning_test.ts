import { assert, assertEquals, assertNotEquals, assertThrows } from "@std/assert";
import fc from "../../fast_check.ts";
import { cleanText } from "../../../runner/data/cleaning.ts";
import { buildDataset } from "../../../runner/data/dataset.ts";
import { InputError } from "../../../runner/errors.ts";
import { runHash } from "../../../runner/sweep/plan.ts";
import { type RunConfig, RunConfigSchema } from "../../../runner/schema/schema.ts";

type Config = Partial<RunConfig["dataset"]>;
const base = RunConfigSchema.parse({ dataset: { source: { file: "a.txt" } } });
const clean = (lines: string[], config: Config = {}) =>
  cleanText({ name: "a.txt", sha256: "00", lines }, { ...base.dataset, ...config });

Deno.test("without any key a text stays as it is, and has no content of its own", () => {
  const text = { name: "a.txt", sha256: "00", lines: ["b ", "b ", "A"] };
  assertEquals(cleanText(text, base.dataset), text);
});

Deno.test("each key cleans in its way, and says how often", () => {
  const { lines, done } = clean(["åsa ", "a\u030asa", "ÅSA", "\tÅsa"], {
    trim: true,
    normalize: "NFC",
    lowercase: true,
    duplicates: "drop",
  });
  assertEquals(lines, ["åsa"]);
  assertEquals(done, [
    '"trim" has taken spaces or tabs off the ends of 2 lines.',
    '"normalize" has put 1 line into NFC.',
    '"lowercase" has changed 2 lines.',
    '"duplicates" has dropped 3 of 4 lines.',
  ]);
  assertEquals(clean(["ﬁn", "fin"], { normalize: "NFKC" }).lines, ["fin", "fin"]);
  assertEquals(clean(["é", "e"], { normalize: "NFD" }).lines, ["e\u0301", "e"]);
});

Deno.test("tokens are what stands between separators, the end mark none of them", () => {
  const config = {
    ...base.dataset,
    tokens: { separator: " " },
    splits: [1, 0, 0],
    shuffleSeed: false as const,
  };
  const text = cleanText({ name: "a", sha256: "0", lines: ["sol  la .", " re "] }, config);
  assertEquals(text.lines, ["sol la .", "re"]);
  const { summary, train } = buildDataset(text, config);
  assertEquals(summary.vocabulary, ["⏎", ".", "la", "re", "sol"]);
  assertEquals([...train.Y], [4, 2, 1, 0, 3, 0]);
  assertEquals(summary.separator, " ");
  const pipes = { ...config, tokens: { separator: ", " } };
  const other = buildDataset(
    cleanText({ name: "a", sha256: "0", lines: ["x, y", "y"] }, pipes),
    pipes,
  );
  assertEquals(other.summary.vocabulary, [".", "x", "y"]);
});

Deno.test("a text of which nothing is left, or one symbol only, is refused", () => {
  assertThrows(
    () => clean(["ab", "ab"], { tokens: { separator: " " } }),
    InputError,
    'a.txt holds no symbol but "ab"; a model needs at least two to choose from (the separator is " ")',
  );
  assertThrows(() => clean(["A", "a"], { lowercase: true }), InputError, 'no symbol but "a"');
});

Deno.test("keys are part of a run's hash just where they change the examples", async () => {
  const line = fc.string({
    unit: fc.constantFrom("a", "b", "A", "å", "a\u030a", " ", ".", "ﬁ"),
    minLength: 1,
  })
    .filter((line) => line.trim() !== "");
  const cleaning = fc.record({
    trim: fc.boolean(),
    normalize: fc.constantFrom(false as const, "NFC", "NFD", "NFKC", "NFKD"),
    lowercase: fc.boolean(),
    duplicates: fc.constantFrom("keep", "drop"),
    tokens: fc.constantFrom("characters", { separator: " " }, { separator: "a" }),
  });
  const hashAndExamples = async (lines: string[], config: Config) => {
    const dataset = { ...base.dataset, splits: [1, 0, 0], shuffleSeed: false as const, ...config };
    const text = cleanText({ name: "a", sha256: "0", lines }, dataset);
    const { summary, train } = buildDataset(text, dataset);
    const examples = [...train.Y].map((index) => index === 0 ? 0 : summary.vocabulary[index]);
    return {
      hash: await runHash({ ...base, dataset }, 1, summary),
      examples: JSON.stringify(examples),
      plain: summary.content === undefined,
    };
  };
  let plain = 0, changed = 0;
  await fc.assert(
    fc.asyncProperty(
      fc.array(line, { minLength: 2, maxLength: 6 }),
      cleaning,
      cleaning,
      async (lines, one, other) => {
        let results;
        try {
          results = await Promise.all(
            [{}, one as Config, other as Config].map((config) => hashAndExamples(lines, config)),
          );
        } catch (error) {
          if (error instanceof InputError) return; // one symbol only
          throw error;
        }
        for (const a of results) {
          for (const b of results) assertEquals(a.hash === b.hash, a.examples === b.examples);
        }
        assert(results[0].plain);
        assertEquals(results[1].plain, results[1].hash === results[0].hash);
        results[1].plain ? plain++ : changed++;
      },
    ),
    { numRuns: 300, seed: 1 },
  );
  assert(plain > 5 && changed > 20, `${plain} ${changed}`);
});

Deno.test("a file read by an encoding has the hash of the same file read plainly", () => {
  const read = { name: "a.txt", sha256: "00", lines: ["ab", "c"] };
  assertEquals(cleanText({ ...read, plain: ["ab", "c"] }, base.dataset).content, undefined);
  assertNotEquals(cleanText({ ...read, plain: ["åb", "c"] }, base.dataset).content, undefined);
  assertNotEquals(cleanText({ ...read, plain: null }, base.dataset).content, undefined);
});
