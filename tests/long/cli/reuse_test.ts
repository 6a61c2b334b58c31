import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { join } from "node:path";
import { needs } from "../../permissions.ts";
import { run, runFolder, type TestHost, withHost, writeTiny } from "../../cli/host.ts";

const FILES = { read: true, write: ".cache" } as const;

/** Runs the experiment again. @returns how each run ended, by its label */
async function again(host: TestHost, code = 0): Promise<string[]> {
  host.printed = host.complained = "";
  assertEquals(await run(host, "run", "tiny.json"), code, host.complained);
  return host.printed.split("\n").filter((line) => /(cached|done|DIVERGED) /.test(line))
    .map((line) => line.replace(/ +(cached|done|DIVERGED).*/, ": $1")).sort();
}

async function edit(file: string, change: (text: string) => string): Promise<void> {
  const before = await Deno.readTextFile(file);
  const after = change(before);
  assertEquals(after === before, false);
  await Deno.writeTextFile(file, after);
}

Deno.test(needs("a seed, a variant or another name trains only what is new", FILES), async () => {
  await withHost(async (host) => {
    await writeTiny(host, { variants: { plain: {} } });
    assertEquals(await again(host), ["plain: done"]);
    await writeTiny(host, { variants: { plain: {} }, seeds: [42, 43] });
    assertEquals(await again(host), ["plain (seed 42): cached", "plain (seed 43): done"]);
    const relu = { model: { activation: "relu" } };
    await writeTiny(host, { variants: { renamed: {}, relu }, title: "Another title" });
    assertEquals(await again(host), ["relu: done", "renamed: cached"]);
    assertMatch(host.printed, /^renamed +\d/m);
    assertEquals(await run(host, "report", "results/tiny"), 0);
  });
});

Deno.test(needs("a run that diverged is not trained again, and still fails", FILES), async () => {
  await withHost(async (host) => {
    const wild = { training: { learningRate: { initial: 1e30 } }, model: { activation: "relu" } };
    await writeTiny(host, { variants: { wild } });
    assertMatch((await again(host, 1))[0], /^wild: DIVERGED/);
    assertEquals(await again(host, 1), ["wild: cached"]);
    assertMatch(host.printed, /cached +DIVERGED at step \d/);
  });
});

Deno.test(
  needs("a run that is stopped as hopeless is stored as such, and has not failed", FILES),
  async () => {
    await withHost(async (host) => {
      const lr = (initial: number) => ({ training: { learningRate: { initial } } });
      await writeTiny(host, {
        training: { steps: 60, stopWhen: { averagedOver: 5, after: 10 } },
        variants: { fine: lr(0.1), wild: lr(300) },
      });
      assertEquals(await again(host), ["fine: done"]);
      const end =
        /wild +stopped as hopeless at step \d\d +val loss \S+, worse than guessing \(ln 27 = 3\.2958\)/;
      assertMatch(host.printed, end);
      assertEquals(await again(host), ["fine: cached", "wild: cached"]);
      assertMatch(host.printed, /wild +cached +stopped as hopeless at step \d\d +val loss /);
      assertStringIncludes(host.printed, "Stopped as hopeless: wild.");
      const folder = join(host.folder, runFolder(host, "wild"));
      const { status, steps, final } = JSON.parse(
        await Deno.readTextFile(`${folder}/summary.json`),
      );
      assertEquals([status, steps < 60, final.length > 1], ["hopeless", true, true]);
      assertEquals(await run(host, "report", "results/tiny"), 0);
      assertEquals(await run(host, "verify", "results/tiny/report.html"), 0, host.complained);
      assertMatch(
        host.printed,
        /wild-\w+ .*the same, bit for bit.*was stopped as hopeless at step \d\d/,
      );
      assertEquals(await run(host, "sample", runFolder(host, "wild")), 0, host.complained);
    });
  },
);

Deno.test(
  needs("a summary or config that is altered is said, and the run is trained again", FILES),
  async () => {
    const changes: [file: string, from: string | RegExp, to: string, message: string][] = [
      ["summary.json", '"hashes"', '"hashez"', "hashes is missing"],
      ["summary.json", '"final": [', '"final": null, "x": [', "final must be a list"],
      ["summary.json", /^[^]*$/, "null", "it must be an object"],
      ["config.json", /^[^]*$/, "null", "it must be an object"],
      ["inspections.json", /^[^]*$/, '[{"step": 0}]', "layers is missing"],
      ["summary.json", /("split": "val",[^}]*"loss": )\d/, "$19", "its final losses are not those"],
    ];
    await withHost(async (host) => {
      await writeTiny(host, { variants: { plain: {} } });
      await again(host);
      const folder = join(host.folder, runFolder(host, "plain"));
      for (const [file, from, to, message] of changes) {
        await edit(join(folder, file), (text) => text.replace(from, to));
        assertEquals(await again(host), ["plain: done"]);
        assertStringIncludes(host.complained, message);
        assertStringIncludes(host.complained, "; the run is trained again\n");
        assertEquals(await again(host), ["plain: cached"]);
        assertEquals(host.complained, "");
      }
    });
  },
);

Deno.test(
  needs("verify notices final losses that were altered, and missing runs", FILES),
  async () => {
    await withHost(async (host) => {
      await writeTiny(host);
      await again(host);
      const folder = join(host.folder, runFolder(host, "plain"));
      await edit(
        join(folder, "summary.json"),
        (text) =>
          text.replace(
            /("final": ")\w/,
            (_, start) => `${start}${text.includes('"final": "0') ? 1 : 0}`,
          ),
      );
      host.printed = "";
      assertEquals(await run(host, "verify", "results/tiny"), 1);
      assertMatch(host.printed, /plain-\w+ +DIFFERENT: .*its final losses are not/);
      await Deno.remove(join(folder, "summary.json"));
      assertEquals(await run(host, "report", "results/tiny"), 1);
      for (const what of ["results/tiny", "results/tiny/report.html"]) {
        host.printed = host.complained = "";
        assertEquals(await run(host, "verify", what), 2, what);
        assertStringIncludes(host.printed, "2 runs: 1 the same, 0 different, 1 not compared");
        assertStringIncludes(host.complained, "Not compared: ");
      }
    });
  },
);

Deno.test(needs("what lies in the way of an experiment's files is set aside", FILES), async () => {
  await withHost(async (host) => {
    await writeTiny(host, { variants: { plain: {} } });
    await again(host);
    const folder = join(host.folder, "results/tiny");
    for (const name of ["gradcheck.json", "report.html", "experiment.json"]) {
      await Deno.remove(join(folder, name));
      await Deno.mkdir(join(folder, name));
    }
    await Deno.remove(join(folder, "datasets"), { recursive: true });
    await Deno.writeTextFile(join(folder, "datasets"), "in the way");
    await Deno.writeTextFile(join(folder, "report.html.0123abcd.tmp"), "half of");
    assertEquals(await again(host), ["plain: cached"]);
    assertEquals(host.complained.match(/it is now called/g)?.length, 4);
    const names = Array.from(Deno.readDirSync(folder), ({ name }) => name);
    assertEquals(names.filter((name) => name.endsWith(".tmp")), []);
    assertEquals(names.filter((name) => name.endsWith(".bad")).length, 4);
  });
});

Deno.test(needs("a kept text that was altered is written anew", FILES), async () => {
  await withHost(async (host) => {
    await writeTiny(host, { variants: { plain: {} } });
    await again(host);
    const datasets = join(host.folder, "results/tiny/datasets");
    const [{ name }] = Deno.readDirSync(datasets);
    const whole = await Deno.readTextFile(join(datasets, name));
    await Deno.writeTextFile(join(datasets, name), `x${whole}`);
    await again(host);
    assertEquals(await Deno.readTextFile(join(datasets, name)), whole);
  });
});
