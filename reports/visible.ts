/**
 * Symbols and texts with something to see for each of their characters.
 *
 * @module
 */
import { codePoints } from "../runner/data/symbols.ts";

/** A part of a text: as it is, or a mark for a character that cannot be seen. */
export interface Piece {
  text: string;
  isMark: boolean;
  /** How much of the text it stands for, in UTF-16 units. */
  length: number;
}

/** Marks, and so no marks of themselves: a text that holds one shows its code point. */
const MARKS: Record<string, string> = { " ": "␣", "\n": "↵" };

// Invisible: what steers (\p{C}), white space, what Unicode says to ignore, the empty Braille pattern, an accent with
// nothing to stand on. A joiner and a variation selector are seen in what they join or vary: letters without case
// (Arabic, Indic), accents, emoji.
const JOINED = String
  .raw`(?<=[\p{Lo}\p{M}\p{Extended_Pictographic}\p{EMod}])[\u200c\u200d\ufe00-\ufe0f]|(?<=[0-9#*])\ufe0f`;
const UNSEEN = String
  .raw`[\p{C}\p{Zl}\p{Zp}\p{DI}\u2800␣↵]|(?! )\p{Zs}|(?<![\p{L}\p{N}\p{P}\p{S}\p{M}\u200c\u200d])\p{M}`;
const LINE = new RegExp(String.raw`^ +| +$|(?!${JOINED})(?:${UNSEEN})`, "gu");
const RUNNING_TEXT = new RegExp(String.raw`(?![\n\t]|${JOINED})(?:${UNSEEN})`, "gu");

/**
 * A text in pieces. Spaces at its ends have marks, those between do not; in running text neither do, nor do tabs and
 * line breaks.
 */
export function pieces(text: string, isRunningText = false): Piece[] {
  const all: Piece[] = [];
  let end = 0;
  for (const { 0: unseen, index } of text.matchAll(isRunningText ? RUNNING_TEXT : LINE)) {
    if (index > end) all.push(plain(text.slice(end, index)));
    for (const character of unseen) {
      const { length } = character;
      all.push({ text: MARKS[character] ?? codePoints(character), isMark: true, length });
    }
    end = index + unseen.length;
  }
  if (end < text.length) all.push(plain(text.slice(end)));
  return all;
}

/** A text as it is shown: code points of what cannot be seen in brackets, as ‹U+00A0›. */
export const visibleText = (text: string, isRunningText = false): string =>
  pieces(text, isRunningText).map(bracketed).join("");

/** A symbol as it is shown; one that cannot be seen is its mark or code point without brackets. */
export function visible(symbol: string): string {
  const all = pieces(symbol);
  return all.every(({ isMark }) => isMark)
    ? all.map(({ text }) => text).join(" ")
    : all.map(bracketed).join("");
}

/** A piece's text; a code point in brackets. */
export const bracketed = ({ text, isMark }: Piece): string =>
  isMark && text.length > 1 ? `‹${text}›` : text;

const plain = (text: string): Piece => ({ text, isMark: false, length: text.length });
