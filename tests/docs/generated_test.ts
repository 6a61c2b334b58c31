import { assertEquals, assertStringIncludes } from "@std/assert";
import { join } from "node:path";
import { layersPage } from "../../docs/make/experiment.ts";
import { ROOT } from "../../docs/make/imports.ts";
import { pages } from "../../docs/make/pages.ts";
import { needs } from "../permissions.ts";

Deno.test(
  needs("what nobody writes in docs/ is what `deno task docs` would write now", { read: true }),
  async () => {
    for (const [path, text] of Object.entries(await pages())) {
      assertEquals(await Deno.readTextFile(join(ROOT, path)), text, `${path}: run deno task docs`);
    }
  },
);

Deno.test("in the reference a layer's description begins with a capital, but not a formula", () => {
  const page = layersPage();
  assertStringIncludes(page, "\nx σ(x) of each number.\n");
  assertStringIncludes(page, "\nA vector for each symbol");
});
