/**
 * What happened to the runs that are hopeless, by their losses.
 *
 * @module
 */
import type { CurveData, CurveRun } from "./charts/curve_data.ts";
import { formatCount, formatLoss } from "./format.ts";
import { guessingText, kindOfTrouble } from "./hopeless.ts";
import type { Variant } from "./rows.ts";
import { decidingSplit } from "./scores.ts";
import { list, say, type Sentence } from "./sentence.ts";
import type { ShownRun } from "./shown_run.ts";

/** So many groups are told, and of each so many variants are named. */
const MAX_GROUPS = 3, MAX_NAMED = 6;

/** A hopeless run with its losses. */
interface Failure {
  variant: Variant;
  run: ShownRun;
  curve: CurveRun;
}

/** A sentence for those that failed alike: how, and whether their losses were ever below that of guessing. @param data of the same runs */
export function failures(variants: readonly Variant[], data: CurveData): Sentence[] {
  const split = decidingSplit(variants), groups = new Map<string, Failure[]>();
  for (const variant of variants) {
    for (const run of variant.runs) {
      const kind = kindOfTrouble(run, split);
      const curve = data.runs.find((one) =>
        one.variant === variant.index && one.seed === run.summary.seed
      );
      if (kind === null || curve === undefined) continue;
      const key = JSON.stringify([kind, curve.back !== null, guessingText(run)]);
      groups.set(key, [...groups.get(key) ?? [], { variant, run, curve }]);
    }
  }
  const more = groups.size - MAX_GROUPS;
  return [
    ...[...groups.values()].slice(0, MAX_GROUPS).map((group) => describe(group, data)),
    ...more > 0 ? [say`Others failed in ${formatCount(more)} more ways.`] : [],
  ];
}

function describe(group: readonly Failure[], { penalized }: CurveData): Sentence {
  const variants = [...new Set(group.map(({ variant }) => variant))];
  const names: Sentence[] = variants.slice(0, MAX_NAMED).map((variant) => {
    const count = group.filter((one) => one.variant === variant).length;
    const all = variant.runs.length;
    return count === all ? [variant] : say`${variant} (${count} of ${all} seeds)`;
  });
  const more = variants.length - MAX_NAMED;
  if (more > 0) names.push(say`${formatCount(more)} more`);
  const [{ curve: { back }, run }] = group;
  const parts = [highest(group)];
  // A penalty is a part of the minibatch losses, and guessing has none.
  if (!penalized && group.some(({ curve }) => curve.highest !== null)) {
    parts.push(
      back === null
        ? `over no 21 steps was the mean below guessing (${guessingText(run)})`
        : `it had been below guessing (${guessingText(run)}) by step ${
          range(group.map(({ curve }) => curve.back!), formatCount)
        }`,
    );
  }
  parts.push(ending(group));
  return say`${list(names)}: ${parts.filter((part) => part !== "").join("; ")}.`;
}

function highest(group: readonly Failure[]): string {
  const all = group.flatMap(({ curve }) => curve.highest === null ? [] : [curve.highest]);
  if (all.length === 0) return "";
  const steps = all.map(([step]) => step), losses = all.map(([, loss]) => loss);
  return `the highest minibatch loss was ${range(losses, formatLoss)}, at step ${
    range(steps, formatCount)
  }`;
}

/** When and how it ended. */
function ending(group: readonly Failure[]): string {
  const at = range(group.map(({ run }) => run.summary.steps), formatCount);
  const [{ run: { summary: { status } } }] = group;
  if (status === "diverged") return `it diverged at step ${at}`;
  if (status === "hopeless") return `it was stopped as hopeless at step ${at}`;
  return "";
}

/** "190", or "12 to 190" of several. */
function range(values: readonly number[], format: (x: number) => string): string {
  const [low, high] = [Math.min(...values), Math.max(...values)].map(format);
  return low === high ? low : `${low} to ${high}`;
}
