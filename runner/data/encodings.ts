/**
 * The names of encodings.
 *
 * @module
 */
import { didYouMean } from "../nearest.ts";

/** Those that are suggested, most of the legacy ones that people's files are in. */
const ENCODINGS = [
  "utf-8",
  "utf-16le",
  "utf-16be",
  "windows-1252",
  "iso-8859-1",
  "iso-8859-2",
  "iso-8859-5",
  "iso-8859-7",
  "iso-8859-9",
  "iso-8859-15",
  "windows-1250",
  "windows-1251",
  "windows-1253",
  "windows-1254",
  "windows-1255",
  "windows-1256",
  "windows-1257",
  "macintosh",
  "koi8-r",
  "koi8-u",
  "ibm866",
  "shift_jis",
  "euc-jp",
  "gb18030",
  "gbk",
  "big5",
  "euc-kr",
] as const;

/** Whether the platform's TextDecoder knows this label. */
export function isEncoding(label: string): boolean {
  try {
    new TextDecoder(label);
    return true;
  } catch {
    return false;
  }
}

/** What is said of a label that is none. */
export function noEncoding(label: string): string {
  const spelled = label.toLowerCase().replace(/^utf-?8-?(sig|bom)$/, "utf-8")
    .replace(/^cp-?(125\d)$/, "windows-$1").replace(/^mac-?roman$/, "macintosh");
  return `must be the label of an encoding, found ${JSON.stringify(label.slice(0, 60))}` +
    (didYouMean(spelled, ENCODINGS) ||
      `, none that is known; e.g. ${ENCODINGS.slice(1, 5).map((one) => `"${one}"`).join(", ")}`);
}
