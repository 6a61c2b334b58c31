/**
 * docs/reference/expectations.md: what `expect` can say, as the comment of the file that reads it tells it.
 *
 * @module
 */
import { join } from "node:path";
import { ROOT } from "./imports.ts";
import { generated, plain } from "./markdown.ts";

const FILE = "runner/config/expect.ts";

/** The page's text. @throws where the file does not begin with a line, the grammar and words */
export async function expectationsPage(): Promise<string> {
  const text = await Deno.readTextFile(join(ROOT, FILE));
  const [, comment = ""] = /^\/\*\*\n(.*?)\n \*\n \* @module/s.exec(text) ?? [];
  const [, grammar = "", words, ...others] = comment.replace(/^ \* ?/gm, "").split("\n\n");
  if (!grammar.startsWith("    expectation") || words === undefined || others.length > 0) {
    throw new Error(`${FILE} no longer begins with a line, a grammar and words`);
  }
  return `${generated(FILE)}
# What an expectation can say

An experiment's \`expect\` is a list of predictions, each a text of this grammar. [How to test with
them](../how-to/ci.md) tells what becomes of them.

\`\`\`text
${grammar.replace(/^ {4}/gm, "")}
\`\`\`

${plain(words)}
`;
}
