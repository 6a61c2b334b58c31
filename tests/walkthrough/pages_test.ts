import { assertThrows } from "@std/assert";
import { pages } from "../docs/markdown.ts";
import { needs } from "../permissions.ts";
import { assertPrints, walk } from "./walk.ts";

const NEEDS = { read: true, write: true, run: "bash" } as const;

/** Made by a command, told by another test, or of no use to type. */
const LEFT_OUT = /^docs\/reference\/|^CHANGELOG\.md$|many_machines\.md$/;

for (const page of pages().filter((page) => !LEFT_OUT.test(page))) {
  Deno.test(needs(`all that ${page} says can be done`, NEEDS), () => walk(page));
}

Deno.test("what is not printed is missed, and dots stand for anything", () => {
  assertPrints("a  1.5 s\nb 2\nc\n", "a …\nb 2");
  assertPrints("a  1\nb 2\nc\n", "a 1\n…\nc");
  assertThrows(() => assertPrints("a 1\nb 2\n", "b 2\na 1"));
  assertThrows(() => assertPrints("ab", "a.b"));
});
