/**
 * Colors on a terminal that has them: for what went wrong, and for the answer. None in files and pipes, nor where the
 * user sets NO_COLOR (https://no-color.org).
 *
 * @module
 */
import type { Host } from "./host.ts";

const CODES = { bold: 1, red: 31, yellow: 33 };
export type Color = keyof typeof CODES;

/** A text in that color, where there are colors. */
export const paint = ({ hasColors }: Pick<Host, "hasColors">, color: Color, text: string): string =>
  hasColors() ? `\x1b[${CODES[color]}m${text}\x1b[0m` : text;
