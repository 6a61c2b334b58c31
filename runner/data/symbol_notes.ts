/**
 * Notes on symbols: those that train, or nothing, teaches, those that cannot be seen, and tokens.
 *
 * @module
 */
import { type Examples, targetsOf } from "../../core/examples.ts";
import type { RunConfig } from "../schema/schema.ts";
import type { Dataset } from "./dataset.ts";
import { quote, type SourceText } from "./lines.ts";
import { counted, MAX_NAMED, named, show, verb } from "./note_words.ts";
import { predictedIn } from "./sequences.ts";
import { codePoints } from "./symbols.ts";

/** What occurs less often can hardly be learnt. */
const RARE = 5;

/** The symbols of a dataset, counted. */
export interface Symbols {
  vocabulary: readonly string[];
  /** The index of the first symbol: the end of lines is none. */
  first: number;
  /** How often each stands in train, val and test. */
  counts: readonly Float64Array[];
}

/** Counts the symbols. */
export const countedSymbols = (
  { summary, train, val, test }: Dataset,
  isText: boolean,
): Symbols => ({
  vocabulary: summary.vocabulary,
  first: isText ? 0 : 1,
  counts: [train, val, test]
    .map((examples) => countSymbols(examples, summary.vocabulary.length, isText)),
});

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

export function splitNotes(symbols: Symbols, isText: boolean): string[] {
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

export function rareNotes(symbols: Symbols, { lowercase }: RunConfig["dataset"]): string[] {
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

/**
 * What cannot be seen, and so is rarely meant; the joiners of emoji and of Arabic and Indic scripts, tabs and line
 * breaks are.
 */
const INVISIBLE =
  /[\u00a0\u00ad\u200b\u200e\u200f\u2028-\u202f\u2060-\u2064\u2066-\u2069\ufeff\ufffd]|(?![\t\n])\p{Cc}/gu;

export function invisibleNotes(symbols: Symbols, { normalize }: RunConfig["dataset"]): string[] {
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

export function tokenNotes(
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
