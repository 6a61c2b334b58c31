import { join } from "node:path";
import { blocksIn, pages, ROOT } from "../docs/markdown.ts";
import { needsNamesTxt } from "../names_txt.ts";
import { can, needs } from "../permissions.ts";
import { walk } from "./walk.ts";

const NEEDS = { read: true, write: true, run: "bash" } as const;

/** Made by a command, told by another test, or of no use to type. */
const LEFT_OUT = /^docs\/reference\/|^CHANGELOG\.md$|many_machines\.md$/;

/** Registers a test for each page that has something to type. Files of tests share them: they run beside each other. */
export function testPages(isMine: (page: string) => boolean): void {
  for (const page of can("read", true) ? pages() : []) {
    if (LEFT_OUT.test(page) || !isMine(page)) continue;
    const blocks = blocksIn(Deno.readTextFileSync(join(ROOT, page)));
    if (blocks.length === 0) continue;
    const ofNames = blocks.some(({ how }) => "needs names" in how) ? needsNamesTxt : {};
    Deno.test(
      needs(`all that ${page} says can be done`, { ...NEEDS, ...ofNames }),
      () => walk(page),
    );
  }
}
