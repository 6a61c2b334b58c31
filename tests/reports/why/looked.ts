/**
 * Runs with what is known of their inside, as tests need it.
 *
 * @module
 */
import type { Patch } from "../../../runner/schema/schema.ts";
import type { Clues, LayerClues, LookClues, UpdateClues } from "../../../reports/why/clues.ts";
import { evaluation, fakeRun } from "../fake.ts";

export interface FakeLooked {
  seed?: number;
  config?: Patch;
  /** Minibatch losses. */
  losses?: number[];
  /** Val losses at even steps, from step 0 to the end. */
  vals?: number[];
  train?: number;
  /** With batch norm: its val loss with the statistics of the whole training split. */
  calibrated?: number;
  /** null: it was not looked into. */
  clues?: Partial<Clues> | null;
  status?: "finished" | "diverged" | "hopeless";
  notFinite?: string;
}

export const layer = (rest: Partial<LayerClues> = {}): LayerClues => ({
  name: "hidden 1",
  kind: "tanh",
  units: 100,
  spread: 1.6,
  gradient: -3.5,
  saturated: 0.2,
  dead: 0,
  notFinite: 0,
  ...rest,
});

/** Of W1 and W2. */
const MATRICES = [
  { name: "W1", size: 0.3, gradient: 0.001, still: false },
  { name: "W2", size: 0.01, gradient: 0.03, still: false },
];

export const lookAt = (step: number, rest: Partial<LookClues> = {}): LookClues => ({
  step,
  loss: 3.3,
  likeliest: 0.04,
  logits: 0.1,
  layers: [layer()],
  matrices: MATRICES,
  ...rest,
});

/** Updates of W1 and W2, usually a thousandth. */
export const updates = (rest: Partial<UpdateClues> = {}): UpdateClues[] => [
  { parameter: "W1", count: 9, largest: 0.004, at: 900, usual: -3 },
  { parameter: "W2", count: 9, largest: 0.3, at: 0, usual: -2, ...rest },
];

/** A run of a thousand steps; say what should be otherwise. */
export function looked(variant: string, options: FakeLooked = {}) {
  const { seed = 1, vals = [3.3, 2.4, 2.2, 2.1, 2.1, 2.1], status = "finished" } = options;
  const { losses = [3.3, 3, 2.8, 2.4], clues, train = vals.at(-1)! - 0.01, notFinite } = options;
  const { calibrated } = options, statistics = calibrated === undefined ? "none" : "running";
  const steps = losses.length;
  const run = fakeRun({
    variant,
    seed,
    config: options.config,
    losses,
    evaluations: vals.flatMap((val, i) =>
      evaluation(i * steps / (vals.length - 1), { val }, statistics)
    ),
    summary: {
      status,
      final: status === "diverged" ? [] : [
        ...evaluation(steps, { train, val: vals.at(-1) }, statistics),
        ...calibrated === undefined ? [] : evaluation(steps, { val: calibrated }, "calibrated"),
      ],
      ...notFinite === undefined ? {} : { notFinite },
    },
  });
  if (clues === null) return run;
  const all: Clues = { looks: [lookAt(0), lookAt(steps)], updates: updates(), ...clues };
  return { ...run, clues: all };
}

export const withRate = (initial: number, rest: Record<string, unknown> = {}): Patch => (
  { ...rest, training: { learningRate: { schedule: "constant", initial } } }
);
