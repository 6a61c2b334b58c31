/**
 * Whether what an experiment expects came out.
 *
 * @module
 */
import {
  type Expectation,
  type Expression,
  type Measure,
  metricsOf,
  pairOf,
} from "../runner/config/expect.ts";
import type { Expected, StoredRun } from "../runner/results.ts";
import { compareVariants } from "./comparison.ts";
import { WHY } from "./finder/answer.ts";
import { findRate } from "./finder/find_rate.ts";
import { interval } from "./format.ts";
import { type Html, html } from "./html.ts";
import { ranking } from "./ranking.ts";
import { curveStatistics, finalLoss, type Variant, variantsOf } from "./rows.ts";
import { mean } from "./statistics.ts";

type Outcome = Expected["outcome"];

/** Judges expectations by the runs that there are. */
export function judgeExpectations(
  expectations: readonly Expectation[],
  runs: readonly StoredRun[],
): Expected[] {
  const variants = variantsOf(runs);
  return expectations.map((expectation): Expected => {
    const { text } = expectation;
    if (expectation.isConfident) return { text, ...judgeConfidently(expectation, variants) };
    const { left, right } = expectation;
    const isOfEach = [left, right].flatMap(metricsOf).some(({ variant }) => variant === undefined);
    if (!isOfEach) return { text, ...judgeOne(expectation, variants) };
    const each = variants.map((variant) => ({
      name: variant.name,
      ...judgeOne(expectation, variants, variant),
    }));
    const outcome = (["failed", "undecided", "held"] as const)
      .find((outcome) => each.some((one) => one.outcome === outcome)) ?? "undecided";
    const told = each.filter((one) => one.outcome === outcome);
    const some = told.slice(0, MAX_TOLD).map(({ name, details }) => `${name}: ${details}`);
    const more = told.length > MAX_TOLD ? `; and ${told.length - MAX_TOLD} more` : "";
    return { text, outcome, details: some.join("; ") + more || "no run has ended" };
  });
}

const MAX_TOLD = 5;

/** Why something has no value. */
class Missing extends Error {}

/** @param each the variant that measures without a variant are of */
function judgeOne(
  { left, comparison, right }: Expectation,
  variants: readonly Variant<StoredRun>[],
  each?: Variant<StoredRun>,
): { outcome: Outcome; details: string } {
  const find = (name: string) => {
    const found = variants.find((variant) => variant.name === name);
    if (found === undefined) throw new Missing(`no run of ${name} has ended`);
    return found;
  };
  const [named] = [left, right].flatMap(metricsOf).flatMap(({ variant }) => variant ?? []);
  const value = (expression: Expression): number => {
    switch (expression.kind) {
      case "number":
        return expression.value;
      case "symbols":
        return (each ?? find(named)).runs[0].summary.dataset.vocabulary.length;
      case "metric": {
        const { variant, measure } = expression;
        const { name, runs } = variant === undefined ? each! : find(variant);
        if (measure.name === "suggestedRate") {
          const { suggestion } = findRate(runs, runs[0].config.training.steps);
          if (typeof suggestion === "number") return suggestion;
          throw new Missing(`no rate is suggested for ${name}: ${WHY[suggestion]}`);
        }
        return mean(runs.map((run) => {
          const found = measured(run, measure);
          if (found !== null) return found;
          throw new Missing(`${name} has no finite ${nameOf(measure)}`);
        }));
      }
      case "call":
        return CALLS[expression.name](value(expression.of));
      case "operation":
        return OPERATIONS[expression.operator](value(expression.left), value(expression.right));
    }
  };
  try {
    const a = settled(value(left)), b = settled(value(right));
    if (Number.isNaN(a) || Number.isNaN(b)) {
      return { outcome: "undecided", details: `${show(a)} and ${show(b)} cannot be compared` };
    }
    const holds = COMPARISONS[comparison](a, b);
    const word = holds ? comparison : `is not ${comparison}`;
    // Where what differs is not among the digits that are shown, all are.
    const isClose = a !== b && show(a) === show(b);
    const details = isClose ? `${a} ${word} ${b}` : `${show(a)} ${word} ${show(b)}`;
    return { outcome: holds ? "held" : "failed", details };
  } catch (error) {
    if (!(error instanceof Missing)) throw error;
    return { outcome: "undecided", details: error.message };
  }
}

const CALLS = { abs: Math.abs, ln: Math.log, exp: Math.exp, sqrt: Math.sqrt };
const OPERATIONS = {
  "+": (a: number, b: number) => a + b,
  "-": (a: number, b: number) => a - b,
  "*": (a: number, b: number) => a * b,
  "/": (a: number, b: number) => a / b,
};
const COMPARISONS = {
  "<": (a: number, b: number) => a < b,
  "<=": (a: number, b: number) => a <= b,
  ">": (a: number, b: number) => a > b,
  ">=": (a: number, b: number) => a >= b,
  "=": (a: number, b: number) => a === b,
};

/** Without what a mean's rounding leaves behind its twelfth digit. */
const settled = (x: number) => Number(x.toPrecision(12));
const show = (x: number) => String(Number(x.toPrecision(6)));
const nameOf = (measure: Measure) =>
  "step" in measure
    ? `${measure.name}[${measure.step}]`
    : [measure.name, ...measure.statistics ? [measure.statistics] : []].join(".");

function measured(run: StoredRun, measure: Measure): number | null {
  const found = ofRun(run, measure);
  return Number.isFinite(found) ? found! : null;
}

function ofRun(run: StoredRun, measure: Measure): number | null | undefined {
  const { summary, losses, learningRates, inspections } = run;
  switch (measure.name) {
    case "final.train":
      return finalLoss(run, "train", measure.statistics);
    case "final.val":
      return finalLoss(run, "val", measure.statistics);
    case "final.test":
      return finalLoss(run, "test", measure.statistics);
    case "best.val":
      return summary.best?.loss;
    case "parameters":
      return summary.parameters;
    case "steps":
      return summary.steps;
    case "loss":
      return losses.at(measure.step);
    case "rate":
      return learningRates.at(measure.step);
    case "train":
    case "val": {
      const { name: split, step } = measure, statistics = curveStatistics(run);
      const rows = run.evaluations.filter((row) =>
        row.split === split && row.statistics === statistics
      );
      return (step < 0 ? rows.at(step) : rows.find((row) => row.step === step))?.loss;
    }
    case "suggestedRate": // of all seeds together, and so of no run
      return null;
    case "saturation": {
      const look = inspections.find(({ step }) => step === measure.step);
      const shares = look?.layers.flatMap(({ saturation }) => saturation?.share ?? []) ?? [];
      return shares.length > 0 ? Math.max(...shares) : null;
    }
  }
}

/** By the rule of the report's answer: whether the interval of the difference is all on one side of 0. */
function judgeConfidently(
  expectation: Expectation,
  variants: readonly Variant<StoredRun>[],
): { outcome: Outcome; details: string } {
  const { a, b, split } = pairOf(expectation)!;
  const { compared } = ranking(variants);
  const [one, other] = [a, b].map((name) => compared.find((variant) => variant.name === name));
  if (one === undefined || other === undefined) {
    const name = one === undefined ? a : b;
    return { outcome: "undecided", details: `${name} has no run to compare` };
  }
  const { difference, halfWidth, verdict, seeds } = compareVariants(compared, split)
    .compare(one, other);
  if (Number.isNaN(halfWidth)) {
    return { outcome: "undecided", details: `${seeds} seeds tell nothing of chance` };
  }
  const wanted = expectation.comparison === "<" ? "lower" : "higher";
  const outcome = verdict === "unknown" ? "undecided" : verdict === wanted ? "held" : "failed";
  return { outcome, details: `the difference is ${interval(difference, halfWidth)}` };
}

/** How an outcome is told. */
export const MARKS = { held: "✓ held", failed: "✗ failed", undecided: "? undecided" };

/** The expectations on the terminal, a line each, to be kept from harm still. */
export const expectationsText = (expected: readonly Expected[]): string =>
  expected.map(({ text, outcome, details }) => `${MARKS[outcome]}  ${text}  (${details})\n`).join(
    "",
  );

/** The expectations on the page. @param isMean whether a number may be of several seeds */
export function expectationsHtml(
  expected: readonly Expected[] = [],
  isMean = false,
): Html | false {
  return expected.length > 0 && html`
    <p class="expected">What the experiment expects${isMean &&
      " (each number is a mean over the seeds)"}:</p>
    <ul class="expectations">
      ${expected.map(({ text, outcome, details }) =>
        html`
          <li class="${outcome}"><strong>${MARKS[outcome]}</strong> <code><bdi>${text}</bdi></code>
            <span class="note"><bdi>${details}</bdi></span></li>
        `
      )}
    </ul>
    ${wordsOf(expected)}
  `;
}

type Word = [name: string, meaning: string];

/** What is measured at a step: what it means at step 0, and at step n. */
const AT_STEP: [name: string, atFirst: string, atAny: string][] = [
  ["loss", "the loss of the first minibatch", "the minibatch loss of step n"],
  ["rate", "the learning rate of the first step", "the learning rate of step n"],
  ...["train", "val"].map((split): [string, string, string] => [
    split,
    `the ${split} loss before the first step`,
    `the ${split} loss after n steps`,
  ]),
  [
    "saturation",
    "the share of saturated outputs before the first step, in the layer with the most",
    "the share of saturated outputs after n steps, in the layer with the most",
  ],
];

const OTHERS: [pattern: string, ...Word][] = [
  ...["train", "val", "test"].map((split): [string, ...Word] => [
    `final\\.${split}`,
    `final.${split}`,
    `the ${split} loss after the last update`,
  ]),
  ["best\\.val", "best.val", "the lowest val loss of all evaluations"],
  ["suggestedRate", "suggestedRate", "the learning rate that the range finder suggests"],
  ["V", "V", "the number of symbols"],
];

/** The words of the language that occur, and what they mean. */
function wordsIn(text: string): Word[] {
  const atSteps = AT_STEP.flatMap(([name, atFirst, atAny]): Word[] => {
    const steps = [...text.matchAll(RegExp(`\\b${name}\\[\\s*([^\\]]*?)\\s*\\]`, "g"))].map((
      [, n],
    ) => n);
    if (steps.length === 0) return [];
    if (steps.every((step) => step === "0")) return [[`${name}[0]`, atFirst]];
    const last = steps.some((step) => /^[-−]/.test(step)) ? ", counted from the end below 0" : "";
    return [[`${name}[n]`, atAny + last]];
  });
  const others = OTHERS.filter(([pattern]) => RegExp(`\\b${pattern}\\b`).test(text))
    .map(([, ...word]): Word => word);
  return [...atSteps, ...others];
}

/** Explains the words that occur; what is in quotes is a variant's name. */
function wordsOf(expected: readonly Expected[]): Html | false {
  const words = wordsIn(expected.map(({ text }) => text.replace(/"[^"]*"/g, "")).join("\n"));
  return words.length > 0 && html`
    <p class="note">${words.map(([name, meaning], i) =>
      html`${i > 0 && "; "}<code>${name}</code> is ${meaning}`
    )}.</p>
  `;
}
