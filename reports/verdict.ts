/**
 * The answer, in words: what the runs say, and no more than they say.
 *
 * The first variant is the baseline. Each other one is compared with it, paired by seed: the mean difference of the final losses, ± half of its 95 % confidence interval (Student's t). With several variants there are
 * several pairs to be wrong about, so the intervals are widened until all of them hold together with 95 % confidence (Bonferroni).
 *
 * @module
 */
import type { MissingRun, Split } from "../runner/results.ts";
import { compareVariants, type Comparison } from "./comparison.ts";
import { formatCount, formatLoss, plural } from "./format.ts";
import { guessingText, isWorseThanGuessing } from "./hopeless.ts";
import { type Html, html } from "./html.ts";
import { hasBatchNorm, type Variant } from "./rows.ts";
import { decidingSplit, score } from "./scores.ts";
import { list, say, type Sentence, sentenceHtml, sentenceText } from "./sentence.ts";
import type { ShownRun } from "./shown.ts";
import { halfWidth, mean } from "./statistics.ts";
import { symbolOf } from "./units.ts";

const CONFIDENCE = 0.95;
/** So many variants besides the baseline get a clause each; of more, only the best is named. */
const MAX_NAMED = 3;

/** What the runs say. */
export interface Verdict {
  /** The answer. */
  answer: Sentence[];
  /** What is missing from it: runs that diverged, failed, or are not there. */
  caveats: Sentence[];
  /** How it was come to. */
  method: Sentence[];
}

/** Judges the variants. */
export function judge(
  variants: readonly Variant[],
  missing: readonly MissingRun[] = [],
): Verdict {
  const split = decidingSplit(variants);
  const caveats = troubles(variants, missing, split);
  const judged = variants.filter(({ runs }) => runs.some((run) => score(run, split) !== null));
  const verdict = (answer: Sentence[], method: Sentence[] = []): Verdict => (
    { answer, caveats, method: judged.length > 0 ? [...method, whichLoss(judged, split)] : [] }
  );
  if (judged.length === 0) {
    const isOver = variants.some(({ runs }) =>
      runs.some((run) => run.summary.status === "finished")
    );
    return verdict([
      isOver
        ? say`No run ends better than guessing, so there is nothing to compare.`
        : say`No run has finished, so there is no answer yet.`,
    ]);
  }
  if (judged.length === 1) return verdict([alone(judged[0], split)], [confidenceOfMean(judged[0])]);
  if (!isSameData(judged)) {
    return verdict([
      say`The variants were evaluated on different data, so their losses cannot be compared.`,
    ]);
  }
  const [baseline, ...others] = judged;
  if (baseline !== variants[0]) {
    caveats.push(
      say`The comparison is with ${baseline}, since ${variants[0]} has no run to compare.`,
    );
  }
  const pairs = judged.length * (judged.length - 1) / 2;
  const confidence = 1 - (1 - CONFIDENCE) / pairs;
  const against = (variant: Variant, other: Variant) =>
    compareVariants(variant, other, split, confidence);
  const comparisons = others.map((variant) => against(variant, baseline));
  const ranked = judged.toSorted((a, b) => meanScore(a, split) - meanScore(b, split));
  const ahead = against(ranked[0], ranked[1]);
  const answer = others.length > MAX_NAMED
    ? [summaryOfMany(comparisons, baseline, ahead, split), ...lead(ahead, baseline)]
    : [
      ...comparisons.filter(isEvidence).map((comparison) => describe(comparison, split)),
      ...withoutEvidence(comparisons.filter((one) => !isEvidence(one)), ahead, split),
      ...(others.length > 1 ? lead(ahead, baseline) : []),
    ];
  return verdict(answer, methodOf(comparisons, pairs));
}

/** The verdict on the page. */
export function verdictHtml({ answer, caveats, method }: Verdict): Html {
  const paragraph = (sentences: Sentence[], kind: string) =>
    sentences.length > 0 &&
    html`<p class="${kind}">${
      sentences.map((sentence, i) => [i > 0 && " ", sentenceHtml(sentence)])
    }</p>`;
  return html`
    <div class="answer">
      ${paragraph(answer, "verdict")} ${paragraph(caveats, "caveats")} ${paragraph(method, "note")}
    </div>
  `;
}

/** The verdict on a terminal, to be kept from harm still: a line for the answer, one for what is missing from it. */
export const verdictText = ({ answer, caveats }: Verdict): string =>
  [answer, caveats].filter((sentences) => sentences.length > 0)
    .map((sentences) => `${sentences.map(sentenceText).join(" ")}\n`).join("");

/** Whether more than one independent seed speaks. */
const isEvidence = ({ seeds, isSame }: Comparison) => seeds.length > 1 && !isSame;

/** What the interval allows to say of one variant and the baseline. */
function describe(comparison: Comparison, split: Split): Sentence {
  const { variant, other, seeds, difference, halfWidth, verdict } = comparison;
  const planned = Math.max(variant.runs.length, other.runs.length);
  const how = planned > seeds.length
    ? `${seeds.length} of ${planned} seeds, paired`
    : `${seeds.length} seeds, paired`;
  if (verdict === "unknown") {
    return say`No difference in ${split} loss can be told between ${variant} and ${other}: ${
      interval(difference, halfWidth)
    } (${how}).`;
  }
  return say`${variant} ${verdict === "lower" ? "lowers" : "raises"} ${split} loss by ${
    interval(Math.abs(difference), halfWidth)
  } compared with ${other} (${how}).`;
}

/** What the baseline's only seed, or seeds that change nothing, let one say: where the runs ended. */
function withoutEvidence(
  comparisons: readonly Comparison[],
  ahead: Comparison,
  split: Split,
): Sentence[] {
  const apart = comparisons.filter(({ seeds }) => seeds.length === 0);
  const together = comparisons.filter(({ seeds }) => seeds.length > 0);
  const sentences = apart.map(({ variant, other }) =>
    say`${variant} and ${other} have finished no seed in common, so they cannot be compared.`
  );
  if (together.length === 0) return sentences;
  const clauses = together.map(({ variant, other, difference }, i) => {
    const than = i === 0 ? say` than ${other} in ${split} loss` : [];
    const by = gap(Math.abs(difference));
    if (difference === 0) return say`${variant} ends with just ${other}’s ${split} loss`;
    return say`${variant} ends ${by} ${difference < 0 ? "lower" : "higher"}${than}`;
  });
  const why = together.some(({ isSame }) => isSame)
    ? "the seeds change nothing, so they count as one, and one seed"
    : "with one seed that";
  const lowest = together.length > 1 && !isEvidence(ahead) && ahead.difference < 0
    ? say`; ${ahead.variant} ends lowest, ${below(ahead)}`
    : [];
  return [...sentences, say`${list(clauses)}${lowest}; ${why} is no evidence of a difference.`];
}

/** "0.0002 below warm-up" */
const below = ({ other, difference }: Comparison): Sentence =>
  say`${gap(Math.abs(difference))} below ${other}`;

/** Many variants: the best, and how many can be told from the baseline. */
function summaryOfMany(
  comparisons: readonly Comparison[],
  baseline: Variant,
  ahead: Comparison,
  split: Split,
): Sentence {
  const count = (verdict: Comparison["verdict"]) =>
    comparisons.filter((comparison) => comparison.verdict === verdict).length;
  const start = say`Of ${comparisons.length + 1} variants, ${ahead.variant} ends with the lowest ${
    comparisons.some(isEvidence) ? "mean " : ""
  }${split} loss`;
  if (!comparisons.some(isEvidence)) {
    const by = ahead.difference < 0 ? say`, ${below(ahead)}` : [];
    return say`${start}${by}; with one seed each that is no evidence of a difference.`;
  }
  return say`${start}; ${count("lower")} can be told to be lower than ${baseline}, ${
    count("higher")
  } to be higher, ${count("unknown")} neither.`;
}

/** Whether the best is apart from the second; nothing where that has been said already. */
function lead(ahead: Comparison, baseline: Variant): Sentence[] {
  const { variant, other, difference, halfWidth, verdict } = ahead;
  if (!isEvidence(ahead)) return [];
  if (variant === baseline || other === baseline) {
    return [say`${variant} has the lowest mean.`];
  }
  const by = interval(Math.abs(difference), halfWidth);
  return verdict === "lower"
    ? [say`${variant} is the best, ${by} below the second, ${other}.`]
    : [say`${variant} has the lowest mean, but cannot be told from ${other} (${by} apart).`];
}

/** One variant has nothing to be compared with. */
function alone(variant: Variant, split: Split): Sentence {
  const scores = scoresOf(variant, split);
  const nothing = "there is no other variant to compare it with";
  if (scores.length === 1) {
    return say`${variant} ends with a ${split} loss of ${formatLoss(scores[0])}; ${nothing}.`;
  }
  const half = halfWidth(scores, CONFIDENCE);
  return say`${variant} ends with a mean ${split} loss of ${
    interval(mean(scores), half)
  } (${scores.length} seeds); ${nothing}.`;
}

/** Who diverged, was stopped, ends worse than guessing, failed or is not there. */
function troubles(
  variants: readonly Variant[],
  missing: readonly MissingRun[],
  split: Split,
): Sentence[] {
  const diverged = having(variants, (run) => run.summary.status === "diverged");
  const stopped = having(variants, (run) => run.summary.status === "hopeless");
  const guessers = having(
    variants,
    (run) => run.summary.status === "finished" && isWorseThanGuessing(run, split),
  );
  const sentences: Sentence[] = [];
  if (diverged.length > MAX_NAMED) {
    sentences.push(say`${formatCount(diverged.length)} variants have runs that diverged.`);
  } else if (diverged.length > 0) sentences.push(say`Diverged: ${list(diverged)}.`);
  if (stopped.length > MAX_NAMED) {
    sentences.push(say`${formatCount(stopped.length)} variants have runs stopped as hopeless.`);
  } else if (stopped.length > 0) sentences.push(say`Stopped as hopeless: ${list(stopped)}.`);
  if (guessers.length > 0) {
    const end = say`worse than guessing (${guessersBound(variants)})`;
    sentences.push(
      guessers.length > MAX_NAMED
        ? say`${formatCount(guessers.length)} variants have runs that end ${end}.`
        : say`${list(guessers)} ${guessers.length === 1 ? "ends" : "end"} ${end}.`,
    );
  }
  if (missing.length > 0) {
    sentences.push(
      say`${plural(missing.length, "run")} failed or ${
        missing.length === 1 ? "is" : "are"
      } not there.`,
    );
  }
  return sentences;
}

/** The variants that have such runs; how many, where they have several runs. */
function having(variants: readonly Variant[], isSuch: (run: ShownRun) => boolean): Sentence[] {
  return variants.flatMap((variant) => {
    const count = variant.runs.filter(isSuch).length;
    if (count === 0) return [];
    const all = variant.runs.length;
    return [
      count === all
        ? all === 1 ? [variant] : say`${variant} (all ${all} seeds)`
        : say`${variant} (${count} of ${all} seeds)`,
    ];
  });
}

/** "ln 27 = 3.2958", or what that is of where vocabularies differ. */
function guessersBound(variants: readonly Variant[]): string {
  const bounds = new Set(variants.flatMap(({ runs }) => runs.map(guessingText)));
  return bounds.size === 1 ? [...bounds][0] : "ln of the number of symbols";
}

/** What ± means, and what to do where it is missing. */
function methodOf(comparisons: readonly Comparison[], pairs: number): Sentence[] {
  const sure = comparisons.filter(isEvidence);
  if (sure.length === 0) {
    const isSame = comparisons.some((comparison) => comparison.isSame);
    return isSame ? [] : [say`More seeds would tell: \`--set 'seeds=[1,2,3,4,5]'\`.`];
  }
  const freedoms = [...new Set(sure.map(({ seeds }) => seeds.length - 1))].sort((a, b) => a - b);
  const student = `Student’s t, ${freedoms.join(" or ")} ${
    freedoms.join() === "1" ? "degree" : "degrees"
  } of freedom`;
  if (pairs === 1) {
    return [
      say`± is the 95 % confidence interval of the mean difference, seed by seed (${student}).`,
    ];
  }
  return [
    say`± is a confidence interval of the mean difference, seed by seed (${student}), wide enough that those of all ${
      formatCount(pairs)
    } pairs of variants hold together with 95 % confidence (Bonferroni).`,
  ];
}

const confidenceOfMean = ({ runs }: Variant): Sentence =>
  runs.length === 1 ? [] : say`± is the 95 % confidence interval of the mean (Student’s t).`;

/** Which losses are compared. */
function whichLoss(variants: readonly Variant[], split: Split): Sentence {
  const statistics = variants.some(({ runs }) => runs.some(hasBatchNorm))
    ? ", with batch norm’s running statistics"
    : "";
  const unit = symbolOf(variants.flatMap(({ runs }) => runs));
  const instead = split === "train" ? " There is no val split, so the train loss stands in." : "";
  return say`The loss is that of the whole ${split} split after the last update, in nats per ${unit}${statistics}.${instead}`;
}

/** Whether all variants were evaluated on the same examples. */
function isSameData(variants: readonly Variant[]): boolean {
  const data = variants.map(({ runs: [run] }) => {
    const { contextLength: _, source: __, ...rest } = run.config.dataset;
    return JSON.stringify([rest, run.summary.dataset.sha256, run.summary.dataset.content]);
  });
  return new Set(data).size === 1;
}

const scoresOf = ({ runs }: Variant, split: Split): number[] =>
  runs.flatMap((run) => score(run, split) ?? []);

const meanScore = (variant: Variant, split: Split): number => mean(scoresOf(variant, split));

/** A difference that may be smaller than a loss's last decimal. */
const gap = (x: number): string => x < 0.0001 ? String(Number(x.toPrecision(1))) : formatLoss(x);

/** "−0.0213 ± 0.0041": the uncertainty with two significant digits, the value with as many decimals. */
export function interval(value: number, half: number): string {
  const decimals = half > 0 ? Math.min(10, Math.max(0, 1 - Math.floor(Math.log10(half)))) : 4;
  return `${value.toFixed(decimals)} ± ${half.toFixed(decimals)}`.replace("-", "−");
}
