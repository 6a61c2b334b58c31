/**
 * Every number of the answer and the table, computed a second time from the files that a real run has left, by code that shares nothing with the
 * report's.
 */
import { assert, assertEquals, assertThrows } from "@std/assert";
import { join } from "node:path";
import { run, withHost, writeTiny } from "../cli/host.ts";
import { needs } from "../permissions.ts";
import { cells, parse, texts } from "./dom.ts";

const FILES = { read: true, write: ".cache" } as const;

/** What a run's files say. */
interface Facts {
  variant: string;
  seed: number;
  val: number;
  train: number;
  test: number;
  best: number;
  bestStep: number;
  parameters: number;
  seconds: number;
  stepsPerSecond: number;
}

/** Reads the files of every run below an experiment's folder. */
async function factsOf(folder: string): Promise<Facts[]> {
  const facts: Facts[] = [];
  for await (const { name, isDirectory } of Deno.readDir(folder)) {
    if (!isDirectory) continue;
    const read = (file: string) => Deno.readTextFile(join(folder, name, file));
    let summary;
    try {
      summary = JSON.parse(await read("summary.json"));
    } catch {
      continue;
    }
    const rows = (await read("evaluations.csv")).trim().split(/\r?\n/).slice(1)
      .map((line) => line.split(","));
    // Plain models have no statistics; those with batch norm are judged by the running ones.
    const kind = rows.some(([, , statistics]) => statistics === "none") ? "none" : "running";
    const rowsOf = (split: string) =>
      rows.filter((row) => row[1] === split && row[2] === kind && row[3] !== "")
        .map(([step, , , loss]) => ({ step: Number(step), loss: Number(loss) }));
    const last = (split: string) => rowsOf(split).filter(({ step }) => step === 20)[0].loss;
    let best = { step: -1, loss: Infinity };
    for (const row of rowsOf("val")) if (row.loss < best.loss) best = row;
    facts.push({
      variant: summary.variant,
      seed: summary.seed,
      val: last("val"),
      train: last("train"),
      test: last("test"),
      best: best.loss,
      bestStep: best.step,
      parameters: summary.parameters,
      seconds: summary.seconds,
      stepsPerSecond: summary.stepsPerSecond,
    });
  }
  return facts.sort((a, b) => a.seed - b.seed);
}

const sum = (xs: number[]) => xs.reduce((a, b) => a + b, 0);
/** Mean and sample standard deviation by the sums of the numbers and of their squares. */
function moments(xs: number[]): { mean: number; std: number } {
  const n = xs.length, total = sum(xs);
  return {
    mean: total / n,
    std: Math.sqrt((sum(xs.map((x) => x * x)) - total * total / n) / (n - 1)),
  };
}

/** The table's row of one variant, as it must read: mean ± std, steps from–to. */
function expectedRow(name: string, all: Facts[]): string[] {
  const runs = all.filter(({ variant }) => variant === name);
  const pick = (key: "val" | "train" | "test" | "best") => {
    const { mean, std } = moments(runs.map((run) => run[key]));
    return `${mean.toFixed(4)} ± ${std.toFixed(4)}`;
  };
  const steps = [...new Set(runs.map(({ bestStep }) => bestStep))].sort((a, b) => a - b);
  const val = moments(runs.map((run) => run.val)).mean;
  const others = all.filter(({ variant }) => variant !== name);
  const isLowest = others.every((other) =>
    val < moments(others.filter(({ variant }) => variant === other.variant).map(({ val }) => val))
      .mean
  );
  return [
    name,
    pick("val") + (isLowest ? " lowest" : ""),
    `${pick("best")} at ${steps.length === 1 ? steps[0] : `${steps[0]}–${steps.at(-1)}`}`,
    pick("train"),
    pick("test"),
    Math.E ** val < 1e5 ? (Math.E ** val).toFixed(2) : "",
  ];
}

/** The verdict on one pair of 2 or more variants, three seeds: t has a closed form for 2 degrees of freedom. */
function expectedClause(name: string, baseline: string, all: Facts[], pairs: number): string {
  const ofSeed = (variant: string, seed: number) =>
    all.find((run) => run.variant === variant && run.seed === seed)!.val;
  const gaps = [1, 2, 3].map((seed) => ofSeed(name, seed) - ofSeed(baseline, seed));
  const a = 1 - 0.05 / pairs;
  const t = Math.sqrt(2 * a * a / (1 - a * a));
  const { mean, std } = moments(gaps);
  const half = t * std / Math.sqrt(3);
  let decimals = 0;
  while (half * 10 ** decimals < 10) decimals++;
  const shown = (x: number) => x.toFixed(decimals).replace("-", "−");
  const seeds = "(3 seeds, paired).";
  if (mean - half > 0 || mean + half < 0) {
    const verb = mean < 0 ? "lowers" : "raises";
    return `${name} ${verb} val loss by ${shown(Math.abs(mean))} ± ${
      shown(half)
    } compared with ${baseline} ${seeds}`;
  }
  return `No difference in val loss can be told between ${name} and ${baseline}: ${shown(mean)} ± ${
    shown(half)
  } ${seeds}`;
}

/** Compares all that the page's answer and table say with the files. */
function compareWith(html: string, facts: Facts[], variants: string[]) {
  const page = parse(html);
  const [table, eachRun] = [...page.querySelectorAll("table")].map(cells);
  const [baseline, ...others] = variants;
  const pairs = variants.length * (variants.length - 1) / 2;
  const [verdict] = texts(page, ".verdict");
  const clauses = others.map((name) => expectedClause(name, baseline, facts, pairs));
  for (const clause of clauses) assert(verdict.includes(clause), `"${clause}" in "${verdict}"`);
  // What all rows have alike is said once.
  assert(
    page.querySelector(".results")!.textContent.replace(/\s+/g, " ").includes("3 seeds, finished"),
  );
  assertEquals(
    table.slice(1).map((row) => row.slice(0, 6)),
    variants.map((name) => expectedRow(name, facts)),
  );
  assertEquals(
    table.slice(1).map((row) => row.slice(-3)),
    variants.map((name) => {
      const runs = facts.filter(({ variant }) => variant === name);
      const seconds = sum(runs.map((run) => run.seconds)) / 3;
      return [
        `${runs[0].parameters}`,
        Math.round(sum(runs.map((run) => run.stepsPerSecond)) / 3)
          .toString().replace(/\B(?=(\d{3})+$)/g, ","),
        `${seconds.toFixed(seconds < 9.995 ? 2 : 1)} s`,
      ];
    }),
  );
  assertEquals(
    eachRun.slice(1).map((row) => row.slice(0, 7)),
    variants.flatMap((name) => facts.filter(({ variant }) => variant === name)).map((run) => [
      run.variant,
      `${run.seed}`,
      run.val.toFixed(4),
      `${run.best.toFixed(4)} at ${run.bestStep}`,
      run.train.toFixed(4),
      run.test.toFixed(4),
      (Math.E ** run.val).toFixed(2),
    ]),
  );
}

for (const count of [2, 3]) {
  const name = `the answer and the table of ${count} variants are what the stored files say`;
  Deno.test(needs(name, FILES), async () => {
    await withHost(async (host) => {
      const all = {
        plain: {},
        "batch norm": { model: { batchNorm: true } },
        slow: { training: { learningRate: { schedule: "constant", initial: 0.001 } } },
      };
      const variants = Object.keys(all).slice(0, count);
      await writeTiny(host, {
        seeds: [1, 2, 3],
        variants: Object.fromEntries(Object.entries(all).slice(0, count)),
      });
      assertEquals(await run(host, "run", "tiny.json"), 0, host.complained);
      const folder = join(host.folder, "results/tiny");
      const facts = await factsOf(folder);
      assertEquals(facts.length, 3 * count);
      const html = await Deno.readTextFile(join(folder, "report.html"));
      compareWith(html, facts, variants);

      // A number that is off is noticed.
      for (const key of ["val", "train", "test", "best", "seconds", "parameters"] as const) {
        const changed = facts.map((run) => ({ ...run }));
        changed[1][key] += 1;
        assertThrows(() => compareWith(html, changed, variants), Error, undefined, key);
      }
    });
  });
}
