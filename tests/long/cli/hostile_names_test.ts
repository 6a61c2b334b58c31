import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { join } from "node:path";
import { harmless } from "../../../conduct/harmless.ts";
import { needs } from "../../permissions.ts";
import { problemOfPath } from "../../runner/config/fuzz/paths.ts";
import { run, runFolder, type TestHost, withHost, writeTiny } from "../../cli/host.ts";
import { outside, writesOf } from "../../cli/writes.ts";

const FILES = { read: true, write: ".cache" } as const;
const QUICK = { training: { steps: 1 }, dataset: { source: "first-names", first: 30 } };

/**
 * Carries a command line out that must write nothing but below results/, and show no stack trace.
 *
 * @returns its exit code
 */
async function tryOut(host: TestHost, ...args: string[]): Promise<number> {
  host.printed = host.complained = "";
  let exitCode = NaN;
  const written = await writesOf(async () => {
    exitCode = await run(host, ...args);
  });
  assertEquals(outside(host.results(), written), []);
  assertEquals(/^\s+at .*:\d+:\d+/m.test(host.complained), false, host.complained);
  return exitCode;
}

/** A command line that is refused: exit code 2, a message, nothing written. */
async function assertRefused(host: TestHost, args: string[], message: string): Promise<void> {
  const before = namesIn(host.folder);
  assertEquals(await tryOut(host, ...args), 2, host.complained);
  assertStringIncludes(host.complained, message);
  assertEquals([host.printed, namesIn(host.folder)], ["", before]);
}

const namesIn = (folder: string) => [...Deno.readDirSync(folder)].map(({ name }) => name).sort();

Deno.test(
  needs("files that no folder of results can be named after are refused, and why", FILES),
  async () => {
    const why = {
      "nul.json": "Windows reserves it",
      "CON.json": "Windows reserves it",
      "aux.x.json": "Windows reserves it",
      "com¹.json": "Windows reserves it",
      ".json": "it is empty",
      "..json": "it begins with a dot",
      "...json": "it begins with a dot",
      "...": "it begins with a dot",
      "a .json": "ends with a dot or a space",
      "a..json": "ends with a dot or a space",
      " a.json": "begins with a space",
      "\u00a0a.json": "begins with a space",
      "a\nb.json": "a control character",
      "a:b.json": "one of / \\ < > :",
      "<b>.json": "one of / \\ < > :",
      "\u202ea.json": "an invisible character that turns the text's direction",
      "a\u200f.json": "an invisible character that turns the text's direction",
      "a\u2028b.json": "an invisible character",
      [`${"x".repeat(101)}.json`]: "more than 100 characters",
    };
    await withHost(async (host) => {
      await writeTiny(host);
      const text = await Deno.readTextFile(join(host.folder, "tiny.json"));
      for (const [name, reason] of Object.entries(why)) {
        try {
          await Deno.writeTextFile(join(host.folder, name), text);
        } catch {
          continue; // this file system does not take such a name
        }
        await assertRefused(host, ["run", `./${name}`], reason);
        await assertRefused(host, ["run", join(host.folder, name)], reason);
      }
    });
  },
);

Deno.test(needs("paths that are no files are refused in plain words", FILES), async () => {
  await withHost(async (host) => {
    const long = "x".repeat(300);
    for (const command of ["run", "gradcheck", "sample", "report", "verify"]) {
      await assertRefused(host, [command, "../../x"], "../../x");
      await assertRefused(host, [command, "/x/y"], "/x/y");
      await assertRefused(host, [command, "a\0b"], "unexpected NUL byte");
      await assertRefused(host, [command, long], "File name too long");
      await assertRefused(host, [command, "con"], "con");
      await assertRefused(host, [command, ".."], "folder");
      await assertRefused(host, [command, "\u202e\n"], "\u202e\n");
    }
  });
});

Deno.test(needs("odd but honest file names name a folder of results", FILES), async () => {
  const names = ["\u{1f600}", "漢".repeat(80), "$(x)", "e\u0301", "\u00e9", "console", "a.b", "-x"];
  await withHost(async (host) => {
    await writeTiny(host, { ...QUICK, variants: { only: {} } });
    const text = await Deno.readTextFile(join(host.folder, "tiny.json"));
    for (const name of names) {
      await Deno.writeTextFile(join(host.folder, `${name}.json`), text);
      const path = name === "-x" ? "./-x.json" : `${name}.json`;
      assertEquals(await tryOut(host, "run", path), 0, host.complained);
      const page = join(host.results(), name, "report.html");
      assert((await Deno.stat(page)).isFile);
    }
    await Deno.mkdir(join(host.folder, "deeper"));
    await Deno.writeTextFile(join(host.folder, "deeper/up.json"), text);
    assertEquals(await tryOut(host, "run", "./deeper/../deeper/up.json"), 0);
    assertEquals(new Set(namesIn(host.results())), new Set([...names, "up"]));
  });
});

Deno.test(
  needs("variants that only their case or accents tell apart get folders of their own", FILES),
  async () => {
    const names = [
      "A",
      "a",
      "\u00e9",
      "e\u0301",
      "ς",
      "σ",
      "../a",
      "/etc",
      "con",
      "..",
      "a.",
      "\u{1f600}",
    ]
      .concat(["\u202ea", "x".repeat(100), "ẞ", "ss", "nul.json", "$(x)"]);
    await withHost(async (host) => {
      const variants = Object.fromEntries(names.map((name) => [name, {}]));
      await writeTiny(host, { ...QUICK, variants });
      assertEquals(await tryOut(host, "run", "tiny.json"), 0, host.complained);
      assertEquals(host.printed, harmless(host.printed));
      const folders = namesIn(join(host.results(), "tiny"))
        .filter((name) => /-[0-9a-f]{8}$/.test(name));
      assertEquals(folders.length, names.length);
      const seen = folders.map((name) => name.normalize("NFD").toUpperCase());
      assertEquals(new Set(seen).size, names.length);
      for (const name of folders) assertEquals(problemOfPath(`results/${name}`), undefined);
    });
  },
);

Deno.test(needs("variants' names that cannot be shown are refused", FILES), async () => {
  await withHost(async (host) => {
    const refused: Record<string, string> = {
      "a\0": "must not contain control characters",
      "a\nb": "must not contain control characters",
      "a ": "must not begin or end with white space",
      [`${"x".repeat(300)}`]: "must have at most 100 characters",
      "\ud800": "half a surrogate pair",
    };
    for (const [name, reason] of Object.entries(refused)) {
      await writeTiny(host, { variants: { [name]: {} } });
      await assertRefused(host, ["run", "tiny.json"], reason);
    }
  });
});

Deno.test(needs("--set cannot lead a run out of results/", FILES), async () => {
  await withHost(async (host) => {
    await writeTiny(host, { ...QUICK, variants: { only: {} } });
    const set = (value: string) => ["run", "tiny.json", "--set", value];
    for (const title of ["../../x", "\u202eabc", "</title><script>", "x".repeat(200)]) {
      assertEquals(await tryOut(host, ...set(`title=${title}`)), 0, host.complained);
    }
    assertEquals(namesIn(host.results()), ["tiny"]);
    await assertRefused(host, set("title=\x1b[2J"), "must not contain control characters");
    await assertRefused(host, set("title=a\0"), "must not contain control characters");
    await assertRefused(host, set("name=../../x"), "name is not a known key");
    await assertRefused(host, set("variants.../../x=1"), "is no key path");
  });
});

Deno.test(
  needs("data files that are none are refused, whatever they are called", FILES),
  async () => {
    await withHost(async (host) => {
      await writeTiny(host, { ...QUICK, variants: { only: {} } });
      await Deno.writeTextFile(join(host.folder, "a.csv"), "\u00e9,constructor\nab,cd\n");
      const source = (value: object) => [
        "run",
        "tiny.json",
        "--set",
        `dataset.source=${JSON.stringify(value)}`,
      ];
      const files: Record<string, string> = {
        "../../x": "Cannot read ../../x: there is no such file",
        "a\0b": "unexpected NUL byte",
        "x/y": "there is no such file",
        "tiny.json/x": "a part of its path is not a folder",
        ["x".repeat(300)]: "File name too long",
        "/": "it is a folder",
        "..": "it is a folder",
        "/dev/zero": "it is not a regular file",
        "\u202e": "there is no such file",
      };
      for (const [file, reason] of Object.entries(files)) {
        if (file.startsWith("/dev") && Deno.build.os === "windows") continue;
        await assertRefused(host, source({ file }), reason);
        await assertRefused(host, source({ csv: file, column: "x" }), reason);
      }
      for (
        const column of ["__proto__", "toString", "\0", "", "e\u0301", "x".repeat(1024), "\u202e"]
      ) {
        await assertRefused(host, source({ csv: "a.csv", column }), "a.csv has no column ");
      }
    });
  },
);

Deno.test(needs("sample reads a stranger's folder with suspicion", FILES), async () => {
  await withHost(async (host) => {
    await writeTiny(host, { ...QUICK, variants: { only: {} } });
    assertEquals(await run(host, "run", "tiny.json"), 0);
    const good = join(host.folder, runFolder(host, "only"));
    const folder = join(host.folder, "folder");
    const put = async (file: string, content?: string | Uint8Array) => {
      await Deno.mkdir(folder, { recursive: true });
      for (const { name } of Deno.readDirSync(good)) {
        await Deno.copyFile(join(good, name), join(folder, name));
      }
      if (content === undefined) return await Deno.remove(join(folder, file));
      const bytes = typeof content === "string" ? new TextEncoder().encode(content) : content;
      await Deno.writeFile(join(folder, file), bytes);
    };
    const read = async (file: string) => JSON.parse(await Deno.readTextFile(join(good, file)));
    const summary = await read("summary.json");
    const config = await read("config.json");
    const huge = { ...config, model: { ...config.model, hiddenSizes: Array(64).fill(65_536) } };
    const other = { ...config, model: { ...config.model, hiddenSizes: [7] } };
    const broken: [file: string, content: string | undefined, message: string][] = [
      ["summary.json", undefined, "is not the folder of a finished run"],
      ["summary.json", "{", "folder"],
      ["summary.json", "null", "summary.json"],
      ["summary.json", JSON.stringify({ ...summary, seed: "x" }), "seed must be a number"],
      [
        "summary.json",
        JSON.stringify({ ...summary, dataset: { ...summary.dataset, vocabulary: undefined } }),
        "dataset.vocabulary is missing",
      ],
      ["config.json", "[]", "config.json"],
      ["config.json", JSON.stringify({ ...config, model: 1 }), "model must be an object"],
      ["config.json", JSON.stringify(huge), "million parameters; at most 50 million are allowed"],
      ["config.json", JSON.stringify(other), "Weights do not fit the model"],
      ["model.safetensors", "", "folder"],
      [
        "model.safetensors",
        "\x02\0\0\0\0\0\0\0{}",
        "Weights do not fit the model: C wants [27,2]",
      ],
    ];
    for (const [file, content, message] of broken) {
      await put(file, content);
      await assertRefused(host, ["sample", "folder"], message);
    }

    const vocabulary = summary.dataset.vocabulary.map((letter: string) =>
      letter === "." ? letter : "\x1b[2J\u202e"
    );
    await put(
      "summary.json",
      JSON.stringify({ ...summary, dataset: { ...summary.dataset, vocabulary } }),
    );
    assertEquals(await tryOut(host, "sample", "folder"), 0, host.complained);
    assertMatch(host.printed, /‹U\+001B›\[2J‹U\+202E›/);
    assertEquals(host.printed, harmless(host.printed));
  });
});
