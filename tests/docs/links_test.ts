import { assertEquals } from "@std/assert";
import { dirname, join } from "node:path";
import { needs } from "../permissions.ts";
import { anchorsIn, linksIn, pages, read, ROOT } from "./markdown.ts";

/** The links of a page that lead nowhere. */
async function deadLinks(page: string, text: string): Promise<string[]> {
  const dead: string[] = [];
  for (const target of linksIn(text)) {
    if (/^[a-z]+:/.test(target)) continue;
    const [path, fragment] = target.split("#");
    const file = path === "" ? page : join(dirname(page), decodeURI(path));
    const isThere = file === page ||
      await Deno.stat(join(ROOT, file)).then(() => true, () => false);
    const hasFragment = fragment === undefined || !file.endsWith(".md") ||
      isThere && anchorsIn(page === file ? text : await read(file)).includes(fragment);
    if (!isThere || !hasFragment) dead.push(`${page}: ${target}`);
  }
  return dead;
}

Deno.test(needs("no link of a page leads nowhere", { read: true }), async () => {
  const dead: string[] = [];
  for (const page of pages()) dead.push(...await deadLinks(page, await read(page)));
  assertEquals(dead, []);
});

Deno.test(needs("a dead link and a dead anchor are found", { read: true }), async () => {
  const text =
    "# A `b` c\n\n[1](README.md) [2](#a-b-c) [3](#a-b) [4](docs/none.md)\n[5](README.md#none) `[6](x)`";
  assertEquals(await deadLinks("x.md", text), [
    "x.md: #a-b",
    "x.md: docs/none.md",
    "x.md: README.md#none",
  ]);
});

Deno.test(
  needs("every page of docs/ is in its map, and every folder's reader finds the map", {
    read: true,
  }),
  async () => {
    const map = linksIn(await read("docs/README.md"));
    const missing = pages().filter((page) => page.startsWith("docs/") && page !== "docs/README.md")
      .map((page) => page.replace("docs/", "")).filter((page) => !map.includes(page));
    assertEquals(missing, []);
    assertEquals(linksIn(await read("README.md")).includes("docs/README.md"), true);
  },
);
