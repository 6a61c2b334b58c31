import { assertEquals } from "@std/assert";
import { bundleScript } from "../../reports/script/bundle.ts";
import { needs } from "../permissions.ts";

const wanted = { read: true, run: "deno" } as const;

Deno.test(
  needs("the page's script is what its sources give: deno task bundle", wanted),
  async () => {
    const stored = await Deno.readTextFile("reports/page_script.ts");
    assertEquals(stored === await bundleScript(), true);
  },
);
