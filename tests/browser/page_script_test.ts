import { assertEquals } from "@std/assert";
import { BUNDLES, bundleScript } from "../../reports/script/bundle.ts";
import { needs } from "../permissions.ts";

const wanted = { read: true, run: "deno" } as const;

for (const bundle of BUNDLES) {
  Deno.test(
    needs(`${bundle.target} is what its sources give: deno task bundle`, wanted),
    async () => {
      const stored = await Deno.readTextFile(bundle.target);
      assertEquals(stored === await bundleScript(bundle), true);
    },
  );
}
