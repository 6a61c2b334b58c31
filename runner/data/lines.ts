/**
 * From the bytes of a text file to lines that a dataset can be built from.
 *
 * @module
 */
import { InputError } from "../errors.ts";
import { codePoints } from "./symbols.ts";

/** A checked text. */
export interface SourceText {
  /** "names", "first-names", or the user's file name. */
  name: string;
  /** One example each, not blank, without line breaks; of running text, what stands between its line breaks. */
  lines: string[];
  /** Lower-case hex SHA-256 of the file's bytes. */
  sha256: string;
  /** As a summary has it; see {@linkcode DatasetSummary}. */
  content?: string;
  /** How it was read and cleaned, a sentence each. */
  done?: string[];
  /** Of a text that was read in another way than the plain one: what that gives; null where it cannot be read so. */
  plain?: string[] | null;
  /** Something that the user must know: that these are not the lines asked for, and why. */
  notice?: string;
}

/**
 * The lines of a text that are not blank, each as it stands but for its line end (LF, CR LF or CR).
 *
 * @throws {InputError} where a line cannot be an example
 */
export function linesOf(text: string, file: string): string[] {
  return checkLines(text.split(/\r\n|[\r\n]/), (i) => `${file}:${i + 1}`, file);
}

/**
 * What stands between the line breaks (LF, CR LF or CR) of running text, blank or not.
 *
 * @throws {InputError} where there is nothing to learn
 */
export function runningLinesOf(text: string, file: string): string[] {
  const lines = text.split(/\r\n|[\r\n]/);
  checkLines(lines, (i) => `${file}:${i + 1}`, file);
  return lines;
}

/**
 * Leaves out the blank lines and checks the others; `place` tells where a line is. Inner and outer spaces are kept:
 * they are characters like any other.
 *
 * @throws {InputError} where a line holds a line break, or where there are not two distinct characters
 */
export function checkLines(
  lines: string[],
  place: (index: number) => string,
  file: string,
): string[] {
  lines.forEach((line, i) => {
    if (!/[\r\n]/.test(line)) return;
    throw new InputError(
      `${place(i)}: ${quote(line)} holds a line break, which ends a line and cannot be in one`,
    );
  });
  const filled = lines.filter((line) => line.trim() !== "");
  if (filled.length === 0) throw new InputError(`${file} holds nothing but blank lines`);
  const [first] = filled[0];
  if (filled.every((line) => line.replaceAll(first, "") === "")) {
    throw new InputError(
      `${file} holds no character but ${quote(first)}; a model needs at least two to choose from`,
    );
  }
  return filled;
}

/** A piece of a user's text, short and with nothing that a terminal would act on. */
export function quote(text: string): string {
  const symbols = [...text.slice(0, 200)];
  const short = symbols.length > 40 ? symbols.slice(0, 40).join("") + "…" : text;
  return JSON.stringify(short).replace(/[\p{C}\p{Zl}\p{Zp}]|(?! )\p{Zs}/gu, codePoints);
}
