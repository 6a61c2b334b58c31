/**
 * How notes speak.
 *
 * @module
 */
import { quote } from "./lines.ts";

/** So many examples are named. */
export const MAX_NAMED = 5;

export const show = (n: number) => n.toLocaleString("en-US");
export const counted = (n: number, word: string) => `${show(n)} ${word}${n === 1 ? "" : "s"}`;
export const verb = (n: number, one: string, many: string) => n === 1 ? one : many;

/** "1.3 %", "73 %" */
export function percent(share: number): string {
  const digits = share < 0.0995 ? 1 : 0;
  return `${(100 * share).toFixed(digits)} %`;
}

/** A few of them, as messages quote texts. */
export function named(texts: readonly string[]): string {
  return texts.slice(0, MAX_NAMED).map(quote).join(", ") + (texts.length > MAX_NAMED ? ", …" : "");
}
