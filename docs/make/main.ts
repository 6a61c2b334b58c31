/**
 * `deno task docs`: writes the pages that nobody writes.
 *
 * @module
 */
import { pages } from "./pages.ts";

for (const [path, text] of Object.entries(await pages())) {
  await Deno.writeTextFile(new URL(`../../${path}`, import.meta.url), text);
}
