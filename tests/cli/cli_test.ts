import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { join } from "node:path";
import { harmless } from "../../conduct/harmless.ts";
import { visibleText } from "../../reports/visible.ts";
import { needs } from "../permissions.ts";
import { run, runFolder, type TestHost, withHost, writeTiny } from "./host.ts";

const FILES = { read: true, write: ".cache" } as const;

/** A command line that is refused: exit code 2, a message, nothing else. */
async function assertRefused(host: TestHost, args: string[], message: string) {
  host.complained = host.printed = "";
  assertEquals(await run(host, ...args), 2, args.join(" "));
  assertStringIncludes(host.complained, message);
  assertNoStack(host);
  assertEquals(host.printed, "");
}

function assertNoStack(host: TestHost) {
  assertEquals(/^\s+at .*:\d+:\d+/m.test(host.complained), false, host.complained);
}

Deno.test(
  needs("run trains every variant, prints a table and the report's path", FILES),
  async () => {
    await withHost(async (host) => {
      await writeTiny(host);
      assertEquals(await run(host, "run", "tiny.json"), 0, host.complained);
      assertStringIncludes(
        host.printed,
        "Tiny\n2 runs of 20 steps on first-names (8,403 lines, ",
      );
      assertMatch(host.printed, /plain +done +val loss \d\.\d{4} /);
      assertMatch(host.printed, /\n +train +val +test +parameters +time\n/);
      assertMatch(host.printed, /\nbatch norm +\d\.\d{4} +\d\.\d{4} +\d\.\d{4} +\d+ /);
      assertStringIncludes(host.printed, "Report: results/tiny/report.html\n");
      const page = await Deno.readTextFile(join(host.folder, "results/tiny/report.html"));
      assertStringIncludes(page, "Does it run?");
      const files = [...Deno.readDirSync(join(host.folder, runFolder(host, "batch-norm")))]
        .map(({ name }) => name).sort();
      assertEquals(files, [
        "config.json",
        "continuation",
        "evaluations.csv",
        "inspections.json",
        "metrics.csv",
        "model.safetensors",
        "summary.json",
        "updates.csv",
      ]);
    });
  },
);

Deno.test(
  needs("--set changes every variant, and several seeds make several runs", FILES),
  async () => {
    await withHost(async (host) => {
      await writeTiny(host);
      const set = ["--set", "training.steps=7", "--set=seeds=[1,2]"];
      assertEquals(await run(host, "run", "tiny.json", ...set, "--jobs", "1"), 0);
      assertStringIncludes(host.printed, "4 runs of 7 steps");
      assertMatch(host.printed, /plain \(seed 1\) /);
      const summary = JSON.parse(
        await Deno.readTextFile(join(host.folder, runFolder(host, "plain-seed2"), "summary.json")),
      );
      assertEquals([summary.seed, summary.steps, summary.status], [2, 7, "finished"]);
    });
  },
);

Deno.test(
  needs("the same experiment gives the same files, whatever the number of workers", FILES),
  async () => {
    const weights: Uint8Array[] = [];
    for (const jobs of ["1", "3"]) {
      await withHost(async (host) => {
        await writeTiny(host);
        assertEquals(await run(host, "run", "tiny.json", "--jobs", jobs), 0);
        const folder = join(host.folder, runFolder(host, "batch-norm"));
        weights.push(await Deno.readFile(join(folder, "model.safetensors")));
      });
    }
    assertEquals(weights[0], weights[1]);
  },
);

Deno.test(needs("a diverging run is named, the others finish, exit code 1", FILES), async () => {
  await withHost(async (host) => {
    const wild = { training: { learningRate: { initial: 1e30 } }, model: { activation: "relu" } };
    await writeTiny(host, { variants: { plain: {}, wild } });
    assertEquals(await run(host, "run", "tiny.json"), 1);
    assertMatch(host.printed, /wild +DIVERGED at step \d+: the loss is not finite/);
    assertMatch(host.printed, /plain +done/);
    assertMatch(host.printed, /\nwild +diverged at step \d+: the loss is not finite +\d/);
    assertNoStack(host);
    await assertRefused(host, ["sample", runFolder(host, "wild")], "wild-");
    assertMatch(host.complained, / diverged at step \d+: there is nothing to sample from/);
  });
});

Deno.test(needs("statistics that do not exist yet show as – and fail nothing", FILES), async () => {
  await withHost(async (host) => {
    const batchNorm = { running: "std", start: 0, epsilon: 0, unbiased: true };
    const samples = { when: "before", count: 2 };
    await writeTiny(host, { variants: { zero: { model: { batchNorm }, samples } } });
    assertEquals(await run(host, "run", "tiny.json"), 0, host.complained);
    const folder = join(host.folder, runFolder(host, "zero"));
    const evaluations = await Deno.readTextFile(join(folder, "evaluations.csv"));
    assertStringIncludes(evaluations, "\r\n0,val,running,\r\n");
    assertMatch(evaluations, /\r\n20,val,running,\d\.\d+\r\n/);
    const summary = JSON.parse(await Deno.readTextFile(join(folder, "summary.json")));
    assertEquals(summary.samples, []);
  });
});

Deno.test(
  needs("sample refuses a model whose statistics do not exist yet", FILES),
  async () => {
    await withHost(async (host) => {
      const model = { batchNorm: { start: 0 } };
      await writeTiny(host, { training: { steps: 0 }, variants: { untrained: { model } } });
      assertEquals(await run(host, "run", "tiny.json"), 0, host.complained);
      assertMatch(host.printed, /untrained +– +– +– /);
      const folder = runFolder(host, "untrained");
      await assertRefused(host, ["sample", folder], "its batch norm has no statistics yet");
    });
  },
);

Deno.test(
  needs("results that cannot be written are said before training, with exit code 1", FILES),
  async () => {
    await withHost(async (host) => {
      await writeTiny(host);
      await Deno.writeTextFile(join(host.folder, "results"), "a file where a folder should be");
      assertEquals(await run(host, "run", "tiny.json"), 1);
      assertStringIncludes(host.complained, "results/tiny");
      assertNoStack(host);
      assertEquals(host.printed.includes("done"), false);
    });
  },
);

Deno.test(
  needs("a model that its own data make too large is refused before training", FILES),
  async () => {
    await withHost(async (host) => {
      const alphabet = Array.from({ length: 20_000 }, (_, i) => String.fromCodePoint(0x4e00 + i));
      await Deno.writeTextFile(join(host.folder, "own.txt"), alphabet.join("\n"));
      const dataset = { source: { file: "own.txt" } };
      await writeTiny(host, { dataset, model: { hiddenSizes: [50_000] }, variants: { large: {} } });
      await assertRefused(
        host,
        ["run", "tiny.json"],
        'variant "large": with the 20,001 symbols of its data, model has about 1002 million parameters',
      );
    });
  },
);

Deno.test(
  needs("what a terminal would act on is not printed, and wide names keep the table", FILES),
  async () => {
    await withHost(async (host) => {
      const title = "\u202etfel ot thgir";
      await writeTiny(host, { title, variants: { "漢字": {}, "\u202eabc": {} } });
      assertEquals(await run(host, "run", "tiny.json"), 0, host.complained);
      assertEquals(host.printed, harmless(host.printed));
      assertMatch(host.printed, /\n漢字 {2}\d\.\d{4} .*\n\ufffdabc {2}\d\.\d{4} /);
    });
  },
);

Deno.test(
  needs("the table at the end has a row a variant, and with --each a row a run", FILES),
  async () => {
    await withHost(async (host) => {
      await writeTiny(host, { seeds: [1, 2] });
      assertEquals(await run(host, "run", "tiny.json"), 0, host.complained);
      const mean = String.raw` +\d\.\d{4} ± \d\.\d{4}`;
      assertMatch(host.printed, new RegExp(`^plain${mean.repeat(3)} `, "m"));
      assertEquals(await run(host, "run", "tiny.json", "--each"), 0, host.complained);
      assertMatch(host.printed, /^plain \(seed 2\)(?: +\d\.\d{4}){3} /m);
    });
  },
);

Deno.test(
  needs("a run of no steps is evaluated, and a split without examples is left out", FILES),
  async () => {
    await withHost(async (host) => {
      const dataset = { source: "first-names", first: 50, splits: [1, 0, 0], shuffleSeed: false };
      await writeTiny(host, { dataset, training: { steps: 0 } });
      assertEquals(await run(host, "run", "tiny.json"), 0, host.complained);
      assertMatch(host.printed, /plain +\d\.\d{4} +– +– /);
    });
  },
);

Deno.test(
  needs("sample draws from a run: prefix, count, the run's own names for its seed", FILES),
  async () => {
    await withHost(async (host) => {
      await writeTiny(host);
      assertEquals(await run(host, "run", "tiny.json"), 0);
      for (const start of ["plain", "batch-norm"]) {
        const folder = runFolder(host, start);
        const { samples } = JSON.parse(
          await Deno.readTextFile(join(host.folder, folder, "summary.json")),
        );
        host.printed = "";
        assertEquals(await run(host, "sample", folder, "--count", "3"), 0, host.complained);
        assertEquals(host.printed, samples.map((name: string) => `${name}\n`).join(""));
      }
      host.printed = "";
      const options = ["--count=5", "--prefix", "em", "--seed=7"];
      assertEquals(await run(host, "sample", runFolder(host, "plain"), ...options), 0);
      assertMatch(host.printed, /^(em.*\n){5}$/);
    });
  },
);

Deno.test(
  needs("sample refuses what is no run, and characters that the run has not seen", FILES),
  async () => {
    await withHost(async (host) => {
      await writeTiny(host);
      await run(host, "run", "tiny.json");
      const folder = runFolder(host, "plain");
      await assertRefused(host, ["sample"], "Which run?");
      await assertRefused(host, ["sample", "nowhere"], "There is no folder nowhere");
      await assertRefused(
        host,
        ["sample", "results/tiny/plain"],
        'There is no folder results/tiny/plain; did you mean "results/tiny/plain-',
      );
      for (const command of ["sample", "verify"]) {
        await assertRefused(host, [command, "results/tinny"], '; did you mean "results/tiny"?');
      }
      await assertRefused(host, ["sample", "tiny.json"], "tiny.json is not a folder");
      await assertRefused(host, ["sample", "results/tiny"], "results/tiny holds several runs");
      await assertRefused(
        host,
        ["sample", "results"],
        "results is not the folder of a finished run",
      );
      await assertRefused(
        host,
        ["sample", folder, "--prefix", "É"],
        '--prefix has the character "É", which the run\'s data do not have (they have: abc',
      );
      await assertRefused(
        host,
        ["sample", folder, "--count", "many"],
        '--count must be a whole number of at least 1, found "many"',
      );
      for (
        const [option, message] of [
          ["--temperature", '--temperature must be 0 or a number from 0.01 to 100, found "-1"'],
          ["--count", '--count must be a whole number of at least 1, found "-1"'],
          ["--seed", '--seed must be a whole number of at least 0, found "-1"'],
        ]
      ) await assertRefused(host, ["sample", folder, option, "-1"], message);
    });
  },
);

Deno.test("the command line's mistakes are named, with the nearest word and exit code 2", async () => {
  const host = { complained: "", printed: "", cores: () => 1 } as TestHost;
  host.print = (text) => void (host.printed += text);
  host.complain = (text) => void (host.complained += text);
  await assertRefused(host, ["rum"], 'Unknown command "rum"; did you mean "run"? (allowed: run,');
  await assertRefused(host, ["__proto__"], 'Unknown command "__proto__"');
  await assertRefused(host, ["run"], "Which experiment?");
  await assertRefused(host, ["run", "a.json", "b.json"], "One experiment at a time, found 2");
  await assertRefused(
    host,
    ["run", "a.json", "--jbos=2"],
    'Unknown option --jbos; did you mean "jobs"? (allowed: --help, --set, --jobs, --checkpoint, --force, --each, --only, --quiet, --json, --dry-run, --queue, --audit)',
  );
  await assertRefused(host, ["run", "a.json", "-x"], "Unknown option -x");
  await assertRefused(host, ["run", "a.json", "--set"], "--set needs a value");
  await assertRefused(
    host,
    ["run", "a.json", "--jobs", "0"],
    '--jobs must be a whole number of at least 1, found "0"',
  );
});

Deno.test(
  needs("a missing experiment is a mistake of the user's, said without a stack trace", FILES),
  async () => {
    await withHost(async (host) => {
      await assertRefused(host, ["run", "missing.json"], "missing.json");
      await writeTiny(host, { traning: {} });
      await assertRefused(host, ["run", "tiny.json"], 'did you mean "training"?');
      await writeTiny(host, { dataset: { source: { file: "none.txt" } } });
      await assertRefused(host, ["run", "tiny.json"], "none.txt");
    });
  },
);

Deno.test(
  needs("gradcheck prints a table that reads as it came out, or JSON, and writes a page", FILES),
  async () => {
    await withHost(async (host) => {
      await writeTiny(host);
      assertEquals(await run(host, "gradcheck", "tiny.json"), 0, host.complained);
      assertMatch(
        host.printed,
        /\nbngain1 +\| ok(, equal)? +\| maxdiff: /,
      );
      assertMatch(host.printed, /33 of 33 within 1e-9 \+ 1e-6 · max\|x\|/);
      host.printed = "";
      assertEquals(await run(host, "gradcheck", "tiny.json", "--json", "--report"), 0);
      const { passed, variants } = JSON.parse(host.printed);
      assertEquals([passed, variants.length, variants[1].checks.length], [true, 2, 4]);
      const page = await Deno.readTextFile(join(host.folder, "results/tiny/gradcheck.html"));
      assertStringIncludes(page, "const dhpreact = multiply(dzz_2, 2);");
    });
  },
);

Deno.test(
  needs("gradcheck ends with exit code 1 where a figure of PyTorch's differs", FILES),
  async () => {
    await withHost(async (host) => {
      const notebooks = join(import.meta.dirname!, "../../experiments/notebooks");
      const read = async (name: string) =>
        JSON.parse(await Deno.readTextFile(join(notebooks, name)));
      const config = await read("seed_002.json");
      config.dataset.source = "first-names";
      const figures = await read("pytorch/seed_002.json");
      figures.float64.gradients.h = (await read("pytorch/seed_004.json")).float64.gradients.h;
      await Deno.mkdir(join(host.folder, "pytorch"));
      await Deno.writeTextFile(join(host.folder, "wrong.json"), JSON.stringify(config));
      await Deno.writeTextFile(join(host.folder, "pytorch/wrong.json"), JSON.stringify(figures));
      assertEquals(await run(host, "gradcheck", "wrong.json"), 1);
      assertMatch(host.printed, /\nh +\| FAILED +\| maxdiff: /);
    });
  },
);

Deno.test("help is printed for every command", async () => {
  const host = { printed: "" } as TestHost;
  host.print = (text) => void (host.printed += text);
  for (
    const args of [[], ["help"], ["--help"], ["-h"], ["run", "--help"], ["run", "-h"], [
      "sample",
      "--help",
    ]]
  ) {
    host.printed = "";
    assertEquals(await run(host, ...args), 0);
    assertStringIncludes(host.printed, args[0] === "sample" ? "--prefix" : "--set");
  }
});

Deno.test(
  needs("sample copes with running text, tokens, and a prefix composed otherwise", FILES),
  async () => {
    await withHost(async (host) => {
      await Deno.writeTextFile(
        join(host.folder, "data.txt"),
        "la_2 sol_1\nre_4 re\u0301_8\n".repeat(40),
      );
      const source = { text: "data.txt" };
      const variants = {
        text: { samples: { count: 2, maxLength: 30, beginning: "re" } },
        tokens: { dataset: { source: { file: "data.txt" }, tokens: { separator: " " } } },
      };
      await writeTiny(host, { dataset: { source }, variants });
      assertEquals(await run(host, "run", "tiny.json"), 0, host.complained);
      const stored = JSON.parse(
        await Deno.readTextFile(join(host.folder, runFolder(host, "text"), "summary.json")),
      ).samples;
      host.printed = "";
      assertEquals(await run(host, "sample", runFolder(host, "text"), "--count", "2"), 0);
      const shown = stored.map((text: string) => visibleText(text, true));
      assertEquals(host.printed, `${shown.join("\n---------------\n")}\n`);
      assertEquals(stored.map((text: string) => text.length), [30, 30]);
      assertEquals(stored.every((text: string) => text.startsWith("re")), true);

      host.printed = "";
      const cold = ["--prefix", "la_2", "--temperature", "0"];
      assertEquals(await run(host, "sample", runFolder(host, "tokens"), ...cold), 0);
      assertMatch(host.printed, /^la_2( (la_2|sol_1|re_4|re\u0301_8))*…?\n$/);
      await assertRefused(
        host,
        ["sample", runFolder(host, "tokens"), "--prefix", "re_4 r\u00e9_8"],
        "did you mean --prefix='re_4 re\u0301_8'? (it looks the same",
      );
      await assertRefused(
        host,
        ["sample", runFolder(host, "tokens"), "--prefix", "sol_2"],
        'the symbol "sol_2", which the run\'s data do not have; did you mean "sol_1"?',
      );
    });
  },
);
