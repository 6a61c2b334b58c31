/**
 * Sweeps that nobody trained.
 *
 * @module
 */
import { decide, describeEnd, rungSteps } from "../../../runner/sweep/halving.ts";
import type { MissingRun, Rung, StoredExperiment, StoredRun } from "../../../runner/results.ts";
import type { Patch } from "../../../runner/schema/schema.ts";
import { drawTrials } from "../../../runner/sweep/search.ts";
import { configurations, patchFor } from "../../../runner/sweep/sweep.ts";
import type { Parameter } from "../../../runner/schema/sweep_schema.ts";
import { evaluation, fakeExperiment, fakeLosses, fakeRun } from "../fake.ts";

export interface FakeSweep {
  /** Dotted key → what it is drawn from. */
  parameters?: Record<string, Parameter>;
  trials?: number;
  seeds?: number[];
  halving?: { minSteps: number; factor: number };
  steps?: number;
  /** A grid of these, instead of trials. */
  grid?: Record<string, unknown[]>;
  rest?: Partial<StoredExperiment>;
}

const FOUR: Record<string, Parameter> = {
  "training.learningRate.initial": { min: 0.01, max: 3, distribution: "logUniform" },
  "model.hiddenSizes": { values: [[50], [100], [200]] },
  "training.batchSize": { min: 8, max: 128, distribution: "intUniform" },
  "model.batchNorm": { values: [false, true] },
};

/** A deterministic number in [0, 1) for each text. */
function noise(text: string): number {
  let state = 2166136261;
  for (const character of text) state = Math.imul(state ^ character.charCodeAt(0), 16777619);
  for (let i = 0; i < 3; i++) state = Math.imul(state ^ (state >>> 15), 2246822519);
  return (state >>> 0) / 2 ** 32;
}

/**
 * A search, or a grid, whose losses depend much on the learning rate, some on the width, little on batch norm, and not
 * at all on the batch size. Learning rates above 2 diverge, those above 1.5 end worse than guessing.
 */
export function sweepReport(
  { parameters = FOUR, trials = 40, seeds = [1], halving, steps = 600, grid, rest }: FakeSweep = {},
): StoredExperiment {
  const search = { parameters, method: "random" as const, trials, seed: 42 };
  const plan = grid
    ? configurations(["baseline"], false, grid)
    : configurations(["baseline"], false, undefined, search);
  if (!grid && drawTrials(search).length !== trials) throw new RangeError("too few combinations");
  const valuesOf = (assignments: typeof plan[number]["assignments"]) =>
    Object.fromEntries(assignments.map(({ key, value }) => [key, value]));
  const lossOf = (name: string, values: Record<string, unknown>, seed: number, step: number) => {
    const rate = Number(values["training.learningRate.initial"] ?? 0.3);
    const [width] = (values["model.hiddenSizes"] as number[] | undefined) ?? [100];
    const norm = values["model.batchNorm"] === true ? -0.01 : 0;
    const far = 0.08 * (Math.log10(rate) + 0.5) ** 2;
    return 2.1 + far + 0.06 * Math.log2(200 / width) + norm + 0.8 * Math.exp(-4 * step / steps) +
      0.01 * noise(name) + 0.01 * noise(`${name} ${seed}`);
  };
  const isLost = (values: Record<string, unknown>) =>
    Number(values["training.learningRate.initial"] ?? 0) > 2;
  const rungs: Rung[] = [], ended = new Map<string, Rung>();
  for (const step of halving ? rungSteps(halving, steps) : []) {
    const left = plan.filter(({ name }) => !ended.has(name));
    const losses = new Map(left.map(({ name, assignments }) => {
      const values = valuesOf(assignments);
      return [
        name,
        seeds.map((seed) => isLost(values) ? Infinity : lossOf(name, values, seed, step)),
      ];
    }));
    const rung = decide(step, losses, halving!.factor);
    for (const { variant, kept } of rung.scores) if (!kept) ended.set(variant, rung);
    rungs.push(rung);
  }
  const runs: StoredRun[] = [], missing: MissingRun[] = [];
  for (const { name, assignments } of plan) {
    const values = valuesOf(assignments), end = ended.get(name);
    for (const seed of seeds) {
      const folder = `${name}-${seed}`;
      if (end) {
        const reason = describeEnd(end, name);
        missing.push({ folder, variant: name, seed, reason, stopped: true });
        continue;
      }
      const rate = Number(values["training.learningRate.initial"] ?? 0.3);
      const loss = rate > 1.5 ? 4 : lossOf(name, values, seed, steps);
      const at = [0, steps / 4, steps / 2, steps];
      const run = fakeRun({
        variant: name,
        seed,
        config: assignments.reduce(merged, {
          training: { steps, learningRate: { schedule: "constant" } },
        }) as Patch,
        losses: fakeLosses(steps, 3.3, loss),
        evaluations: at.flatMap((step) =>
          evaluation(step, {
            train: lossOf(name, values, seed, step),
            val: lossOf(name, values, seed, step),
          })
        ),
        summary: isLost(values)
          ? { status: "diverged", steps: 7, final: [] }
          : { final: evaluation(steps, { train: loss - 0.02, val: loss, test: loss }) },
      });
      runs.push(run);
    }
  }
  return fakeExperiment(runs, {
    title: "A search",
    swept: plan.map(({ name, variant, assignments }) => (
      { name, variant, parameters: valuesOf(assignments) }
    )),
    ...rungs.length > 0 && { rungs },
    missing,
    ...rest,
  });
}

function merged(patch: object, assignment: Parameters<typeof patchFor>[0]): object {
  const merge = (
    a: Record<string, unknown>,
    b: Record<string, unknown>,
  ): Record<string, unknown> => {
    const both = { ...a };
    for (const [key, value] of Object.entries(b)) {
      const isPlain = (x: unknown): x is Record<string, unknown> =>
        typeof x === "object" && x !== null && !Array.isArray(x);
      both[key] = isPlain(value) && isPlain(a[key]) ? merge(a[key], value) : value;
    }
    return both;
  };
  return merge(patch as Record<string, unknown>, patchFor(assignment) as Record<string, unknown>);
}
