import { assertThrows } from "@std/assert";
import { join } from "node:path";
import { blocksIn, pages, ROOT } from "../docs/markdown.ts";
import { can, needs } from "../permissions.ts";
import { assertPrints, walk } from "./walk.ts";

const NEEDS = { read: true, write: true, run: "bash" } as const;

/** Made by a command, told by another test, or of no use to type. */
const LEFT_OUT = /^docs\/reference\/|^CHANGELOG\.md$|many_machines\.md$/;

for (const page of can("read", true) ? pages().filter((page) => !LEFT_OUT.test(page)) : []) {
  if (blocksIn(Deno.readTextFileSync(join(ROOT, page))).length === 0) continue;
  Deno.test(needs(`all that ${page} says can be done`, NEEDS), () => walk(page));
}

Deno.test("what is not printed is missed, and dots stand for anything", () => {
  assertPrints("a  1.5 s\nb 2\nc\n", "a …\nb 2");
  assertPrints("a  1\nb 2\nc\n", "a 1\n…\nc");
  assertThrows(() => assertPrints("a 1\nb 2\n", "b 2\na 1"));
  assertThrows(() => assertPrints("ab", "a.b"));
});
