/**
 * From where on two variants differ: the verdict's rule at each evaluation on the way.
 *
 * @module
 */
import { evaluatedExamples } from "../runner/results.ts";
import { blockDesign, type Gap } from "./block_design.ts";
import { isSameData } from "./comparison.ts";
import { MAX_DETAILED } from "./few.ts";
import { formatCount } from "./format.ts";
import { ranking } from "./ranking.ts";
import { hasBatchNorm, type Variant } from "./rows.ts";
import { decidingSplit, score } from "./scores.ts";
import { say, type Sentence } from "./sentence.ts";
import type { ShownRun } from "./shown_run.ts";

/**
 * The best and the baseline; where that is the best, or a sweep has none, the best and the second. Undefined where
 * there are no two to compare.
 */
export function pairOf(
  variants: readonly Variant[],
  isSweep = false,
): [Variant, Variant] | undefined {
  const { compared: [baseline], ranked: [best, second] } = ranking(variants);
  if (best === undefined || baseline === undefined) return undefined;
  const other = isSweep || best === baseline ? second : baseline;
  return other && [best, other];
}

/**
 * From which evaluation on, up to the end, the best and the other are told apart, each evaluation judged by itself by
 * the verdict's rule. With one seed their order only. Nothing where losses on the way and at the end are not over the
 * same examples, or the two were trained for unlike many steps.
 */
export function apart(variants: readonly Variant[], isSweep = false): Sentence[] {
  const pair = pairOf(variants, isSweep), { compared } = ranking(variants);
  // Each look costs as much as the verdict: of very many variants that is too much.
  if (!pair || compared.length > MAX_DETAILED || !isSameData(compared)) return [];
  if (decidingSplit(variants) !== "val") return [];
  const [best, other] = pair;
  const fit = compared.map(({ runs }) => runs.filter((run) => score(run, "val") !== null));
  const ours = fit.filter((_, i) => pair.includes(compared[i])).flat();
  const [{ summary: { steps: end } }] = ours;
  if (ours.some((run) => run.summary.steps !== end || !isComparable(run))) return [];
  const losses = new Map(fit.flat().map((run) => [run, lossesOf(run)]));
  const looks = [...losses.get(ours[0])!.keys()]
    .filter((step) => ours.every((run) => losses.get(run)!.has(step)))
    .sort((a, b) => a - b);
  if (looks.length < 2 || looks.at(-1) !== end) return [];
  const [a, b] = pair.map((variant) => compared.indexOf(variant));
  const gapAt = (step: number): Gap =>
    blockDesign(fit.map((runs) =>
      new Map(runs.flatMap((run) => {
        const loss = losses.get(run)!.get(step);
        return loss === undefined ? [] : [[run.summary.seed, loss]];
      }))
    )).compare(a, b);
  const last = gapAt(end);
  if (last.seeds === 0 || last.difference === 0) return [];
  const isOrder = last.seeds === 1 || last.isSame;
  const told = ({ difference, verdict }: Gap) => isOrder ? Math.sign(difference) : SIGNS[verdict];
  const gaps = looks.map((step) => step === end ? last : gapAt(step)), signs = gaps.map(told);
  const crossed = crossings(pair, looks, gaps);
  const sign = signs.at(-1)!, all = formatCount(looks.length);
  if (sign === 0) {
    const before = signs.filter((sign) => sign !== 0).length;
    return [
      before === 0
        ? say`At none of the ${all} evaluations can ${best} and ${other} be told apart.${crossed}`
        : say`At the end ${best} and ${other} cannot be told apart; at ${
          formatCount(before)
        } of the ${all} evaluations they can, each judged by itself.${crossed}`,
    ];
  }
  const first = signs.findLastIndex((one) => one !== sign) + 1, count = looks.length - first;
  const is = sign < 0 ? "lower" : "higher";
  if (count === 1) {
    const told = isOrder ? "is" : "is told to be";
    return [
      say`At the last of ${all} evaluations ${best} ${told} ${is} than ${other}, at the one before not.${crossed}`,
    ];
  }
  const from = say`From step ${formatCount(looks[first])} on, at every evaluation (${
    formatCount(count)
  }`;
  return [
    isOrder
      ? say`${from}), ${best} is ${is} than ${other}; with one seed that is their order, no evidence.${crossed}`
      : say`${from}, each judged by itself), ${best} is told to be ${is} than ${other}.${crossed}`,
  ];
}

/**
 * " The means of a and b cross 3 times, last between steps 40 and 60." Nothing where they cross once, or not at all:
 * then the rest says it.
 */
function crossings(
  [best, other]: [Variant, Variant],
  looks: readonly number[],
  gaps: readonly Gap[],
): Sentence {
  const orders = gaps.map(({ difference }, i) => ({ step: looks[i], sign: Math.sign(difference) }))
    .filter(({ sign }) => sign === 1 || sign === -1);
  const turns = orders.flatMap((order, i) =>
    i > 0 && order.sign !== orders[i - 1].sign ? [[orders[i - 1].step, order.step]] : []
  );
  if (turns.length < 2) return [];
  const [from, to] = turns.at(-1)!.map(formatCount);
  const lines = gaps[0].seeds > 1 ? "means" : "curves";
  return say` The ${lines} of ${best} and ${other} cross ${
    formatCount(turns.length)
  } times, last between steps ${from} and ${to}.`;
}

const SIGNS = { lower: -1, higher: 1, unknown: 0 };

function isComparable({ config, summary }: ShownRun): boolean {
  const { onTheWay, atTheEnd } = evaluatedExamples(config, summary.dataset.examples, "val");
  return onTheWay === atTheEnd;
}

/** The val losses by step, with the statistics that the verdict goes by; the last is the one that it has. */
function lossesOf(run: ShownRun): Map<number, number> {
  const statistics = hasBatchNorm(run) ? "running" : "none";
  const rows = run.evaluations.filter((row) =>
    row.split === "val" && row.statistics === statistics && Number.isFinite(row.loss)
  );
  return new Map([
    ...rows.map(({ step, loss }): [number, number] => [step, loss!]),
    [run.summary.steps, score(run, "val")!],
  ]);
}
