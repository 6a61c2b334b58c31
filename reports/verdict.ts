/**
 * The answer, in words: what the runs say, and no more than they say.
 *
 * The first variant is the baseline; of a sweep, whose first configuration means nothing, the one with the lowest mean.
 * The rules, on the intervals that comparison.ts gives for k variants (those of all pairs hold together with 95 %
 * confidence):
 *
 * - Hopeless runs (diverged, stopped, or ended worse than guessing) are named, and enter nothing. A variant is compared
 *   by the runs that remain, one without any is not compared.
 * - Up to three variants besides the baseline have a clause each on how they differ from it; of more it is counted how
 *   many end lower and higher.
 * - Of three variants or more, the one with the lowest mean of those with as many seeds as any "ends lowest" where its
 *   interval tells it from at least one other. Those that it cannot be told from are named, with the largest distance
 *   of their means from its; all others end higher. Where the variants differ in one number only and those are
 *   neighbours in it, the range is named.
 * - Who ends lowest, as far as that can be said, is named first.
 * - One seed, or seeds that change nothing, are no evidence, and only where the runs ended is said.
 *
 * @module
 */
import type { MissingRun, Split } from "../runner/results.ts";
import { keyName } from "./charts/key_name.ts";
import { lent } from "./block_design.ts";
import { compareVariants, type Comparison, type Comparisons, isSameData } from "./comparison.ts";
import { differences } from "./differences.ts";
import { drawnExamples, evaluatedOn } from "./evaluated.ts";
import { formatCount, formatLoss, formatShare, interval, plural } from "./format.ts";
import { explained } from "./glossary.ts";
import { guessingText, isWorseThanGuessing } from "./hopeless.ts";
import { type Content, type Html, html } from "./html.ts";
import { type Ranking, ranking } from "./ranking.ts";
import { hasBatchNorm, type Variant } from "./rows.ts";
import { decidingSplit, score } from "./scores.ts";
import { list, say, type Sentence, sentenceHtml, sentenceText } from "./sentence.ts";
import type { ShownRun } from "./shown_run.ts";
import { halfWidth, mean } from "./statistics.ts";
import { symbolOf } from "./units.ts";

const CONFIDENCE = 0.95;
/** So many variants besides the baseline get a clause each; of more, only the best is named. */
const MAX_NAMED = 3;
/** So many that the best cannot be told from are named. */
const MAX_LISTED = 6;

/** What the runs say. */
export interface Verdict {
  /** The answer. */
  answer: Sentence[];
  /** What is missing from it: runs that diverged, failed, or are not there. */
  caveats: Sentence[];
  /** How it was come to. */
  method: Sentence[];
}

/** Judges the variants. @param isSweep whether they are the combinations of a grid or a search */
export function judge(
  variants: readonly Variant[],
  missing: readonly MissingRun[] = [],
  isSweep = false,
): Verdict {
  const split = decidingSplit(variants);
  const caveats = troubles(variants, missing, split);
  const { compared: judged, ranked, meanOf } = ranking(variants);
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
  const baseline = isSweep ? ranked[0] : judged[0];
  const others = judged.filter((variant) => variant !== baseline);
  if (!isSweep && baseline !== variants[0]) {
    caveats.push(
      say`The comparison is with ${baseline}, since ${variants[0]} has no run to compare.`,
    );
  }
  const model = compareVariants(judged, split);
  const comparisons = others.map((variant) => model.compare(variant, baseline));
  const rivals = ranked.slice(1).map((other) => model.compare(ranked[0], other));
  const lead = rivals.some(isEvidence)
    ? leader(rivals, { split, meanOf, isAll: ranked.length === judged.length })
    : [];
  const left = variants.length - judged.length;
  const answer = others.length > MAX_NAMED
    ? comparisons.some(isEvidence)
      ? [...lead, ...(isSweep ? notCompared(left) : [against(baseline, comparisons, left)])]
      : summaryOfMany(comparisons, rivals, split)
    : [
      ...(others.length > 1 || isSweep ? lead : []),
      ...comparisons.filter(isEvidence).map((comparison) =>
        describe(comparison, split, others.length === 1 && !isSweep)
      ),
      ...withoutEvidence(comparisons.filter((one) => !isEvidence(one)), rivals[0], split),
    ];
  const whom = isSweep && comparisons.some(isEvidence) ? [OF_SWEEP] : [];
  return verdict(answer, [...whom, ...methodOf(comparisons, model, judged)]);
}

/** More sentences on how it was judged are folded. */
const MAX_METHOD = 2;

/** The verdict on the page. @param further what stands between the answer and how it was come to */
export function verdictHtml({ answer, caveats, method }: Verdict, further: Content = null): Html {
  const paragraph = (sentences: Sentence[], kind: string) =>
    sentences.length > 0 &&
    html`<p class="${kind}">${
      sentences.map((sentence, i) => [i > 0 && " ", sentenceHtml(sentence)])
    }</p>`;
  const told = explained(paragraph(method, "note"));
  return html`
    <div class="answer">
      ${paragraph(answer, "verdict")} ${paragraph(
        caveats,
        "caveats",
      )} ${further} ${method.length > MAX_METHOD
        ? html`<details><summary>How this was judged</summary>${told}</details>`
        : told}
    </div>
  `;
}

/** The verdict on a terminal, to be kept from harm still: a line for the answer, one for what is missing from it. */
export const verdictText = ({ answer, caveats }: Verdict): string =>
  [answer, caveats].filter((sentences) => sentences.length > 0)
    .map((sentences) => `${sentences.map(sentenceText).join(" ")}\n`).join("");

/** Whether more than one independent seed speaks. */
const isEvidence = ({ seeds, isSame }: Comparison) => seeds > 1 && !isSame;

/**
 * What the interval allows to say of one variant and the baseline.
 *
 * @param isAll whether that is the whole answer, which names the better one first
 */
function describe(comparison: Comparison, split: Split, isAll: boolean): Sentence {
  const { variant, other, seeds, difference, halfWidth, verdict } = comparison;
  const planned = Math.max(variant.runs.length, other.runs.length);
  const how = planned > seeds ? `${seeds} of ${planned} seeds, paired` : `${seeds} seeds, paired`;
  if (verdict === "unknown") {
    return say`No difference in ${split} loss can be told between ${variant} and ${other}: ${
      interval(difference, halfWidth)
    } (${how}).`;
  }
  if (isAll && verdict === "higher") {
    return say`${other} ends ${
      interval(difference, halfWidth)
    } lower than ${variant} in ${split} loss (${how}).`;
  }
  return say`${variant} ${verdict === "lower" ? "lowers" : "raises"} ${split} loss by ${
    interval(Math.abs(difference), halfWidth)
  } compared with ${other} (${how}).`;
}

/** What the baseline's only seed, or seeds that change nothing, let one say: where the runs ended, the lowest first. */
function withoutEvidence(
  comparisons: readonly Comparison[],
  ahead: Comparison | undefined,
  split: Split,
): Sentence[] {
  const apart = comparisons.filter(({ seeds }) => seeds === 0);
  const together = comparisons.filter(({ seeds }) => seeds > 0);
  const sentences = apart.map(({ variant, other }) =>
    say`${variant} and ${other} have finished no seed in common, so they cannot be compared.`
  );
  if (together.length === 0) return sentences;
  const isOne = together.length === 1;
  const clauses = together.map(({ variant, other, difference }, i) => {
    const isTurned = isOne && difference > 0;
    const [one, than] = isTurned ? [other, variant] : [variant, other];
    if (difference === 0) return say`${variant} ends with just ${other}’s ${split} loss`;
    return say`${one} ends ${gap(Math.abs(difference))} ${
      isTurned || difference < 0 ? "lower" : "higher"
    }${i === 0 ? say` than ${than} in ${split} loss` : []}`;
  });
  const why = together.some(({ isSame }) => isSame)
    ? "the seeds change nothing, so they count as one, and one seed"
    : "with one seed that";
  const lowest = !isOne && ahead && !isEvidence(ahead) && ahead.difference < 0
    ? say`${ahead.variant} ends lowest, ${below(ahead)}: `
    : [];
  return [...sentences, say`${lowest}${list(clauses)}; ${why} is no evidence of a difference.`];
}

/** "0.0002 below warm-up" */
const below = ({ other, difference }: Comparison): Sentence =>
  say`${gap(Math.abs(difference))} below ${other}`;

/** Many variants of which one seed each is known: the best. */
function summaryOfMany(
  comparisons: readonly Comparison[],
  rivals: readonly Comparison[],
  split: Split,
): Sentence[] {
  const [ahead] = rivals;
  const all = comparisons.length + 1;
  if (ahead === undefined) {
    return [say`The ${all} variants have too few seeds in common to compare.`];
  }
  const by = ahead.difference < 0 ? say`, ${below(ahead)}` : [];
  return [
    say`Of ${all} variants, ${ahead.variant} ends with the lowest ${split} loss${by}; with one seed each that is no evidence of a difference.`,
  ];
}

/** Many variants: how many can be told from the baseline. */
function against(
  baseline: Variant,
  comparisons: readonly Comparison[],
  left: number,
): Sentence {
  const count = (verdict: Comparison["verdict"]) =>
    comparisons.filter((comparison) => comparison.verdict === verdict).length;
  const n = comparisons.length;
  const [lower, higher, unknown] = [count("lower"), count("higher"), count("unknown")];
  const parts = [
    lower > 0 && `${lower} ${lower === 1 ? "ends" : "end"} lower`,
    higher > 0 && `${higher} ${higher === 1 ? "ends" : "end"} higher`,
    unknown > 0 && `${unknown} cannot be told from it`,
  ].filter((part) => part !== false);
  const rest = left > 0 ? `; ${moreLeft(left)}` : "";
  return unknown === n
    ? say`No other can be told from the baseline, ${baseline}${rest}.`
    : lower === n || higher === n
    ? say`Compared with the baseline, ${baseline}, all ${n} others end ${
      lower === n ? "lower" : "higher"
    }${rest}.`
    : say`Compared with the baseline, ${baseline}, ${list(parts.map((part) => [part]))}${rest}.`;
}

const moreLeft = (left: number) => `${formatCount(left)} more cannot be compared`;

/** Those that a sweep has besides. */
const notCompared = (left: number): Sentence[] => left > 0 ? [[`${moreLeft(left)}.`]] : [];

const OF_SWEEP =
  say`A grid or a search has no baseline: its settings are compared with the one that ends lowest.`;

/** The variant with the lowest mean, whom it cannot be told from, and that it can from all others. */
function leader(
  rivals: readonly Comparison[],
  { split, meanOf, isAll }: { split: Split; meanOf: Ranking["meanOf"]; isAll: boolean },
): Sentence[] {
  const best = rivals[0].variant;
  const equal = rivals.filter(({ verdict }) => verdict !== "lower");
  const at = formatLoss(meanOf(best));
  const whole = isAll ? "" : " with as many seeds";
  if (equal.length === 0) {
    return [say`${best} ends lowest (mean ${split} loss ${at}); all others${whole} end higher.`];
  }
  const farthest = Math.max(
    ...equal.map(({ other }) => meanOf(other) - meanOf(best)),
  );
  const within = `(means within ${roundedUp(farthest)})`;
  if (equal.length === rivals.length) {
    return [
      say`${best} has the lowest mean (${split} loss ${at}), but cannot be told from any other${whole} ${within}.`,
    ];
  }
  const others = equal.length > MAX_LISTED
    ? say`${list(equal.slice(0, MAX_LISTED).map(({ other }) => [other]))} and ${
      equal.length - MAX_LISTED
    } more`
    : list(equal.map(({ other }) => [other]));
  const range = rangeOf([best, ...equal.map(({ other }) => other)], [
    best,
    ...rivals.map(({ other }) => other),
  ]);
  return [
    say`${best} ends lowest (mean ${split} loss ${at}); it cannot be told from ${others} ${within}${range}; all others${whole} end higher.`,
  ];
}

/**
 * ", so the best learning rate tried may be any from 0.05 to 0.2": of variants that differ in one number, neighbours in
 * it.
 */
function rangeOf(some: readonly Variant[], all: readonly Variant[]): string {
  const settings = differences(all.map(({ runs }) => runs[0].config));
  if (settings.length !== 1) return "";
  const [{ path, values }] = settings;
  if (!values.every((value) => typeof value === "number")) return "";
  const chosen = values.filter((_, i) => some.includes(all[i]));
  const [low, high] = [Math.min(...chosen), Math.max(...chosen)];
  if (values.filter((x) => x >= low && x <= high).length !== chosen.length) return "";
  return `, so the best ${keyName(path)} tried may be any from ${low} to ${high}`;
}

/** A distance with two significant digits, never less than it is. */
function roundedUp(x: number): string {
  if (x === 0) return "0";
  const decimals = Math.max(0, 1 - Math.floor(Math.log10(x)));
  return (Math.ceil(x * 10 ** decimals - 1e-9) / 10 ** decimals).toFixed(decimals);
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
  const diverged = having(
    variants,
    (run) => run.summary.status === "diverged",
    atSteps,
  );
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
      guessers.length > MAX_LISTED
        ? say`${formatCount(guessers.length)} variants have runs that end ${end}.`
        : say`${list(guessers)} ${guessers.length === 1 ? "ends" : "end"} ${end}.`,
    );
  }
  const lost = missing.filter(({ stopped }) => !stopped).length;
  if (lost > 0) {
    sentences.push(say`${plural(lost, "run")} failed or ${lost === 1 ? "is" : "are"} not there.`);
  }
  const ended = missing.length - lost;
  if (ended > 0) {
    const were = ended === 1 ? "was" : "were";
    sentences.push(say`${plural(ended, "run")} ${were} given up early, for better ones.`);
  }
  return sentences;
}

/** The variants that have such runs; how many, where they have several runs, and what more is told of these. */
function having(
  variants: readonly Variant[],
  isSuch: (run: ShownRun) => boolean,
  tell: (runs: readonly ShownRun[]) => string = () => "",
): Sentence[] {
  return variants.flatMap((variant) => {
    const such = variant.runs.filter(isSuch), count = such.length, all = variant.runs.length;
    if (count === 0) return [];
    const which = count < all
      ? `${count} of ${all} seeds`
      : all === 1
      ? ""
      : `${all === 2 ? "both" : `all ${all}`} seeds`;
    const more = [which, tell(such)].filter((text) => text !== "").join(", ");
    return [more === "" ? [variant] : say`${variant} (${more})`];
  });
}

/** "at step 1", "at steps 40 to 700" */
function atSteps(runs: readonly ShownRun[]): string {
  const steps = runs.map(({ summary }) => summary.steps);
  const [low, high] = [Math.min(...steps), Math.max(...steps)];
  return low === high
    ? `at step ${formatCount(low)}`
    : `at steps ${formatCount(low)} to ${formatCount(high)}`;
}

/** "ln 27 = 3.2958", or what that is of where vocabularies differ. */
function guessersBound(variants: readonly Variant[]): string {
  const bounds = new Set(variants.flatMap(({ runs }) => runs.map(guessingText)));
  return bounds.size === 1 ? [...bounds][0] : "ln of the number of symbols";
}

/** What ± means. */
function methodOf(
  comparisons: readonly Comparison[],
  { block, loud }: Comparisons,
  judged: readonly Variant[],
): Sentence[] {
  const sure = comparisons.filter(isEvidence);
  if (sure.length === 0) return [];
  if (judged.length === 2) {
    const freedom = sure[0].seeds - 1;
    return [
      say`± is the 95 % confidence interval of the mean difference, seed by seed (Student’s t, ${
        freedoms(freedom)
      }); in the table it is the standard deviation over the seeds.`,
    ];
  }
  const pairs = judged.length * (judged.length - 1) / 2;
  const { variants: { length }, seeds, freedom } = block;
  const sentences = [
    say`${
      comparisons.length > MAX_NAMED
        ? "Two variants are told apart where the confidence interval of their mean difference, seed by seed, leaves out 0. It is"
        : "± is a confidence interval of the mean difference, seed by seed,"
    } wide enough that those of all ${
      formatCount(pairs)
    } pairs of variants hold together with 95 % confidence (${
      length > 0 ? "Tukey’s studentized range" : "Student’s t, Bonferroni"
    }), also when the best is picked afterwards. In the tables ± is the standard deviation over the seeds.`,
  ];
  if (length > 0) {
    sentences.push(
      say`It goes by how much each variant’s losses scatter over the ${seeds} seeds, ${
        formatShare(lent(seeds))
      } of it by the scatter of ${
        length === judged.length ? `all ${length}` : length
      } variants together (${freedoms(freedom)}), and is never narrower than that alone makes it.`,
    );
  }
  if (loud.length > 0) {
    const isOne = loud.length === 1;
    const who = loud.length > MAX_LISTED
      ? say`${loud.length} variants`
      : list(loud.map((variant) => [variant]));
    sentences.push(
      say`${who} ${isOne ? "scatters" : "scatter"} more than five times as much as the others, so ${
        isOne ? "it is" : "they are"
      } left out of that and compared by the pair’s own differences alone.`,
    );
  }
  return sentences;
}

const freedoms = (count: number): string =>
  `${count} ${count === 1 ? "degree" : "degrees"} of freedom`;

const confidenceOfMean = ({ runs }: Variant): Sentence =>
  runs.length === 1
    ? []
    : say`± is the 95 % confidence interval of the mean (Student’s t); in the table it is the standard deviation over the seeds.`;

/** Which losses are compared. */
function whichLoss(variants: readonly Variant[], split: Split): Sentence {
  const statistics = variants.some(({ runs }) => runs.some(hasBatchNorm))
    ? ", with batch norm’s running statistics"
    : "";
  const unit = symbolOf(variants.flatMap(({ runs }) => runs));
  const instead = split === "train" ? " There is no val split, so the train loss stands in." : "";
  const drawn = drawnExamples(variants.flatMap(({ runs }) => runs), split, "atTheEnd");
  return say`The loss is that of ${
    evaluatedOn(drawn, `${split} split`)
  } after the last update, in nats per ${unit}${statistics}.${instead}${
    learntByHeart(variants, split)
  }`;
}

/** Whoever learns train by heart knows what of val stands in it. */
function learntByHeart(variants: readonly Variant[], split: Split): string {
  if (split !== "val") return "";
  const [most] = variants.flatMap(({ runs }) => runs.map(({ summary }) => summary.dataset))
    .sort((a, b) => (b.repeated?.val ?? 0) - (a.repeated?.val ?? 0));
  const share = most.repeated?.val ?? 0;
  if (share <= 0.1) return "";
  const what = most.lead === undefined ? "val’s lines stand" : "val stands";
  return ` ${
    formatShare(share)
  } of ${what} in train too, so learning by heart lowers the val loss; it touches the comparison where one variant learns more by heart than another.`;
}

const scoresOf = ({ runs }: Variant, split: Split): number[] =>
  runs.flatMap((run) => score(run, split) ?? []);

/** A difference that may be smaller than a loss's last decimal. */
const gap = (x: number): string => x < 0.0001 ? String(Number(x.toPrecision(1))) : formatLoss(x);
