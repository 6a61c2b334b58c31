import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { join } from "node:path";
import { needs } from "../../permissions.ts";
import { run, type TestHost, withHost, writeTiny } from "../../cli/host.ts";

const FILES = { read: true, write: ".cache" } as const;

/** Writes a tiny experiment to <folder>/same.json. */
async function writeSame(host: TestHost, folder: string, changes: Record<string, unknown> = {}) {
  await Deno.mkdir(join(host.folder, folder), { recursive: true });
  await writeTiny(host, { variants: { plain: {} }, title: `Of ${folder}`, ...changes });
  await Deno.rename(join(host.folder, "tiny.json"), join(host.folder, folder, "same.json"));
}

const runSame = async (host: TestHost, folder: string) => {
  host.printed = host.complained = "";
  assertEquals(await run(host, "run", `${folder}/same.json`), 0, host.complained);
};

const recordIn = async (host: TestHost, name: string) =>
  JSON.parse(await Deno.readTextFile(join(host.folder, "results", name, "experiment.json")));

const titles = async (host: TestHost) => {
  const names = [...Deno.readDirSync(join(host.folder, "results"))].map(({ name }) => name).sort();
  return await Promise.all(names.map(async (name) => [name, (await recordIn(host, name)).title]));
};

Deno.test(
  needs("two files of the same name keep their pages and records apart", FILES),
  async () => {
    await withHost(async (host) => {
      for (const folder of ["a", "b", "c/d"]) await writeSame(host, folder);
      await runSame(host, "a");
      assertEquals(host.printed.includes("this one's"), false);
      await runSame(host, "b");
      assertStringIncludes(
        host.printed,
        "results/same is that of a/same.json; this one's is results/same-2\n",
      );
      await runSame(host, "c/d");
      const all = [["same", "Of a"], ["same-2", "Of b"], ["same-3", "Of c/d"]];
      assertEquals(await titles(host), all);
      for (const folder of ["b", "a"]) {
        await runSame(host, folder);
        assertMatch(host.printed, /plain +cached/);
      }
      assertEquals(await titles(host), all);
      assertStringIncludes(
        await Deno.readTextFile(join(host.folder, "results/same-2/report.html")),
        "Of b",
      );
      assertEquals(await run(host, "report", "results/same-2"), 0, host.complained);
      assertEquals(await run(host, "verify", "results/same-2/report.html"), 0, host.complained);
      const record = await recordIn(host, "same-2");
      assertEquals([record.name, record.file], ["same-2", "b/same.json"]);
      assertEquals(JSON.stringify(record).includes(host.folder), false);
    });
  },
);

Deno.test(needs("a file that was moved or edited keeps its folder", FILES), async () => {
  await withHost(async (host) => {
    await writeSame(host, "a");
    await runSame(host, "a");
    await writeSame(host, "a", { title: "Edited", question: "Something else?" });
    await runSame(host, "a");
    assertEquals(await titles(host), [["same", "Edited"]]);
    await Deno.rename(join(host.folder, "a"), join(host.folder, "moved"));
    await runSame(host, "moved");
    assertEquals(await titles(host), [["same", "Edited"]]);
    assertEquals((await recordIn(host, "same")).file, "moved/same.json");
    // Gone, and nothing says that this is the same one: nothing is lost.
    await Deno.remove(join(host.folder, "moved"), { recursive: true });
    await writeSame(host, "other");
    await runSame(host, "other");
    assertEquals(await titles(host), [["same", "Edited"], ["same-2", "Of other"]]);
  });
});

Deno.test(needs("results from before records said whose they are stay found", FILES), async () => {
  await withHost(async (host) => {
    await writeSame(host, "a");
    await runSame(host, "a");
    const path = join(host.folder, "results/same/experiment.json");
    const { file: _, warnings: __, ...old } = await recordIn(host, "same");
    await Deno.writeTextFile(path, JSON.stringify(old));
    assertEquals(await run(host, "report", "results/same"), 0, host.complained);
    await runSame(host, "a");
    assertMatch(host.printed, /plain +cached/);
    assertEquals(await titles(host), [["same", "Of a"]]);
    assertEquals((await recordIn(host, "same")).file, "a/same.json");
  });
});

Deno.test(
  needs("a file outside the project, and one called like another's second folder", FILES),
  async () => {
    await withHost(async (host) => {
      const results = join(host.folder, "project/results");
      await Deno.mkdir(join(host.folder, "project"));
      const inside = { ...host, results: () => results };
      await writeSame(host, "a");
      await writeSame(host, "b");
      await writeTiny(host, { variants: { plain: {} } });
      await Deno.rename(join(host.folder, "tiny.json"), join(host.folder, "same-2.json"));
      for (const file of ["a/same.json", "b/same.json", "same-2.json"]) {
        assertEquals(await run(inside, "run", file), 0, host.complained);
      }
      const files = ["same", "same-2", "same-2-2"].map((name) =>
        JSON.parse(Deno.readTextFileSync(join(results, name, "experiment.json"))).file
      );
      assertEquals(files, ["../a/same.json", "../b/same.json", "../same-2.json"]);
    });
  },
);

Deno.test(
  needs("what the settings promise for steps that there are none of stands in the report", FILES),
  async () => {
    await withHost(async (host) => {
      const learningRate = { schedule: "step", milestones: [100] };
      await writeTiny(host, { training: { steps: 20, learningRate }, variants: { plain: {} } });
      assertEquals(await run(host, "run", "tiny.json"), 0, host.complained);
      const note = "the step decay never happens: its milestone 100 lies beyond the end";
      assertStringIncludes(host.complained, `Warning: variant "plain": ${note}`);
      const page = () => Deno.readTextFile(join(host.folder, "results/tiny/report.html"));
      assertStringIncludes(await page(), note);
      assertEquals(await run(host, "report", "results/tiny"), 0, host.complained);
      assertStringIncludes(await page(), note);
      assertEquals(await run(host, "verify", "results/tiny/report.html"), 0, host.complained);
    });
  },
);
