/**
 * Pieces of Markdown.
 *
 * @module
 */

/** A table; each cell is Markdown. */
export function table(heads: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.map(cell).join(" | ")} |\n`;
  return line(heads) + line(heads.map(() => "---")) + rows.map(line).join("");
}

/** A cell stays one: a bar or a line's end would close it. */
const cell = (text: string): string => text.replaceAll("|", "\\|").replace(/\s*\n\s*/g, " ");

/** A text as it is. */
export const plain = (text: string): string => text.replace(/[\\`*_<>[\]]/g, "\\$&");

/** Code within a line. */
export const code = (text: string): string =>
  text.includes("`") ? `\`\` ${text} \`\`` : `\`${text}\``;

/** What a heading is linked by, as GitHub makes it. */
export const anchor = (heading: string): string =>
  heading.toLowerCase().replace(/[^\p{L}\p{N}\s_-]/gu, "").replace(/\s/g, "-");

/** What stands on top of a page that nobody writes. */
export const generated = (from: string): string =>
  `<!-- Made by \`deno task docs\` from ${from}: change that instead. -->\n`;
