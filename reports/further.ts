/**
 * What a reader asks next, right below the answer: from where on the variants differ, what went wrong, why the worst is worst, and what to try.
 *
 * @module
 */
import { apart } from "./apart.ts";
import type { CurveData } from "./charts/curve_data.ts";
import { failures } from "./failures.ts";
import { type Html, html } from "./html.ts";
import { nextSteps } from "./next.ts";
import type { Variant } from "./rows.ts";
import { type Sentence, sentenceHtml, sentenceText } from "./sentence.ts";
import { whyWorst } from "./worst.ts";

/** A question, and what the runs say to it: on the page, and in short on a terminal. */
interface Told {
  question: string;
  long: Sentence[];
  short: Sentence[];
}

/** Those to which the runs say something. @param data of the same runs @param isSweep as for `judge` @param command what made the runs */
function furtherTold(
  variants: readonly Variant[],
  data: CurveData,
  isSweep: boolean,
  command: string,
): Told[] {
  const from = apart(variants, isSweep), next = nextSteps(variants, data, isSweep, command);
  const failed = failures(variants, data), worst = whyWorst(variants, data);
  const both = (of: "short" | "long") => ({
    failed: failed.map((one) => one[of]),
    worst: worst ? [worst[of]] : [],
  });
  const [short, long] = [both("short"), both("long")];
  return [
    { question: "From where on", long: from, short: from },
    { question: "What went wrong", long: long.failed, short: short.failed },
    { question: "Why the worst ends higher", long: long.worst, short: short.worst },
    { question: "What to try next", long: next, short: next },
  ].filter(({ long }) => long.length > 0);
}

/** These on the page. */
export function furtherHtml(
  variants: readonly Variant[],
  data: CurveData,
  isSweep = false,
  command = "",
): Html {
  const told = furtherTold(variants, data, isSweep, command);
  if (told.length === 0) return html``;
  return html`
    <dl class="further">
      ${told.map(({ question, long }) =>
        html`
          <div><dt>${question}</dt>${long.map((sentence) =>
            html`<dd>${sentenceHtml(sentence)}</dd>`
          )}</div>
        `
      )}
    </dl>
  `;
}

/** These in short, a line each, to be kept from harm still. */
export const furtherText = (
  variants: readonly Variant[],
  data: CurveData,
  isSweep = false,
  command = "",
): string =>
  furtherTold(variants, data, isSweep, command).flatMap(({ question, short }) =>
    short.map((sentence) => `${question}: ${sentenceText(sentence)}\n`)
  ).join("");
