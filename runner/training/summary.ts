import { normalizes } from "../../core/architectures.ts";
import type { Dataset } from "../data/dataset.ts";
import { hashesOf } from "../store/hashes.ts";
import type { Outcome } from "./recording.ts";
import type { Run } from "../sweep/plan.ts";
import { evaluatedExamples, type Evaluation, type RunSummary } from "../results.ts";
import type { RunConfig } from "../schema/schema.ts";
import { numericsOf } from "../numerics.ts";
import { VERSION } from "../version.ts";

/** What is stored of a run besides its numbers. */
export async function summarize(
  experiment: string,
  run: Run,
  outcome: Outcome,
  dataset: Dataset,
): Promise<RunSummary> {
  const { variant, seed, hash, config } = run;
  const {
    status,
    steps,
    notFinite,
    parameters,
    evaluations,
    seconds,
    stepsPerSecond,
    samples,
    inTraining,
  } = outcome;
  const final = finalOf(outcome);
  return {
    experiment,
    variant,
    seed,
    hash,
    status,
    steps,
    notFinite,
    parameters,
    dataset: dataset.summary,
    final,
    best: bestOf(evaluations, config, dataset.summary.examples),
    lastLoss: Number.isFinite(outcome.losses.at(-1)) ? outcome.losses.at(-1)! : null,
    seconds,
    stepsPerSecond,
    samples,
    inTraining,
    hashes: await hashesOf(outcome.losses, outcome.weights, final),
    versions: {
      handgrad: VERSION,
      deno: Deno.version.deno,
      v8: Deno.version.v8,
      numerics: numericsOf(config),
    },
  };
}

/** The evaluations after the last update; none of a training that diverged. */
export const finalOf = ({ status, evaluations, steps }: Outcome): Evaluation[] =>
  status === "diverged" ? [] : evaluations.filter(({ step }) => step === steps);

/**
 * The lowest val loss, by the first of the statistics that the config asks for; of equal ones the first. Where the last
 * one is over other examples than those on the way, they cannot be compared, and there is none.
 */
function bestOf(
  evaluations: Evaluation[],
  config: RunConfig,
  examples: RunSummary["dataset"]["examples"],
): RunSummary["best"] {
  const { onTheWay, atTheEnd } = evaluatedExamples(config, examples, "val");
  if (onTheWay !== atTheEnd) return null;
  const { model, evaluation } = config;
  const wanted = normalizes(model) ? evaluation.statistics[0] : "none";
  let best: RunSummary["best"] = null;
  for (const { step, split, statistics, loss } of evaluations) {
    if (split !== "val" || statistics !== wanted || loss === null) continue;
    if (best === null || loss < best.loss) best = { step, loss };
  }
  return best;
}
