/**
 * Texts of configs and data on a terminal: how much room they take.
 *
 * @module
 */

/** How many columns a text takes: two for a Chinese character or an emoji, none for what joins the character before it. */
export function widthOf(text: string): number {
  let width = 0;
  for (const character of text) width += columns(character);
  return width;
}

/** A text in just `width` columns: padded at its end, or cut and marked with "…". */
export function fit(text: string, width: number): string {
  const fitting = widthOf(text) > width ? `${cut(text, width - 1)}…` : text;
  return fitting + " ".repeat(width - widthOf(fitting));
}

/** As much of the beginning of a text as there is room for in `width` columns. */
export function cut(text: string, width: number): string {
  let kept = "";
  for (const character of text) {
    width -= columns(character);
    if (width < 0) break;
    kept += character;
  }
  return kept;
}

function columns(character: string): number {
  if (/[\p{M}\p{Cf}]/u.test(character)) return 0;
  return WIDE.test(character) ? 2 : 1;
}

/** East Asian scripts and their full-width forms, and emoji. */
const WIDE =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{20000}-\u{3fffd}]|\p{Emoji_Presentation}/u;
