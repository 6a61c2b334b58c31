/**
 * Experiments as large as users make them: real networks, looks inside and texts of a short training, and as many
 * losses and runs as asked for.
 *
 * @module
 */
import { buildDataset } from "../../runner/data/dataset.ts";
import { runJob } from "../../runner/training/job.ts";
import type { SourceText } from "../../runner/data/lines.ts";
import type { StoredExperiment, StoredRun } from "../../runner/results.ts";
import { RunConfigSchema } from "../../runner/schema/schema.ts";
import { readSource } from "../../runner/data/sources.ts";
import { encodeModel, tensorNames } from "../../runner/store/state_dict.ts";
import { summarize } from "../../runner/training/summary.ts";
import { fakeExperiment, fakeLosses } from "./fake.ts";

const TRAINED = 200;

/** As many variants as asked for, one seed each, of networks with 200 hidden units; every second one has batch norm. */
export async function largeExperiment(variants: number, steps: number): Promise<StoredExperiment> {
  const lines = await text();
  const prototypes = [await train({}, lines), await train({ batchNorm: true }, lines)];
  const runs = Array.from({ length: variants }, (_, i): StoredRun => {
    const run = prototypes[i % 2];
    const scale = steps / TRAINED;
    const later = <T extends { step: number }>(row: T): T => ({ ...row, step: row.step * scale });
    const name = `${i % 2 === 0 ? "plain" : "batch norm"} ${i}`;
    return {
      ...run,
      folder: `${name.replaceAll(" ", "-")}-01234567`,
      config: { ...run.config, training: { ...run.config.training, steps } },
      losses: fakeLosses(steps, 3.3, 2.1 + i / 200),
      learningRates: new Float64Array(steps).fill(0.1),
      evaluations: run.evaluations.map(later),
      inspections: run.inspections.map(later),
      updates: run.updates.map(later),
      summary: { ...run.summary, variant: name, steps, final: run.summary.final.map(later) },
    };
  });
  return fakeExperiment(runs, {
    title: `${variants} variants of ${steps.toLocaleString("en-US")} steps`,
    texts: [{ ...lines, column: null }],
  });
}

/** As many lines as names.txt has, about as hard to compress. */
async function text(): Promise<SourceText> {
  const { lines, ...rest } = await readSource("first-names", { base: "." });
  const more = Array.from({ length: 32_033 }, (_, i) => {
    const letter = String.fromCharCode(97 + (i * 7919 >> 5) % 26);
    return lines[i % lines.length] + (i < lines.length ? "" : letter);
  });
  return { ...rest, lines: more };
}

async function train(model: unknown, text: SourceText): Promise<StoredRun> {
  const config = RunConfigSchema.parse({ model, training: { steps: TRAINED } });
  const dataset = buildDataset(text, config.dataset);
  const outcome = await runJob({ config, seed: 42, dataset }, () => {});
  const plan = { folder: "", variant: "", seed: 42, config, hash: "0".repeat(64) };
  const summary = await summarize("large", plan, outcome, dataset);
  const bytes = encodeModel(
    outcome.weights,
    tensorNames(config, dataset.summary.vocabulary.length),
    { format: "pt" },
  );
  return { ...outcome, folder: "", config, summary, model: bytes };
}
