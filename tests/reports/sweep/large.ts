/**
 * A search as large as it can be, with all that a real one leaves behind.
 *
 * @module
 */
import type { StoredExperiment, StoredRun } from "../../../runner/results.ts";
import { fakeInspection } from "../fake.ts";
import { sweepReport } from "./examples.ts";

/**
 * So many trials of 2,000 steps, one seed each, whose hashes, samples and weights are as hard to compress as real ones.
 */
export function largeSweep(trials: number): StoredExperiment {
  const steps = 2000, experiment = sweepReport({ trials, steps });
  let state = 1;
  const random = () => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0);
  const hex = () =>
    Array.from({ length: 8 }, () => random().toString(16).padStart(8, "0")).join("");
  const word = () =>
    Array.from({ length: 3 + random() % 7 }, () => String.fromCharCode(97 + (random() >>> 16) % 26))
      .join("");
  const after = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000];
  const model = Uint8Array.from({ length: 48_000 }, () => random() >>> 24);
  const look = fakeInspection({}, { vocabularySize: 27 });
  const runs = experiment.runs.map((run): StoredRun => {
    const evaluations = Array.from(
      { length: 11 },
      (_, k) =>
        (["train", "val"] as const).map((split) => ({
          step: k * steps / 10,
          split,
          statistics: "none" as const,
          loss: run.evaluations.at(-1)!.loss! + (11 - k) * 0.1 + random() / 2 ** 36,
        })),
    ).flat();
    const samples = Array.from({ length: 10 }, word);
    return {
      ...run,
      evaluations,
      model,
      inspections: [0, steps].map((step) => (
        {
          ...look,
          step,
          samples: Array.from({ length: 10 }, word),
          inTraining: Array(10).fill(false),
        }
      )),
      summary: {
        ...run.summary,
        hash: hex(),
        samples,
        inTraining: samples.map(() => false),
        hashes: {
          losses: hex(),
          lossesAfter: Object.fromEntries(after.map((step) => [step, hex()])),
          weights: hex(),
          final: hex(),
        },
      },
    };
  });
  return { ...experiment, title: `A search of ${trials} trials`, runs };
}
