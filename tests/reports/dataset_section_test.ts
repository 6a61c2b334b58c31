import { assertEquals } from "@std/assert";
import { datasetFacts, notices } from "../../reports/dataset_section.ts";
import { variantsOf } from "../../reports/rows.ts";
import { parse, texts } from "./dom.ts";
import { fakeRun } from "./fake.ts";

const dataset = fakeRun().summary.dataset;
const run = (variant: string, rest: Partial<typeof dataset>) =>
  fakeRun({ variant, summary: { dataset: { ...dataset, ...rest } } });

Deno.test("the dataset is named with its size, examples, symbols and hash", () => {
  const page = parse(datasetFacts(variantsOf([run("a", {}), run("b", {})])));
  assertEquals(texts(page, "dt"), ["name", "size", "examples", "vocabulary", "SHA-256"]);
  const [name, size, examples, vocabulary, sha256] = texts(page, "dd");
  assertEquals([name, size, sha256], ["names", "32,033 lines", dataset.sha256]);
  assertEquals(examples, "train 182,625, val 22,655, test 22,866");
  assertEquals(vocabulary.startsWith("27 symbols"), true);
  assertEquals(texts(page, ".symbols code"), dataset.vocabulary);
});

Deno.test("several datasets name the variants that use them", () => {
  const runs = [run("a", {}), run("b", { name: "mine.txt" }), run("c", {})];
  const page = parse(datasetFacts(variantsOf(runs)));
  assertEquals(texts(page, "dl > div:first-child dd"), ["a, c", "b"]);
});

Deno.test("symbols that cannot be seen are named", () => {
  const page = parse(
    datasetFacts(variantsOf([run("a", { vocabulary: [".", " ", "\n", "\u202e", "é"] })])),
  );
  assertEquals(texts(page, ".symbols code"), [".", "␣", "↵", "U+202E", "é"]);
});

Deno.test("a large vocabulary is folded", () => {
  const vocabulary = Array.from({ length: 5000 }, (_, i) => String.fromCodePoint(0x4e00 + i));
  const page = parse(datasetFacts(variantsOf([run("a", { vocabulary })])));
  assertEquals(texts(page, "details .symbols code"), vocabulary);
});

Deno.test("what must be known of the data is said once, and only then", () => {
  assertEquals(notices(variantsOf([run("a", {})])), []);
  const notice = "<names.txt> was not found; first names stand in";
  const pieces = notices(variantsOf([run("a", { notice }), run("b", { notice }), run("c", {})]));
  assertEquals(pieces.length, 1);
  assertEquals(parse(pieces[0]).querySelector("[role=note] bdi")!.textContent, notice);
});

Deno.test("running text has a size in symbols, is cut in order and has no end; notes on it stay text", () => {
  const page = parse(datasetFacts(variantsOf([run("a", {
    vocabulary: ["\n", "a"],
    lead: [0, 0, 0],
    size: 1000,
    notes: ["<b>é</b> occurs twice"],
  })])));
  const facts = texts(page, "dd");
  assertEquals(facts.includes("1,000 characters"), true);
  assertEquals(facts.some((text) => text.includes("cut in order: train")), true);
  assertEquals(facts.some((text) => text.includes("the first is the end")), false);
  assertEquals(texts(page, ".notes li"), ["<b>é</b> occurs twice"]);
});

Deno.test("what was asked for in reading the data is told, and only that", () => {
  const read = (dataset: Record<string, unknown>) => {
    const one = fakeRun({ config: { dataset } });
    return texts(parse(datasetFacts(variantsOf([one]))), "dl > div")
      .filter((text) => text.includes("read with"));
  };
  assertEquals(read({}), []);
  const source = { csv: "a.csv", column: "name", encoding: "windows-1252", delimiter: "\t" };
  const [told] = read({ source, normalize: "NFC", lowercase: true, duplicates: "drop" });
  assertEquals(
    told.replace(/^read with\s*/, ""),
    "encoding windows-1252; fields between “U+0009”; normalization form NFC; " +
      "capitals made small letters; of equal lines the first alone",
  );
  assertEquals(read({ tokens: { separator: " " } })[0].includes("tokens between “␣”"), true);
});
