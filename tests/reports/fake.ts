/**
 * Results that nobody trained, for tests of the report.
 *
 * @module
 */
import { inspectModel } from "../../core/inspect.ts";
import { makeExamples, makeModel } from "../core/model.ts";
import type { MlpOptions } from "../../core/architectures/mlp.ts";
import type {
  Evaluation,
  Inspection,
  Split,
  StoredExperiment,
  StoredRun,
} from "../../runner/results.ts";
import { type Patch, RunConfigSchema } from "../../runner/schema/schema.ts";

export interface FakeRun {
  variant?: string;
  seed?: number;
  /** The whole config is the defaults and this. */
  config?: Patch;
  losses?: ArrayLike<number>;
  evaluations?: Evaluation[];
  inspections?: StoredRun["inspections"];
  updates?: StoredRun["updates"];
  summary?: Partial<StoredRun["summary"]>;
  model?: StoredRun["model"];
}

/** A run of three steps; say what should be otherwise. */
export function fakeRun({ variant = "plain", seed = 42, ...run }: FakeRun = {}): StoredRun {
  const losses = Float32Array.from(run.losses ?? [3.25, 3, 2.75]);
  const steps = losses.length;
  const evaluations = run.evaluations ?? [
    ...evaluation(0, { train: 3.3, val: 3.31 }),
    ...evaluation(steps, { train: 2.5, val: 2.6 }),
  ];
  return {
    folder: `${variant}-${seed}-01234567`,
    config: RunConfigSchema.parse(run.config ?? {}),
    losses,
    learningRates: new Float64Array(steps).fill(0.1),
    evaluations,
    inspections: run.inspections ?? [],
    updates: run.updates ?? [],
    model: run.model ?? null,
    summary: {
      experiment: "fake",
      variant,
      seed,
      hash: "0123456789abcdef".repeat(4),
      status: "finished",
      steps,
      parameters: 11897,
      dataset: {
        name: "names",
        size: 32033,
        sha256: "0a30b555".repeat(8),
        vocabulary: [...".abcdefghijklmnopqrstuvwxyz"],
        examples: { train: 182625, val: 22655, test: 22866 },
        bigram: { train: 2.4541, val: 2.4545, test: 2.4552 },
      },
      final: evaluation(steps, { train: 2.5, val: 2.6, test: 2.7 }),
      best: { step: steps, loss: 2.6 },
      lastLoss: losses.at(-1) ?? null,
      seconds: 12.34,
      stepsPerSecond: 1620.7,
      samples: ["emma", "olivia"],
      inTraining: (run.summary?.samples ?? ["emma", "olivia"]).map((name) => name === "emma"),
      hashes: {
        losses: "1".repeat(64),
        lossesAfter: { "1": "2".repeat(64) },
        weights: "3".repeat(64),
        final: "4".repeat(64),
      },
      versions: { handgrad: "0.1.0", deno: "2.9.6", v8: "15.0", numerics: 1 },
      ...run.summary,
    },
  };
}

/** A look into a small random model of 5 symbols; say what should be otherwise. */
export function fakeInspection(
  rest: Partial<Inspection> = {},
  options: Partial<MlpOptions> = {},
): Inspection {
  const inside = inspectModel(makeModel(options), makeExamples(20), 8);
  return { step: 0, samples: [], inTraining: [], ...inside, ...rest };
}

/** The sizes of a few updates of every parameter in `look`. */
export const fakeUpdates = (look: Inspection, steps: number[]): StoredRun["updates"] =>
  steps.flatMap((step) =>
    look.parameters.map(({ name, std, gradStd }) => (
      { step, parameter: name, data: std!, gradient: gradStd!, update: 0.01 * gradStd! }
    ))
  );

/** An experiment of these runs. */
export const fakeExperiment = (
  runs: StoredRun[],
  rest: Partial<StoredExperiment> = {},
): StoredExperiment => ({
  name: "fake",
  title: "A fake experiment",
  question: "Does it render?",
  comment: "",
  command: "deno task run experiments/fake.json",
  warnings: [],
  runs,
  missing: [],
  gradients: [],
  texts: [],
  ...rest,
});

/** Evaluations of some splits at one step. */
export const evaluation = (
  step: number,
  losses: Partial<Record<Split, number | null>>,
  statistics: Evaluation["statistics"] = "none",
): Evaluation[] =>
  Object.entries(losses).map(([split, loss]) => ({
    step,
    split: split as Split,
    statistics,
    loss,
  }));

/** Losses that fall from `first` to `last` with the noise of minibatches, the same each time. */
export function fakeLosses(steps: number, first: number, last: number, noise = 0.25): Float32Array {
  let state = 12345 + steps + Math.round(1000 * (first + last));
  const random = () => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0) / 2 ** 32;
  const normal = () => random() + random() + random() + random() - 2;
  const losses = Float32Array.from({ length: steps }, (_, step) => {
    const fall = 0.7 * Math.exp(-step / 300) + 0.3 * Math.exp(-step / (steps / 4));
    return last + (first - last) * fall + (step === 0 ? 0 : noise * Math.sqrt(3) * normal());
  });
  return losses;
}
