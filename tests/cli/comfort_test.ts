import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { join } from "node:path";
import config from "../../deno.json" with { type: "json" };
import { HELPS } from "../../cli.ts";
import { optionsIn } from "../../cli/completions.ts";
import { beginning } from "../../cli/new.ts";
import { parseExperiment } from "../../runner/config/config.ts";
import { needs } from "../permissions.ts";
import { run, runFolder, type TestHost, withHost, writeTiny } from "./host.ts";

const FILES = { read: true, write: ".cache" } as const;
const OWN = ["run", "new", "list", "report", "compare", "sample", "verify", "gradcheck"]
  .concat("lesson", "explain", "worker", "queue", "clean", "completions");

Deno.test(
  needs("each command's help tells the options that it takes, and no others", FILES),
  () =>
    withHost(async (host) => {
      for (const command of OWN) {
        host.printed = host.complained = "";
        assertEquals(await run(host, command, "--help"), 0);
        const told = optionsIn(host.printed).map(({ name }) => name).sort();
        assertEquals(await run(host, command, "--helm"), 2);
        assertStringIncludes(host.complained, `did you mean "help"?`);
        const [, allowed] = /\(allowed: ([^)]*)\)/.exec(host.complained)!;
        assertEquals(allowed.split(", ").map((name) => name.slice(2)).sort(), told, command);
      }
    }),
);

Deno.test("each command's help tells its exit codes", () => {
  for (const [command, help] of Object.entries(HELPS)) {
    const [, codes = ""] = /\n\nExit codes:\n((?: {2}\d+ {2,}\S.*\n)+)$/.exec(help) ?? [];
    const numbers = [...codes.matchAll(/^ {2}(\d+)/gm)].map(([, code]) => code);
    assertEquals(numbers.slice(0, 3), ["0", "1", "2"], command);
  }
});

Deno.test("an option and whether it takes a value are read from a help", () => {
  const help = `Do.\n\n  deno task x --no\n\nOptions:\n  --set <key>=<value>  a\n` +
    `  --out <file>  b\n  --each     c\n  -h, --help  d\n`;
  assertEquals(optionsIn(help).map(({ name, takesValue, text }) => [name, takesValue, text]), [
    ["set", true, "a"],
    ["out", true, "b"],
    ["each", false, "c"],
    ["help", false, "d"],
  ]);
});

Deno.test("a mistyped command gets the nearest one, and every command has a task", () =>
  withHost(async (host) => {
    assertEquals(await run(host, "compere"), 2);
    assertStringIncludes(host.complained, `Unknown command "compere"; did you mean "compare"?`);
    for (const command of OWN) assert(Object.hasOwn(config.tasks, command), command);
  }));

Deno.test(
  needs("completions name every task, option and key, for each shell", FILES),
  () =>
    withHost(async (host) => {
      for (const shell of ["bash", "zsh", "fish"]) {
        host.printed = "";
        assertEquals(await run(host, "completions", shell), 0, host.complained);
        for (
          const word of [...Object.keys(config.tasks), "checkpoint", "training.steps", "seeds"]
        ) {
          assertStringIncludes(host.printed.replaceAll("\\", ""), word);
        }
      }
      assertEquals(await run(host, "completions", "fisch"), 2);
      assertStringIncludes(host.complained, `did you mean "fish"?`);
      assertEquals(await run(host, "completions"), 2);
    }),
);

Deno.test(
  needs("new writes a question that can be trained, and over nothing", FILES),
  () =>
    withHost(async (host) => {
      await Deno.mkdir(join(host.folder, "experiments"));
      assertEquals(await run(host, "new", "width"), 0, host.complained);
      assertEquals(
        host.printed,
        "Wrote experiments/width.json. To train it: deno task run experiments/width.json\n",
      );
      const file = join(host.folder, "experiments/width.json");
      assertEquals(await Deno.readTextFile(file), beginning("width"));
      const { variants, warnings } = parseExperiment(beginning("width"), { file, name: "width" });
      assertEquals([variants.length, warnings], [2, []]);
      assertEquals(await run(host, "new", "width.json"), 2);
      assertStringIncludes(host.complained, "experiments/width.json is there already");
      assertEquals(await run(host, "new", "a/b"), 2);
      assertStringIncludes(host.complained, "goes to experiments/ by itself, e.g. deno task new b");
      for (const name of ["../width", "", "con", ".x"]) {
        assertEquals(await run(host, "new", name), 2, name);
      }
      assertEquals([...Deno.readDirSync(join(host.folder, "experiments"))].length, 1);
      host.printed = "";
      assertEquals(await run(host, "new", "how wide"), 0, host.complained);
      assertStringIncludes(host.printed, "deno task run 'experiments/how wide.json'\n");
    }),
);

Deno.test(
  needs("compare tells what differs, the losses, and who ends lower", FILES),
  () =>
    withHost(async (host) => {
      await writeTiny(host, { seeds: [1, 2] });
      assertEquals(await run(host, "run", "tiny.json"), 0, host.complained);
      host.printed = "";
      assertEquals(await run(host, "compare", "results/tiny:plain", "results/tiny:batch norm"), 0);
      assertMatch(host.printed, /^ +plain +batch norm\nmodel\.batchNorm +false +true\n/);
      assertMatch(host.printed, /\nseeds +1, 2 +1, 2\ntrain loss +\d\.\d{4} ± /);
      assertMatch(host.printed, /\nparameters +353 +361\n/);
      assertMatch(host.printed, /batch norm.*plain.*2 seeds/);
      const [a, b] = [runFolder(host, "plain-seed1"), runFolder(host, "plain-seed2")];
      host.printed = "";
      assertEquals(await run(host, "compare", a, b), 0, host.complained);
      assertMatch(host.printed, /seeds +1 +2\n/);
      assertMatch(host.printed, /tiny\/plain-seed1-[0-9a-f]{8}/);
      host.printed = "";
      assertEquals(await run(host, "compare", a, a), 0);
      assertStringIncludes(host.printed, "These are the same runs");
      for (
        const [typed, why] of [
          ["results/tiny", 'results/tiny has 2 variants; there are: "results/tiny:plain", '],
          ["results/tiny:plane", 'no variant "plane"; did you mean "plain"?'],
          [
            "results/nothing",
            "results/nothing does not exist; name results/<experiment>:<variant> or",
          ],
          ["results/tinny:plain", 'does not exist; did you mean "results/tiny"?'],
          [".", "is not the folder of an experiment"],
        ]
      ) {
        host.complained = "";
        assertEquals(await run(host, "compare", typed, a), 2);
        assertStringIncludes(host.complained, why);
      }
      assertEquals(await run(host, "compare", a), 2);
    }),
);

Deno.test(
  needs(
    "clean deletes only if asked, and then only what no report shows and handgrad wrote",
    FILES,
  ),
  () =>
    withHost(async (host) => {
      assertEquals(await run(host, "clean"), 0);
      assertEquals(host.printed, "There are no results.\n");
      await writeTiny(host);
      assertEquals(await run(host, "clean", "results/tiny"), 2);
      assertStringIncludes(host.complained, "results/tiny does not exist");
      assertEquals(await run(host, "run", "tiny.json", "--set", "training.steps=10"), 0);
      assertEquals(await run(host, "run", "tiny.json"), 0, host.complained);
      const tiny = join(host.folder, "results/tiny");
      const [plain] = [...Deno.readDirSync(tiny)].filter(({ name }) => /^plain/.test(name));
      await Deno.mkdir(join(host.folder, "results/mine"));
      const strange = [
        "results/mine/a.txt",
        `results/tiny/notes.txt`,
        "results/tiny/x-01234567/my.txt",
      ]
        .concat(`results/tiny/${plain.name}/notes.txt`);
      await Deno.mkdir(join(tiny, "x-01234567"));
      for (const file of strange) await Deno.writeTextFile(join(host.folder, file), "mine");
      await Deno.writeTextFile(join(tiny, "report.html.0123abcd.tmp"), "half");
      await Deno.writeTextFile(join(tiny, plain.name, "checkpoint.bad-2"), "bad");
      await Deno.mkdir(join(tiny, "report.html.bad"));
      const all = await files(host);
      host.printed = "";
      assertEquals(await run(host, "clean"), 0, host.complained);
      assertEquals(await files(host), all);
      assertStringIncludes(host.printed, "results/mine  holds no results of handgrad's");
      assertMatch(host.printed, /results\/tiny {2}2 runs, \d/);
      assertMatch(host.printed, /may go: 3 runs that no report shows, \d/);
      assertMatch(host.printed, /may go: 1 half-written file, 0\.0 kB/);
      assertMatch(host.printed, /may go: 1 damaged file, set aside, 0\.0 kB/);
      assertMatch(host.printed, /deno task clean --delete deletes what may go, \d/);

      // Nor where somebody is at work.
      {
        using lock = await Deno.open(join(tiny, ".lock"), { write: true, create: true });
        await lock.lock(true);
        host.printed = "";
        assertEquals(await run(host, "clean", "--delete"), 0);
        assertStringIncludes(host.printed, "results/tiny  is being worked on");
        assertEquals((await files(host)).length, all.length);
      }
      assertEquals(await run(host, "clean", "--delete"), 0);
      const left = await files(host);
      for (const file of strange) assert(left.includes(file), file);
      assert(left.length < all.length && !left.some((file) => /tmp$|bad-2$/.test(file)));
      assertEquals(await run(host, "report", "results/tiny"), 0, host.complained);
      host.printed = "";
      assertEquals(await run(host, "run", "tiny.json"), 0);
      assertEquals(host.printed.match(/ cached /g)?.length, 2);

      assertEquals(await run(host, "clean", "results/tiny", "--delete"), 0);
      assertEquals(await files(host), strange.toSorted());
      await Deno.remove(join(tiny, "notes.txt"));
      for (const typed of ["results", ".", "results/tiny/x-01234567", "../other"]) {
        assertEquals(await run(host, "clean", typed, "--delete"), 2, typed);
      }
    }),
);

Deno.test(
  needs("clean takes an experiment away whole", FILES),
  () =>
    withHost(async (host) => {
      await writeTiny(host);
      assertEquals(await run(host, "run", "tiny.json"), 0, host.complained);
      assertEquals(await run(host, "clean", "results/tiny", "--delete"), 0, host.complained);
      assertEquals([...Deno.readDirSync(join(host.folder, "results"))], []);
    }),
);

/** All files below results/. */
async function files(host: TestHost, folder = "results"): Promise<string[]> {
  const found: string[] = [];
  for await (const { name, isDirectory } of Deno.readDir(join(host.folder, folder))) {
    if (isDirectory) found.push(...await files(host, `${folder}/${name}`));
    else if (name !== ".lock") found.push(`${folder}/${name}`);
  }
  return found.sort();
}
