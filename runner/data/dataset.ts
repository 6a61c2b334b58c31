/**
 * From text to numbers: the vocabulary, the splits, and each split's contexts with the symbol that follows.
 *
 * @module
 */
import { allocateIndices, type Examples } from "../../core/examples.ts";
import { PythonRandom } from "../../core/random/python.ts";
import { bigramLosses } from "./bigram_losses.ts";
import { InputError } from "../errors.ts";
import { quote, type SourceText } from "./lines.ts";
import { type DatasetSummary, isRunningText, separatorOf } from "../results.ts";
import { leadOf, sequenceOf, windowsOf } from "./running_text.ts";
import { paddedLines, slidingWindows } from "./sequences.ts";
import type { RunConfig } from "../schema/schema.ts";
import { cutsOf } from "./splits.ts";
import { byCodePoint, endMark, splitSymbols } from "./symbols.ts";

const MAX_ELEMENTS = 2 ** 29; // of X: 2 GB in evaluations, which take 4 bytes for each

/** All that a run is trained and evaluated on. */
export interface Dataset {
  /** What it is, without the examples. */
  summary: DatasetSummary;
  /** T, how many symbols predict the next one */
  contextLength: number;
  /** To train on. */
  train: Examples;
  /** To choose by. */
  val: Examples;
  /** To test with. */
  test: Examples;
}

/**
 * Builds the dataset. Of lines, as the notebooks do: the vocabulary of the whole text, its first lines if only these
 * are wanted, Python's `random.shuffle`, a split of the lines. Of running text, as nanoGPT does: one sequence, split in
 * order.
 *
 * @param text read and cleaned
 * @throws {InputError} where a split that should have examples gets none, or where `config.first` asks for too many
 */
export function buildDataset(text: SourceText, config: RunConfig["dataset"]): Dataset {
  const T = config.contextLength;
  const separator = separatorOf(config);
  const { name, sha256, content, notice } = text;
  const { size, vocabulary, lead, splits: [train, val, test] } = isRunningText(config.source)
    ? fromRunningText(text, config, separator)
    : fromLines(text, config, separator);
  const summary: DatasetSummary = {
    name,
    size,
    sha256,
    ...content === undefined ? {} : { content },
    vocabulary,
    ...separator === undefined ? {} : { separator },
    ...lead === undefined ? {} : { lead },
    examples: { train: train.count, val: val.count, test: test.count },
    bigram: bigramLosses({ train, val, test }, vocabulary.length),
    ...notice === undefined ? {} : { notice },
  };
  return { summary, contextLength: T, train, val, test };
}

/** What lines and running text each make of a text in their own way. */
interface Parts {
  size: number;
  vocabulary: string[];
  lead?: number[];
  splits: Examples[];
}

function fromLines(text: SourceText, config: RunConfig["dataset"], separator?: string): Parts {
  const { lines } = text;
  const symbols = symbolsIn(lines, separator);
  const vocabulary = [endMark(symbols), ...[...symbols].sort(byCodePoint)];
  // The end is no symbol, and so has no entry, whatever it is shown as.
  const indices = new Map(vocabulary.slice(1).map((symbol, i) => [symbol, i + 1]));
  const make = config.targets === "every" ? lineExamplesOf : examplesOf;
  const splits = splitLines(text, config)
    .map((part) => make(part, indices, config.contextLength, separator));
  return { size: lines.length, vocabulary, splits };
}

function fromRunningText(
  { name, lines }: SourceText,
  { splits, contextLength: T, targets }: RunConfig["dataset"],
  separator?: string,
): Parts {
  const symbols = symbolsIn(lines, separator);
  if (lines.length > 1) symbols.add("\n");
  const vocabulary = [...symbols].sort(byCodePoint);
  const indices = new Map(vocabulary.map((symbol, i) => [symbol, i]));
  const sequence = sequenceOf(lines, indices, separator);
  refuseTooLong(sequence.length, T);
  const parts = cutsOf(sequence.length, splits).map(([from, to]) => sequence.subarray(from, to));
  ["train", "val", "test"].forEach((split, i) => {
    if (parts[i].length > T || (i > 0 && splits[i] === 0)) return;
    throw new InputError(
      `dataset.splits [${splits.join(", ")}] leave ${
        parts[i].length
      } of the ${sequence.length} symbols of ${name} for ${split}, ` +
        `and with contextLength ${T} it needs at least ${T + 1}`,
    );
  });
  const lead = leadOf(parts[0], indices.get("\n"), T);
  return {
    size: sequence.length,
    vocabulary,
    lead,
    splits: parts.map((part) => {
      const make = targets === "every" ? slidingWindows : windowsOf;
      return make(part, T, vocabulary.length);
    }),
  };
}

/** The distinct symbols of lines. */
function symbolsIn(lines: readonly string[], separator?: string): Set<string> {
  const symbols = new Set<string>();
  for (const line of lines) for (const symbol of symbolsOf(line, separator)) symbols.add(symbol);
  return symbols;
}

/** A string gives its characters one by one, without a list of them. */
const symbolsOf = (line: string, separator?: string): Iterable<string> =>
  separator === undefined ? line : splitSymbols(line, separator);

/** The lines of train, val and test. @throws {InputError} as `buildDataset` */
export function splitLines(
  text: Pick<SourceText, "name" | "lines" | "done">,
  { first, shuffleSeed, splits }: RunConfig["dataset"],
): string[][] {
  const lines = firstLines(text, first);
  if (shuffleSeed !== false) new PythonRandom(shuffleSeed).shuffle(lines);
  const parts = cutsOf(lines.length, splits).map(([from, to]) => lines.slice(from, to));
  ["train", "val", "test"].forEach((name, i) => {
    if (parts[i].length > 0 || (i > 0 && splits[i] === 0)) return;
    const remedy = i === 0 ? "it needs some" : "give it a larger share, or 0 to do without";
    throw new InputError(
      `dataset.splits [${
        splits.join(", ")
      }] leave no line of ${lines.length} for ${name}; ${remedy}` +
        whyOneLine(lines) + (text.done ?? []).map((sentence) =>
          `. ${sentence}`
        ).join("").replace(/\.$/, ""),
    );
  });
  return parts;
}

/** A long text without any line break is not meant to be one example. */
const whyOneLine = (lines: readonly string[]): string =>
  lines.length === 1 && lines[0].length > 100
    ? `. The file is one single line of ${
      lines[0].length.toLocaleString("en-US")
    } characters: running text is {"text": …}, not {"file": …}`
    : "";

function firstLines(
  { name, lines }: Pick<SourceText, "name" | "lines">,
  first = lines.length,
): string[] {
  if (first <= lines.length) return lines.slice(0, first);
  throw new InputError(`dataset.first is ${first}, but ${name} has only ${lines.length} lines`);
}

/** Every symbol of the lines, and the end of each (0), with the T symbols before it; 0 where the line has not begun. */
function examplesOf(
  lines: readonly string[],
  indices: ReadonlyMap<string, number>,
  T: number,
  separator?: string,
): Examples {
  let count = lines.length;
  for (const line of lines) for (const _ of symbolsOf(line, separator)) count++;
  refuseTooLong(count, T);
  const V = indices.size + 1;
  const Y = allocateIndices(V, count);
  const X = allocateIndices(V, count * T);
  let i = 0;
  for (const line of lines) {
    const start = i;
    const add = (index: number) => {
      Y[i] = index;
      for (let j = Math.max(start, i - T); j < i; j++) X[i * T + T - i + j] = Y[j];
      i++;
    };
    for (const symbol of symbolsOf(line, separator)) add(indices.get(symbol)!);
    add(0);
  }
  return { X, Y, count, contextLength: T };
}

/** An example a line. @throws {InputError} where a line and its end do not go into T */
function lineExamplesOf(
  lines: readonly string[],
  indices: ReadonlyMap<string, number>,
  T: number,
  separator?: string,
): Examples {
  refuseTooLong(lines.length, T);
  const all = lines.map((line) =>
    Array.from(symbolsOf(line, separator), (symbol) => indices.get(symbol)!)
  );
  const i = all.findIndex((line) => line.length >= T);
  if (i >= 0) {
    const longest = all.reduce((most, { length }) => Math.max(most, length), 0);
    throw new InputError(
      `dataset.contextLength ${T} is too short for ${quote(lines[i])} and its end; ` +
        `with "targets": "every" the longest line needs ${longest + 1}`,
    );
  }
  return paddedLines(all, T, indices.size + 1);
}

function refuseTooLong(count: number, T: number): void {
  if (count * T <= MAX_ELEMENTS) return;
  throw new InputError(
    `dataset.contextLength ${T} is too long for ${count} examples: ` +
      `their contexts would take ${Math.ceil(count * T * 4 / 2 ** 30)} GB`,
  );
}

/** The examples as the notebooks print them, a line each: `..e ---> m`. */
export function describeExamples(examples: Examples, vocabulary: readonly string[]): string {
  const { X, contextLength: T } = examples;
  return Array.from(examples.Y, (next, i) => {
    const context = Array.from(X.subarray(i * T, (i + 1) * T), (index) => vocabulary[index]);
    return `${context.join("")} ---> ${vocabulary[next]}`;
  }).join("\n");
}
