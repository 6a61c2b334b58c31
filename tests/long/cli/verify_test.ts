import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { dirname, join } from "node:path";
import { gunzipSync, gzipSync } from "node:zlib";
import { verifyPage } from "../../../cli/verify_page.ts";
import { renderPage } from "../../../reports/page.ts";
import { dataText, encodeData } from "../../../reports/page_data.ts";
import { floatsHash } from "../../../runner/store/hashes.ts";
import { runHash } from "../../../runner/sweep/plan.ts";
import { decodeModel, encodeModel, tensorNames } from "../../../runner/store/state_dict.ts";
import type { Verdict } from "../../../runner/checks/verify.ts";
import { needs } from "../../permissions.ts";
import { run, runFolder, type TestHost, withHost, writeTiny } from "../../cli/host.ts";

const FILES = { read: true, write: ".cache" } as const;
const REPORT = "results/tiny/report.html";

Deno.test("verify explains itself", async () => {
  const host = { printed: "" } as TestHost;
  host.print = (text) => void (host.printed += text);
  assertEquals(await run(host, "verify", "--help"), 0);
  assertStringIncludes(host.printed, "deno task verify <report.html");
});

/** Verifies, and returns the exit code. */
function verify(host: TestHost, ...args: string[]): Promise<number> {
  host.printed = host.complained = "";
  return run(host, "verify", ...args);
}

/** The files of the tiny experiment, trained: once for all tests that change nothing in it. */
let trained: Map<string, Uint8Array> | undefined;

/** A test on the tiny experiment, trained. */
const onTiny = (
  name: string,
  test: (host: TestHost) => Promise<void>,
  changes?: Record<string, unknown>,
) =>
  Deno.test(needs(name, FILES), () =>
    withHost(async (host) => {
      if (changes === undefined && trained !== undefined) {
        for (const [file, bytes] of trained) {
          await Deno.mkdir(join(host.folder, dirname(file)), { recursive: true });
          await Deno.writeFile(join(host.folder, file), bytes);
        }
      } else {
        await writeTiny(host, changes);
        await run(host, "run", "tiny.json");
        if (changes === undefined) trained = new Map(filesIn(host.folder));
      }
      await test(host);
    }));

/** All files below a folder, with their paths in it. */
function* filesIn(folder: string, below = ""): Generator<[file: string, bytes: Uint8Array]> {
  for (const { name, isDirectory } of Deno.readDirSync(join(folder, below))) {
    const path = join(below, name);
    if (isDirectory) yield* filesIn(folder, path);
    else yield [path, Deno.readFileSync(join(folder, path))];
  }
}

/** Changes a text file. */
async function edit(host: TestHost, file: string, change: (text: string) => string) {
  const path = join(host.folder, file);
  const before = await Deno.readTextFile(path);
  const after = change(before);
  assert(after !== before, `nothing has changed in ${file}`);
  await Deno.writeTextFile(path, after);
}

/** Changes a JSON file. */
// deno-lint-ignore no-explicit-any
const editJson = (host: TestHost, file: string, change: (value: any) => void) =>
  edit(host, file, (text) => {
    const value = JSON.parse(text);
    change(value);
    return JSON.stringify(value);
  });

/** Changes the data of a report, and what it shows with them. */
// deno-lint-ignore no-explicit-any
const editReport = (host: TestHost, change: (run: any) => unknown) =>
  edit(host, REPORT, (page) => {
    const text = dataText(page)!;
    const data = JSON.parse(text);
    for (const one of data.experiments[0].runs) change(one);
    return renderPage(encodeData(data));
  });

onTiny(
  "a report, its experiment's folder and a run's folder are the same when trained again",
  async (host) => {
    for (const path of [REPORT, "results/tiny", "results/tiny/"]) {
      assertEquals(await verify(host, path), 0, host.complained);
      assertMatch(host.printed, /plain-\w{8} +the same, bit for bit: 20 losses and all weights\n/);
      assertMatch(
        host.printed,
        /batch-norm-\w{8} +the same, bit for bit: 20 losses and all weights\n/,
      );
      assertStringIncludes(host.printed, "\n2 runs: 2 the same, 0 different\n");
    }
    assertEquals(await verify(host, runFolder(host, "plain"), "--jobs=1"), 0, host.complained);
    assertStringIncludes(host.printed, "\n1 run: 1 the same, 0 different\n");
    // The report alone will do.
    await Deno.rename(join(host.folder, REPORT), join(host.folder, "elsewhere.html"));
    await Deno.remove(join(host.folder, "results"), { recursive: true });
    assertEquals(await verify(host, "elsewhere.html"), 0, host.complained);
  },
);

onTiny(
  "--steps compares the first losses: of a folder any number, of a report as many as it has a hash of",
  async (host) => {
    assertEquals(await verify(host, "results/tiny", "--steps", "7"), 0, host.complained);
    assertMatch(host.printed, /plain-\w{8} +the same, bit for bit, in its first 7 losses\n/);
    assertEquals(await verify(host, REPORT, "--steps", "7"), 0, host.complained);
    assertMatch(host.printed, /plain-\w{8} +the same, bit for bit, in its first 5 losses\n/);
    assertEquals(await verify(host, REPORT, "--steps", "1"), 0, host.complained);
    assertMatch(host.printed, /in its first 1 loss\n/);
    assertEquals(await verify(host, REPORT, "--steps", "99"), 0, host.complained);
    assertMatch(host.printed, /20 losses and all weights\n/);
  },
);

onTiny("a stored loss that was altered is found, with both values", async (host) => {
  const folder = runFolder(host, "plain");
  await edit(
    host,
    `${folder}/metrics.csv`,
    (text) => text.replace(/\n6,([\d.]+)/, "\n6,4.25"),
  );
  assertEquals(await verify(host, "results/tiny"), 1);
  assertMatch(
    host.printed,
    /plain-\w{8} +DIFFERENT: the loss at step 6 is \d\.\d+, and 4\.25 is stored\n/,
  );
  assertMatch(host.printed, /batch-norm-\w{8} +the same/);
  assertStringIncludes(host.printed, "\n2 runs: 1 the same, 1 different\n");
  assertEquals(await verify(host, folder, "--steps=6"), 0, host.complained);
  assertEquals(await verify(host, folder, "--steps=7"), 1);
});

onTiny("stored losses that are missing are found", async (host) => {
  const folder = runFolder(host, "plain");
  await edit(host, `${folder}/metrics.csv`, (text) => text.replace(/19,.*\r\n$/, ""));
  assertEquals(await verify(host, folder), 1);
  assertStringIncludes(host.printed, "DIFFERENT: 19 losses are stored, and there are 20\n");
});

onTiny("hashes that were altered are found, and between which steps", async (host) => {
  const wrong = "0".repeat(64);
  const page = await Deno.readTextFile(join(host.folder, REPORT));
  // deno-lint-ignore no-explicit-any
  const expect = async (change: (hashes: any) => void, text: string, ...args: string[]) => {
    await Deno.writeTextFile(join(host.folder, REPORT), page);
    await editReport(host, ({ hashes }) => change(hashes));
    assertEquals(await verify(host, REPORT, ...args), 1);
    assertStringIncludes(host.printed, `DIFFERENT: ${text}\n`);
    assertStringIncludes(host.printed, "\n2 runs: 0 the same, 2 different\n");
  };
  await expect(({ lossesAfter }) => lossesAfter[1] = wrong, "its first loss differs");
  await expect(
    ({ lossesAfter }) => lossesAfter[5] = wrong,
    "the first 2 losses are the same, and one before step 5 differs",
    "--steps=5",
  );
  await expect(
    (hashes) => hashes.losses = wrong,
    "the first 20 losses are the same, and one before step 20 differs",
  );
  await expect(
    (hashes) => hashes.weights = wrong,
    "all losses are the same, and the weights are not",
  );
});

onTiny("a weight that was altered is found, and in which tensor", async (host) => {
  const folder = runFolder(host, "batch-norm");
  const path = join(host.folder, folder, "model.safetensors");
  const config = JSON.parse(await Deno.readTextFile(join(host.folder, folder, "config.json")));
  const summary = JSON.parse(await Deno.readTextFile(join(host.folder, folder, "summary.json")));
  const names = tensorNames(config, summary.dataset.vocabulary.length);
  const weights = decodeModel(await Deno.readFile(path), names);
  for (const { name, data } of weights) {
    const [old] = data;
    data[0] = old + 1e-6;
    await Deno.writeFile(path, encodeModel(weights, names, {}));
    assertEquals(await verify(host, folder), 1);
    assertStringIncludes(
      host.printed,
      `DIFFERENT: all losses are the same, and the weights are not: ${name}\n`,
    );
    data[0] = old;
  }
  await Deno.writeFile(path, encodeModel(weights.slice(1), names, {}));
  assertEquals(await verify(host, folder), 1);
  await Deno.writeFile(path, encodeModel(weights, names, {}));
  assertEquals(await verify(host, folder), 0, host.complained);
});

onTiny(
  "a config, seed or dataset that was altered is found by its hash, and by its losses where that was altered too",
  async (host) => {
    const page = await Deno.readTextFile(join(host.folder, REPORT));
    const changes = [
      // deno-lint-ignore no-explicit-any
      (run: any) => run.config.training.learningRate.initial = 0.2,
      // deno-lint-ignore no-explicit-any
      (run: any) => run.seed = 43,
      // deno-lint-ignore no-explicit-any
      (run: any) => run.config.model.init.hidden.weight.scale = 1.5,
    ];
    for (const change of changes) {
      await Deno.writeTextFile(join(host.folder, REPORT), page);
      await editReport(host, change);
      assertEquals(await verify(host, REPORT), 1);
      assertStringIncludes(
        host.printed,
        "DIFFERENT: its settings, seed or dataset are not those that it was trained with",
      );
      const data = JSON.parse(dataText(await Deno.readTextFile(join(host.folder, REPORT)))!);
      for (const run of data.experiments[0].runs) {
        run.hash = await runHash(run.config, run.seed, run.dataset);
      }
      const hashes = data.experiments[0].runs.map(({ hash }: { hash: string }) => hash);
      await editReport(host, (run) => run.hash = hashes.shift());
      assertEquals(await verify(host, REPORT), 1);
      assertMatch(
        host.printed,
        /DIFFERENT: (its first loss|the first 1 losses are the same, and one before step 2) differs\n/,
      );
    }
    await Deno.writeTextFile(join(host.folder, REPORT), page);
    await editReport(host, ({ dataset }) => dataset.sha256 = "0".repeat(64));
    assertEquals(await verify(host, REPORT), 1);
    await editJson(
      host,
      `${runFolder(host, "plain")}/config.json`,
      ({ training }) => training.batchSize = 16,
    );
    assertEquals(await verify(host, runFolder(host, "plain")), 1);
    assertStringIncludes(host.printed, "they do not give its hash\n");
  },
);

onTiny("another ending is found", async (host) => {
  const folder = runFolder(host, "plain");
  await editJson(host, `${folder}/summary.json`, (summary) => summary.steps = 19);
  assertEquals(await verify(host, folder), 1);
  assertStringIncludes(
    host.printed,
    "DIFFERENT: it came to step 19, as it says, and now came to step 20\n",
  );
  await editReport(host, (run) => Object.assign(run, { status: "diverged", steps: 3 }));
  for (const args of [[], ["--steps=10"]]) {
    assertEquals(await verify(host, REPORT, ...args), 1);
    assertMatch(
      host.printed,
      /DIFFERENT: it diverged at step 3, as it says, and now came to step \d+\n/,
    );
  }
});

onTiny("runs that diverged are the same when they diverge again", async (host) => {
  assertEquals(await verify(host, REPORT), 0, host.complained);
  assertMatch(
    host.printed,
    /wild-\w+ +the same, bit for bit: \d+ loss(es)? and all weights, diverged at step \d+\n/,
  );
  assertEquals(await verify(host, "results/tiny"), 0, host.complained);
}, {
  variants: {
    wild: { training: { learningRate: { initial: 1e30 } }, model: { activation: "relu" } },
    wilder: { training: { learningRate: { initial: 1e300 } } },
    infinite: { model: { init: { output: { weight: { scheme: "normal", std: 1e39 } } } } },
  },
});

onTiny("streams that are shared with samples are followed", async (host) => {
  assertEquals(await verify(host, REPORT), 0, host.complained);
}, {
  samples: { when: "before", count: 3 },
  random: { batches: { continues: "samples", skip: 2 } },
});

onTiny(
  "what cannot be compared is not: another numerics version, an arithmetic that is not there, no hash of few losses",
  async (host) => {
    const page = await Deno.readTextFile(join(host.folder, REPORT));
    const renew = async (
      change: (run: { numerics: number; config: { arithmetic?: string } }) => void,
    ) => {
      const { experiments: [{ runs }] } = JSON.parse(dataText(page)!);
      const hashes: string[] = [];
      for (const run of runs) {
        change(run);
        hashes.push(await runHash(run.config, run.seed, run.dataset, run.numerics));
      }
      await Deno.writeTextFile(join(host.folder, REPORT), page);
      await editReport(host, (run) => (change(run), run.hash = hashes.shift()));
    };
    await renew((run) => run.numerics = 99);
    assertEquals(await verify(host, REPORT), 2);
    assertStringIncludes(
      host.printed,
      `NOT COMPARED: it was trained with numerics version 99, and this handgrad trains it with 3`,
    );
    assertStringIncludes(host.printed, "\n2 runs: 0 the same, 0 different, 2 not compared\n");
    await renew((run) => delete run.config.arithmetic);
    assertEquals(await verify(host, REPORT), 2);
    assertStringIncludes(
      host.printed,
      'NOT COMPARED: this machine does not have its arithmetic, "undefined"\n',
    );
    await Deno.writeTextFile(join(host.folder, REPORT), page);
    await editReport(host, ({ hashes }) => hashes.lossesAfter = {});
    assertEquals(await verify(host, REPORT, "--steps=5"), 2);
    assertStringIncludes(host.printed, "NOT COMPARED: there is no hash of so few losses\n");
    assertEquals(await verify(host, REPORT), 0, host.complained);
  },
);

Deno.test(
  needs(
    "a data file is looked for where --data says; where it is gone or another, the lines that were kept stand in",
    FILES,
  ),
  () =>
    withHost(async (host) => {
      const words = join(host.folder, "words.txt");
      await Deno.writeTextFile(words, "anna\nben\nemma\nada\n");
      const dataset = { source: { file: "words.txt" }, splits: [1, 0, 0] };
      await writeTiny(host, { dataset });
      assertEquals(await run(host, "run", "tiny.json"), 0, host.complained);
      const onFile = (text: string) => {
        assertMatch(text, /\d+ losses and all weights\n/);
        assertEquals(text.includes("lines that were kept"), false, text);
      };
      assertEquals(await verify(host, REPORT, "--data", "."), 0, host.complained);
      onFile(host.printed);
      // Beside the config that the command in the page names.
      assertEquals(await verify(host, REPORT), 0, host.complained);
      onFile(host.printed);
      await Deno.mkdir(join(host.folder, "experiments"));
      await Deno.rename(words, join(host.folder, "experiments/words.txt"));
      assertEquals(await verify(host, REPORT), 0, host.complained);
      onFile(host.printed);

      // Gone, or another one: the page and the folder have kept the lines.
      await Deno.remove(join(host.folder, "experiments/words.txt"));
      for (const path of [REPORT, "results/tiny", runFolder(host, "plain")]) {
        assertEquals(await verify(host, path), 0, host.complained);
        assertMatch(
          host.printed,
          /the same, bit for bit: 20 losses and all weights; trained on its kept lines\n/,
        );
        assertMatch(
          host.printed,
          /\n\d runs? (was|were) trained on the lines that were kept, since the file could not be compared: Cannot read words.txt: there is no such file \(looked for .*experiments.words\.txt\)\n/,
        );
      }
      await Deno.writeTextFile(words, "anna\nben\nemma\nadam\n");
      assertEquals(await verify(host, REPORT, "--data=."), 0, host.complained);
      assertStringIncludes(host.printed, "compared: words.txt is another text by now\n");

      // Kept lines that were altered do not give the losses.
      const data = JSON.parse(dataText(await Deno.readTextFile(join(host.folder, REPORT)))!);
      data.texts[0].lines = gzipSync("anna\nben\nemma\nada".replace("emma", "mmea")).toString(
        "base64",
      );
      await Deno.writeTextFile(join(host.folder, "altered.html"), renderPage(encodeData(data)));
      assertEquals(await verify(host, "altered.html"), 1);
      assertStringIncludes(host.printed, "DIFFERENT: ");

      // Neither a file nor lines.
      data.texts[0].lines = null;
      await Deno.writeTextFile(join(host.folder, "without.html"), renderPage(encodeData(data)));
      assertEquals(await verify(host, "without.html"), 2);
      assertMatch(
        host.printed,
        /NOT COMPARED: words\.txt is not the text that it was trained on: its SHA-256 is [0-9a-f]{64}, that one's is [0-9a-f]{64}\n/,
      );
      await Deno.remove(words);
      assertEquals(await verify(host, "without.html"), 2);
      assertMatch(
        host.printed,
        /NOT COMPARED: Cannot read words.txt: there is no such file \(looked for .*\); --data names the folder that its path starts from, and its lines were not kept/,
      );
    }),
);

onTiny("a page that does not show its own data is found, and where", async (host) => {
  const page = await Deno.readTextFile(join(host.folder, REPORT));
  const changes: [name: string, part: RegExp, from: RegExp, to: string][] = [
    ["the sentence", /in the answer: /, /(<p class="verdict">[^]*?)\d\.\d+/, "$1 1.9999"],
    ["a loss", /in the table in “Results”: /, /(<td class="number[^>]*>)\d\.\d{4}/, "$11.9999"],
    ["a chart", /in a chart in “Loss”: /, /(class="wide">[^]*?<path[^>]* d="M)(\d)/, "$19$2"],
    ["a sample", /in the samples in /, /(<ul class="samples"><li dir="auto"><bdi>)/, "$1x"],
    ["a setting", /in the text in “Settings”: /, /batchSize&quot;: 32/, "batchSize&quot;: 64"],
    ["the script", /in the script: /, /(<script type="module">)/, "$1/**/"],
    ["the style", /in the style: /, /(<style>)/, "$1b{}"],
    ["the policy", /in the page’s head: /, /default-src 'none'/, "default-src *"],
    ["the question", /in the question: /, /Does it run\?/, "Does it fly?"],
    ["the data", /does not show what its data say/, /"batchSize":32/, '"batchSize":64'],
    ["an overlay", /does not show/, /<main/, '<p style="position:fixed">all is well</p><main'],
  ];
  for (const [name, part, from, to] of changes) {
    const altered = page.replace(from, to);
    assert(altered !== page, `${name}: nothing was changed`);
    const { result, text } = await verifyPage(altered, dataText(altered)!);
    assertEquals(result, "different", name);
    assertStringIncludes(text, "the page does not show what its data say", name);
    assertMatch(text, part, name);
  }
  await Deno.writeTextFile(join(host.folder, REPORT), page.replace("Does it run?", "Does it fly?"));
  assertEquals(await verify(host, REPORT), 1);
  assertStringIncludes(host.printed, "DIFFERENT: the page does not show what its data say");
  assertStringIncludes(host.printed, "in the question: ");
  await Deno.writeTextFile(join(host.folder, REPORT), page);
  assertEquals(await verify(host, REPORT), 0, host.complained);
  assertStringIncludes(host.printed, "the page shows what its data say\n");
});

onTiny(
  "what a page holds and shows alike, and training does not give, is found by training",
  async (host) => {
    const page = await Deno.readTextFile(join(host.folder, REPORT));
    const told = "DIFFERENT: what the page shows of its runs is not what training gives: ";
    // Each page has several things altered, and each of them must be told, and nothing else.
    // deno-lint-ignore no-explicit-any
    const expect = async (parts: string, change: (data: any, shown: any) => void) => {
      const data = JSON.parse(dataText(page)!);
      const shown = JSON.parse(
        new TextDecoder().decode(gunzipSync(Uint8Array.fromBase64(data.shown))),
      );
      change(data, shown);
      data.shown = gzipSync(JSON.stringify(shown)).toString("base64");
      await Deno.writeTextFile(join(host.folder, REPORT), renderPage(encodeData(data)));
      assertEquals(await verify(host, REPORT), 1, parts);
      assertStringIncludes(host.printed, "the page shows what its data say\n");
      assertStringIncludes(host.printed, "2 runs: 2 the same");
      assertStringIncludes(host.printed.replace(/-[0-9a-f]{8}/g, ""), `${told}${parts}\n`);
    };
    await expect(
      "the evaluations of plain, the end of plain, the looks inside of plain, " +
        "the sizes of updates of plain, the samples of batch-norm",
      (_, { experiments: [{ runs }] }) => {
        runs[0].summary.final[1].loss -= 0.1;
        runs[0].evaluations[1].loss -= 0.1;
        runs[1].summary.samples[0] = "ada";
        runs[0].inspections[0].logits.loss = 3;
        runs[0].updates[3].update *= 2;
      },
    );
    await expect(
      "the facts on the data of plain, the end of plain, the curve of plain, " +
        "the facts on the data of batch-norm, the chart’s rates, names or lines to compare with",
      ({ experiments: [{ curves }] }, { datasets, experiments: [{ runs }] }) => {
        runs[0].summary.parameters = 7;
        datasets[0].bigram.val = 1.5;
        curves.runs[0].smooth[3][7] = 1;
        curves.references[0].loss = 2;
      },
    );
    await expect(
      "the losses that the page’s own training is compared with of plain, the weights of plain",
      ({ experiments: [{ runs }] }) => {
        runs[0].living.losses[2] = 3;
        runs[0].living.model = runs[1].living.model;
      },
    );
    await Deno.writeTextFile(join(host.folder, REPORT), page);
    assertEquals(await verify(host, REPORT), 0, host.complained);
    assertStringIncludes(host.printed, "what the page shows of its runs is what training gives\n");
  },
);

onTiny("a folder's report must show what the folder's files say", async (host) => {
  assertEquals(await verify(host, "results/tiny"), 0, host.complained);
  assertStringIncludes(host.printed, "report.html shows what the files of its folder say\n");
  const page = await Deno.readTextFile(join(host.folder, REPORT));
  await editReport(host, (run) => run.living.losses[3] = 3);
  assertEquals(await verify(host, "results/tiny"), 1);
  assertStringIncludes(
    host.printed,
    "DIFFERENT: report.html does not show what the files of its folder say",
  );
  await Deno.writeTextFile(join(host.folder, REPORT), page.replace("Does it run?", "Does it fly?"));
  assertEquals(await verify(host, "results/tiny"), 1);
  assertStringIncludes(host.printed, "DIFFERENT: report.html: the page does not show");
  await Deno.remove(join(host.folder, REPORT));
  assertEquals(await verify(host, "results/tiny"), 0, host.complained);
});

onTiny("what mail and browsers do to a page is told from what people do", async (host) => {
  const page = await Deno.readTextFile(join(host.folder, REPORT));
  const ofFile = async (text: string, code: number, message: string) => {
    await Deno.writeTextFile(join(host.folder, "x.html"), text);
    assertEquals(await verify(host, "x.html"), code, host.printed);
    assertStringIncludes(host.printed, message);
  };
  const expect = async (text: string, result: Verdict["result"], message: string) => {
    const verdict = await verifyPage(text, dataText(text)!);
    assertEquals(verdict.result, result, verdict.text);
    assertStringIncludes(verdict.text, message);
  };
  const ends = "only its line ends, or the ends of the file, were changed";
  // What reading the file does to its ends is in it too.
  await ofFile("\ufeff" + page.replaceAll("\n", "\r\n"), 0, ends);
  for (
    const text of [page.replaceAll("\n", "\r\n"), "\ufeff" + page, page + "\n\n", page.trimEnd()]
  ) await expect(text, "same", ends);
  const saved = page.replace("<html", '<html class="live"');
  await ofFile(saved, 2, "NOT COMPARED: a browser has saved this page");
  await expect(saved, "not compared", "Its answer is the one that its data give.");
  const lie = saved.replace(/(<p class="verdict">[^]*?)\d\.\d+/, "$1 1.9999");
  await expect(lie, "not compared", "Its answer is not to be found in it");
  const data = JSON.parse(dataText(page)!);
  data.rendered.handgrad = "9.9.9";
  await expect(
    page.replace(dataText(page)!, () => encodeData(data)),
    "not compared",
    "another handgrad (9.9.9, with another script) has drawn the page",
  );
  delete data.rendered;
  await expect(
    page.replace(dataText(page)!, () => encodeData(data)),
    "not compared",
    "an earlier handgrad has drawn the page",
  );
  await ofFile(
    page.replace(dataText(page)!, (text) => text.replace(/"shown":"H4/, '"shown":"AA')),
    1,
    "DIFFERENT: its data are damaged, and give no page",
  );
});

onTiny("what is no report or run is refused, with exit code 2 and no stack trace", async (host) => {
  const refused = async (text: string, ...args: string[]) => {
    assertEquals(await verify(host, ...args), 2, args.join(" "));
    assertStringIncludes(host.complained, text);
    assertEquals(/^\s+at .*:\d+:\d+/m.test(host.complained), false, host.complained);
    assertEquals(host.printed, "");
  };
  await refused("Which report or run?");
  await refused("One report or run at a time, found 2", REPORT, REPORT);
  await refused("Unknown option --step; did you mean", REPORT, "--step=1");
  await refused("--steps must be a whole number of at least 1", REPORT, "--steps=0");
  await refused("Cannot read nowhere.html: there is no such file", "nowhere.html");
  await refused("tiny.json is not a report of handgrad's", "tiny.json");
  await refused("results is not the folder of an experiment", "results");

  const page = await Deno.readTextFile(join(host.folder, REPORT));
  const text = dataText(page)!;
  const withData = async (data: string) => {
    await Deno.writeTextFile(join(host.folder, "x.html"), page.replace(text, () => data));
  };
  for (const data of ["", "{", text.slice(0, 1000)]) {
    await withData(data);
    await refused("x.html is damaged: the data in it are not JSON", "x.html");
  }
  for (const data of ["null", "[]", "{}", '{"experiments":[{"runs":7}]}']) {
    await withData(data);
    await refused("x.html is damaged: its data hold no runs", "x.html");
  }
  await withData('{"experiments":[]}');
  await refused("x.html is a report without runs", "x.html");
  // deno-lint-ignore no-explicit-any
  const withRun = async (change: (run: any) => void) => {
    const data = JSON.parse(text);
    change(data.experiments[0].runs[1]);
    await withData(JSON.stringify(data).replaceAll("<", "\\u003c"));
  };
  await withRun((run) => delete run.hashes);
  await refused("x.html, run 2, cannot be verified: hashes ", "x.html");
  await withRun((run) => run.config.training.stepz = 1);
  await refused(
    "x.html, run 2, cannot be verified: config.training.stepz is not a known key",
    "x.html",
  );
  await withRun((run) => run.hash = "</script>\x1b[2J");
  await refused(
    "x.html, run 2, cannot be verified: hash is not valid (must be a SHA-256",
    "x.html",
  );
  await withRun((run) => run.config.training.steps = 1e12);
  await refused("x.html, run 2, cannot be verified: config.training.steps", "x.html");

  const folder = runFolder(host, "plain");
  await editJson(host, `${folder}/summary.json`, (summary) => delete summary.versions);
  await refused(`${folder}/summary.json cannot be read: versions is missing`, folder);
});

onTiny("names in a report do not move the terminal", async (host) => {
  await editReport(host, (run) => run.folder = "\x1b[2J\u202e");
  assertEquals(await verify(host, REPORT), 0, host.complained);
  // deno-lint-ignore no-control-regex
  assertEquals(/[\x1b\u202e]/.test(host.printed), false);
});

onTiny(
  "a stored loss is told from its neighbours: the CSV's digits tell every float32",
  async (host) => {
    const folder = runFolder(host, "plain");
    const text = await Deno.readTextFile(join(host.folder, folder, "metrics.csv"));
    const losses = Float32Array.from(
      text.trim().split("\r\n").slice(1),
      (row) => Number(row.split(",")[1]),
    );
    const { hashes } = JSON.parse(
      await Deno.readTextFile(join(host.folder, folder, "summary.json")),
    );
    assertEquals(await floatsHash([losses]), hashes.losses);
    new Uint32Array(losses.buffer)[4]++;
    await edit(
      host,
      `${folder}/metrics.csv`,
      (text) => text.replace(/\n4,[\d.]+/, `\n4,${Number(losses[4].toPrecision(9))}`),
    );
    assertEquals(await verify(host, folder), 1);
    assertStringIncludes(host.printed, "DIFFERENT: the loss at step 4 is ");
  },
);
