import { assert, assertEquals } from "@std/assert";
import { cleanText } from "../../../runner/data/cleaning.ts";
import { datasetOf } from "../../../runner/data/load_dataset.ts";
import { type RunConfig, RunConfigSchema } from "../../../runner/schema/schema.ts";

type Config = Partial<RunConfig["dataset"]>;

/** In the file's order, half of the lines for train and a quarter each for val and test. */
function summaryOf(lines: string[], config: Config = {}, name = "a.txt") {
  const source = { file: name };
  const dataset = {
    ...RunConfigSchema.parse({ dataset: { source } }).dataset,
    splits: [0.5, 0.25, 0.25],
    shuffleSeed: false as const,
    ...config,
  };
  return datasetOf(cleanText({ name, sha256: "0", lines }, dataset), dataset).summary;
}

/** The notes that have to do with `topic`. */
const notesOf = (topic: RegExp, lines: string[], config?: Config, name?: string) =>
  (summaryOf(lines, config, name).notes ?? []).filter((note) => topic.test(note));

/** Enough lines in which nothing looks wrong. */
const SOUND = [..."abcdefgh"].map((a) => [..."abcdefgh"].map((b) => a + b + "abcdefgh"));
const sound = SOUND.flatMap((_, i) => SOUND.map((row) => row[i]));

Deno.test("of data in which nothing looks wrong, nothing is said", () => {
  const { notes, repeated } = summaryOf(sound);
  assertEquals([notes, repeated], [undefined, { val: 0, test: 0 }]);
});

Deno.test("lines of val and test that stand in train too are counted", () => {
  const lines = ["ab", "ba", "ab", "aab", "ab", "bba", "ba", "ab"];
  const { repeated } = summaryOf(lines);
  assertEquals(repeated, { val: 0.5, test: 1 });
  assertEquals(notesOf(/stand/, lines), [
    "50 % of val's lines (1 of 2) and 100 % of test's lines (2 of 2) stand in train too, e.g. \"ab\": what is learnt by heart " +
    'counts as known there. "duplicates": "drop" keeps each line once.',
  ]);
  assertEquals(summaryOf(lines, { splits: [0.5, 0.5, 0] }).repeated, { val: 0.75, test: null });
  assertEquals(notesOf(/too/, [...sound, ...sound], { duplicates: "drop" }), []);
});

Deno.test("lines that differ only in case, spaces or forms are told with the key", () => {
  assertEquals(notesOf(/capitals/, [...sound, "Anna", "anna", "ANNA"]), [
    '3 different lines differ from another only in capitals, e.g. "Anna" and "anna": "lowercase": true makes them the same.',
  ]);
  assertEquals(notesOf(/capitals/, [...sound, "Anna", "anna"], { lowercase: true }), []);
  assertEquals(notesOf(/only in spaces/, [...sound, "a  b", "a b"]), [
    '2 different lines differ from another only in spaces, e.g. "a  b" and "a b": no key takes those out that stand inside a line.',
  ]);
  assertEquals(notesOf(/forms/, [...sound, "ﬁn", "fin"]), [
    '2 different lines differ from another only in forms of the same letters (ligatures, full width), e.g. "ﬁn" and "fin": ' +
    '"normalize": "NFKC" makes them the same.',
  ]);
});

Deno.test("letters composed in two ways are told by their code points", () => {
  assertEquals(notesOf(/two ways/, [...sound, "åsa", "a\u030asa", "é"]), [
    'Some letters are written in two ways: 1 line has e.g. "a\u030a" as U+0061 U+030A, where composed ones (2 lines) would be ' +
    'U+00E5. 2 different lines differ from another only in that, e.g. "åsa". "normalize": "NFC" makes them the same.',
  ]);
  assertEquals(notesOf(/two ways/, [...sound, "åsa", "a\u030asa"], { normalize: "NFC" }), []);
  // All decomposed alike is no mixture, and a letter that has no composed form is none either.
  assertEquals(notesOf(/two ways/, [...sound, "a\u030asa", "q\u0303"]), []);
});

Deno.test("spaces and tabs at the ends of lines are told", () => {
  assertEquals(notesOf(/"trim"/, [...sound, "anna ", "bob\t"]), [
    '2 lines begin or end with spaces or tabs, e.g. "anna "; these are learnt like letters. "trim": true takes them off.',
  ]);
  assertEquals(notesOf(/"trim"/, [...sound, "anna "], { trim: true }), [
    '"trim" has taken spaces or tabs off the ends of 1 line.',
  ]);
});

Deno.test("symbols that only one split has are told", () => {
  const lines = ["ab", "ba", "ax", "bb", "aq", "bq", "ab", "bz"];
  const notes = notesOf(/nowhere|train only/, lines);
  assertEquals(notes, [
    '2 symbols of val and test stand nowhere in train, so that nothing teaches them: "q", "z". A larger share in "splits", or ' +
    'another "shuffleSeed", may give train some.',
    '1 symbol stands in train only, so that no val or test loss tells how well it is learnt: "x".',
  ]);
  assertEquals(notesOf(/nowhere|train only/, lines, { splits: [1, 0, 0] }), []);
});

Deno.test("a vocabulary of which half is rare is told", () => {
  const [note] = notesOf(/fewer than 5/, ["aaaaaaaa", "bbbbbbbb", "Cd", "ef"], {
    splits: [1, 0, 0],
  });
  assertEquals(
    note,
    '4 of the 6 symbols occur fewer than 5 times, and can hardly be learnt, e.g. "C", "d", "e", "f": more data, or "lowercase": ' +
      "true, would make them more frequent.",
  );
});

Deno.test("invisible characters, joined files and damage are told by their code points", () => {
  const notes = notesOf(/U\+/, [...sound, "a\u00a0b", "a\ufeffb", "a\ufffdb"], {
    splits: [1, 0, 0],
  });
  assertEquals(notes.length, 3);
  assert(/U\+FFFD.*wrong encoding/.test(notes[0]));
  assert(/U\+FEFF.*occurs once.*files were joined/.test(notes[1]));
  assert(/U\+00A0 \(once\).*"NFKC" makes plain spaces/.test(notes[2]));
  assertEquals(notesOf(/U\+/, [...sound, "👩\u200d👧", "a\tb"], { splits: [1, 0, 0] }), []);
});

Deno.test("tables and texts without line breaks are told to be read otherwise", () => {
  assertEquals(notesOf(/table/, ["name;age", "anna;3"], { splits: [1, 0, 0] }, "a.csv"), [
    'a.csv looks like a table, and is read as lines (the first is "name;age"); {"csv": …, "column": …} reads one column of it.',
  ]);
  assertEquals(notesOf(/table/, ["smith, a", "jones, b", "x, y", "a, b", "b, c", "c, d"]), []);
  const [note] = notesOf(/single line/, ["ab".repeat(100)], { splits: [1, 0, 0] });
  assertEquals(
    note,
    'a.txt is one single line of 200 characters; running text is read by {"text": …}.',
  );
});

Deno.test("a separator that is not there, or has spaces beside it, is told", () => {
  assertEquals(notesOf(/separator/, ["ab", "ba", "a", "b"], { tokens: { separator: " " } }), [
    'The separator " " of "tokens" stands in no line, so that each is one symbol.',
  ]);
  const [note] = notesOf(/separator/, ["x, y", "y, x", "x, y", "x"], {
    tokens: { separator: "," },
  });
  assertEquals(
    note,
    '2 symbols begin or end with a space, e.g. " x": is the "separator" "," with a space beside it?',
  );
});

Deno.test("of running text the symbols are told of, and its lines are no lines", () => {
  const config =
    RunConfigSchema.parse({ dataset: { source: { text: "a.txt" }, contextLength: 1 } }).dataset;
  const text = cleanText({ name: "a.txt", sha256: "0", lines: ["ab".repeat(50), "az "] }, config);
  const { notes, repeated } = datasetOf(text, config).summary;
  assertEquals(repeated, { val: null, test: null });
  assertEquals(notes, [
    '3 symbols of val and test stand nowhere in train, so that nothing teaches them: "\\n", " ", "z". Other "splits" may give train some.',
    '3 of the 5 symbols occur fewer than 5 times, and can hardly be learnt, e.g. "\\n", " ", "z": only more data would help.',
  ]);
});

/** Of running text, half of it for train and a quarter each for val and test. */
function textSummary(lines: string[], splits = [0.5, 0.25, 0.25]) {
  const { dataset } = RunConfigSchema.parse({
    dataset: { source: { text: "a.txt" }, contextLength: 3, splits },
  });
  return datasetOf(cleanText({ name: "a.txt", sha256: "0", lines }, dataset), dataset).summary;
}

Deno.test("of running text the stretches of val and test are counted that stand in train", () => {
  const verse = "the hill stood over the town and nobody climbed it";
  const told = textSummary(Array(40).fill(verse));
  assertEquals(told.repeated, { val: 1, test: 1 });
  const [note] = told.notes!.filter((note) => /too/.test(note));
  assert(
    /^100 % of val and 100 % of test stand in train too, word for word \(stretches of 32 symbols\), e\.g\. "[^"]{32,}": what is learnt by heart counts as known there\.$/
      .test(note),
    note,
  );

  // One letter for all: each stretch is each other's repetition, and it takes no longer.
  assertEquals(textSummary(["a".repeat(100_000)]).repeated, { val: 1, test: 1 });

  // No two stretches are the same; of them a quarter is made so.
  let state = 1;
  const drawn = Array.from({ length: 40_000 }, () => {
    state = (Math.imul(state, 1103515245) + 12345) >>> 0;
    return "abcdefghijklmnop"[state >>> 28];
  }).join("");
  assertEquals(textSummary([drawn]).repeated, { val: 0, test: 0 });
  assertEquals(textSummary([drawn]).notes, undefined);
  const copied = drawn.slice(0, 20_000) + drawn.slice(0, 5_000) + drawn.slice(25_000);
  const { val } = textSummary([copied]).repeated!;
  assert(val! > 0.49 && val! < 0.51, String(val));

  // Too short to have a stretch.
  assertEquals(textSummary(["ab".repeat(50)]).repeated, { val: null, test: null });
});

Deno.test("hostile and tiny data are told of harmlessly", () => {
  for (
    const lines of [["ab"], ["\u202ea", "\x1b[31m", "\ud800"], [
      "__proto__",
      "constructor",
      "<b>",
      "a",
    ]]
  ) {
    const { notes = [] } = summaryOf(lines, { splits: [1, 0, 0] });
    for (const note of notes) assert(!/[\p{C}]/u.test(note), note);
  }
});
