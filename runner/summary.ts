import type { Dataset } from "./dataset.ts";
import { hashesOf } from "./hashes.ts";
import type { Outcome } from "./job.ts";
import type { Run } from "./plan.ts";
import type { RunSummary } from "./results.ts";
import { NUMERICS_VERSION, VERSION } from "./version.ts";

/** What is stored of a run besides its numbers. */
export async function summarize(
  experiment: string,
  run: Run,
  outcome: Outcome,
  dataset: Dataset,
): Promise<RunSummary> {
  const { variant, seed, hash } = run;
  const { status, steps, notFinite, parameters, evaluations, seconds, stepsPerSecond, samples } =
    outcome;
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
    final: evaluations.filter(({ step }) => step === steps),
    seconds,
    stepsPerSecond,
    samples,
    hashes: await hashesOf(outcome.losses, outcome.weights),
    versions: {
      handgrad: VERSION,
      deno: Deno.version.deno,
      v8: Deno.version.v8,
      numerics: NUMERICS_VERSION,
    },
  };
}
