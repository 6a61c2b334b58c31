import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import { renderReport } from "../../../reports/page.ts";
import { furtherHtml, furtherText } from "../../../reports/further.ts";
import { curveData } from "../../../reports/charts/curve_data.ts";
import { variantsOf } from "../../../reports/rows.ts";
import { cluesIn } from "../../../reports/why/clues.ts";
import { runJob } from "../../../runner/training/job.ts";
import { loadDataset } from "../../../runner/data/load_dataset.ts";
import type { StoredRun } from "../../../runner/results.ts";
import { RunConfigSchema } from "../../../runner/schema/schema.ts";
import { summarize } from "../../../runner/training/summary.ts";
import { parse, texts } from "../dom.ts";
import { HOSTILE } from "../examples.ts";
import { evaluation, fakeExperiment, fakeInspection, fakeRun, fakeUpdates } from "../fake.ts";

const first = fakeInspection({ step: 0 }, { hiddenSizes: [6, 4] });
const last = fakeInspection({ step: 3 }, { hiddenSizes: [6, 4] });

Deno.test("clues are those of the first look and the last, and of updates of matrices and tables", () => {
  const middle = { ...first, step: 1, layers: [] };
  const rows = fakeUpdates(first, [0, 1]).map((row) =>
    row.parameter === "W1" ? { ...row, data: 2, update: row.step === 0 ? 2e-2 : 2e-4 } : row
  );
  const { looks, updates } = cluesIn({ inspections: [first, middle, last], updates: rows });
  assertEquals(looks.map(({ step }) => step), [0, 3]);
  assertEquals(looks[0].layers.map(({ name }) => name), ["hidden 1", "hidden 2"]);
  const [hidden] = looks[0].layers, [layer] = first.layers;
  assertEquals(hidden.saturated, layer.saturation!.share);
  const spread = layer.std.reduce((sum: number, x) => sum + x! / layer.std.length, 0);
  assertAlmostEquals(hidden.spread!, spread, 1e-3 * spread);
  assert(hidden.gradient! > -9 && hidden.gradient! < 2);
  assertEquals(updates.map(({ parameter }) => parameter), ["C", "W1", "W2", "W3"]);
  assertEquals(updates[1], { parameter: "W1", count: 2, largest: 0.01, at: 0, usual: -3 });
});

Deno.test("still is at a look what no gradient comes to, not what has a little", () => {
  const withZeros = (zeros: number) => ({
    ...first,
    parameters: first.parameters.map((one) =>
      one.name === "W1"
        ? { ...one, gradients: { ...one.gradients, counts: [100 - zeros], zeros } }
        : one
    ),
  });
  const still = (...zeros: number[]) =>
    cluesIn({ inspections: zeros.map(withZeros), updates: [] }).looks.at(-1)!.matrices
      .filter(({ still }) => still).map(({ name }) => name);
  assertEquals(still(0, 98, 100), ["W1"]);
  assertEquals(still(0, 100, 99), []);
  assertEquals(still(100), ["W1"]);
});

Deno.test("a look has the sizes of matrices and tables, and of their gradients", () => {
  const [{ matrices }] = cluesIn({ inspections: [first], updates: [] }).looks;
  assertEquals(matrices.map(({ name }) => name), ["C", "W1", "W2", "W3"]);
  const [C] = first.parameters;
  assertEquals(matrices[0], { name: "C", size: C.std, gradient: C.gradStd, still: false });
});

Deno.test("without looks and updates there are none", () => {
  assertEquals(cluesIn({ inspections: [], updates: [] }), { looks: [], updates: [] });
});

/** Ten variants, of which a page shows the looks inside of eight at most; all but one fail by their steps. */
const many = Array.from({ length: 10 }, (_, i) =>
  [1, 2].map((seed) =>
    fakeRun({
      variant: `v${i}`,
      seed,
      losses: i === 0 ? [3.3, 3, 2] : [3.3, 33, 21],
      inspections: [first, last],
      updates: fakeUpdates(first, [0, 1, 2]).map((row) => (
        { ...row, update: (i === 0 ? 0.01 : 2 + i) * row.data }
      )),
      summary: { final: evaluation(3, { train: 2, val: i === 0 ? 2.1 : 21 }) },
    })
  )).flat();

Deno.test("a page tells the same of runs whose looks it has no room for", () => {
  const experiment = fakeExperiment(many);
  const page = parse(renderReport(experiment));
  const stored = parse(
    furtherHtml(variantsOf(many), curveData(many), false, experiment.command),
  );
  assertEquals(texts(page, ".further dd"), texts(stored, "dd"));
  assert(
    texts(page, ".further dd").some((text) =>
      text.includes("v1: the likely cause is too large steps")
    ),
  );
  assert(texts(page, ".further dd").some((text) => text.includes("v5 (")));
});

Deno.test("whatever a variant is called, and its parameters, stays text", () => {
  for (const name of HOSTILE) {
    const runs = many.map((run): StoredRun => ({
      ...run,
      summary: { ...run.summary, variant: `${run.summary.variant} ${name}` },
      updates: run.updates.map((row) => ({ ...row, parameter: `W${name}` })),
    }));
    const { text } = furtherHtml(variantsOf(runs), curveData(runs));
    assert(text.includes("too large steps"));
    assertEquals(/<(script|img|svg|b)\b/i.test(text), false);
  }
});

async function trained(variant: string, config: Record<string, unknown>): Promise<StoredRun> {
  const whole = RunConfigSchema.parse({
    dataset: { source: "first-names", first: 60 },
    evaluation: { count: 1 },
    training: { steps: 12, learningRate: { schedule: "constant", initial: 0.1 } },
    ...config,
  });
  const dataset = await loadDataset(whole.dataset, { base: "." });
  const outcome = await runJob({ config: whole, seed: 1, dataset }, () => {});
  const plan = { folder: variant, variant, seed: 1, config: whole, hash: "0".repeat(64) };
  const summary = await summarize("real", plan, outcome, dataset);
  return { ...outcome, folder: variant, config: whole, summary, model: null };
}

Deno.test({
  name: "every architecture has clues, and what is told of it has no gaps",
  permissions: { read: true },
  fn: async () => {
    const kinds = ["bigram", "mlp", "bow", "rnn", "gru", "transformer"];
    const fast = { training: { steps: 12, learningRate: { schedule: "constant", initial: 1e5 } } };
    for (const kind of kinds) {
      const dataset = { source: "first-names", first: 60, contextLength: 8 };
      const runs = [
        await trained("plain", { model: { kind }, dataset }),
        await trained("fast", { model: { kind }, dataset, ...fast }),
        await trained("not looked into", {
          model: { kind },
          dataset,
          inspections: { updates: 0, count: 0 },
          ...fast,
        }),
      ];
      const { looks, updates } = cluesIn(runs[0]);
      assertEquals(looks.map(({ step }) => step), [0, 12], kind);
      assert(updates.length > 0, kind);
      assert(updates.every(({ usual }) => usual < 0 && usual > -12), kind);
      const told = furtherText(variantsOf(runs), curveData(runs));
      assert(!/NaN|undefined|null|Infinity|–/.test(told), `${kind}: ${told}`);
      assert(told.includes("fast"), `${kind}: ${told}`);
    }
  },
});
