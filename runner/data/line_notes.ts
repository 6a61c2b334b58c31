/**
 * Notes on lines: what they are, and what differs in them that hardly means a difference.
 *
 * @module
 */
import { isRunningText } from "../results.ts";
import type { RunConfig } from "../schema/schema.ts";
import { quote, type SourceText } from "./lines.ts";
import { counted, show, verb } from "./note_words.ts";
import { codePoints } from "./symbols.ts";

/** Lines that are compared with each other; more would take too long. */
const MAX_COMPARED = 200_000;

/** A file that is no list of lines. */
export function formNotes(
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

/** Lines that differ only by something that a key makes the same. */
export function twinNotes({ lines }: SourceText, config: RunConfig["dataset"]): string[] {
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
export function mixedForms({ lines }: SourceText, { normalize }: RunConfig["dataset"]): string[] {
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

export function endNotes({ lines }: SourceText, config: RunConfig["dataset"]): string[] {
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
