import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { join } from "node:path";
import { needs } from "../permissions.ts";
import { cells, parse, texts } from "../reports/dom.ts";
import { run, runFolder, type TestHost, withHost, writeTiny } from "./host.ts";

const FILES = { read: true, write: ".cache" } as const;

const read = (host: TestHost, path: string) => Deno.readTextFile(join(host.folder, path));

/** A command line that is refused: exit code 2, a message, nothing else. */
async function assertRefused(host: TestHost, args: string[], message: string) {
  host.complained = host.printed = "";
  assertEquals(await run(host, ...args), 2, args.join(" "));
  assertStringIncludes(host.complained, message);
  assertEquals(host.printed, "");
}

Deno.test(needs("a report made anew is the one that the run wrote", FILES), async () => {
  await withHost(async (host) => {
    await writeTiny(host, { seeds: [1, 2] });
    assertEquals(await run(host, "run", "tiny.json"), 0, host.complained);
    const page = await read(host, "results/tiny/report.html");
    await Deno.remove(join(host.folder, "results/tiny/report.html"));
    host.printed = "";
    assertEquals(await run(host, "report", "results/tiny/"), 0, host.complained);
    assertEquals(await read(host, "results/tiny/report.html") === page, true);
    assertStringIncludes(host.printed, "(2 seeds, paired).");
    assertStringIncludes(host.printed, "Report: results/tiny/report.html");
  });
});

Deno.test(
  needs("a run that is all cached checks no gradient again, a changed one does", FILES),
  async () => {
    await withHost(async (host) => {
      await writeTiny(host);
      await run(host, "run", "tiny.json");
      const file = join(host.folder, "results/tiny/gradcheck.json");
      const [plain, batchNorm] = JSON.parse(await Deno.readTextFile(file));
      assertEquals([plain.checks.length, batchNorm.checks.length], [1, 2]);
      assert(plain.checks[0].passed && batchNorm.checks[1].passed);
      plain.checks[0].maxdiff = 1;
      await Deno.writeTextFile(file, JSON.stringify([plain, batchNorm]));
      await run(host, "run", "tiny.json");
      assertStringIncludes(await Deno.readTextFile(file), `"maxdiff":1,`);
      await run(host, "run", "tiny.json", "--set", "model.embeddingSize=3");
      assert(!(await Deno.readTextFile(file)).includes(`"maxdiff": 1,`));
    });
  },
);

Deno.test(
  needs(
    "a gradient that is off is told on top of the report, and checked again by the next run",
    FILES,
  ),
  async () => {
    await withHost(async (host) => {
      await writeTiny(host);
      await run(host, "run", "tiny.json");
      const file = join(host.folder, "results/tiny/gradcheck.json");
      const right = await Deno.readTextFile(file);
      const [plain, batchNorm] = JSON.parse(right);
      const off = [{ name: "<b>act", type: "tanh" }];
      const wrong = JSON.stringify([{ ...plain, off, code: "another" }, batchNorm]);
      await Deno.writeTextFile(file, wrong);
      assertEquals(await run(host, "report", "results/tiny"), 0, host.complained);
      const told = texts(parse(await read(host, "results/tiny/report.html")), ".notice");
      assertStringIncludes(told.join(), "The hand-written gradient of tanh (<b>act) is off");
      assertEquals(await run(host, "run", "tiny.json"), 0, host.complained);
      assertEquals(await Deno.readTextFile(file), right);
      // What is off stays so, until the code is another.
      const same = JSON.stringify([{ ...plain, off }, batchNorm]);
      await Deno.writeTextFile(file, same);
      host.complained = "";
      assertEquals(await run(host, "run", "tiny.json"), 1);
      assertStringIncludes(host.complained, "WRONG GRADIENT. The hand-written gradient of tanh");
      assertStringIncludes(host.complained, "--set arithmetic=plain trains by it");
    });
  },
);

Deno.test(needs("several experiments go onto one page", FILES), async () => {
  await withHost(async (host) => {
    await writeTiny(host);
    await run(host, "run", "tiny.json");
    await Deno.rename(join(host.folder, "tiny.json"), join(host.folder, "small.json"));
    await run(host, "run", "small.json");
    const both = ["results/tiny", "results/small", "results/tiny/"];
    assertEquals(await run(host, "report", ...both), 0, host.complained);
    const page = parse(await read(host, "results/report.html"));
    assertEquals(texts(page, "h1"), ["2 experiments"]);
    assertEquals(texts(page, "article > details > summary > h2"), ["Tiny", "Tiny"]);
    const ids = [...page.querySelectorAll("[id]")].map(({ id }) => id);
    assertEquals(ids.length, new Set(ids).size);
    for (const link of page.querySelectorAll("a[href^='#']")) {
      assert(ids.includes(link.getAttribute("href")!.slice(1)), link.outerHTML);
    }
    assertEquals(await run(host, "report", ...both, "--out", "results/small/both.html"), 0);
    assert((await read(host, "results/small/both.html")).includes("2 experiments"));
  });
});

Deno.test(
  needs("runs that are missing or broken are named, and the others shown", FILES),
  async () => {
    await withHost(async (host) => {
      await writeTiny(host, { seeds: [1, 2, 3] });
      await run(host, "run", "tiny.json");
      const folder = (start: string) => join(host.folder, runFolder(host, start));
      await Deno.remove(folder("plain-seed1"), { recursive: true });
      await Deno.writeTextFile(join(folder("plain-seed2"), "summary.json"), "{}");
      await Deno.writeTextFile(join(folder("batch-norm-seed3"), "metrics.csv"), "step\n1\n");
      host.complained = host.printed = "";
      assertEquals(await run(host, "report", "results/tiny"), 1);
      const lines = host.complained.trim().split("\n");
      assertEquals(lines.length, 3);
      assertStringIncludes(lines[0], "Missing: plain, seed 1");
      assertStringIncludes(lines[1], "summary.json cannot be read: ");
      assertStringIncludes(lines[2], "Missing: batch norm, seed 3");
      const text = await read(host, "results/tiny/report.html");
      assert(!text.includes(host.folder), "a path of this machine is in the page");
      const page = parse(text);
      assertEquals(cells(page.querySelector("table")!).slice(1).map((row) => row.slice(0, 2)), [
        ["plain", "1"],
        ["batch norm", "2"],
      ]);
      assertStringIncludes(texts(page, ".caveats")[0], "3 runs failed or are not there.");
      assertStringIncludes(page.body.textContent!, "Not in the table: plain, seed 1");
    });
  },
);

Deno.test(
  needs("what is no experiment's folder, and pages elsewhere, are refused", FILES),
  async () => {
    await withHost(async (host) => {
      await writeTiny(host, { variants: { only: {} } });
      await run(host, "run", "tiny.json");
      await assertRefused(host, ["report"], "Which experiment?");
      await assertRefused(host, ["report", "results/none"], "results/none does not exist");
      for (const path of ["results/tinny", "tiny"]) {
        await assertRefused(
          host,
          ["report", path],
          `${path} does not exist; did you mean "results/tiny"?`,
        );
      }
      await assertRefused(host, ["report", "tiny.json"], "tiny.json is not a folder");
      await assertRefused(host, ["report", "results"], "is not the folder of an experiment");
      await assertRefused(host, ["report", runFolder(host, "only")], "is the folder of one run");
      const out = (path: string) => ["report", "results/tiny", "--out", path];
      await assertRefused(host, out("x.html"), "--out x.html is not below");
      await assertRefused(host, out("results/../x.html"), "is not below");
      await assertRefused(host, out("results/tiny/summary.json"), "does not end with .html");
      const record = join(host.folder, "results/tiny/experiment.json");
      const { runs, ...rest } = JSON.parse(await Deno.readTextFile(record));
      const write = (content: unknown) => Deno.writeTextFile(record, JSON.stringify(content));
      await write({ ...rest, runs: [{ ...runs[0], folder: "../tiny" }] });
      await assertRefused(host, ["report", "results/tiny"], `"runs.0.folder" is missing or wrong`);
      await write(rest);
      await assertRefused(host, ["report", "results/tiny"], `"runs" is missing or wrong`);
      await Deno.writeTextFile(record, "{");
      await assertRefused(host, ["report", "results/tiny"], "it is no JSON");
    });
  },
);
