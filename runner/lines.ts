/**
 * From the bytes of a text file to lines that a dataset can be built from.
 *
 * @module
 */
import { InputError } from "./errors.ts";

/** The symbol that marks the end of a line, and what comes before its start. */
export const END = ".";

/** A checked text. */
export interface SourceText {
  /** "names", "first-names", or the user's file name. */
  name: string;
  /** One example each: not blank, without line ends, control characters and the end symbol ".". */
  lines: string[];
  /** Lower-case hex SHA-256 of the file's bytes. */
  sha256: string;
  /** Something that the user must know: that these are not the lines asked for, and why. */
  notice?: string;
}

/**
 * Decodes UTF-8; a byte order mark is left out.
 *
 * @throws {InputError} with line and byte where the bytes are not UTF-8
 */
export function decodeText(bytes: Uint8Array, file: string): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
  }
  // Invalid bytes are decoded to U+FFFD, so the first of them does not come back the same.
  const again = new TextEncoder().encode(
    new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes),
  );
  const at = bytes.findIndex((byte, i) => byte !== again[i]);
  const before = bytes.subarray(0, at);
  const line = before.reduce((lines, byte) => byte === 0x0a ? lines + 1 : lines, 1);
  const column = at - before.lastIndexOf(0x0a);
  throw new InputError(
    `${file}:${line}: byte ${column} (0x${bytes[at].toString(16).padStart(2, "0")}) ` +
      "is not valid UTF-8; save the file as UTF-8",
  );
}

/**
 * The lines of a text that are not blank, each as it stands but for its line end (LF or CR LF).
 *
 * @throws {InputError} where a line cannot be an example
 */
export function linesOf(text: string, file: string): string[] {
  return checkLines(text.split(/\r?\n/), (i) => `${file}:${i + 1}`, file);
}

/**
 * Leaves out the blank lines and checks the others; `place` tells where a line is. Inner and outer spaces are kept: they
 * are characters like any other.
 *
 * @throws {InputError} where a line holds "." or a control character, or where there are not two distinct characters
 */
export function checkLines(
  lines: string[],
  place: (index: number) => string,
  file: string,
): string[] {
  lines.forEach((line, i) => {
    if (line.includes(END)) {
      throw new InputError(
        `${place(i)}: ${quote(line)} holds "${END}", which marks the end of a line; take it out`,
      );
    }
    const control = line.match(/\p{Cc}/u)?.[0];
    if (control !== undefined) {
      throw new InputError(
        `${place(i)}: ${quote(line)} holds the control character ${
          codePoint(control)
        }; take it out`,
      );
    }
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
  return JSON.stringify(short).replace(/[\p{C}\p{Zl}\p{Zp}]/gu, codePoint);
}

const codePoint = (symbol: string) =>
  "U+" + symbol.codePointAt(0)!.toString(16).toUpperCase().padStart(4, "0");
