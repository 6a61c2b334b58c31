/**
 * Cleans a text as a dataset asks for, line by line: trim, normalize, lowercase, split into symbols, drop duplicates.
 *
 * @module
 */
import { contentHash } from "./content.ts";
import { InputError } from "../errors.ts";
import { quote, type SourceText } from "./lines.ts";
import { isRunningText, separatorOf } from "../results.ts";
import type { RunConfig } from "../schema/schema.ts";
import { joinSymbols, splitSymbols } from "./symbols.ts";

/**
 * The text that a dataset is built from. What stands between separators more than once, or at an end, is left out of
 * its lines. It has a `content` where its symbols are not those of the plain reading.
 *
 * @param read as `readSource` has it
 * @throws {InputError} where nothing is left
 */
export function cleanText(read: SourceText, config: RunConfig["dataset"]): SourceText {
  const { plain, ...text } = read;
  const separator = separatorOf(config);
  const cleaned = cleanLines(text.lines, config);
  const done = [...text.done ?? [], ...cleaned.done];
  const { lines } = cleaned;
  if (lines !== text.lines || separator !== undefined) refuseMonotony(lines, separator, text.name);
  if (plain === undefined && lines === text.lines && separator === undefined) {
    return { ...text, ...done.length > 0 ? { done } : {} };
  }
  const content = contentHash(lines, separator);
  const before = plain === null ? null : contentHash(plain ?? text.lines);
  return {
    ...text,
    lines,
    ...content === before ? {} : { content },
    ...done.length > 0 ? { done } : {},
  };
}

type Cleaning = Pick<
  RunConfig["dataset"],
  "source" | "tokens" | "trim" | "normalize" | "lowercase" | "duplicates"
>;

/** The same lines where nothing is asked for. */
function cleanLines(
  given: string[],
  config: Cleaning,
): { lines: string[]; done: string[] } {
  const separator = separatorOf(config as RunConfig["dataset"]);
  const isText = isRunningText(config.source);
  const done: string[] = [];
  let lines = given;
  const change = (how: (line: string) => string, what: (count: number) => string) => {
    let changed = 0;
    const after = lines.map((line) => {
      const result = how(line);
      if (result !== line) changed++;
      return result;
    });
    if (changed > 0) {
      lines = after;
      done.push(what(changed));
    }
  };
  const count = (n: number) => `${n.toLocaleString("en-US")} ${n === 1 ? "line" : "lines"}`;
  if (config.trim && !isText) {
    change(
      (line) => line.trim(),
      (n) => `"trim" has taken spaces or tabs off the ends of ${count(n)}.`,
    );
  }
  const { normalize } = config;
  if (normalize) {
    change(
      (line) => line.normalize(normalize),
      (n) => `"normalize" has put ${count(n)} into ${normalize}.`,
    );
  }
  if (config.lowercase) {
    change((line) => line.toLowerCase(), (n) => `"lowercase" has changed ${count(n)}.`);
  }
  if (separator !== undefined) {
    change((line) => joinSymbols(splitSymbols(line, separator), separator), () => "");
    if (done.at(-1) === "") done.pop();
  }
  if (isText) return { lines, done };
  if (lines !== given) {
    const filled = lines.filter((line) => line.trim() !== "");
    if (filled.length < lines.length) lines = filled;
  }
  if (config.duplicates === "drop") {
    const distinct = [...new Set(lines)];
    if (distinct.length < lines.length) {
      done.push(
        `"duplicates" has dropped ${(lines.length - distinct.length).toLocaleString("en-US")} of ${
          count(lines.length)
        }.`,
      );
      lines = distinct;
    }
  }
  return { lines, done };
}

/** @throws {InputError} where there are not two different symbols */
function refuseMonotony(lines: readonly string[], separator: string | undefined, name: string) {
  let first: string | undefined;
  for (const line of lines) {
    for (const symbol of separator === undefined ? line : splitSymbols(line, separator)) {
      first ??= symbol;
      if (symbol !== first) return;
    }
  }
  throw new InputError(
    first === undefined
      ? `${name} holds nothing once it is cleaned as the dataset asks for`
      : `${name} holds no symbol but ${quote(first)}; a model needs at least two to choose from` +
        (separator === undefined ? "" : ` (the separator is ${quote(separator)})`),
  );
}
