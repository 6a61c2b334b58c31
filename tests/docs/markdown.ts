/**
 * The project's Markdown files: their texts, headings, links and fenced blocks.
 *
 * @module
 */
import { join } from "node:path";
import { ROOT } from "../../docs/make/imports.ts";
import { anchor } from "../../docs/make/markdown.ts";

export { ROOT };

/** The paths of all pages, from the project's folder. */
export function pages(): string[] {
  const found = [...Deno.readDirSync(ROOT)].map(({ name }) => name);
  const folders = ["docs", "experiments"].flatMap(filesBelow);
  return [...found, ...folders].filter((path) => path.endsWith(".md")).sort();
}

function filesBelow(folder: string): string[] {
  return [...Deno.readDirSync(join(ROOT, folder))].flatMap(({ name, isDirectory }) =>
    isDirectory ? filesBelow(`${folder}/${name}`) : [`${folder}/${name}`]
  );
}

export const read = (path: string): Promise<string> => Deno.readTextFile(join(ROOT, path));

const FENCE = /^( *)(`{3,})([\w-]*)\n(.*?)^\1\2$/gms;

/** A text without its code. */
const prose = (text: string): string => text.replace(FENCE, "").replace(/`[^`\n]*`/g, "code");

/** Where the links and pictures of a page lead. */
export const linksIn = (text: string): string[] =>
  [...prose(text).matchAll(/\]\(([^)\s]+)\)/g)].map(([, target]) => target);

/** What a page can be linked at. */
export function anchorsIn(text: string): string[] {
  const seen = new Map<string, number>();
  return [...text.replace(FENCE, "").matchAll(/^#+ (.*)$/gm)].map(([, heading]) => {
    const name = anchor(heading), before = seen.get(name) ?? 0;
    seen.set(name, before + 1);
    return before === 0 ? name : `${name}-${before}`;
  });
}

/** A fenced block, and what the comments right before it say of how it is tested: `<!-- word: rest -->`. */
export interface Block {
  language: string;
  text: string;
  /** The line on which it begins. */
  line: number;
  how: Record<string, string>;
}

const COMMENTS = /(?:<!-- (?:(?!-->)[^])*? -->\s*)+$/;

/** The fenced blocks of a page, in order. */
export function blocksIn(text: string): Block[] {
  return [...text.matchAll(FENCE)].map((match) => {
    const [, indent, , language, body] = match;
    const before = text.slice(0, match.index);
    const [comments = ""] = COMMENTS.exec(before) ?? [];
    const how = [...comments.matchAll(/<!-- ([a-z ]+?)(?:: (.*?))? -->/gs)]
      .map(([, word, rest = ""]) => [word, rest.replace(/\s+/g, " ")]);
    return {
      language,
      text: body.replaceAll(new RegExp(`^${indent}`, "gm"), ""),
      line: before.split("\n").length,
      how: Object.fromEntries(how),
    };
  });
}
