/**
 * docs/reference/commands.md: every command, as its own help tells it.
 *
 * @module
 */
import { HELPS } from "../../cli.ts";
import config from "../../deno.json" with { type: "json" };
import { code, generated, plain, table } from "./markdown.ts";

/** The page's text. */
export function commandsPage(): string {
  const tasks = Object.entries(config.tasks).filter(([name]) => !(name in HELPS));
  return `${generated("the commands' help and deno.json's tasks")}
# Commands

Each is a task: \`deno task run experiments/bn.json\`. Where Deno is not installed, so it is with
\`npx --yes deno@2.9.6\` instead of \`deno\`. \`deno task help\` prints this page's texts, and
\`deno task run --help\` those of one command.

Paths start from the folder that you are in. What a command prints for other programs to read goes
to the standard output; warnings and complaints go to the standard error stream.

${Object.entries(HELPS).map(commandSection).join("\n")}
## All other tasks

Those of whoever works on handgrad itself.

${
    table(
      ["task", "what it does"],
      tasks.map(([name, { description }]) => [code(`deno task ${name}`), plain(description)]),
    )
  }`;
}

/** A help's parts: how it is typed, lists of options or exit codes, and what is said between them. */
function commandSection([name, help]: [string, string]): string {
  const blocks = help.trimEnd().split("\n\n").map((block) => {
    const [head, ...rest] = block.split("\n");
    if (head === "Options:") return optionTable(rest);
    if (head === "Exit codes:") return exitTable(rest);
    if (block.startsWith("  ")) return `\`\`\`text\n${block.replace(/^ {2}/gm, "")}\n\`\`\`\n`;
    return `${plain(block)}\n`;
  });
  return `## ${name}\n\n${blocks.join("\n")}`;
}

const optionTable = (lines: readonly string[]): string =>
  table(["option", "what it does"], entries(lines).map(([option, text]) => [code(option), text]));

const exitTable = (lines: readonly string[]): string =>
  table(["exit code", "what it says"], entries(lines).map(([number, text]) => [number, text]));

/** What stands left, and right of it, also on the lines below. */
function entries(lines: readonly string[]): [left: string, right: string][] {
  const found: [string, string][] = [];
  for (const line of lines) {
    const [, left, right] = /^ {2}(\S.*?) {2,}(.*)$/.exec(line) ?? [];
    if (left !== undefined) found.push([left, plain(right)]);
    else found.at(-1)![1] += ` ${plain(line.trim())}`;
  }
  return found;
}
