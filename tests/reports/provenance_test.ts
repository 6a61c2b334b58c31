import { assert, assertEquals } from "@std/assert";
import { provenance } from "../../reports/provenance.ts";
import { portable } from "../../reports/shell.ts";
import { variantsOf } from "../../reports/rows.ts";
import { cells, parse, texts } from "./dom.ts";
import { fakeExperiment, fakeRun } from "./fake.ts";

Deno.test("no path of the machine that it ran on is on the page", () => {
  const shown = (command: string) => {
    const runs = [fakeRun()];
    return parse(provenance(fakeExperiment(runs, { command }), variantsOf(runs)));
  };
  for (
    const [typed, named] of [
      ["/home/ann/cases/rates.json --only plain", "path/to/rates.json --only plain"],
      ["../elsewhere/rates.json", "../elsewhere/rates.json"],
      ["'/home/ann/my cases/rates 2.json' --jobs 2", "'path/to/rates 2.json' --jobs 2"],
      ["C:\\cases\\rates.json", "path/to/rates.json"],
      ["experiments/bn.json --set 'seeds=[1,2]'", "experiments/bn.json --set 'seeds=[1,2]'"],
    ]
  ) {
    assertEquals(texts(shown(`deno task run ${typed}`), "pre code")[0], `deno task run ${named}`);
    assertEquals(portable(`deno task run ${named}`), `deno task run ${named}`);
  }
  for (
    const [typed, copy] of [
      ["/home/ann/rates.json", "path/to/rates.json"],
      ["'/home/ann/my rates.json'", "path/to/my rates.json"],
      ["../rates.json", "../rates.json"],
      ["rates.json", "rates.json"],
    ]
  ) {
    assertEquals(
      texts(shown(`deno task run ${typed}`), "p.note")[0],
      `Here ${copy} stands for your copy of the experiment’s file.`,
    );
  }
  const notes = texts(shown("deno task run experiments/bn.json"), "p.note");
  assert(!notes.some((note) => note.includes("your copy")));
});

Deno.test("the commands, the seeds, the versions and each run's hashes are there", () => {
  const hash = "f".repeat(64), folder = "other-fffffff";
  const other = { ...fakeRun({ variant: "other", seed: 7, summary: { hash } }), folder };
  const command = `deno task run "<my> & your.json"`;
  const runs = [fakeRun(), other];
  const page = parse(provenance(fakeExperiment(runs, { command }), variantsOf(runs)));
  assertEquals(texts(page, "pre code"), [command, "deno task verify results/fake/report.html"]);
  assertEquals(texts(page, "dd"), [
    "42, 7",
    "handgrad 0.1.0, Deno 2.9.6, V8 15.0, numerics 1, plain arithmetic",
  ]);
  const made = ["1".repeat(64), "3".repeat(64)];
  assertEquals(cells(page), [
    ["variant", "seed", "folder", "run", "losses", "weights"],
    ["plain", "42", "plain-42-01234567", "0123456789abcdef".repeat(4), ...made],
    ["other", "7", folder, hash, ...made],
  ]);
});
