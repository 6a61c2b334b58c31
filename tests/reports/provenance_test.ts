import { assertEquals } from "@std/assert";
import { provenanceSection } from "../../reports/provenance.ts";
import { variantsOf } from "../../reports/rows.ts";
import { cells, parse, texts } from "./dom.ts";
import { fakeRun } from "./fake.ts";

Deno.test("the command, the versions and each run's hash are there", () => {
  const hash = "f".repeat(64), folder = "other-fffffff";
  const other = { ...fakeRun({ variant: "other", summary: { hash } }), folder };
  const command = `deno task run "<my> & your.json"`;
  const page = parse(provenanceSection(command, variantsOf([fakeRun(), other])));
  assertEquals(texts(page, "pre code"), [command]);
  assertEquals(
    texts(page, "p")[0],
    "handgrad 0.1.0, Deno 2.9.6, V8 15.0, numerics 1, plain arithmetic",
  );
  assertEquals(cells(page), [
    ["variant", "folder", "hash"],
    ["plain", "plain-42-01234567", "0123456789abcdef".repeat(4)],
    ["other", folder, hash],
  ]);
});
