/**
 * From bytes to text: byte-order marks, encodings, and what is said of bytes that cannot be read.
 *
 * @module
 */
import { InputError } from "../errors.ts";
import { guessEncodings, looksLikeUtf16 } from "./guess_encoding.ts";
import { quote } from "./lines.ts";

/** Byte-order marks; the longer before those that they begin with. */
const MARKS = [
  { bytes: [0xff, 0xfe, 0, 0], encoding: "utf-32le" },
  { bytes: [0, 0, 0xfe, 0xff], encoding: "utf-32be" },
  { bytes: [0xef, 0xbb, 0xbf], encoding: "utf-8" },
  { bytes: [0xff, 0xfe], encoding: "utf-16le" },
  { bytes: [0xfe, 0xff], encoding: "utf-16be" },
];

/**
 * Decodes a file: by the `label` of an encoding, else by its byte-order mark, which is left out, else as UTF-8.
 *
 * @returns the text, and the encoding that the mark named where there is one
 * @throws {InputError} where the bytes are not of that encoding, or a mark contradicts the label
 */
export function decodeText(
  bytes: Uint8Array,
  file: string,
  label?: string,
): { text: string; mark?: string } {
  const mark = MARKS.find((mark) => mark.bytes.every((byte, i) => bytes[i] === byte))?.encoding;
  if (mark?.startsWith("utf-32")) {
    throw new InputError(
      `${file} begins with the byte-order mark of ${mark.toUpperCase()}, which cannot be read; save it as UTF-8`,
    );
  }
  const given = label === undefined ? undefined : new TextDecoder(label).encoding;
  const agrees = given === mark ||
    (label?.toLowerCase() === "utf-16" && mark?.startsWith("utf-16"));
  if (given !== undefined && mark !== undefined && !agrees) {
    throw new InputError(
      `${file} begins with the byte-order mark of ${mark.toUpperCase()}, but dataset.source.encoding is ${
        quote(label!)
      }; leave encoding out, or set it to "${mark}"`,
    );
  }
  if (given === undefined && mark === undefined) {
    const utf16 = looksLikeUtf16(bytes);
    if (utf16 !== null) {
      throw new InputError(
        `${file} has a 0 in every second byte: it looks like UTF-16 without a byte-order mark; set "encoding": "${utf16}" in dataset.source`,
      );
    }
  }
  const encoding = mark ?? given ?? "utf-8";
  try {
    const text = new TextDecoder(encoding, { fatal: true }).decode(bytes);
    return mark === undefined ? { text } : { text, mark };
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
  }
  const at = firstUndecodable(bytes, encoding);
  const before = new TextDecoder(encoding).decode(bytes.subarray(0, at));
  const line = before.split(/\r\n|[\r\n]/).length;
  const byte = encoding.startsWith("utf-16")
    ? `byte ${at + 1} of the file`
    : `byte ${at - lineStart(bytes, at) + 1}`;
  const remedy = mark !== undefined
    ? `, though the file begins with its byte-order mark: it is damaged there`
    : suggestion(bytes, at, given);
  throw new InputError(
    `${file}:${line}: ${byte} (0x${
      bytes[Math.min(at, bytes.length - 1)].toString(16).padStart(2, "0")
    }) is not valid ${encoding.toUpperCase()}${remedy}`,
  );
}

/** Where the line begins that the byte at `at` is in. */
function lineStart(bytes: Uint8Array, at: number): number {
  while (at > 0 && bytes[at - 1] !== 0x0a && bytes[at - 1] !== 0x0d) at--;
  return at;
}

/** Where the first bytes begin that are none of this encoding's, or that the file ends in the middle of. */
function firstUndecodable(bytes: Uint8Array, encoding: string): number {
  if (encoding === "utf-8") {
    // Invalid bytes are decoded to U+FFFD, so the first of them does not come back the same.
    const text = new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes);
    const again = new TextEncoder().encode(text);
    return bytes.findIndex((byte, i) => byte !== again[i]);
  }
  const fails = (length: number) => {
    try {
      new TextDecoder(encoding, { fatal: true }).decode(bytes.subarray(0, length), {
        stream: true,
      });
      return false;
    } catch {
      return true;
    }
  };
  let [good, bad] = [0, bytes.length + 1];
  while (bad - good > 1) {
    const middle = (good + bad) >> 1;
    if (fails(middle)) bad = middle;
    else good = middle;
  }
  return Math.min(good, bytes.length - 1);
}

/** Which encodings the bytes are likely in, each with what the line would then say. */
function suggestion(bytes: Uint8Array, at: number, given?: string): string {
  const from = lineStart(bytes, at);
  const to = bytes.findIndex((byte, i) => i > at && (byte === 0x0a || byte === 0x0d));
  const line = bytes.subarray(from, to < 0 ? Math.min(bytes.length, from + 400) : to);
  // Of encodings that read the line alike, only the likeliest is named.
  const readings = new Map<string, string>();
  for (const encoding of guessEncodings(bytes)) {
    const reading = encoding.startsWith("utf-16")
      ? encoding
      : new TextDecoder(encoding).decode(line);
    if (encoding !== given && !readings.has(reading)) readings.set(reading, encoding);
  }
  if (readings.size === 0) {
    return "; set the right encoding in dataset.source, or save the file as UTF-8";
  }
  const shown = [...readings].map(([reading, encoding]) =>
    reading === encoding ? `"${encoding}"` : `"${encoding}" (the line reads ${quote(reading)})`
  );
  const last = shown.pop();
  const list = shown.length === 0 ? last : `${shown.join(", ")} or ${last}`;
  return `; it is likely ${list}: set "encoding" in dataset.source, or save the file as UTF-8`;
}
