import { assert, assertEquals } from "@std/assert";
import { join } from "node:path";
import fc from "../../fast_check.ts";
import bn from "../../../experiments/bn.json" with { type: "json" };
import lr from "../../../experiments/lr.json" with { type: "json" };
import { needs } from "../../permissions.ts";
import { damaged } from "../../runner/config/fuzz/damage.ts";
import { experiments } from "../../runner/config/fuzz/valid.ts";
import { run, type TestHost, withHost } from "../../cli/host.ts";
import { outside, writesOf } from "../../cli/writes.ts";

const FILES = { read: true, write: ".cache" } as const;
const DOCUMENTS = 40;

/** Makes any experiment one that trains in a moment, and leaves the rest as it was drawn. */
const TINY = {
  "seeds": [1],
  "dataset.source": "first-names",
  "dataset.first": 30,
  "dataset.contextLength": 2,
  "dataset.splits": [0.8, 0.1, 0.1],
  "model.embeddingSize": 2,
  "model.hiddenSizes": [3],
  "training.steps": 3,
  "training.batchSize": 4,
  "training.learningRate.warmup": 0,
  "evaluation.at": [],
  "inspections.at": [],
  "samples.count": 2,
  "samples.maxLength": 5,
};
const tiny = Object.entries(TINY).flatMap(([key, value]) => [
  "--set",
  `${key}=${JSON.stringify(value)}`,
]);

/** Carries `text` out as far as it goes, as the file x.json. @returns the exit code */
async function runDocument(host: TestHost, text: string): Promise<number> {
  await Deno.writeTextFile(join(host.folder, "x.json"), text);
  host.printed = host.complained = "";
  let exitCode = NaN;
  const written = await writesOf(async () => {
    exitCode = await run(host, "run", "x.json", "--jobs", "2", ...tiny);
  });
  assertEquals(outside(join(host.results(), "x"), written), []);
  assertEquals(/^\s+at .*:\d+:\d+/m.test(host.complained + host.printed), false, host.complained);
  assert([0, 1, 2].includes(exitCode));
  assertEquals(exitCode === 2, host.printed === "", host.complained);
  return exitCode;
}

Deno.test(
  needs(
    `${DOCUMENTS} fuzzed documents are trained or refused, and write only below results/`,
    FILES,
  ),
  async () => {
    const documents = fc.sample(
      fc.oneof(
        experiments.map((value) => JSON.stringify(value)),
        damaged(fc.constantFrom<unknown>(bn, lr)),
      ),
      { seed: 42, numRuns: DOCUMENTS },
    );
    const codes: number[] = [];
    await withHost(async (host) => {
      for (const text of documents) codes.push(await runDocument(host, text));
      const made = [...Deno.readDirSync(host.folder)].map(({ name }) => name).sort();
      assertEquals(made, ["results", "x.json"]);
      assertEquals([...Deno.readDirSync(host.results())].map(({ name }) => name), ["x"]);
    });
    assert(codes.includes(0) && codes.includes(2), codes.join(" "));
  },
);

Deno.test(needs("a write elsewhere is noticed", FILES), async () => {
  const original = Deno.writeTextFile;
  await withHost(async ({ folder }) => {
    const written = await writesOf(async () => {
      await Deno.mkdir(join(folder, "results"));
      await Deno.writeTextFile(join(folder, "results/a"), "");
      await Deno.writeTextFile(join(folder, "results/../b"), "");
      (await Deno.open(join(folder, "c"), { write: true, create: true })).close();
      Deno.renameSync(join(folder, "c"), join(folder, "resultsd"));
      await Deno.readTextFile(join(folder, "b"));
    });
    const found = outside(join(folder, "results"), written);
    assertEquals(found, ["b", "c", "c", "resultsd"].map((name) => join(folder, name)));
    assertEquals(Deno.writeTextFile, original);
  });
});
