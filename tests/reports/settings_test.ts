import { assertEquals } from "@std/assert";
import { variantsOf } from "../../reports/rows.ts";
import { settings } from "../../reports/settings.ts";
import { parse } from "./dom.ts";
import { HOSTILE } from "./examples.ts";
import { fakeRun } from "./fake.ts";

Deno.test("each variant's whole config can be read back from the page", () => {
  const file = `</code></pre>${HOSTILE.slice(0, 8).join("")}`;
  const runs = [
    fakeRun(),
    fakeRun({ variant: "other", config: { dataset: { source: { file } } } }),
  ];
  const page = parse(settings(variantsOf(runs)));
  const configs = [...page.querySelectorAll("details pre code")].map((e) =>
    JSON.parse(e.textContent!)
  );
  assertEquals(configs, runs.map((run) => run.config));
});
