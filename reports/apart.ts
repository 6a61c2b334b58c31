/**
 * From where on variants differ: the verdict's rule at each evaluation on the way.
 *
 * @module
 */
import { evaluatedExamples } from "../runner/results.ts";
import { blockDesign, type Gap } from "./block_design.ts";
import type { CurveData } from "./charts/curve_data.ts";
import { isSameData } from "./comparison.ts";
import { crossings, droppingIn } from "./crossings.ts";
import { landmarks, MAX_DETAILED } from "./few.ts";
import { formatCount } from "./format.ts";
import { ranking } from "./ranking.ts";
import { hasBatchNorm, type Variant } from "./rows.ts";
import { decidingSplit, score } from "./scores.ts";
import { list, say, type Sentence } from "./sentence.ts";
import type { ShownRun } from "./shown_run.ts";

/** So many variants are each followed beside the best; of more, the nearest, the baseline and the worst. */
const MAX_FOLLOWED = 3;

/** Whom the best is followed beside: those nearest to it first. */
function followed(variants: readonly Variant[], isSweep: boolean): Variant[] {
  const { compared, ranked: [best, ...others] } = ranking(variants);
  const all = [...new Set([...others, ...compared])].filter((variant) => variant !== best);
  if (all.length <= MAX_FOLLOWED) return all;
  const { baseline, worst } = landmarks(variants);
  const some = [others[0], ...isSweep ? [] : [baseline], worst];
  return all.filter((variant) => some.includes(variant));
}

/** The best beside another, at each evaluation. */
interface Course {
  other: Variant;
  looks: number[];
  gaps: Gap[];
  /** With one seed there is an order only. */
  isOrder: boolean;
  crossings: Sentence;
}

/**
 * From which evaluation on, up to the end, the best and others are told apart, each evaluation judged by itself by the
 * verdict's rule. With one seed their order only. Nothing where losses on the way and at the end are not over the same
 * examples, or two were trained for unlike many steps.
 *
 * @param data of the same runs
 */
export function apart(
  variants: readonly Variant[],
  data: CurveData,
  isSweep = false,
): Sentence[] {
  const { compared, ranked: [best] } = ranking(variants);
  // Each look costs as much as the verdict: of very many variants that is too much.
  if (best === undefined || compared.length > MAX_DETAILED || !isSameData(compared)) return [];
  if (decidingSplit(variants) !== "val") return [];
  const some = followed(variants, isSweep);
  const rest = compared.filter((variant) => variant !== best && !some.includes(variant));
  const courses = coursesOf(best, [...some, ...rest], compared, data);
  const isFollowed = ({ other }: Course) => some.includes(other);
  const alike = Map.groupBy(courses.filter(isFollowed), (course) => {
    const { other, looks, isOrder, crossings } = course;
    const { sign, signs, first, firstOfAll } = placeOf(course);
    const what = crossings.length > 0
      ? other.index
      : sign === 0
      ? signs
      : [sign, first, firstOfAll];
    return JSON.stringify([what, looks, isOrder, course.gaps.at(-1)!.seeds]);
  });
  return [
    ...[...alike.values()].map((some) => told(best, some, data)),
    ...restTold(best, courses.filter((course) => !isFollowed(course))),
  ];
}

/** So many of those that the best is not followed beside are named. */
const MAX_OTHERS = 4;

/**
 * From where on the best is lower than those that it is not followed beside; of many from the first of them, and from
 * all.
 */
function restTold(best: Variant, courses: readonly Course[]): Sentence[] {
  const [course] = courses;
  if (course === undefined || courses.some(({ isOrder }) => isOrder !== course.isOrder)) return [];
  const told = courses.map((course) => ({ ...course, ...placeOf(course) }))
    .filter(({ sign }) => sign < 0)
    .map(({ other, looks, first }) => ({
      other,
      from: looks[first],
      isLast: first === looks.length - 1,
    }));
  const of = `Of the ${formatCount(courses.length)} others that are compared`;
  if (told.length === 0) return [say`${of} none can be told from ${best} at the end.`];
  const lower = say`${of}, ${best} ${course.isOrder ? "is" : "can be told to be"} lower than`;
  if (told.length <= MAX_OTHERS) {
    const alike = [...Map.groupBy(told, ({ from }) => from)].sort(([a], [b]) => a - b);
    const parts = alike.map(([from, some]) =>
      say`${list(some.map(({ other }) => [other]))} ${
        some[0].isLast ? "at the last evaluation only" : `from step ${formatCount(from)} on`
      }`
    );
    return [say`${lower} ${parts.flatMap((part, i) => i > 0 ? ["; ", ...part] : part)}.`];
  }
  const steps = told.map(({ from }) => from);
  const [first, all] = [Math.min(...steps), Math.max(...steps)].map(formatCount);
  const many = told.length === courses.length ? "all" : formatCount(told.length);
  return [
    say`${lower} ${many} at the end, ${
      first === all
        ? `from step ${all} on`
        : `than the first of them from step ${first} on and than each from step ${all} on`
    }.`,
  ];
}

function coursesOf(
  best: Variant,
  others: readonly Variant[],
  compared: readonly Variant[],
  data: CurveData,
): Course[] {
  const fit = compared.map(({ runs }) => runs.filter((run) => score(run, "val") !== null));
  const losses = new Map(fit.flat().map((run) => [run, lossesOf(run)]));
  const designs = new Map<number, ReturnType<typeof blockDesign>>();
  const designAt = (step: number) => {
    const found = designs.get(step) ?? blockDesign(fit.map((runs) =>
      new Map(runs.flatMap((run) => {
        const loss = losses.get(run)!.get(step);
        return loss === undefined ? [] : [[run.summary.seed, loss]];
      }))
    ));
    designs.set(step, found);
    return found;
  };
  return others.flatMap((other) => {
    const [a, b] = [best, other].map((variant) => compared.indexOf(variant));
    const ours = [...fit[a], ...fit[b]], [{ summary: { steps: end } }] = ours;
    if (ours.some((run) => run.summary.steps !== end || !isComparable(run))) return [];
    const looks = [...losses.get(ours[0])!.keys()]
      .filter((step) => ours.every((run) => losses.get(run)!.has(step)))
      .sort((a, b) => a - b);
    if (looks.length < 2 || looks.at(-1) !== end) return [];
    const gaps = looks.map((step) => designAt(step).compare(a, b)), last = gaps.at(-1)!;
    if (last.seeds === 0 || last.difference === 0) return [];
    const differences = gaps.map(({ difference }) => difference);
    return [{
      other,
      looks,
      gaps,
      isOrder: last.seeds === 1 || last.isSame,
      crossings: crossings([best, other], looks, differences, data, last.seeds),
    }];
  });
}

const SIGNS = { lower: -1, higher: 1, unknown: 0 };

/**
 * At which evaluations the best is lower (−1) or higher; from which one on it is so up to the end, and from which one
 * on each seed has it so.
 */
function placeOf({ gaps, isOrder }: Course) {
  const signs = gaps.map(({ difference, verdict }) =>
    isOrder ? Math.sign(difference) : SIGNS[verdict]
  );
  const sign = signs.at(-1)!;
  const inAll = gaps.map(({ differences }) => differences.every((one) => Math.sign(one) === sign));
  const first = signs.findLastIndex((one) => one !== sign) + 1;
  return { signs, sign, first, firstOfAll: inAll.lastIndexOf(false) + 1 };
}

/** What is said of those whose courses are told alike. */
function told(best: Variant, courses: readonly Course[], data: CurveData): Sentence {
  const [course] = courses, others = courses.map(({ other }): Sentence => [other]);
  const { looks, gaps } = course, { signs, sign, first, firstOfAll } = placeOf(course);
  const all = formatCount(looks.length), count = looks.length - first;
  const { isOrder, crossings } = course;
  if (sign === 0) {
    const before = looks.filter((_, i) => signs[i] !== 0);
    if (before.length === 0) {
      return say`At none of the ${all} evaluations can ${best} be told from ${
        list(others, "or")
      }.${crossings}`;
    }
    return say`At the end ${best} cannot be told from ${list(others, "or")}; at ${
      formatCount(before.length)
    } of the ${all} evaluations it can, each judged by itself (${named(before)}${
      lowerAt(best, courses, signs)
    }).${crossings}`;
  }
  const is = sign < 0 ? "lower" : "higher", than = list(others);
  const dropping = first > 0 && crossings.length === 0 && courses.length === 1
    ? droppingIn([best, course.other], looks[first - 1], looks[first], data)
    : [];
  // One seed's own scatter is not what the verdict's is: it takes all variants' together.
  const inEach = !isOrder && firstOfAll < first
    ? say` In each of the ${formatCount(gaps.at(-1)!.seeds)} seeds it is ${is} from step ${
      formatCount(looks[firstOfAll])
    } on.`
    : [];
  if (count === 1) {
    return say`At the last of ${all} evaluations ${best} ${
      isOrder ? "is" : "can be told to be"
    } ${is} than ${than}, at the one before not${dropping}.${inEach}${crossings}`;
  }
  const from = say`From step ${formatCount(looks[first])} on, at every evaluation (${
    first === 0 ? `all ${all}` : `${formatCount(count)} of ${all}`
  }`;
  return isOrder
    ? say`${from}), ${best} is ${is} than ${than}${dropping}; with one seed that is their order, no evidence.${crossings}`
    : say`${from}, each judged by itself), ${best} can be told to be ${is} than ${than}${dropping}.${inEach}${crossings}`;
}

/** So many steps are named. */
const MAX_STEPS = 4;

/** "at step 20", "at steps 20, 40 and 60", "first at step 20, last at step 180" */
function named(steps: readonly number[]): Sentence {
  if (steps.length > MAX_STEPS) {
    return say`first at step ${formatCount(steps[0])}, last at step ${formatCount(steps.at(-1))}`;
  }
  return say`at ${steps.length === 1 ? "step" : "steps"} ${
    list(steps.map((step) => [formatCount(step)]))
  }`;
}

/** ", where a is lower" */
function lowerAt(best: Variant, courses: readonly Course[], signs: readonly number[]): Sentence {
  const told = new Set(signs.filter((sign) => sign !== 0));
  if (told.size > 1) return [];
  if (told.has(-1)) return say`, where ${best} is lower`;
  return courses.length === 1 ? say`, where ${courses[0].other} is lower` : [];
}

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
