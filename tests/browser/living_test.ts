import { assert, assertAlmostEquals, assertEquals, assertMatch } from "@std/assert";
import { parse } from "@std/csv";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { BrowserContextOptions, Page } from "./playwright.ts";
import { allocateActivations } from "../../core/activations.ts";
import { runningAfter } from "../../core/predict.ts";
import { nextProbabilities } from "../../core/sample.ts";
import type { PageData } from "../../reports/page_contract.ts";
import { formatShare } from "../../reports/format.ts";
import { metricsCsv, metricsRows } from "../../reports/metrics_csv.ts";
import { dataText } from "../../reports/page_data.ts";
import { readSource } from "../../runner/data/sources.ts";
import { readModel } from "../../runner/store/store.ts";
import { modelFor } from "../../runner/training/train.ts";
import { loadWeights } from "../../runner/training/weights.ts";
import { run, runFolder, type TestHost, withHost, writeTiny } from "../cli/host.ts";
import { needs } from "../permissions.ts";
import { findChromium, NEEDS, withChromium } from "./chromium.ts";
import { PATIENCE } from "./patience.ts";

const wanted = {
  ...NEEDS,
  other: { what: "Chromium and the permission to run it", isThere: findChromium() !== undefined },
};

/** A report of a small experiment, carried out by the command itself and opened from its file. */
interface Opened {
  page: Page;
  host: TestHost;
  html: string;
  data: PageData;
}

const SMALL = {
  dataset: { source: "first-names" },
  model: { embeddingSize: 6, hiddenSizes: [40] },
  training: { steps: 400 },
  inspections: { count: 0, updates: 0 },
};

/**
 * Tests on an open report; afterwards nothing may have gone wrong, and nothing may have been asked for but the page and
 * its workers.
 */
async function withReport(
  changes: Record<string, unknown>,
  test: (opened: Opened) => Promise<void>,
  { prepare, write = {}, reloads = 0, code = 0, ...browser }: BrowserContextOptions & {
    /** What the command exits with; 1 where every run diverges. */
    code?: number;
    /** Files beside the experiment's, by their names. */
    write?: Record<string, string>;
    /** How often the test loads the page again. */
    reloads?: number;
    /** Does something to the results, and gives the report to open instead, below results/. */
    prepare?: (host: TestHost) => Promise<string>;
  } = {},
): Promise<void> {
  await withHost(async (host) => {
    await writeTiny(host, { ...SMALL, ...changes });
    for (const [name, text] of Object.entries(write)) {
      await Deno.writeTextFile(join(host.folder, name), text);
    }
    assertEquals(await run(host, "run", "tiny.json"), code, host.complained);
    const report = await prepare?.(host) ?? "tiny/report.html";
    const file = join(host.folder, "results", report);
    const html = await Deno.readTextFile(file);
    const viewport = { width: 1280, height: 900 };
    await withChromium({ viewport, ...browser }, async (context) => {
      context.setDefaultTimeout(15_000);
      const page = await context.newPage(), wrong: string[] = [], requests: string[] = [];
      page.on("console", (message) => wrong.push(`console: ${message.text()}`));
      page.on("pageerror", (error) => wrong.push(`error: ${error.message}`));
      page.on("dialog", (dialog) => wrong.push(`dialog: ${dialog.message()}`));
      page.on("request", (request) => requests.push(request.url()));
      await page.goto(pathToFileURL(file).href);
      if (browser.javaScriptEnabled !== false) {
        // A network that diverged does not talk.
        const alive = code === 0 ? ".talk .bar" : ".train-here button";
        await page.locator(alive).first().waitFor({ state: "attached" });
      }
      await test({ page, host, html, data: JSON.parse(dataText(html)!) });
      assertEquals(wrong, []);
      const asked = requests.filter((url) => !url.startsWith("blob:"));
      assertEquals(asked, Array(reloads + 1).fill(pathToFileURL(file).href));
      assertEquals(await page.evaluate("typeof globalThis.canary"), "undefined");
    });
  });
}

/** The samples that stand in the page, a list a network. */
const samplesIn = (page: Page): Promise<string[][]> =>
  page.evaluate(`[...document.querySelectorAll(".talk .column")].map((column) =>
    [...column.querySelectorAll("li")].map((li) => li.querySelector("bdi")?.textContent ?? ""))`);

/** Waits until these samples stand in the page. */
async function assertSamples(page: Page, wanted: string[][]): Promise<void> {
  let samples = await samplesIn(page);
  for (let i = 0; i < PATIENCE / 50 && JSON.stringify(samples) !== JSON.stringify(wanted); i++) {
    await page.waitForTimeout(50);
    samples = await samplesIn(page);
  }
  assertEquals(samples, wanted);
}

/** Waits until an expression is true in the page, whose policy lets no script be evaluated in it but by this way. */
async function until(page: Page, expression: string): Promise<void> {
  for (let i = 0; i < PATIENCE / 50; i++) {
    if (await page.evaluate(expression)) return;
    await page.waitForTimeout(50);
  }
  throw new Error(`Waited in vain for ${expression}`);
}

const status = (page: Page) => page.locator(".train-here [role=status]");

async function train(page: Page): Promise<string> {
  await page.getByRole("button", { name: "Train", exact: true }).click();
  await status(page).filter({ hasText: /steps in|stopped|diverged|could not/ }).waitFor();
  return (await status(page).textContent())!;
}

Deno.test(
  needs("the probabilities after a typed prefix are those of the stored networks", wanted),
  () =>
    withReport({}, async ({ page, host }) => {
      for (const prefix of ["", "ma", "christo"]) {
        await page.getByLabel("Type a beginning").fill(prefix);
        const shown: [string, number[]][] = await page.evaluate(
          `[...document.querySelectorAll(".next")].map((row) => [row.querySelector(".symbol").textContent,
            [...row.querySelectorAll(".bar")].map((bar) => Number(bar.dataset.probability))])`,
        );
        assertEquals(shown.length, 27);
        for (const [place, variant] of ["plain", "batch-norm"].entries()) {
          const folder = join(host.folder, runFolder(host, variant));
          const { config, summary, weights } = await readModel(folder);
          const { vocabulary } = summary.dataset;
          const model = modelFor(config, 27);
          loadWeights(model, weights);
          const statistics = runningAfter(model, summary.steps)!;
          const characters = [...prefix].map((symbol) => vocabulary.indexOf(symbol));
          const p = nextProbabilities(model, allocateActivations(model, 1), statistics, characters);
          shown.forEach(([symbol, ps]) => {
            const index = symbol === "end" ? 0 : vocabulary.indexOf(symbol);
            assertAlmostEquals(ps[place], p[index], 1e-6);
          });
          assertAlmostEquals(shown.reduce((sum, [, ps]) => sum + ps[place], 0), 1, 1e-5);
        }
      }
      await until(
        page,
        `document.querySelector(".talk [aria-live]").textContent.includes("christo")`,
      );
      // A bar is as long as it is likely, on a track of another color, and its share can be read.
      const bars = await page.evaluate<{ length: number; p: number; colors: string[] }[]>(
        `[...document.querySelectorAll(".next .bar")].map((bar) => {
          const [track, share] = bar.children, fill = track.firstElementChild;
          const color = (one) => getComputedStyle(one).backgroundColor;
          return {
            length: fill.getBoundingClientRect().width / track.getBoundingClientRect().width,
            p: Number(bar.dataset.probability),
            colors: [color(fill), color(track), color(share)],
          };
        })`,
      );
      const full = bars.map(({ p, length }) => p / length).filter(Number.isFinite);
      assertAlmostEquals(Math.min(...full), Math.max(...full), 0.02);
      for (const { colors: [fill, track, share] } of bars) {
        assert(fill !== track && share === "rgba(0, 0, 0, 0)", `${fill} on ${track}, ${share}`);
      }
      assertMatch(
        (await page.locator(".talk [aria-live]").textContent())!,
        /^After “christo”: plain expects (.+ (< )?[\d.]+\u00a0%(, )?){3}\. batch norm expects/,
      );
    }),
);

Deno.test(
  needs("a symbol is added by a click and by a key, which leaves the focus in the field", wanted),
  () =>
    withReport({}, async ({ page }) => {
      const field = page.getByLabel("Type a beginning");
      await field.fill("e");
      await page.locator(".next", { hasText: /^m/ }).locator(".bar").first().click();
      assertEquals(await field.inputValue(), "em");
      await page.getByRole("button", { name: "Add a", exact: true }).press("Enter");
      assertEquals(await field.inputValue(), "ema");
      await page.keyboard.type("x");
      assertEquals(await field.inputValue(), "emax");
      assertEquals(await page.getByRole("button", { name: "Add end" }).count(), 0);
    }),
);

Deno.test(
  needs("the sampler's names are those of the sample command", wanted),
  () =>
    withReport({}, async ({ page, host }) => {
      const names = async (...options: string[]) => {
        const lists: string[][] = [];
        for (const variant of ["plain", "batch-norm"]) {
          host.printed = "";
          assertEquals(await run(host, "sample", runFolder(host, variant), ...options), 0);
          lists.push(host.printed.trimEnd().split("\n"));
        }
        return lists;
      };
      await page.getByRole("button", { name: "Clear" }).click();
      await page.getByLabel("How many").fill("20");
      await assertSamples(page, await names("--seed=42", "--count=20"));
      await page.getByLabel("Type a beginning").fill("em");
      await assertSamples(page, await names("--seed=42", "--count=20", "--prefix=em"));
      await page.getByRole("button", { name: "Draw others" }).click();
      await assertSamples(page, await names("--seed=43", "--count=20", "--prefix=em"));
      await page.getByLabel("Temperature").fill("0.5");
      const colder = ["--seed=43", "--count=20", "--prefix=em", "--temperature=0.5"];
      await assertSamples(page, await names(...colder));
      assertMatch(
        (await page.locator(".talk pre").textContent())!,
        /^deno task sample results\/tiny\/plain-\S+ --seed 43 --count 20 --prefix=em --temperature 0\.5\n/,
      );
    }),
);

Deno.test(
  needs("a number out of range gives way to the one that is used", wanted),
  () =>
    withReport({}, async ({ page }) => {
      for (
        const [place, label, typed, used] of [
          [".talk", "Seed", "-1", "0"],
          [".talk", "How many", "1000", "200"],
          [".talk", "How many", "", "10"],
          [".train-here", "Seed", "1e10", "4294967295"],
          [".train-here", "Seed", "7.9", "7"],
          [".train-here", "Seed", "", "42"],
        ]
      ) {
        const field = page.locator(place).getByLabel(label, { exact: true });
        await field.fill(typed);
        await field.blur();
        assertEquals(await field.inputValue(), used);
      }
    }),
);

Deno.test(
  needs("names of the training data are marked, and characters never seen are named", wanted),
  () =>
    withReport({}, async ({ page, host, data }) => {
      await page.getByRole("button", { name: "Clear" }).click();
      await page.getByLabel("Temperature").fill("0.7");
      await page.getByLabel("How many").fill("200");
      await until(page, `document.querySelectorAll(".talk li").length === 400`);
      const marked: string[] = await page.evaluate(
        `[...document.querySelectorAll(".sample.known")].map((name) => name.textContent)`,
      );
      const file = `results/tiny/datasets/${data.texts[0].sha256.slice(0, 16)}.txt`;
      const lines = (await Deno.readTextFile(join(host.folder, file))).trim().split("\n");
      assert(marked.length > 0 && marked.every((name) => lines.includes(name)));
      const message = page.locator(".talk .message");
      await page.getByLabel("Type a beginning").fill("éM7a");
      assertMatch((await message.textContent())!, /never seen “é”, “7”, so they are left out/);
      assertEquals(await page.locator(".next").count(), 27);
      await page.getByLabel("Type a beginning").fill("A");
      assertEquals(await message.textContent(), "");
    }),
);

Deno.test(
  needs("the heat maps tell which symbol follows which, in the data and by each network", wanted),
  () =>
    withReport({}, async ({ page }) => {
      const maps = page.locator(".maps"), said = page.locator(".maps + .pair");
      await maps.scrollIntoViewIfNeeded();
      await until(page, `document.querySelectorAll(".maps .map").length === 3`);
      // The pair of the end and "a": how many lines begin with "a", counted here too.
      await maps.focus();
      await page.keyboard.press("ArrowRight");
      await until(
        page,
        `/After “end” comes “a”/.test(document.querySelector(".maps + .pair").textContent)`,
      );
      const { lines } = await readSource("first-names", { base: "." });
      const share = lines.filter((line) => line.startsWith("a")).length / lines.length;
      const text = (await said.textContent())!;
      assert(text.includes(`the data ${formatShare(share)}`), text);
      // A network has one context for it, the empty one.
      await page.getByLabel("Type a beginning").fill("");
      const [first] = await page.evaluate<number[]>(
        `[...[...document.querySelectorAll(".next")].find((row) => row.querySelector(".symbol").textContent === "a").querySelectorAll(".bar")].map((bar) => Number(bar.dataset.probability))`,
      );
      assert(text.includes(`plain ${formatShare(first)}`), `${text}, ${first}`);
      // The pointer, and the selection.

      await maps.locator(".map").nth(1).hover();
      await until(
        page,
        `!/After “end” comes “a”/.test(document.querySelector(".maps + .pair").textContent)`,
      );
      await page.locator(".chips").getByRole("button", { name: "plain" }).click();
      await until(page, `document.querySelectorAll(".maps .map").length === 2`);
    }),
);

Deno.test(
  needs("a network that is not chosen does not answer", wanted),
  () =>
    withReport({}, async ({ page }) => {
      const columns = page.locator(".talk .column");
      const talk = page.locator(".talk");
      await talk.getByRole("button", { name: "plain" }).click();
      await until(page, `document.querySelectorAll(".talk .column").length === 1`);
      assertEquals(await columns.locator("bdi").first().textContent(), "batch norm");
      await talk.getByRole("button", { name: "plain" }).click();
      await until(page, `document.querySelectorAll(".talk .column").length === 2`);
    }),
);

Deno.test(
  needs("trained in the page, the first losses are the runner's, bit for bit", wanted),
  () =>
    withReport({}, async ({ page, host, data }) => {
      for (const [i, variant] of ["plain", "batch-norm"].entries()) {
        const csv = await Deno.readTextFile(
          join(host.folder, runFolder(host, variant), "metrics.csv"),
        );
        const stored = csv.trim().split("\n").slice(1, 201).map((row) =>
          Math.fround(Number(row.split(",")[1]))
        );
        const { config, seed } = data.experiments[0].runs[i];
        const { name, sha256 } = data.texts[0];
        const file = `results/tiny/datasets/${sha256.slice(0, 16)}.txt`;
        const lines = (await Deno.readTextFile(join(host.folder, file))).trim().split("\n");
        const task = { config, seed, until: 200, text: { name, sha256, lines } };
        const losses: number[] = await page.evaluate(IN_WORKER, task);
        assertEquals(losses, stored);
      }
      // The page begins with the best, and says so too, as far as it holds the losses.
      const vals = data.experiments[0].runs.map(({ living }) => living!.val!);
      assertEquals(
        await page.getByLabel("Start from").inputValue(),
        String(vals.indexOf(Math.min(...vals))),
      );
      const said = await train(page);
      const ended = page.locator(".train-here tbody tr").first().locator("td").last();
      assertMatch((await ended.textContent())!, /^\d\.\d{4} after 400$/);
      assertMatch(
        said,
        /400 steps in .* Its first 100 losses are the same bits as the stored run’s; the page holds no later/,
      );
      await page.getByLabel("Start from").selectOption("batch norm");
      assertMatch(await train(page), /the same bits as the stored run/);
    }),
);

/** Sends a task to the page's own script, at work in a worker; resolves to the losses. */
const IN_WORKER = (task: unknown): Promise<number[]> =>
  new Promise((resolve, reject) => {
    // deno-lint-ignore no-explicit-any
    const scripts = (globalThis as any).document.scripts;
    const script = scripts[scripts.length - 1].text;
    const worker = new Worker(URL.createObjectURL(new Blob([script])));
    const losses: number[] = [];
    worker.onmessage = ({ data }) => {
      if (data === "ready") worker.postMessage(task);
      else if (data.kind === "losses") losses.push(...data.losses);
      else if (data.kind === "done") resolve(losses);
      // How far an evaluation is: told only where one takes long, as on a busy machine.
      else if (data.kind === "evaluating") return;
      else reject(new Error(JSON.stringify(data)));
    };
  });

Deno.test(
  needs("a changed setting changes the curve, and the network joins the others", wanted),
  () =>
    withReport({}, async ({ page }) => {
      const curve = (n: number) => page.locator(".race .here").nth(n).getAttribute("d");
      await train(page);
      const unchanged = await curve(0);
      const stored = await page.locator(".race .stored").nth(0).getAttribute("d");
      const numbers = (path: string) => path.match(/[\d.]+/g)!.map(Number);
      numbers(stored!).forEach((x, i) => assertAlmostEquals(x, numbers(unchanged!)[i], 0.15));
      for (
        const [label, value, said] of [
          ["Learning rate", "0.3", "learning rate 0.3"],
          ["Scale of hidden weights", "5", "init × 5"],
          ["Batch norm", null, "batch norm on"],
          ["Seed", "7", "seed 7"],
        ] as const
      ) {
        await page.getByLabel("Start from").selectOption("batch norm");
        await page.getByLabel("Start from").selectOption("plain");
        const control = page.locator(".train-here").getByLabel(label, { exact: true });
        if (value === null) await control.check();
        else if (label === "Seed") await control.fill(value);
        else await control.selectOption(value);
        const text = await train(page);
        assert(!text.includes("same bits"), text);
        const last = page.locator(".race .here").last();
        assert(await last.getAttribute("d") !== unchanged, label);
        const rows = await page.locator(".train-here tbody tr td:nth-child(2)").allTextContents();
        assert(rows.includes(`plain, ${said}`), rows.join("; "));
      }
      // Four trainings are kept; the last has joined those who answer.
      assertEquals(await page.locator(".race .here").count(), 4);
      assertEquals(await page.getByRole("button", { name: "run 5" }).count(), 1);
      await until(page, `document.querySelectorAll(".talk .column").length === 6`);
    }),
);

Deno.test(
  needs("a training stops when it is told to, and one that diverges says so", wanted),
  () =>
    withReport(
      { training: { steps: 10_000 }, model: { hiddenSizes: [100] }, variants: { plain: {} } },
      async ({ page }) => {
        await page.getByLabel("Steps", { exact: true }).selectOption("10000");
        // In the page, lest the training ends before a busy machine's hand is at the button.
        await page.evaluate(`(() => {
          const progress = document.querySelector(".train-here progress");
          new MutationObserver((_, observer) => {
            if (!(progress.value > 0)) return;
            observer.disconnect();
            [...document.querySelectorAll(".train-here button")]
              .find(({ textContent }) => textContent === "Stop").click();
          }).observe(progress, { attributes: true });
        })()`);
        const text = await train(page);
        const [, steps] = /stopped after ([\d,]+) steps/.exec(text!)!;
        assert(Number(steps.replace(",", "")) < 10_000, text!);
        const curve = await page.locator(".race .here").getAttribute("d");
        await page.waitForTimeout(300);
        assertEquals(await page.locator(".race .here").getAttribute("d"), curve);

        await page.getByLabel("Steps", { exact: true }).selectOption("1000");
        await page.getByLabel("Learning rate").selectOption("3");
        await page.getByLabel("Scale of hidden weights").selectOption("5");
        await page.evaluate(
          `document.querySelectorAll(".train-here select")[1].add(new Option("1e300", "1e300", true, true))`,
        );
        const [, end] = /run 2: diverged at step (\d+)/.exec(await train(page))!;
        const row = page.locator(".train-here tbody tr").nth(1).locator("td");
        assertEquals(await row.nth(1).textContent(), `${end} of 1,000`);
      },
    ),
);

Deno.test(
  needs(
    "of a run that diverged no last loss is told as its end, nor of the same trained here",
    wanted,
  ),
  () =>
    withReport(
      {
        training: { steps: 400, learningRate: { schedule: "constant", initial: 1e30 } },
        variants: { plain: {} },
      },
      async ({ page }) => {
        assertMatch(
          await train(page),
          /run 1: diverged at step 1: the loss is not finite\. Its last finite minibatch loss was (\d\.\d+) at step 0\. Its first loss has the same bits as the stored run’s\. The stored run diverged at the same step\./,
        );
        const cells = await page.evaluate(
          `[...document.querySelectorAll(".train-here tbody tr")].map((row) =>
            [...row.querySelectorAll("td.number")].map((cell) => cell.textContent))`,
        );
        assertEquals(cells, [["1 of 400", "–", "–"], ["1", "–", "–"]]);
        assertEquals(await page.locator(".race .end").count(), 2);
        assertEquals(await page.locator(".readout td.number").first().textContent(), "–");
      },
      { code: 1 },
    ),
);

Deno.test(
  needs("a hopeless training is seen, and it is said what happened", wanted),
  () =>
    withReport({ variants: { plain: {} } }, async ({ page }) => {
      await page.getByLabel("Learning rate").selectOption("3");
      await page.getByLabel("Scale of hidden weights").selectOption("5");
      const said = await train(page);
      assertMatch(said, /It has learnt nothing: its loss ends at \d+\.\d+, above the 3\.\d+ that/);
      assertMatch(
        said,
        /its highest of a single minibatch was \d+\.\d+ at step \d+; its learning rate is 30 times, and/,
      );
      assertMatch(said, /its hidden weights begin at 5 times the stored run’s\./);
      const heights = async (n: number) => {
        const path = await page.locator(".race .here").nth(n).getAttribute("d");
        return [...path!.matchAll(/,(-?[\d.]+)/g)].map(([, y]) => Number(y));
      };
      const isSeen = (all: number[]) =>
        assert(Math.min(...all) > 22 && Math.max(...all) - Math.min(...all) > 30, all.join());
      isSeen(await heights(0));
      await page.evaluate(
        `document.querySelectorAll(".train-here select")[1].add(new Option("1000", "1000", true, true))`,
      );
      assertMatch(await train(page), /learning rate is 10,000 times/);
      isSeen(await heights(1));
      const labels = await page.locator(".race text").allTextContents();
      assert(labels.includes("loss (nats per character), logarithmic"), labels.join());
      await page.getByLabel("Start from").selectOption("plain");
      assert(!(await train(page)).includes("learnt nothing"));
    }),
);

Deno.test(
  needs("the downloads have the files' exact bytes, and the losses as CSV", wanted),
  () =>
    withReport({}, async ({ page, host, data }) => {
      const download = async (name: string) => {
        const [download] = await Promise.all([
          page.waitForEvent("download"),
          page.getByRole("link", { name }).press("Enter"),
        ]);
        assertEquals(download.suggestedFilename(), name);
        await download.saveAs(join(host.folder, "saved"));
        return await Deno.readFile(join(host.folder, "saved"));
      };
      const [{ curves }] = data.experiments;
      for (const [i, variant] of ["plain", "batch-norm"].entries()) {
        const folder = runFolder(host, variant);
        const wanted = await Deno.readFile(join(host.folder, folder, "model.safetensors"));
        const saved = await download(`tiny-${folder.split("/").at(-1)}.safetensors`);
        assertEquals(saved, wanted);
        assertEquals(curves.runs[i].variant, i);
      }
      const csv = new TextDecoder().decode(await download("tiny-losses.csv"));
      assertEquals(csv, metricsCsv(metricsRows("tiny", curves)));
      const [, first] = parse(csv);
      const metrics = await Deno.readTextFile(
        join(host.folder, runFolder(host, "plain"), "metrics.csv"),
      );
      const loss = Number(parse(metrics)[1][1]).toPrecision(5);
      assertEquals(first, ["tiny", "plain", "42", "train", "0", loss, loss, loss]);
    }),
);

Deno.test(
  needs("without its text a page samples, and says why it does not train", wanted),
  () =>
    withReport({}, async ({ page }) => {
      const place = page.locator(".train-here");
      assertMatch((await place.textContent())!, /The training data are not in this page/);
      assertEquals(await place.locator("button").count(), 0);
      await page.getByLabel("Type a beginning").fill("jo");
      const samples = `[...document.querySelectorAll(".sample")].map((name) => name.textContent)`;
      await until(
        page,
        `${samples}.length > 0 && ${samples}.every((name) => name.startsWith("jo"))`,
      );
      assertEquals(await page.locator(".sample.known").count(), 0);
    }, {
      prepare: async (host) => {
        await Deno.remove(join(host.folder, "results/tiny/datasets"), { recursive: true });
        assertEquals(await run(host, "report", "results/tiny"), 0, host.complained);
        return "tiny/report.html";
      },
    }),
);

Deno.test(
  needs("what a browser cannot do is said", wanted),
  () =>
    withReport({}, async ({ page }) => {
      const reopened = async (before: string) => {
        await page.addInitScript(before);
        await page.reload();
        await page.locator(".talk .bar").first().waitFor();
      };
      await reopened("WebAssembly.validate = () => false; delete WebAssembly.Module");
      assertMatch(
        await train(page),
        /At step \d+ the loss is .+: this browser cannot do “\w+” arithmetic and took “plain”, which rounds/,
      );
      await reopened("Worker = class { constructor() { throw new Error('no workers today') } }");
      assertMatch(await train(page), /run 1: this browser could not train it: no workers today/);
      await reopened("delete globalThis.DecompressionStream");
      assertMatch(
        (await page.locator(".train-here").textContent())!,
        /This browser cannot unpack the training data/,
      );
    }, { reloads: 3 }),
);

Deno.test(
  needs("two experiments on a page each have their networks", wanted),
  () =>
    withReport({}, async ({ page }) => {
      const chips = (i: number) =>
        page.locator(`[data-experiment="${i}"] .chip`).allTextContents().then((texts) =>
          texts.map((text) => text.trim())
        );
      assertEquals([await chips(0), await chips(1)], [["plain", "batch norm"], ["one", "two"]]);
      const second = page.locator('[data-experiment="1"]');
      await second.locator("summary").first().click();
      await second.getByRole("button", { name: "Train", exact: true }).click();
      await second.getByText("the same bits as the stored run").waitFor();
      assertEquals(await page.locator('[data-experiment="0"] .race .here').count(), 0);
      const ids: string[] = await page.evaluate(
        `[...document.querySelectorAll("[id]")].map(({ id }) => id)`,
      );
      assertEquals(ids.length, new Set(ids).size);
    }, {
      prepare: async (host) => {
        await writeTiny(host, { ...SMALL, variants: { one: {}, two: { model: { bias: true } } } });
        await Deno.rename(join(host.folder, "tiny.json"), join(host.folder, "other.json"));
        assertEquals(await run(host, "run", "other.json"), 0, host.complained);
        assertEquals(await run(host, "report", "results/tiny", "results/other"), 0);
        return "report.html";
      },
    }),
);

Deno.test(
  needs("without scripts there is a sentence and no dead control", wanted),
  () =>
    withReport({ variants: { plain: {} } }, async ({ page }) => {
      await page.locator(".living .lifeless").waitFor({ state: "visible" });
      const controls = page.locator(".living").locator("button, input, select, a");
      assertEquals(await controls.count(), 0);
    }, { javaScriptEnabled: false }),
);

Deno.test(
  needs("hostile lines, symbols and names stay text while they are played with", wanted),
  () =>
    withHost(async (files) => {
      const lines = [
        `<script>canary=1</script>`,
        `<img src=x onerror=canary=1>`,
        `" onfocus="canary=1" autofocus x="`,
        `' onclick='canary=1`,
        "\u202edesrever \u2066שלום\u200f",
        "👩‍👩‍👧 𝒳 é",
        "=SUM(A1)",
        "</bdi></li></ul><svg onload=canary=1>",
      ];
      const file = join(files.folder, "hostile.txt");
      await Deno.writeTextFile(file, Array(40).fill(lines.join("\n")).join("\n"));
      const hostile = `<img src=x onerror="canary=1">' & "`;
      await withReport({
        dataset: { source: { file } },
        training: { steps: 400, learningRate: { schedule: "constant", initial: 0.5 } },
        variants: { [hostile]: {}, "\u202e</script>": { model: { batchNorm: true } } },
      }, async ({ page }) => {
        for (const prefix of ["", "<", "<i", '"', "\u202e", "👩", "<img src=x onerror=canary=1>"]) {
          await page.getByLabel("Type a beginning").fill(prefix);
          await page.waitForTimeout(200);
        }
        await page.getByLabel("How many").fill("50");
        assertMatch(await train(page), /the same bits/);
        const texts = (await samplesIn(page)).flat().join("\n");
        assertMatch(texts, /</);
        const chips = await page.locator(".chip").allTextContents();
        assert(chips[0].includes(hostile));
        const tags = await page.evaluate(
          `document.querySelectorAll(".living img, .living script, .living [onclick]").length`,
        );
        assertEquals(tags, 0);
        assertEquals(await page.evaluate("document.documentElement.scrollWidth"), 360);
      }, { viewport: { width: 360, height: 800 } });
    }),
);

Deno.test(
  needs("running text and words are typed, chosen, sampled and trained in the page", wanted),
  () => {
    const text = "to be, or not to be\nthat is the question\n\n".repeat(30);
    const variants = {
      text: { dataset: { source: { text: "data.txt" } }, samples: { maxLength: 40 } },
    };
    return withReport({ variants }, async ({ page, host }) => {
      const box = page.locator("textarea.prefix");
      await box.fill("be");
      await box.press("Enter");
      assertEquals(await page.locator(".talk .end").count(), 0);
      await page.getByRole("button", { name: "Add t", exact: true }).click();
      assertEquals(await box.inputValue(), "be\nt");
      host.printed = "";
      const options = ["--count", "3", "--prefix=be\nt"];
      assertEquals(await run(host, "sample", runFolder(host, "text"), ...options), 0);
      await assertSamples(page, [host.printed.slice(0, -1).split("\n---------------\n")]);
      assertMatch(await train(page), /the same bits as the stored run/i);
    }, { write: { "data.txt": text } });
  },
);

Deno.test(
  needs(
    "words are chosen with what stands between them, and the end is told from a letter",
    wanted,
  ),
  () => {
    const variants = {
      words: { dataset: { source: { file: "data.txt" }, tokens: { separator: " " } } },
      letters: { dataset: { source: { file: "data.txt" } } },
    };
    return withReport({ variants }, async ({ page }) => {
      const box = page.locator(".prefix");
      await box.fill("");
      await page.getByRole("button", { name: "Add sol.", exact: true }).click();
      await page.getByRole("button", { name: "Add la.", exact: true }).click();
      assertEquals(await box.inputValue(), "sol. la.");
      assertEquals(await page.locator(".talk .next .end").count(), 1);
      assertEquals(await page.getByRole("button", { name: "Add .", exact: true }).count(), 1);
      assertMatch(await page.locator(".axis-label").first().textContent() ?? "", /nats per symbol/);
    }, { write: { "data.txt": "sol. la. re.\nla. sol.\n".repeat(30) } });
  },
);
