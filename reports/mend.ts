/**
 * Settings that let the others do what they say.
 *
 * @module
 */
import { warningsOn } from "../runner/config/warnings.ts";
import type { StoredRun } from "../runner/results.ts";

type Config = StoredRun["config"];

/** So often steps are doubled, at most. */
const MAX_DOUBLINGS = 10;

/**
 * Settings, each `path=value`, after which nothing is left to warn of; none where there is nothing to mend, or no such
 * settings are known.
 */
export function mending(configs: readonly Config[]): string[] {
  if (configs.every((config) => warningsOn(config).length === 0)) return [];
  const mended = [...earlierMilestones(configs), ...moreSteps(configs)].find(({ training }) =>
    configs.every((config) =>
      warningsOn({ ...config, training: { ...config.training, ...training } }).length === 0
    )
  );
  return mended === undefined ? [] : [mended.setting];
}

/** A setting, and what it makes of how one trains. */
interface Candidate {
  setting: string;
  training: Partial<Config["training"]>;
}

/** Where all have the same milestones: the last in the middle, and the others before it as they were. */
function earlierMilestones([first, ...others]: readonly Config[]): Candidate[] {
  const { learningRate, steps } = first.training;
  if (learningRate.schedule !== "step") return [];
  const isSame = ({ training }: Config) =>
    training.steps === steps &&
    JSON.stringify(training.learningRate) === JSON.stringify(learningRate);
  const last = learningRate.milestones.at(-1);
  if (last === undefined || !others.every(isSame)) return [];
  const milestones = learningRate.milestones.map((step) => Math.round(step * steps / (2 * last)));
  if (milestones.some((step, i) => step <= (milestones[i - 1] ?? 0))) return [];
  return [{
    setting: `training.learningRate.milestones=${JSON.stringify(milestones)}`,
    training: { learningRate: { ...learningRate, milestones } },
  }];
}

/** Where all have the same number of steps: twice, four times, … as many. */
function moreSteps([{ training: { steps } }, ...others]: readonly Config[]): Candidate[] {
  if (others.some(({ training }) => training.steps !== steps)) return [];
  return Array.from({ length: MAX_DOUBLINGS }, (_, i) => steps * 2 ** (i + 1)).map((steps) => (
    { setting: `training.steps=${steps}`, training: { steps } }
  ));
}
