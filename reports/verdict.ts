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
 *   of their means from its; all others end higher. Where the variants differ in one number only, the values that may
 *   be the best are named as ranges. How far the nearest is from it is told where it can be, and where one with a farther
 *   mean cannot be told and one with a nearer mean can, how both scatter.
 * - Who ends lowest, as far as that can be said, is named first.
 * - One seed, or seeds that change nothing, are no evidence, and only where the runs ended is said.
 *
 * @module
 */
import type { MissingRun } from "../runner/results.ts";
import { compareVariants, isEvidence, isSameData } from "./comparison.ts";
import { explained } from "./glossary.ts";
import { isHopeless } from "./hopeless.ts";
import { type Content, type Html, html } from "./html.ts";
import { ranking } from "./ranking.ts";
import type { Variant } from "./rows.ts";
import { decidingSplit } from "./scores.ts";
import { nameShortener } from "./short_names.ts";
import { say, type Sentence, sentenceHtml, sentenceText } from "./sentence.ts";
import { alone, confidenceOfMean, none } from "./verdict/alone.ts";
import { against, describe, summaryOfMany, withoutEvidence } from "./verdict/compared.ts";
import { leader } from "./verdict/leader.ts";
import { MAX_NAMED } from "./verdict/limits.ts";
import { methodOf, OF_SWEEP, whichLoss } from "./verdict/method.ts";
import { troubles } from "./verdict/troubles.ts";

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
  const verdict = (answer: Sentence[], method: Sentence[] = []): Verdict => {
    const shorten = nameShortener(variants, true);
    return {
      answer: answer.map(shorten),
      caveats: caveats.map(shorten),
      method: judged.length > 0 ? [...method, whichLoss(judged, split)] : [],
    };
  };
  if (judged.length === 0) return verdict([none(variants, missing.length === 0)]);
  if (judged.length === 1) {
    const [one] = judged;
    return verdict([alone(one, split, variants.length === 1)], [confidenceOfMean(one, split)]);
  }
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
    ? leader(rivals, {
      variants,
      split,
      meanOf,
      isAll: ranked.length === judged.length,
      isNearestTold: others.length <= MAX_NAMED && ranked.slice(0, 2).includes(baseline),
    })
    : [];
  const left = variants.length - judged.length;
  const answer = others.length > MAX_NAMED
    ? comparisons.some(isEvidence)
      ? [
        ...lead,
        ...(isSweep ? [] : [against(baseline, comparisons, ranked[0], left > 0)]),
      ]
      : summaryOfMany(comparisons, rivals, split)
    : [
      ...(others.length > 1 || isSweep ? lead : []),
      ...comparisons.filter(isEvidence).map((comparison) =>
        describe(comparison, split, others.length === 1 && !isSweep)
      ),
      ...withoutEvidence(comparisons.filter((one) => !isEvidence(one)), rivals[0], split),
    ];
  const isEachFit = variants.every(({ runs }) => !runs.some((run) => isHopeless(run, split)));
  if (!isEachFit && comparisons.some(isEvidence)) {
    caveats.push(say`The intervals leave such runs out.`);
  }
  const whom = isSweep && comparisons.some(isEvidence) ? [OF_SWEEP] : [];
  return verdict(answer, [...whom, ...methodOf(comparisons, model, judged, isSweep)]);
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
