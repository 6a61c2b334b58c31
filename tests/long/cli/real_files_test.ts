import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { join } from "node:path";
import { needs } from "../../permissions.ts";
import { readExperiment } from "../../../runner/store/experiment_store.ts";
import type { StoredRun } from "../../../runner/results.ts";
import { run, withHost, writeTiny } from "../../cli/host.ts";

const FILES = { read: true, write: ".cache" } as const;

interface Told {
  code: number;
  printed: string;
  complained: string;
  runs: StoredRun[];
}

/** Runs tiny.json on a file "data" of these bytes. */
async function runOn(
  bytes: string | Uint8Array,
  dataset: Record<string, unknown>,
  changes: Record<string, unknown> = {},
): Promise<Told> {
  let told: Told | undefined;
  await withHost(async (host) => {
    await Deno.writeFile(
      join(host.folder, "data"),
      typeof bytes === "string" ? new TextEncoder().encode(bytes) : bytes,
    );
    await writeTiny(host, { dataset, variants: { a: {} }, ...changes });
    const code = await run(host, "run", "tiny.json");
    const runs = code === 0 ? (await readExperiment(join(host.folder, "results/tiny"))).runs : [];
    if (code === 0) assertEquals(await run(host, "verify", "results/tiny/report.html"), 0);
    told = { code, printed: host.printed, complained: host.complained, runs };
  });
  return told!;
}

const refused = async (...args: Parameters<typeof runOn>) => {
  const { code, complained } = await runOn(...args);
  assertEquals(code, 2);
  assert(!complained.includes("    at "), complained);
  return complained;
};

const latin = (text: string) => Uint8Array.from(text, (c) => c.charCodeAt(0));
const file = { source: { file: "data" } };
const symbols = ({ runs }: Told) => runs[0].summary.dataset.vocabulary;
const SWEDISH = ["åsa", "östen", "ärla", "björn", "märta", "håkan", "siv", "örjan", "göran", "åke"];

Deno.test(
  needs("a list in Windows' encoding is refused with the key, and read with it", FILES),
  async () => {
    const bytes = latin(SWEDISH.join("\r\n") + "\r\n");
    const message = await refused(bytes, file);
    assertStringIncludes(
      message,
      'data:1: byte 1 (0xe5) is not valid UTF-8; it is likely "windows-1252" (the line reads "åsa")',
    );
    const told = await runOn(bytes, { source: { file: "data", encoding: "windows-1252" } });
    assertEquals(symbols(told).join(""), ".abeghijklmnrstväåö");
    assertStringIncludes(
      await refused(bytes, { source: { file: "data", encoding: "windws-1252" } }),
      'found "windws-1252"; did you mean "windows-1252"?',
    );
  },
);

Deno.test(
  needs("UTF-16 with a mark just works, and so do other encodings by their key", FILES),
  async () => {
    const units = Uint16Array.from("\ufeff" + SWEDISH.join("\r\n"), (c) => c.charCodeAt(0));
    const told = await runOn(new Uint8Array(units.buffer), file);
    assertStringIncludes(
      told.printed,
      "Note: data is read as UTF-16LE, as its byte-order mark says.",
    );
    assertEquals(symbols(told).at(-1), "ö");
    const koi8 = Uint8Array.from([0xcb, 0xcf, 0xd4, 0x0a, 0xcb, 0xcf, 0xd4, 0xc1, 0x0a]);
    const cats = await runOn(koi8, {
      source: { file: "data", encoding: "koi8-r" },
      splits: [1, 0, 0],
    });
    assertEquals(symbols(cats).join(""), ".акот");
  },
);

Deno.test(needs("letters composed in two ways are told of and put right", FILES), async () => {
  const lines = [...SWEDISH, ...SWEDISH.map((line) => line.normalize("NFD"))].join("\n");
  const told = await runOn(lines, file);
  assertStringIncludes(told.printed, "Note: Some letters are written in two ways:");
  const mended = await runOn(lines, { ...file, normalize: "NFC" });
  assertEquals(symbols(mended).length, symbols(told).length - 3);
  assert(!mended.printed.includes("two ways"));
  assert(mended.runs[0].summary.hash !== told.runs[0].summary.hash);
});

Deno.test(needs("dots are letters like any other", FILES), async () => {
  const names = ["j.r. reed", "a.b. stone", "st. olaf", "tom"];
  const told = await runOn(names.join("\n"), { ...file, splits: [1, 0, 0] });
  assertEquals(symbols(told).slice(0, 3), ["⏎", " ", "."]);
  const molecules = await runOn("CC(=O)O.[Na+]\nC1=CC=CC=C1\n[Cl-].CN\n", {
    ...file,
    splits: [1, 0, 0],
  });
  assertEquals(symbols(molecules)[0], "⏎");
});

Deno.test(needs("repeated lines are told of, and dropped on demand", FILES), async () => {
  const lines = Array.from({ length: 300 }, (_, i) => `n${i % 30}`).join("\n");
  const told = await runOn(lines, file);
  assertStringIncludes(told.printed, "Note: 100 % of val's lines (30 of 30) and 100 % of test's");
  assertEquals(told.runs[0].summary.dataset.repeated, { val: 1, test: 1 });
  const mended = await runOn(lines, { ...file, duplicates: "drop" });
  assertStringIncludes(mended.printed, 'Note: "duplicates" has dropped 270 of 300 lines.');
  assertEquals(mended.runs[0].summary.dataset.size, 30);
  assertEquals(mended.runs[0].summary.dataset.repeated, { val: 0, test: 0 });
});

Deno.test(
  needs("spaces and tabs at the ends of lines are told of, and trimmed on demand", FILES),
  async () => {
    const told = await runOn("anna \nbob\t\ncleo\ndina  \n", { ...file, splits: [1, 0, 0] });
    assertStringIncludes(told.printed, "Note: 3 lines begin or end with spaces or tabs");
    const mended = await runOn("anna \nbob\t\ncleo\ndina  \n", {
      ...file,
      splits: [1, 0, 0],
      trim: true,
    });
    assertEquals(symbols(mended).join(""), ".abcdeilno");
  },
);

Deno.test(needs("the delimiter of a CSV file is found, or named", FILES), async () => {
  const csv = (source: object) => ({
    source: { csv: "data", column: "name", ...source },
    splits: [1, 0, 0],
  });
  for (const [delimiter, shown] of [[";", '";"'], ["\t", "tabs"], ["|", '"|"']]) {
    const rows = ["name,age", 'anna,"3"', "bob,4"].join("\n").replaceAll(",", delimiter);
    const told = await runOn(rows, csv({}));
    assertStringIncludes(
      told.printed,
      `Note: The fields of data stand between ${shown}, as its header tells.`,
    );
    assertEquals(symbols(told).join(""), ".abno");
    const given = await runOn(rows, csv({ delimiter }));
    assertEquals(given.runs[0].summary.hash, told.runs[0].summary.hash);
  }
  assertStringIncludes(
    await refused("Name;age\nanna;3\n", csv({})),
    'data has no column "name"; did you mean "Name"? (its columns, split at ";": "Name", "age")',
  );
  assertStringIncludes(await refused("a\nb", csv({ delimiter: ";;" })), "must be one character");
  const excel = await runOn("sep=#\nname#age\r\nanna#3\r\nbob#4\r\n", csv({}));
  assertEquals(symbols(excel).join(""), ".abno");
});

Deno.test(needs("running text is one sequence, and its samples run on", FILES), async () => {
  const text = 'The hill stood.\r\n\r\n"Why not?" said he.\n'.repeat(10);
  const told = await runOn(text, { source: { text: "data" } }, {
    samples: { count: 2, maxLength: 40, beginning: "The hill" },
  });
  const [{ summary }] = told.runs;
  assertEquals([summary.dataset.size, summary.dataset.vocabulary[0]], [370, "\n"]);
  assertEquals(summary.dataset.examples, { train: 330, val: 34, test: 0 });
  assertStringIncludes(told.printed, "data (370 symbols, 330 training examples)");
  assert(summary.samples.every((sample) => sample.length === 40 && sample.startsWith("The hill")));
  assertEquals(summary.inTraining, [false, false]);
  const complaint = await refused(text, { source: { text: "data" }, first: 3, shuffleSeed: 1 });
  assertStringIncludes(complaint, "dataset.first takes the first lines, and running text has none");
  assertStringIncludes(complaint, "dataset.shuffleSeed must be false: it shuffles lines");
  const code = await runOn("if (a) {\n\treturn b;\n}\n".repeat(20), { source: { text: "data" } });
  assert(symbols(code).includes("\t"));
});

Deno.test(needs("tokens are symbols of several letters", FILES), async () => {
  const config = { ...file, splits: [1, 0, 0], tokens: { separator: " " } };
  const told = await runOn("sol_1 la_2 sol_1\nre_4 sol_1\n", config, {
    samples: { beginning: "re_4" },
  });
  assertEquals(symbols(told), [".", "la_2", "re_4", "sol_1"]);
  assert(told.runs[0].summary.samples.every((sample) => sample.startsWith("re_4")));
  assertStringIncludes(
    await refused("sol_1 la_2\n", config, { samples: { beginning: "sol_2" } }),
    'samples.beginning has "sol_2", which the data do not have',
  );
});

Deno.test(
  needs("causes are named: old Macintosh, one line, UTF-16 without a mark", FILES),
  async () => {
    const mac = await runOn("anna\rbob\rcleo\r", { ...file, splits: [1, 0, 0] });
    assertStringIncludes(mac.printed, "Note: data has line ends of old Macintosh files (CR)");
    assertStringIncludes(await refused("ab ".repeat(100), file), "running text is {");
    assertStringIncludes(
      await refused(
        new Uint8Array(Uint16Array.from("anna\nbob\n", (c) => c.charCodeAt(0)).buffer),
        file,
      ),
      'looks like UTF-16 without a byte-order mark; set "encoding": "utf-16le" in dataset.source',
    );
  },
);

Deno.test(
  needs("variants may read one file in several ways, and the report is made again", FILES),
  async () => {
    await withHost(async (host) => {
      await Deno.writeTextFile(
        join(host.folder, "data"),
        "Anna b\nBob a\nanna b\nCleo a\n".repeat(5),
      );
      await writeTiny(host, {
        dataset: { source: { file: "data" } },
        variants: {
          plain: {},
          small: { dataset: { lowercase: true } },
          words: { dataset: { tokens: { separator: " " } } },
          text: { dataset: { source: { text: "data" } } },
          same: { dataset: { normalize: "NFC", trim: true } },
        },
      });
      assertEquals(await run(host, "run", "tiny.json"), 0, host.complained);
      const { runs, texts } = await readExperiment(join(host.folder, "results/tiny"));
      assertEquals(new Set(runs.map(({ summary }) => summary.hash)).size, 4);
      assertEquals(runs[0].summary.hash, runs[4].summary.hash);
      assertEquals(texts.length, 4);
      assertEquals(await run(host, "report", "results/tiny"), 0, host.complained);
      assertEquals(await run(host, "verify", "results/tiny"), 0, host.printed);
      await Deno.remove(join(host.folder, "data"));
      assertEquals(await run(host, "report", "results/tiny"), 0, host.complained);
    });
  },
);
