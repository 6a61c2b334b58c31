/**
 * Texts of configs and data on a terminal: how much room they take.
 *
 * @module
 */

/**
 * How many columns a text takes: two for a Chinese character or an emoji, none for what joins the character before it.
 */
export function widthOf(text: string): number {
  let width = 0;
  for (const character of text) width += columns(character);
  return width;
}

/**
 * A text in just `width` columns: padded at its end, or with "…" for the ends of a sweep's keys, whose values tell its
 * settings apart, or for its middle.
 */
export function fit(text: string, width: number): string {
  const fitting = widthOf(text) > width ? withShortKeys(text, width) ?? shorten(text, width) : text;
  return fitting + " ".repeat(width - widthOf(fitting));
}

/** "learn…=0.1, hidde…=[50]", with keys as long as there is room for; undefined where there is none. */
function withShortKeys(text: string, width: number): string | undefined {
  for (let letters = 10; letters > 0; letters--) {
    const short = text.replace(
      /(?<=^|, )[\p{L}_][\p{L}\d_.]*(?==)/gu,
      (key) => key.length > letters + 1 ? `${key.slice(0, letters)}…` : key,
    );
    if (widthOf(short) <= width) return short;
  }
}

function shorten(text: string, width: number): string {
  const tail = Math.floor((width - 1) / 2);
  const head = cut(text, width - 1 - tail).trimEnd();
  const backwards = [...text].reverse();
  const room = cut(backwards.join(""), tail);
  // What joins the character before it would join the dots.
  const end = backwards.slice(0, [...room].length).reverse().join("").replace(
    /^[\p{M}\p{Cf}\s]+/u,
    "",
  );
  return `${head}…${end}`;
}

/**
 * A text whose lines have at most `width` columns, broken between words. `Code` stays whole, to be copied, and so does
 * a longer word.
 *
 * @param width undefined where it goes to a file or a pipe: nothing is broken
 */
export function wrap(text: string, width: number | undefined): string {
  return width === undefined
    ? text
    : text.split("\n").map((line) => wrapLine(line, width)).join("\n");
}

function wrapLine(line: string, width: number): string {
  if (widthOf(line) <= width) return line;
  let column = 0;
  return line.replace(/( *)((?:`[^`]*`|\S)+)/g, (_, gap: string, word: string) => {
    const [before, taken] = [widthOf(gap), widthOf(word)];
    const breaks = column > 0 && column + before + taken > width;
    column = breaks ? taken : column + before + taken;
    return (breaks ? "\n" : gap) + word;
  });
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
