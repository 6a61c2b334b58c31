/**
 * From text to numbers: the vocabulary, the splits, and each split's contexts with the character that follows.
 *
 * @module
 */
import type { Examples } from "../core/examples.ts";
import { PythonRandom } from "../core/random/python.ts";
import { bigramLosses } from "./bigram.ts";
import { InputError } from "./errors.ts";
import { END, type SourceText } from "./lines.ts";
import type { DatasetSummary } from "./results.ts";
import type { RunConfig } from "./schema.ts";

const MAX_ELEMENTS = 2 ** 29; // of X: 2 GB in evaluations, which take 4 bytes for each

/** All that a run is trained and evaluated on. */
export interface Dataset {
  summary: DatasetSummary;
  /** T, how many characters predict the next one */
  contextLength: number;
  train: Examples;
  val: Examples;
  test: Examples;
}

/**
 * Builds the dataset as the notebooks do: the vocabulary of the whole text, its first lines if only these are wanted,
 * Python's `random.shuffle`, a split of the lines.
 *
 * @throws {InputError} where a split that should have lines gets none, or where `config.first` asks for too many
 */
export function buildDataset(text: SourceText, config: RunConfig["dataset"]): Dataset {
  const vocabulary = vocabularyOf(text.lines);
  const T = config.contextLength;
  const indices = new Map(vocabulary.map((symbol, index) => [symbol, index]));
  const [train, val, test] = splitLines(text, config).map((part) => examplesOf(part, indices, T));
  const { name, sha256, notice } = text;
  const summary: DatasetSummary = {
    name,
    size: text.lines.length,
    sha256,
    vocabulary,
    examples: { train: train.count, val: val.count, test: test.count },
    bigram: bigramLosses({ train, val, test }, vocabulary.length),
    ...notice === undefined ? {} : { notice },
  };
  return { summary, contextLength: T, train, val, test };
}

/** The lines of train, val and test. @throws {InputError} as `buildDataset` */
export function splitLines(
  text: Pick<SourceText, "name" | "lines">,
  { first, shuffleSeed, splits }: RunConfig["dataset"],
): string[][] {
  const lines = firstLines(text, first);
  if (shuffleSeed !== false) new PythonRandom(shuffleSeed).shuffle(lines);
  return split(lines, splits);
}

/** The end symbol, then the distinct characters (Unicode code points) in their order. */
function vocabularyOf(lines: readonly string[]): string[] {
  const symbols = new Set<string>();
  for (const line of lines) for (const symbol of line) symbols.add(symbol);
  symbols.delete(END);
  return [END, ...[...symbols].sort((a, b) => a.codePointAt(0)! - b.codePointAt(0)!)];
}

function firstLines(
  { name, lines }: Pick<SourceText, "name" | "lines">,
  first = lines.length,
): string[] {
  if (first <= lines.length) return lines.slice(0, first);
  throw new InputError(`dataset.first is ${first}, but ${name} has only ${lines.length} lines`);
}

/** Cuts the lines at ⌊s₀ N⌋ and ⌊(s₀ + s₁) N⌋. */
function split(lines: string[], splits: readonly number[]): string[][] {
  const [s0, s1, s2] = splits;
  if (Math.abs(s0 + s1 + s2 - 1) > 1e-9) {
    throw new InputError(`dataset.splits must add up to 1, found [${splits.join(", ")}]`);
  }
  const N = lines.length;
  // Rounded to 12 digits first: 0.29 · 100 gives 28.999999999999996, and 0.7 + 0.2 gives 0.8999999999999999.
  const cut = (share: number) => Math.floor(Number((share * N).toPrecision(12)));
  const [n1, n2] = [cut(s0), s2 === 0 ? N : cut(s0 + s1)];
  const parts = [lines.slice(0, n1), lines.slice(n1, n2), lines.slice(n2)];

  ["train", "val", "test"].forEach((name, i) => {
    if (parts[i].length > 0 || (i > 0 && splits[i] === 0)) return;
    const remedy = i === 0 ? "it needs some" : "give it a larger share, or 0 to do without";
    throw new InputError(
      `dataset.splits [${splits.join(", ")}] leave no line of ${N} for ${name}; ${remedy}`,
    );
  });
  return parts;
}

/** Every character of the lines, and the end of each, with the T characters before it; 0 where the line has not begun. */
function examplesOf(
  lines: readonly string[],
  indices: ReadonlyMap<string, number>,
  T: number,
): Examples {
  let count = 0;
  for (const line of lines) for (const _ of line + END) count++;
  if (count * T > MAX_ELEMENTS) {
    throw new InputError(
      `dataset.contextLength ${T} is too long for ${count} examples: ` +
        `their contexts would take ${Math.ceil(count * T * 4 / 2 ** 30)} GB`,
    );
  }
  const V = indices.size;
  const Indices = V <= 2 ** 8 ? Uint8Array : V <= 2 ** 16 ? Uint16Array : Int32Array;
  const Y = new Indices(count);
  const X = new Indices(count * T);
  let i = 0;
  for (const line of lines) {
    const start = i;
    for (const symbol of line + END) {
      Y[i] = indices.get(symbol)!;
      for (let j = Math.max(start, i - T); j < i; j++) X[i * T + T - i + j] = Y[j];
      i++;
    }
  }
  return { X, Y, count, contextLength: T };
}

/** The examples as the notebooks print them, a line each: `..e ---> m`. */
export function describeExamples(examples: Examples, vocabulary: readonly string[]): string {
  const { X, contextLength: T } = examples;
  return Array.from(examples.Y, (next, i) => {
    const context = Array.from(X.subarray(i * T, (i + 1) * T), (index) => vocabulary[index]);
    return `${context.join("")} ---> ${vocabulary[next]}`;
  }).join("\n");
}
