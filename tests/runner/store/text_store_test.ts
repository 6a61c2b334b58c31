import { assertEquals } from "@std/assert";
import { join } from "node:path";
import type { StoredText } from "../../../runner/results.ts";
import { readTexts, writeText } from "../../../runner/store/text_store.ts";
import { needs } from "../../permissions.ts";
import { fakeRun } from "../../reports/fake.ts";

const wanted = { read: true, write: ".cache" } as const;
const sha256 = "ab".repeat(32);

/** A run on a text of so many lines. */
function runOn(source: { file: string } | { csv: string; column: string }, size: number) {
  const summary = { dataset: { ...fakeRun().summary.dataset, sha256, size } };
  return fakeRun({ config: { dataset: { source } }, summary });
}

async function inFolder(test: (folder: string) => Promise<void>) {
  await Deno.mkdir(".cache", { recursive: true });
  const folder = await Deno.makeTempDir({ dir: ".cache" });
  try {
    await test(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

Deno.test(
  needs("texts are kept, spaces and all, each column of a CSV file apart", wanted),
  () =>
    inFolder(async (folder) => {
      const texts: StoredText[] = [
        { sha256, column: null, lines: ["emma", " two words ", "👩‍👩‍👧 \u202e\u2028"] },
        { sha256, column: "first/../name", lines: ["a", "b"] },
        { sha256, column: "last", lines: ["c", "d"] },
      ];
      for (const text of [...texts, ...texts]) await writeText(folder, text);
      const csv = (column: string) => runOn({ csv: "x.csv", column }, 2);
      const file = runOn({ file: "x.txt" }, 3);
      const runs = [file, file, csv("first/../name"), csv("last"), csv("another")];
      assertEquals(await readTexts(folder, runs), texts);
      assertEquals([...Deno.readDirSync(join(folder, "datasets"))].length, 3);
    }),
);

Deno.test(
  needs("a text with another number of lines is not the run's", wanted),
  () =>
    inFolder(async (folder) => {
      await writeText(folder, { sha256, column: null, lines: ["emma"] });
      assertEquals((await readTexts(folder, [runOn({ file: "x.txt" }, 1)])).length, 1);
      assertEquals(await readTexts(folder, [runOn({ file: "x.txt" }, 2)]), []);
    }),
);
