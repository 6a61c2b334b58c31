import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { join } from "node:path";
import { MersenneTwister } from "../../../core/random/mersenne_twister.ts";
import { encodeCheckpoint } from "../../../runner/store/checkpoint.ts";
import { RUN_FILES } from "../../../runner/store/store.ts";
import { needs } from "../../permissions.ts";
import { run, runFolder, type TestHost, withHost, writeTiny } from "../../cli/host.ts";

const FILES = { read: true, write: ".cache" } as const;
const FINISHED = RUN_FILES.filter((file) => file !== "checkpoint");
/** Whose bytes are the same in each training. */
const EXACT = FINISHED.filter((file) => file !== "summary.json");

/** Trains one run, damages it, and trains again. */
async function damage(
  test: (host: TestHost, folder: string, again: (code?: number) => Promise<void>) => Promise<void>,
): Promise<void> {
  await withHost(async (host) => {
    await writeTiny(host, { variants: { plain: {} } });
    assertEquals(await run(host, "run", "tiny.json"), 0, host.complained);
    const folder = join(host.folder, runFolder(host, "plain"));
    const read = () => Promise.all(EXACT.map((file) => Deno.readFile(join(folder, file))));
    const files = await read();
    await test(host, folder, async (code = 0) => {
      host.printed = host.complained = "";
      assertEquals(await run(host, "run", "tiny.json"), code, host.complained);
      if (code === 0) assertEquals(await read(), files);
    });
  });
}

for (const file of FINISHED) {
  Deno.test(needs(`an empty ${file} is said, and the run is trained again`, FILES), async () => {
    await damage(async (host, folder, again) => {
      await Deno.truncate(join(folder, file));
      await again();
      assertStringIncludes(host.complained, `${file} cannot be read: `);
      assertStringIncludes(host.complained, "; the run is trained again\n");
      assertMatch(host.printed, /plain +done/);
      await again();
      assertEquals(host.complained, "");
      assertMatch(host.printed, /plain +cached/);
    });
  });
}

for (const [file, part] of [["metrics.csv", "losses"], ["model.safetensors", "weights"]]) {
  const name =
    `a digit or bit of ${file} that still can be read is noticed, and the run trained again`;
  Deno.test(needs(name, FILES), async () => {
    await damage(async (host, folder, again) => {
      const path = join(folder, file);
      const bytes = await Deno.readFile(path);
      // A digit of the last loss; a bit of the last weight.
      const at = file === "metrics.csv" ? bytes.lastIndexOf(44) - 4 : bytes.length - 3;
      bytes[at] ^= 1;
      await Deno.writeFile(path, bytes);
      await again();
      assertStringIncludes(
        host.complained,
        `its ${part} are not those that the summary has the hash of; the run is trained again\n`,
      );
    });
  });
}

for (const file of RUN_FILES) {
  Deno.test(needs(`a folder in the place of ${file} is set aside`, FILES), async () => {
    await damage(async (host, folder, again) => {
      const path = join(folder, file);
      if (file === "checkpoint") await Deno.remove(join(folder, "summary.json"));
      else await Deno.remove(path);
      await Deno.mkdir(path);
      await Deno.writeTextFile(join(path, "inside"), "kept");
      await again();
      assertStringIncludes(
        host.complained,
        `${file} is a folder; it is now called ${file}.bad\n`,
      );
      assertMatch(host.printed, /plain +done/);
      assertEquals(await Deno.readTextFile(join(`${path}.bad`, "inside")), "kept");
    });
  });
}

Deno.test(needs("a file in the place of a run's folder is set aside", FILES), async () => {
  await damage(async (host, folder, again) => {
    await Deno.remove(folder, { recursive: true });
    await Deno.writeTextFile(folder, "mine");
    await again();
    assertMatch(host.complained, /plain-\w+ is not a folder; it is now called plain-\w+\.bad\n/);
    assertEquals(await Deno.readTextFile(`${folder}.bad`), "mine");
  });
});

Deno.test(
  needs("a bad checkpoint is set aside, beside an older one, and the run starts over", FILES),
  async () => {
    await damage(async (host, folder, again) => {
      const cases: [string, string][] = [
        ["", "it is empty"],
        ["nonsense", "it is no checkpoint of this version of handgrad"],
      ];
      for (const [i, [content, why]] of cases.entries()) {
        await Deno.remove(join(folder, "summary.json"));
        await Deno.writeTextFile(join(folder, "checkpoint"), content);
        await again();
        const aside = `checkpoint.bad${i === 0 ? "" : `-${i + 1}`}`;
        assertStringIncludes(
          host.complained,
          `checkpoint cannot be used: ${why}; it is now called ${aside}\n`,
        );
        assertEquals(host.printed.includes("resumed"), false);
        assertEquals(await Deno.readTextFile(join(folder, aside)), content);
      }
      assertEquals(await Deno.readTextFile(join(folder, "checkpoint.bad")), "");
    });
  },
);

Deno.test(
  needs("what killed processes have left half-written is removed, and nothing else", FILES),
  async () => {
    await damage(async (_, folder, again) => {
      await Deno.writeTextFile(join(folder, "checkpoint.0a1b2c3d.tmp"), "half");
      await Deno.writeTextFile(join(folder, "mine.tmp"), "mine");
      await again();
      const names = [...Deno.readDirSync(folder)].map(({ name }) => name);
      assertEquals(names.filter((name) => name.endsWith(".tmp")), ["mine.tmp"]);
    });
  },
);

Deno.test(needs("a folder in the place of the lock is said before training", FILES), async () => {
  await damage(async (host, folder, again) => {
    const lock = join(folder, "../.lock");
    await Deno.remove(lock);
    await Deno.mkdir(lock);
    await again(1);
    assertMatch(
      host.complained,
      /^Nothing is trained, for results cannot be written: .*directory.*\.lock/,
    );
    assertEquals(host.printed.includes("plain"), false);
  });
});

Deno.test(needs("--force removes a checkpoint and starts over", FILES), async () => {
  await damage(async (host, folder) => {
    await Deno.writeTextFile(join(folder, "checkpoint"), "nonsense");
    host.printed = host.complained = "";
    assertEquals(await run(host, "run", "tiny.json", "--force"), 0, host.complained);
    assertMatch(host.printed, /plain +done/);
    assertEquals(host.complained, "");
    assertEquals(await Deno.stat(join(folder, "checkpoint")).catch(() => "gone"), "gone");
  });
});

/** Lets the renaming of such files fail while `test` runs, as if the disk were full. */
async function withFullDisk(names: RegExp, test: () => Promise<void>): Promise<void> {
  const { rename } = Deno;
  Deno.rename = (from, to) =>
    names.test(String(to))
      ? Promise.reject(new Error("No space left on device (os error 28)"))
      : rename(from, to);
  try {
    await test();
  } finally {
    Deno.rename = rename;
  }
}

Deno.test(
  needs("checkpoints that cannot be written are warned of once, and training goes on", FILES),
  async () => {
    await withHost(async (host) => {
      await writeTiny(host, { training: { steps: 3000 } });
      await withFullDisk(/checkpoint$/, async () => {
        assertEquals(await run(host, "run", "tiny.json", "--checkpoint", "0.01"), 0);
      });
      const warnings = host.printed.match(/Warning: .*/g);
      assertEquals(warnings, [
        "Warning: no checkpoints, the training goes on without: No space left on device (os error 28)",
      ]);
      assertEquals(host.printed.match(/ done /g)?.length, 2);
    });
  },
);

Deno.test(
  needs("results that cannot be written are said, the other runs are kept, exit code 1", FILES),
  async () => {
    await withHost(async (host) => {
      await writeTiny(host);
      await withFullDisk(/plain-\w+\/metrics.csv$/, async () => {
        assertEquals(await run(host, "run", "tiny.json", "--jobs", "1"), 1);
      });
      assertMatch(host.printed, /plain +FAILED: its results could not be saved: No space left/);
      assertMatch(host.printed, /batch norm +done/);
      host.printed = "";
      assertEquals(await run(host, "run", "tiny.json"), 0, host.complained);
      assertMatch(host.printed, /batch norm +cached/);
      assertMatch(host.printed, /plain +done/);
    });
  },
);

Deno.test(
  needs("a run whose worker breaks is named, the others finish, exit code 1", FILES),
  async () => {
    await withHost(async (host) => {
      await writeTiny(host);
      assertEquals(await run(host, "run", "tiny.json"), 0, host.complained);
      const folder = join(host.folder, runFolder(host, "plain"));
      const read = async (name: string) => JSON.parse(await Deno.readTextFile(join(folder, name)));
      const [{ hash }, config] = [await read("summary.json"), await read("config.json")];
      // Whole, and this run's, but without its weights.
      const stream = { twister: MersenneTwister.fromSeed(1).state };
      const bytes = await encodeCheckpoint({
        state: {
          step: 1,
          tensors: [],
          streams: { parameters: stream, batches: stream, samples: stream },
        },
        losses: Float32Array.of(3),
        evaluations: [],
        inspections: [],
        updates: [],
        written: { samples: [], inTraining: [] },
        seconds: 1,
        stepSeconds: 1,
      }, { hash, config });
      await Deno.remove(join(host.folder, "results"), { recursive: true });
      await Deno.mkdir(folder, { recursive: true });
      await Deno.writeFile(join(folder, "checkpoint"), bytes);
      host.printed = "";
      assertEquals(await run(host, "run", "tiny.json", "--jobs", "1"), 1);
      assertMatch(host.printed, /plain +FAILED: TypeError: Weights do not fit the model/);
      assertMatch(host.printed, /batch norm +done/);
      assertEquals(/^\s+at .*:\d+:\d+/m.test(host.printed + host.complained), false);
    });
  },
);
