/**
 * What settings allow, but surely do not mean.
 *
 * @module
 */
import { normalizes } from "../../core/architectures.ts";
import type { RunConfig } from "../schema/schema.ts";
import { evaluationSteps } from "../training/steps.ts";

/** What a variant's settings allow, but surely do not mean: a line each. */
export const warningsOn = (config: RunConfig): string[] => [
  ...uselessBias(config),
  ...neverHappens(config),
];

/** What a schedule or a rule promises for steps that there are none of. */
function neverHappens(
  { evaluation, training: { steps, learningRate, stopWhen } }: RunConfig,
): string[] {
  if (steps === 0) return []; // or not known yet
  const show = (step: number) => step.toLocaleString("en-US");
  const last = () => `the last step is ${show(steps - 1)}`;
  const notes: string[] = [];
  if (learningRate.schedule === "step") {
    const { milestones } = learningRate;
    const beyond = milestones.filter((step) => step >= steps);
    const verb = beyond.length === 1 ? "lies" : "lie";
    const which = `${beyond.length === 1 ? "milestone" : "milestones"} ${
      beyond.map(show).join(", ")
    }`;
    if (beyond.length === milestones.length && beyond.length > 0) {
      notes.push(`the step decay never happens: its ${which} ${verb} beyond the end (${last()})`);
    } else if (beyond.length > 0) {
      notes.push(
        `the step decay's ${which} ${verb} beyond the end and never ${
          beyond.length === 1 ? "happens" : "happen"
        } (${last()})`,
      );
    }
  } else if (learningRate.schedule !== "constant" && learningRate.warmup >= steps) {
    const reached = "final" in learningRate ? ", and its final rate is not reached" : "";
    notes.push(
      `the ${learningRate.schedule} decay never happens${reached}: ` +
        `the warm-up takes all ${show(steps)} steps`,
    );
  }
  if (learningRate.schedule === "reduceOnPlateau") {
    const { patience } = learningRate;
    const on = [...evaluationSteps({ evaluation, training: { steps } })]
      .filter((step) => step < steps).length;
    if (on <= patience + 1) {
      notes.push(
        `the rate never drops: it waits for ${
          show(patience + 1)
        } evaluations that bring no better val loss, after a first one, and there are ${
          show(on)
        } on the way`,
      );
    }
  }
  if (stopWhen && Math.max(stopWhen.after, stopWhen.averagedOver) >= steps) {
    const { after, averagedOver } = stopWhen;
    notes.push(
      `training.stopWhen never ends a run of ${show(steps)} steps: ` +
        `it waits for ${show(Math.max(after, averagedOver))} (after ${show(after)}, averaged over ${
          show(averagedOver)
        })`,
    );
  }
  return notes;
}

function uselessBias({ model }: RunConfig): string[] {
  if (model.kind !== "mlp" || !normalizes(model) || model.bias !== true) return [];
  return [
    '"bias": true is of no use before batch norm, which subtracts the mean and the bias with it; "auto" leaves it out',
  ];
}
