/**
 * The sections that a grid or a search has of its own.
 *
 * @module
 */
import type { Html } from "../html.ts";
import type { Variant } from "../rows.ts";
import type { ShownExperiment } from "../shown_run.ts";
import { bestSection } from "./best_section.ts";
import { type Best, bestOf } from "./best.ts";
import { groupsSection } from "./groups_section.ts";
import { halvingSection, pruningSection } from "./halving_section.ts";
import type { SweepPart } from "./part.ts";
import { settingsSection } from "./settings_section.ts";
import type { SweepData } from "./sweep_data.ts";

/** The sections, in the order in which one reads them. */
export function sweepSections(
  experiment: ShownExperiment,
  variants: readonly Variant[],
  data: SweepData,
): Html[] {
  const best = bestOf(variants);
  const part: SweepPart = { data, equal: equalTo(best) };
  return [
    settingsSection(part),
    bestSection(experiment, data, best),
    groupsSection(data),
    halvingSection(data, variants),
    pruningSection(data, experiment.rounds ?? [], seedsOf(experiment, variants)),
  ];
}

/** How many seeds a setting was to have. */
const seedsOf = ({ missing }: ShownExperiment, variants: readonly Variant[]): number =>
  new Set([
    ...variants.flatMap(({ runs }) => runs.map(({ summary }) => summary.seed)),
    ...missing.map(({ seed }) => seed),
  ]).size;

const equalTo = (best?: Best): number[] =>
  best === undefined ? [] : [best.best.index, ...best.equal.map(({ other }) => other.index)];
