import { assert, assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { InputError } from "../../../runner/errors.ts";
import { readSource, type SourceOptions } from "../../../runner/data/sources.ts";
import { namesTxt, needsNamesTxt } from "../../names_txt.ts";
import { needs } from "../../permissions.ts";

const FILES = { read: true, write: ".cache" } as const;
const HOST = "raw.githubusercontent.com";
const FIRST_NAMES_SHA256 = "1bf57faa9a8675e2b5114072fd1c9dcaf44a68e3643482055851a1abc9643150";

/** Runs `test` in a folder of its own, with `files` in it. */
async function inFolder(
  files: Record<string, string | Uint8Array>,
  test: (base: string) => Promise<void>,
) {
  await Deno.mkdir(".cache", { recursive: true });
  const base = await Deno.realPath(await Deno.makeTempDir({ dir: ".cache" }));
  try {
    for (const [name, content] of Object.entries(files)) {
      const bytes = typeof content === "string" ? new TextEncoder().encode(content) : content;
      await Deno.writeFile(`${base}/${name}`, bytes);
    }
    await test(base);
  } finally {
    await Deno.remove(base, { recursive: true });
  }
}

const linesIn = (content: string | Uint8Array) => {
  let lines: string[] = [];
  return inFolder({ "a.txt": content }, async (base) => {
    lines = (await readSource({ file: "a.txt" }, { base })).lines;
  }).then(() => lines);
};

/** That reading `content` as a.txt fails with just this message. */
async function refuses(content: string | Uint8Array, message: string) {
  const error = await assertRejects(() => linesIn(content), InputError);
  assertEquals(error.message, message);
}

const columnIn = (content: string, column = "name") => {
  let lines: string[] = [];
  return inFolder({ "a.csv": content }, async (base) => {
    lines = (await readSource({ csv: "a.csv", column }, { base })).lines;
  }).then(() => lines);
};

async function refusesCsv(content: string, message: string, column?: string) {
  const error = await assertRejects(() => columnIn(content, column), InputError);
  assertEquals(error.message, message);
}

// ---- text files ----

Deno.test(needs("a text file's lines are read as they stand", FILES), async () => {
  await inFolder({ "my names.txt": "emma\nolivia" }, async (base) => {
    assertEquals(await readSource({ file: "my names.txt" }, { base }), {
      name: "my names.txt",
      lines: ["emma", "olivia"],
      sha256: "fecc118f21fa7dfcd3fda0ea472bdfcf15967882527a5970e0c7ea752840e7c4",
    });
  });
  assertEquals(await linesIn(" mary ann \nJosé\n"), [" mary ann ", "José"]);
});

Deno.test(needs("a byte order mark, CR LF and blank lines are left out", FILES), async () => {
  assertEquals(await linesIn("\ufeffemma\r\n\r\n  \nava\n\n"), ["emma", "ava"]);
});

Deno.test(needs("emoji, combining, right-to-left and hostile texts are fine", FILES), async () => {
  const lines = ["👩‍👩‍👧", "e\u0301", "שלום", "\u202ea", "__proto__", "<script>", "=1+1", "\u{10ffff}"];
  assertEquals(await linesIn(lines.join("\n")), lines);
});

Deno.test(needs("a path is relative to the base or absolute", FILES), async () => {
  await inFolder({ "a.txt": "ab" }, async (base) => {
    const text = await readSource({ file: `${base}/a.txt` }, { base: "/elsewhere" });
    assertEquals([text.name, text.lines], ["a.txt", ["ab"]]);
  });
});

Deno.test(needs("a file that is not there or none is named with the reason", FILES), async () => {
  await inFolder({}, async (base) => {
    const message = async (file: string) =>
      (await assertRejects(() => readSource({ file }, { base }), InputError)).message;
    assertEquals(
      await message("b/a.txt"),
      `Cannot read b/a.txt: there is no such file (looked for ${base}/b/a.txt)`,
    );
    assertEquals(
      await message(`${base}/a.txt`),
      `Cannot read ${base}/a.txt: there is no such file`,
    );
    assertEquals(
      await message("."),
      `Cannot read .: it is a folder, not a file (looked for ${base})`,
    );
    assertEquals(await message("/dev/null"), "Cannot read /dev/null: it is not a regular file");
    assertStringIncludes(await message("a\0b"), "Cannot read a\0b: ");
    assertStringIncludes(await message("a".repeat(4000)), "File name too long");
  });
});

Deno.test(needs("of a file that is not there the likeliest other is named", FILES), async () => {
  await inFolder({ "towns.txt": "ab" }, async (base) => {
    const meant = async (file: string, from = base) =>
      (await assertRejects(() => readSource({ file }, { base: from }), InputError)).message
        .replace(/.*\(looked for [^)]*\)/, "");
    assertEquals(await meant("town.txt"), '; did you mean "towns.txt"?');
    await Deno.mkdir(`${base}/asked`);
    assertEquals(await meant("../twons.txt", `${base}/asked`), '; did you mean "../towns.txt"?');
    // Typed from the folder above.
    assertEquals(await meant("towns.txt", `${base}/asked`), '; did you mean "../towns.txt"?');
    assertEquals(await meant("rivers.txt"), "");
  });
});

Deno.test(needs("a part of a path that is a file is named as the reason", FILES), async () => {
  await inFolder({ "a.txt": "ab" }, async (base) => {
    await assertRejects(
      () => readSource({ file: "a.txt/b.txt" }, { base }),
      InputError,
      "Cannot read a.txt/b.txt: a part of its path is not a folder",
    );
  });
});

Deno.test("a file that may not be read is an input error", { permissions: "none" }, async () => {
  const error = await assertRejects(
    () => readSource({ file: "a.txt" }, { base: "/folder" }),
    InputError,
  );
  assertEquals(
    error.message,
    "Cannot read a.txt: --allow-read is not given for it (looked for /folder/a.txt)",
  );
});

Deno.test(needs("an absurdly large file is refused unread", FILES), async () => {
  await inFolder({ "a.txt": "" }, async (base) => {
    await Deno.truncate(`${base}/a.txt`, 300 * 2 ** 20);
    await assertRejects(
      () => readSource({ file: "a.txt" }, { base }),
      InputError,
      "Cannot read a.txt: it has 300 MB, and to train on it would take about 16.8 GB of memory; " +
        "at most 2 GB may be taken, which is a file of 30 MB with one run at once; take a part of it",
    );
  });
});

Deno.test(needs("a text without anything to learn is refused", FILES), async () => {
  await refuses("", "a.txt is empty");
  await refuses("\n \r\n", "a.txt holds nothing but blank lines");
  await refuses("\ufeff", "a.txt holds nothing but blank lines");
  await refuses(
    "😀\n😀😀\n",
    'a.txt holds no character but "😀"; a model needs at least two to choose from',
  );
});

Deno.test(needs("lines may hold dots, tabs and control characters", FILES), async () => {
  const lines = ["st. john", "a\tb", "b\0", "b\x9b31m", "CC(=O)O.[Na+]"];
  assertEquals(await linesIn(lines.join("\n")), lines);
});

Deno.test(needs("line ends of old Macintosh files are line ends", FILES), async () => {
  assertEquals(await linesIn("emma\rava\r\rmia\r"), ["emma", "ava", "mia"]);
  await inFolder({ "a.txt": "emma\rava\r" }, async (base) => {
    assertEquals((await readSource({ file: "a.txt" }, { base })).done, [
      "a.txt has line ends of old Macintosh files (CR); they are taken for line ends like any other.",
    ]);
  });
});

Deno.test(needs("bytes that are not UTF-8 are refused with line and byte", FILES), async () => {
  const refusal = async (bytes: number[], line: number, byte: number, hex: string) => {
    const error = await assertRejects(() => linesIn(new Uint8Array(bytes)), InputError);
    assertStringIncludes(
      error.message,
      `a.txt:${line}: byte ${byte} (0x${hex}) is not valid UTF-8; `,
    );
    assertStringIncludes(error.message, "in dataset.source, or save the file as UTF-8");
  };
  await refusal([0x61, 0x0a, 0x62, 0xe9, 0x0a], 2, 2, "e9");
  await refusal([0x61, 0xf0, 0x9f], 1, 2, "f0");
  await refusal([0x61, 0xed, 0xa0, 0x80], 1, 2, "ed");
  assertEquals(await linesIn("a\ufffdb"), ["a\ufffdb"]);
});

// ---- CSV files ----

Deno.test(needs("a column of a CSV file is read", FILES), async () => {
  const content = '\ufeffid,name\r\n1,"Ann, Mary"\r\n\r\n2,\r\n3,"say ""hi"""\r\n';
  assertEquals(await columnIn(content), ["Ann, Mary", 'say "hi"']);
  assertEquals(await columnIn("__proto__,a\nxy,b\n", "__proto__"), ["xy"]);
});

Deno.test(needs("a missing column is refused with those that are there", FILES), async () => {
  await refusesCsv(
    "id,nmae,Full Name\n1,a,b\n",
    'a.csv has no column "name"; did you mean "nmae"? (its columns: "id", "nmae", "Full Name")',
  );
  await refusesCsv("1,2\n", 'a.csv has no column "year" (its columns: "1", "2")', "year");
  const many = Array.from({ length: 30 }, (_, i) => `c${i}`);
  const shown = many.slice(0, 20).map((name) => `"${name}"`).join(", ");
  await refusesCsv(many.join(), `a.csv has no column "year" (its columns: ${shown}, …)`, "year");
});

Deno.test(needs("a CSV file of another shape is refused", FILES), async () => {
  await refusesCsv("", "a.csv is empty");
  await refusesCsv("\n\n", "a.csv holds nothing but blank lines");
  await refusesCsv("id,name\n", "a.csv has no rows below its header");
  await refusesCsv("name,name\na,b\n", 'a.csv has two columns called "name"');
  await refusesCsv(
    "id,name\n1,a\n2\n",
    "a.csv, row 3 (the header is row 1): found 1 field, but the header has 2",
  );
});

Deno.test(needs("malformed CSV is refused with line and column", FILES), async () => {
  await refusesCsv('id,name\n1,a"b\n', 'a.csv:2:4: no valid CSV: bare " in non-quoted-field');
  await refusesCsv(
    'id,name\n1,"a\n',
    'a.csv:2:1: no valid CSV: extraneous or missing " in quoted-field',
  );
});

Deno.test(needs("values of a column are checked like lines", FILES), async () => {
  assertEquals(await columnIn("name\nab\na.b\n"), ["ab", "a.b"]);
  await refusesCsv(
    'name\n"a\nb"\n',
    'a.csv, row 2 (the header is row 1): "a\\nb" holds a line break, which ends a line and cannot be in one',
  );
  await refusesCsv("name,id\n,1\n", 'column "name" of a.csv holds nothing but blank lines');
});

// ---- names ----

Deno.test("the first names that come with handgrad are the documented ones", async () => {
  const { name, lines, sha256, notice } = await readSource("first-names", { base: "/" });
  assertEquals([name, lines.length, sha256, notice], [
    "first-names",
    8403,
    FIRST_NAMES_SHA256,
    undefined,
  ]);
  assertEquals([...new Set(lines)].sort(), lines);
  assert(lines.every((line) => /^[a-z]{2,13}$/.test(line)));
});

/** A `fetch` that gives `answer` and counts how often it is asked. */
function fakeFetch(answer: () => Response | Promise<Response>) {
  const asked: string[] = [];
  const fetch = (input: string | URL | Request) => {
    asked.push(String(input));
    return Promise.resolve(answer());
  };
  return { asked, fetch: fetch as typeof globalThis.fetch };
}

const noFetch = fakeFetch(() => {
  throw new Error("must not download");
}).fetch;

/** The bytes of names.txt. */
const namesBytes = () => new TextEncoder().encode(namesTxt().lines.join("\n"));

Deno.test(
  needs("names.txt is taken from the folder that HANDGRAD_DATA says", {
    ...needsNamesTxt,
    ...FILES,
  }),
  async () => {
    await inFolder({ "names.txt": namesBytes() }, async (base) => {
      const parent = base.slice(0, base.lastIndexOf("/"));
      const namesFolder = base.slice(parent.length + 1);
      const text = await readSource("names", { base: parent, namesFolder, fetch: noFetch });
      assertEquals([text.name, text.lines.length, text.notice], ["names", 32033, undefined]);
      assertEquals(text.sha256, "0a30b5557f192f32ab962680889aac5f6fda0f4cecf40a6d0b5694f58ea8cc4d");
    });
  },
);

Deno.test(needs("another names.txt in HANDGRAD_DATA is refused", FILES), async () => {
  await inFolder({ "names.txt": "emma\nolivia" }, async (base) => {
    const error = await assertRejects(
      () => readSource("names", { base, namesFolder: ".", fetch: noFetch }),
      InputError,
    );
    assertEquals(
      error.message,
      `${base}/names.txt (HANDGRAD_DATA) is not makemore's names.txt: its SHA-256 is ` +
        "fecc118f21fa7dfcd3fda0ea472bdfcf15967882527a5970e0c7ea752840e7c4, not " +
        "0a30b5557f192f32ab962680889aac5f6fda0f4cecf40a6d0b5694f58ea8cc4d. The right one is at " +
        "https://raw.githubusercontent.com/karpathy/makemore/master/names.txt; to train on this " +
        'one, write "source": {"file": …} instead',
    );
  });
});

Deno.test(needs("a HANDGRAD_DATA that is no folder is refused", FILES), async () => {
  await inFolder({ "names.txt": "emma" }, async (base) => {
    const namesFolder = `${base}/names.txt`;
    const error = await assertRejects(
      () => readSource("names", { base, namesFolder, fetch: noFetch }),
      InputError,
    );
    assertEquals(
      error.message,
      `Cannot read ${namesFolder}/names.txt (HANDGRAD_DATA): a part of its path is not a folder`,
    );
  });
});

Deno.test(
  needs("names.txt is downloaded once and then taken from the cache", {
    ...needsNamesTxt,
    ...FILES,
  }),
  async () => {
    await inFolder({}, async (base) => {
      const { asked, fetch } = fakeFetch(() => new Response(namesBytes()));
      const options = { base, cache: "new/cache", namesFolder: "nowhere", fetch };
      for (let i = 0; i < 2; i++) {
        const { name, lines, notice } = await readSource("names", options);
        assertEquals([name, lines.length, notice], ["names", 32033, undefined]);
      }
      assertEquals(asked, [`https://${HOST}/karpathy/makemore/master/names.txt`]);
      assertEquals(await Array.fromAsync(Deno.readDir(`${base}/new/cache`), ({ name }) => name), [
        "names.txt",
      ]);
    });
  },
);

Deno.test(
  needs("a damaged cache is downloaded anew", {
    ...needsNamesTxt,
    ...FILES,
  }),
  async () => {
    await inFolder({ "names.txt": "emma\noliv" }, async (base) => {
      const { asked, fetch } = fakeFetch(() => new Response(namesBytes()));
      assertEquals((await readSource("names", { base, cache: base, fetch })).name, "names");
      assertEquals((await readSource("names", { base, cache: base, fetch })).name, "names");
      assertEquals(asked.length, 1);
    });
  },
);

Deno.test(
  needs("a cache that cannot be written does no harm", {
    ...needsNamesTxt,
    ...FILES,
  }),
  async () => {
    await inFolder({ "a.txt": "" }, async (base) => {
      const { asked, fetch } = fakeFetch(() => new Response(namesBytes()));
      const options = { base, cache: "a.txt", fetch };
      assertEquals((await readSource("names", options)).lines.length, 32033);
      assertEquals((await readSource("names", options)).lines.length, 32033);
      assertEquals(asked.length, 2);
    });
  },
);

/** That the first names stand in, with a notice that gives this reason. */
async function standsIn(options: SourceOptions, reason: string) {
  const { name, lines, sha256, notice } = await readSource("names", options);
  assertEquals([name, lines.length, sha256], ["first-names", 8403, FIRST_NAMES_SHA256]);
  assertEquals(
    notice,
    "The 8,403 first names that come with handgrad stand in for the 32,033 names of makemore's " +
      `names.txt, which could not be had: ${reason}. For the real ones, save ` +
      `https://${HOST}/karpathy/makemore/master/names.txt in a folder and set HANDGRAD_DATA to ` +
      "that folder.",
  );
}

Deno.test(
  needs("where names.txt cannot be had, the first names stand in and say why", FILES),
  async () => {
    await inFolder({}, async (base) => {
      const answers: [() => Response | Promise<Response>, string][] = [
        [() => new Response("no", { status: 404 }), `${HOST} answered 404`],
        [() => new Response("<html>"), `what ${HOST} answered is not names.txt (wrong SHA-256)`],
        [() => Promise.reject(new TypeError("dns error")), `${HOST} cannot be reached`],
        [
          () => Promise.reject(new DOMException("Signal timed out.", "TimeoutError")),
          `${HOST} did not answer within 10 seconds`,
        ],
        [
          () => Promise.reject(new Deno.errors.NotCapable("net")),
          `--allow-net=${HOST} is not given`,
        ],
      ];
      for (const [answer, reason] of answers) {
        await standsIn({ base, cache: "cache", fetch: fakeFetch(answer).fetch }, reason);
      }
      const { fetch } = fakeFetch(() => new Response("", { status: 503 }));
      await standsIn(
        { base, namesFolder: "nowhere", fetch },
        `it is not in the folder of HANDGRAD_DATA, and ${HOST} answered 503`,
      );
      assertEquals(await Array.fromAsync(Deno.readDir(base)), []);
    });
  },
);

Deno.test("without any permission, the first names stand in for names.txt", {
  permissions: "none",
}, async () => {
  await standsIn({ base: "/", cache: "/cache" }, `--allow-net=${HOST} is not given`);
});
