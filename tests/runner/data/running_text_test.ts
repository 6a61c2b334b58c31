import { assertEquals, assertThrows } from "@std/assert";
import { buildDataset, type Dataset, describeExamples } from "../../../runner/data/dataset.ts";
import { InputError } from "../../../runner/errors.ts";
import { type RunConfig, RunConfigSchema } from "../../../runner/schema/schema.ts";

const defaults = RunConfigSchema.parse({ dataset: { source: { text: "a.txt" } } }).dataset;
const build = (text: string, config: Partial<RunConfig["dataset"]> = {}): Dataset =>
  buildDataset({ name: "a.txt", sha256: "00", lines: text.split("\n") }, {
    ...defaults,
    ...config,
  });

Deno.test("running text has defaults of its own: in order, 90/10, 500 symbols a sample", () => {
  const { dataset, samples } = RunConfigSchema.parse({ dataset: { source: { text: "a.txt" } } });
  assertEquals([dataset.splits, dataset.shuffleSeed], [[0.9, 0.1, 0], false]);
  assertEquals([samples.maxLength, RunConfigSchema.parse({}).samples.maxLength], [500, 100]);
});

Deno.test("contexts slide over the whole text, line breaks and all, and never cross a cut", () => {
  const { train, val, summary } = build("ab\ncdefghi", { contextLength: 2, splits: [0.6, 0.4, 0] });
  assertEquals(summary.vocabulary, ["\n", ..."abcdefghi"]);
  assertEquals([summary.size, summary.examples], [10, { train: 4, val: 2, test: 0 }]);
  assertEquals(
    describeExamples(train, summary.vocabulary),
    "ab ---> \n\nb\n ---> c\n\nc ---> d\ncd ---> e",
  );
  assertEquals(describeExamples(val, summary.vocabulary), "fg ---> h\ngh ---> i");
});

Deno.test("the lead ends in the first line break that has T symbols up to it", () => {
  const lead = (text: string, contextLength: number) => {
    const { summary } = build(text, { contextLength, splits: [1, 0, 0] });
    return summary.lead!.map((index) => summary.vocabulary[index]).join("");
  };
  assertEquals(lead("ab\ncdef\ng", 3), "ab\n");
  assertEquals(lead("ab\ncdef\ng", 4), "def\n");
  assertEquals(lead("ab\ncdef\ng", 8), "ab\ncdef\n");
  assertEquals(lead("ab\ncdefgh", 5), "ab\ncd");
  assertEquals(lead("abcdef", 3), "abc");
});

Deno.test("tokens of running text are split at separators and line breaks", () => {
  const { summary, train } = build("do re\nre mi\n", {
    contextLength: 1,
    splits: [1, 0, 0],
    tokens: { separator: " " },
  });
  assertEquals(summary.vocabulary, ["\n", "do", "mi", "re"]);
  assertEquals([...train.X], [1, 3, 0, 3, 2]);
  assertEquals([...train.Y], [3, 0, 3, 2, 0]);
});

Deno.test("a bigram table of running text counts the pairs of its contexts", () => {
  const { summary } = build("ababab", { contextLength: 1, splits: [1, 0, 0] });
  // a → b three times, b → a twice: (3 ln(5/4) + 2 ln(4/3)) / 5
  const expected = (3 * Math.log(5 / 4) + 2 * Math.log(4 / 3)) / 5;
  assertEquals(Math.abs(summary.bigram.train! - expected) < 1e-12, true);
});

Deno.test("a split of running text that is too short for its context is refused", () => {
  assertThrows(
    () => build("abcdefghij", { contextLength: 3 }),
    InputError,
    "dataset.splits [0.9, 0.1, 0] leave 1 of the 10 symbols of a.txt for val, and with contextLength 3 it needs at least 4",
  );
});
