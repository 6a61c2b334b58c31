/**
 * Every number of the answer and the table, computed a second time from the files that a real run has left, by code
 * that shares nothing with the report's.
 */
import { assert, assertEquals, assertThrows } from "@std/assert";
import { join } from "node:path";
import { run, withHost, writeTiny } from "../../cli/host.ts";
import { needs } from "../../permissions.ts";
import { cells, parse, texts } from "../../reports/dom.ts";

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

/** Simpson's rule. */
function integral(f: (x: number) => number, from: number, to: number, pieces: number): number {
  const step = (to - from) / pieces;
  let total = f(from) + f(to);
  for (let i = 1; i < pieces; i++) total += (i % 2 === 1 ? 4 : 2) * f(from + i * step);
  return total * step / 3;
}

/** Φ from −9 to 9 in steps of 1/200, by adding up. */
const NORMAL = (() => {
  const density = (z: number) => Math.exp(-z * z / 2) / Math.sqrt(2 * Math.PI);
  const table = [0];
  for (let i = 0; i < 3600; i++) {
    table.push(table[i] + integral(density, -9 + i / 200, -9 + (i + 1) / 200, 2));
  }
  return (x: number) => {
    const at = Math.min(3599, Math.max(0, (x + 9) * 200)), i = Math.floor(at);
    return table[i] + (at - i) * (table[i + 1] - table[i]);
  };
})();

/**
 * The studentized range of `count` means that is exceeded once in twenty times, by its definition: over z, and over the
 * estimate of the deviation.
 */
function rangeOf(count: number, freedom: number): number {
  const chi = (s: number) => s ** (freedom - 1) * Math.exp(-freedom * s * s / 2);
  const all = integral(chi, 0, 8, 1600);
  const within = (w: number) =>
    integral(
      (z) =>
        count * Math.exp(-z * z / 2) / Math.sqrt(2 * Math.PI) *
        (NORMAL(z) - NORMAL(z - w)) ** (count - 1),
      -8,
      8,
      160,
    );
  const ranges = Array.from({ length: 801 }, (_, i) => within(i / 10));
  const probability = (q: number) =>
    integral(
      (s) => {
        const at = Math.min(799.999, q * s * 10), i = Math.floor(at);
        return chi(s) * (ranges[i] + (at - i) * (ranges[i + 1] - ranges[i]));
      },
      0,
      8,
      1600,
    ) / all;
  let low = 0, high = 100;
  while (high - low > 1e-6) {
    const middle = (low + high) / 2;
    if (probability(middle) < 0.95) low = middle;
    else high = middle;
  }
  return low;
}

type Matrix = number[][];
const product = (A: Matrix, B: Matrix): Matrix =>
  A.map((row) => B[0].map((_, j) => sum(row.map((x, k) => x * B[k][j]))));
const trace = (A: Matrix) => sum(A.map((row, i) => row[i]));
const diagonal = (xs: number[]): Matrix => xs.map((x, i) => xs.map((_, j) => i === j ? x : 0));

/**
 * Half of the interval of the difference of the variants at a and b, rows of losses, 3 seeds a row: for two and three
 * rows a paired t, which has a closed form for 2 degrees of freedom, with Bonferroni's correction; else by each
 * variant's spread from the variances of the pairs' differences, and the degrees of freedom of a quadratic form of
 * residuals from matrices.
 */
function halfInterval(rows: number[][], a: number, b: number): number {
  const m = rows.length, n = 3;
  const gap = (i: number, j: number) => moments(rows[i].map((x, s) => x - rows[j][s])).std ** 2;
  if (m < 4) {
    const sure = 1 - 0.05 / (m * (m - 1) / 2);
    return Math.sqrt(2 * sure * sure / (1 - sure * sure)) * Math.sqrt(gap(a, b) / n);
  }
  const all = rows.keys().toArray();
  const rowSums = all.map((i) => sum(all.map((j) => i === j ? 0 : gap(i, j))));
  const common = sum(rowSums) / 2 / (m * (m - 1));
  const spreads = rowSums.map((row) =>
    0.2 * common + 0.8 * (row - sum(rowSums) / 2 / (m - 1)) / (m - 2)
  );
  // What the pair's spread is made of: so much of each residual's square, as the formulas for the spreads have it.
  const ofAll = (2 * 0.2 - 2 * 0.8 / (m - 2)) / (m - 1);
  const weights = all.map((i) => ofAll + (i === a || i === b ? 0.8 * m / (m - 2) : 0));
  const center = all.map((i) => all.map((j) => (i === j ? 1 : 0) - 1 / m));
  const M = product(
    product(center, diagonal(spreads.map((x) => x < 0 ? 0 : x))),
    center,
  );
  const DM = product(diagonal(weights), M);
  const raw = (n - 1) * trace(DM) ** 2 / trace(product(DM, DM));
  const most = (m - 1) * (n - 1);
  const freedom = Math.floor(Math.min(most, Math.max(1, raw)) * 10) / 10;
  return Math.max(
    rangeOf(m, freedom) * Math.sqrt(Math.max(0, spreads[a] + spreads[b]) / 2 / n),
    rangeOf(m, most) * Math.sqrt(common / n),
  );
}

/** The verdict on one pair of 2 or more variants, three seeds. */
function expectedClause(name: string, baseline: string, all: Facts[], variants: string[]): string {
  const rows = variants.map((variant) =>
    [1, 2, 3].map((seed) => all.find((run) => run.variant === variant && run.seed === seed)!.val)
  );
  const [a, b] = [variants.indexOf(name), variants.indexOf(baseline)];
  const mean = moments(rows[a].map((x, s) => x - rows[b][s])).mean;
  const half = halfInterval(rows, a, b);
  let decimals = 0;
  while (half * 10 ** decimals < 10) decimals++;
  const shown = (x: number) => x.toFixed(decimals).replace("-", "−");
  const seeds = "(3 seeds, paired).";
  if (mean - half > 0 || mean + half < 0) {
    if (variants.length === 2) {
      // The lower one of two is named first.
      const [lower, higher] = mean < 0 ? [name, baseline] : [baseline, name];
      return `${lower} ends ${shown(Math.abs(mean))} ± ${
        shown(half)
      } lower than ${higher} in val loss ${seeds}`;
    }
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
  const [table, eachRun] = [...page.querySelectorAll("table.sortable")].map(cells);
  const [baseline, ...others] = variants;
  const [verdict] = texts(page, ".verdict");
  const clauses = others.map((name) => expectedClause(name, baseline, facts, variants));
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
        Number((sum(runs.map((run) => run.stepsPerSecond)) / 3).toPrecision(2))
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

for (const count of [2, 3, 4]) {
  const name = `the answer and the table of ${count} variants are what the stored files say`;
  Deno.test(needs(name, FILES), async () => {
    await withHost(async (host) => {
      const all = {
        plain: {},
        "batch norm": { model: { batchNorm: true } },
        slow: { training: { learningRate: { schedule: "constant", initial: 0.001 } } },
        wide: { model: { hiddenSizes: [16] } },
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
