/**
 * What looks wrong with data, told but not refused: each note says how often, gives an example, and names the key that mends it.
 *
 * @module
 */
import { type Examples, targetsOf } from "../../core/examples.ts";
import { type Dataset, splitLines } from "./dataset.ts";
import { quote, type SourceText } from "./lines.ts";
import { repeatedStretches } from "./repeated_text.ts";
import { type DatasetSummary, isRunningText, STRETCH } from "../results.ts";
import type { RunConfig } from "../schema/schema.ts";
import { predictedIn } from "./sequences.ts";
import { codePoints, writeSymbols } from "./symbols.ts";

/** Lines that are compared with each other; more would take too long. */
const MAX_COMPARED = 200_000;
const MAX_NAMED = 5;
const RARE = 5;

/** What a summary says of its data besides their numbers. */
export function notesOn(
  text: SourceText,
  config: RunConfig["dataset"],
  dataset: Dataset,
): Pick<DatasetSummary, "notes" | "repeated"> {
  const { vocabulary, lead } = dataset.summary;
  const isText = lead !== undefined;
  const symbols: Symbols = {
    vocabulary,
    first: isText ? 0 : 1,
    counts: [dataset.train, dataset.val, dataset.test]
      .map((examples) => countSymbols(examples, vocabulary.length, isText)),
  };
  const repeated = isText ? repeatedText(dataset) : repeatedLines(text, config);
  const notes = [
    ...text.done ?? [],
    ...formNotes(text, config),
    ...repeated.notes,
    ...isText ? [] : twinNotes(text, config),
    ...mixedForms(text, config),
    ...endNotes(text, config),
    ...splitNotes(symbols, isText),
    ...rareNotes(symbols, config),
    ...invisibleNotes(symbols, config),
    ...tokenNotes(text, symbols, config),
  ];
  const { val, test } = repeated;
  return { ...notes.length > 0 ? { notes } : {}, repeated: { val, test } };
}

// ---- words ----

const show = (n: number) => n.toLocaleString("en-US");
const counted = (n: number, word: string) => `${show(n)} ${word}${n === 1 ? "" : "s"}`;
const verb = (n: number, one: string, many: string) => n === 1 ? one : many;

/** "1.3 %", "73 %" */
function percent(share: number): string {
  const digits = share < 0.0995 ? 1 : 0;
  return `${(100 * share).toFixed(digits)} %`;
}

/** A few of them, as messages quote texts. */
function named(texts: readonly string[]): string {
  return texts.slice(0, MAX_NAMED).map(quote).join(", ") + (texts.length > MAX_NAMED ? ", …" : "");
}

// ---- lines ----

/** A file that is no list of lines. */
function formNotes(
  { name, lines }: SourceText,
  { source, tokens }: RunConfig["dataset"],
): string[] {
  if (typeof source === "string" || !("file" in source)) return [];
  if (lines.length === 1 && lines[0].length > 100) {
    return [
      `${name} is one single line of ${
        show(lines[0].length)
      } characters; running text is read by {"text": …}.`,
    ];
  }
  const head = lines.slice(0, 50);
  const isTable = ["\t", ";", ","].some((delimiter) => {
    const fields = head[0].split(delimiter).length;
    if (fields === 1) return false;
    if (/\.(csv|tsv|tab)$/i.test(name)) return true;
    return delimiter !== "," && head.length >= 5 &&
      head.every((line) => line.split(delimiter).length === fields);
  });
  if (!isTable || tokens !== "characters") return [];
  return [
    `${name} looks like a table, and is read as lines (the first is ${
      quote(head[0])
    }); {"csv": …, "column": …} reads one column of it.`,
  ];
}

function repeatedLines(text: SourceText, config: RunConfig["dataset"]) {
  const [train, ...others] = splitLines(text, config);
  const wanted = new Set(others.flat());
  const known = new Set<string>();
  for (const line of train) if (wanted.has(line)) known.add(line);
  const [val, test] = others.map((lines) => {
    const count = lines.reduce((sum, line) => known.has(line) ? sum + 1 : sum, 0);
    return { lines, count, share: lines.length === 0 ? null : count / lines.length };
  });
  const told = Object.entries({ val, test }).filter(([, { share }]) =>
    share !== null && share >= 0.01
  );
  const notes = told.length === 0 ? [] : [
    `${
      told.map(([split, { lines, count, share }]) =>
        `${percent(share!)} of ${split}'s lines (${show(count)} of ${show(lines.length)})`
      ).join(" and ")
    } ${verb(told.length === 1 ? told[0][1].count : 2, "stands", "stand")} in train too, e.g. ${
      quote(told[0][1].lines.find((line) => known.has(line))!)
    }: what is learnt by heart counts as known there. "duplicates": "drop" keeps each line once.`,
  ];
  return { val: val.share, test: test.share, notes };
}

function repeatedText({ train, val, test, summary }: Dataset) {
  const [known, ...others] = [train, val, test].map((examples) =>
    predictedIn(examples, summary.vocabulary.length, true)
  );
  const looked = ["val", "test"].map((split, i) => {
    const Y = others[i];
    const found = repeatedStretches(known, Y);
    return { split, Y, found, share: found && found.repeated / found.count };
  });
  const [inVal, inTest] = looked.map(({ share }) => share);
  const told = looked.filter(({ share }) => share !== null && share >= 0.01);
  if (told.length === 0) return { val: inVal, test: inTest, notes: [] };
  const [{ Y, found }] = told;
  const example = writeSymbols([...Y.subarray(found!.first, found!.first + STRETCH)], summary);
  const shares = told.map(({ split, share }) => `${percent(share!)} of ${split}`).join(" and ");
  const note = `${shares} ${verb(told.length, "stands", "stand")} in train too, word for word ` +
    `(stretches of ${STRETCH} symbols), e.g. ${
      quote(example)
    }: what is learnt by heart counts as known there.`;
  return { val: inVal, test: inTest, notes: [note] };
}

/** Lines that differ only by something that a key makes the same. */
function twinNotes({ lines }: SourceText, config: RunConfig["dataset"]): string[] {
  const distinct = [...new Set(lines.length > MAX_COMPARED ? lines.slice(0, MAX_COMPARED) : lines)];
  const among = lines.length > MAX_COMPARED ? ` (of the first ${show(MAX_COMPARED)})` : "";
  const notes: string[] = [];
  const look = (
    fold: (line: string) => string,
    write: (count: number, one: string, other: string) => string,
  ) => {
    const { count, example } = twinsOf(distinct, fold);
    if (example !== null) notes.push(write(count, ...example));
  };
  const differ = (count: number) =>
    `${counted(count, "different line")}${among} differ from another only in`;
  if (config.normalize === false || config.normalize === "NFC" || config.normalize === "NFD") {
    // What NFC makes the same is no matter of NFKC.
    look((line) => line.normalize("NFKC") + "\n" + (line.normalize("NFC") === line ? "" : line), (
      count,
      one,
      other,
    ) =>
      `${differ(count)} forms of the same letters (ligatures, full width), e.g. ${quote(one)} and ${
        quote(other)
      }: "normalize": "NFKC" makes them the same.`);
  }
  if (!config.lowercase) {
    look(
      (line) => line.toLowerCase(),
      (count, one, other) =>
        `${differ(count)} capitals, e.g. ${quote(one)} and ${
          quote(other)
        }: "lowercase": true makes them the same.`,
    );
  }
  look((line) => line.trim().replace(/[^\S\ufeff]+/g, " "), (count, one, other) => {
    const mends = one.trim() === other.trim()
      ? `"trim": true takes off those at the ends`
      : "no key takes those out that stand inside a line";
    return `${differ(count)} spaces, e.g. ${quote(one)} and ${quote(other)}: ${mends}.`;
  });
  return notes;
}

/** How many of the distinct lines have a twin that folds to the same, and two that do. */
function twinsOf(
  distinct: readonly string[],
  fold: (line: string) => string,
): { count: number; example: [string, string] | null } {
  const firsts = new Map<string, string | null>();
  let count = 0;
  let example: [string, string] | null = null;
  if (distinct.every((line) => fold(line) === line)) return { count, example };
  for (const line of distinct) {
    const key = fold(line);
    const first = firsts.get(key);
    if (first === undefined) firsts.set(key, line);
    else if (first === null) count++;
    else {
      count += 2;
      example ??= [first, line];
      firsts.set(key, null);
    }
  }
  return { count, example };
}

/** The same letter as one code point here and as two there. */
function mixedForms({ lines }: SourceText, { normalize }: RunConfig["dataset"]): string[] {
  if (normalize !== false) return [];
  let decomposed = 0, composed = 0;
  let example: string | undefined;
  for (const line of lines) {
    if (!/[^\0-\x7f]/.test(line)) continue;
    if (line.normalize("NFC") !== line) {
      decomposed++;
      example ??= (line.match(/\P{M}\p{M}+/gu) ?? [...line])
        .find((letter) => letter.normalize("NFC") !== letter);
    } else if (line.normalize("NFD") !== line) composed++;
  }
  if (decomposed === 0 || composed === 0 || example === undefined) return [];
  const { count, example: twins } = twinsOf(
    [...new Set(lines.slice(0, MAX_COMPARED))],
    (line) => line.normalize("NFC"),
  );
  const only = twins === null
    ? ""
    : ` ${counted(count, "different line")} differ from another only in that, e.g. ${
      quote(twins[0])
    }.`;
  return [
    `Some letters are written in two ways: ${counted(decomposed, "line")} ${
      verb(decomposed, "has", "have")
    } e.g. ${quote(example)} as ${codePoints(example)}, where composed ones (${
      counted(composed, "line")
    }) would be ${
      codePoints(example.normalize("NFC"))
    }.${only} "normalize": "NFC" makes them the same.`,
  ];
}

function endNotes({ lines }: SourceText, config: RunConfig["dataset"]): string[] {
  if (config.trim || isRunningText(config.source)) return [];
  let count = 0;
  let example: string | undefined;
  for (const line of lines) {
    if (line.trim() === line) continue;
    count++;
    example ??= line;
  }
  if (example === undefined) return [];
  return [
    `${counted(count, "line")} ${
      verb(count, "begins or ends", "begin or end")
    } with spaces or tabs, e.g. ${
      quote(example)
    }; these are learnt like letters. "trim": true takes them off.`,
  ];
}

// ---- symbols ----

interface Symbols {
  vocabulary: readonly string[];
  /** The index of the first symbol: the end of lines is none. */
  first: number;
  /** How often each stands in train, val and test. */
  counts: readonly Float64Array[];
}

/** Of running text, also those that only serve as context. */
function countSymbols(examples: Examples, V: number, isText: boolean) {
  const { X, count, contextLength: T } = examples;
  const counts = new Float64Array(V);
  for (const next of predictedIn(examples, V, isText)) counts[next]++;
  const before = T + 1 - targetsOf(examples);
  if (isText && count > 0) { for (let t = 0; t < before; t++) counts[X[t]]++; }
  return counts;
}

const pick = ({ vocabulary, first }: Symbols, wanted: (index: number) => boolean): string[] =>
  vocabulary.filter((_, index) => index >= first && wanted(index));

function splitNotes(symbols: Symbols, isText: boolean): string[] {
  const [train, val, test] = symbols.counts;
  const unseen = pick(symbols, (i) => train[i] === 0 && val[i] + test[i] > 0);
  const unjudged = [val, test].some((counts) => counts.some((count) => count > 0))
    ? pick(symbols, (i) => train[i] > 0 && val[i] + test[i] === 0)
    : [];
  const notes: string[] = [];
  if (unseen.length > 0) {
    const remedy = isText
      ? 'Other "splits" may give train some'
      : 'A larger share in "splits", or another "shuffleSeed", may give train some';
    notes.push(
      `${counted(unseen.length, "symbol")} of val and test ${
        verb(unseen.length, "stands", "stand")
      } nowhere in train, so that nothing teaches ${verb(unseen.length, "it", "them")}: ${
        named(unseen)
      }. ${remedy}.`,
    );
  }
  if (unjudged.length > 0) {
    notes.push(
      `${counted(unjudged.length, "symbol")} ${
        verb(unjudged.length, "stands", "stand")
      } in train only, so that no val or test loss tells how well ${
        verb(unjudged.length, "it is", "they are")
      } learnt: ${named(unjudged)}.`,
    );
  }
  return notes;
}

function rareNotes(symbols: Symbols, { lowercase }: RunConfig["dataset"]): string[] {
  const total = (i: number) => symbols.counts.reduce((sum, counts) => sum + counts[i], 0);
  const used = pick(symbols, (i) => total(i) > 0);
  const rare = pick(symbols, (i) => total(i) > 0 && total(i) < RARE);
  if (rare.length === 0 || 2 * rare.length < used.length) return [];
  const hasCapitals = !lowercase && rare.some((symbol) => symbol.toLowerCase() !== symbol);
  const remedy = hasCapitals
    ? 'more data, or "lowercase": true, would make them more frequent'
    : "only more data would help";
  return [
    `${show(rare.length)} of the ${counted(used.length, "symbol")} ${
      verb(rare.length, "occurs", "occur")
    } fewer than ${RARE} times, and can hardly be learnt, e.g. ${named(rare)}: ${remedy}.`,
  ];
}

/** What cannot be seen, and so is rarely meant; the joiners of emoji and of Arabic and Indic scripts, tabs and line breaks are. */
const INVISIBLE =
  /[\u00a0\u00ad\u200b\u200e\u200f\u2028-\u202f\u2060-\u2064\u2066-\u2069\ufeff\ufffd]|(?![\t\n])\p{Cc}/gu;

function invisibleNotes(symbols: Symbols, { normalize }: RunConfig["dataset"]): string[] {
  const found = new Map<string, number>();
  symbols.vocabulary.forEach((symbol, index) => {
    if (index < symbols.first) return;
    for (const character of new Set(symbol.match(INVISIBLE))) {
      const count = symbols.counts.reduce((sum, counts) => sum + counts[index], 0);
      found.set(character, (found.get(character) ?? 0) + count);
    }
  });
  const notes: string[] = [];
  const times = (n: number) => n === 1 ? "once" : `${show(n)} times`;
  const damaged = found.get("\ufffd");
  if (damaged !== undefined) {
    notes.push(
      `U+FFFD, which stands for what could not be decoded, occurs ${
        times(damaged)
      }: the file was once saved in the wrong encoding.`,
    );
  }
  const mark = found.get("\ufeff");
  if (mark !== undefined) {
    notes.push(
      `U+FEFF, an invisible byte-order mark, occurs ${
        times(mark)
      } inside the text and is a symbol like any other: files were joined, most likely. Take it out of the file.`,
    );
  }
  const others = [...found].filter(([character]) => !"\ufeff\ufffd".includes(character));
  if (others.length > 0) {
    const spaces = normalize !== "NFKC" && normalize !== "NFKD" &&
      others.some(([character]) => character.normalize("NFKC") === " ");
    notes.push(
      `Invisible characters are symbols like any other here: ${
        others.slice(0, MAX_NAMED).map(([character, count]) =>
          `${codePoints(character)} (${times(count)})`
        ).join(", ")
      }${others.length > MAX_NAMED ? ", …" : ""}. ${
        spaces
          ? '"normalize": "NFKC" makes plain spaces of no-break ones'
          : "Take out what is not meant"
      }.`,
    );
  }
  return notes;
}

function tokenNotes(
  { lines }: SourceText,
  symbols: Symbols,
  { tokens }: RunConfig["dataset"],
): string[] {
  if (tokens === "characters" || tokens === undefined) return [];
  const { separator } = tokens;
  if (!lines.some((line) => line.includes(separator))) {
    return [
      `The separator ${
        quote(separator)
      } of "tokens" stands in no line, so that each is one symbol.`,
    ];
  }
  const spaced = pick(symbols, (i) => {
    const symbol = symbols.vocabulary[i];
    return symbol !== "\n" && symbol.trim() !== symbol;
  });
  if (spaced.length === 0) return [];
  return [
    `${counted(spaced.length, "symbol")} ${
      verb(spaced.length, "begins or ends", "begin or end")
    } with a space, e.g. ${quote(spaced[0])}: is the "separator" ${
      quote(separator)
    } with a space beside it?`,
  ];
}
