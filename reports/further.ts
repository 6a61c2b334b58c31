/**
 * What a reader asks next, right below the answer: from where on the variants differ, what went wrong, why the worst is
 * worst, what to try, and how to reproduce it.
 *
 * @module
 */
import { apart } from "./apart.ts";
import type { CurveData } from "./charts/curve_data.ts";
import { failures } from "./failures.ts";
import { type Html, html } from "./html.ts";
import { nextSteps } from "./next.ts";
import type { Variant } from "./rows.ts";
import { nameShortener } from "./short_names.ts";
import { codeHtml, type Sentence, sentenceHtml, sentenceText } from "./sentence.ts";
import { copyIn, portable } from "./shell.ts";
import { whyWorst } from "./worst.ts";

/** A question, and what the runs say to it: on the page, and in short on a terminal. */
interface Told {
  question: string;
  long: Sentence[];
  short: Sentence[];
}

/**
 * Those to which the runs say something.
 *
 * @param data of the same runs
 * @param isSweep as for `judge`
 * @param command what made the runs
 */
function furtherTold(
  variants: readonly Variant[],
  data: CurveData,
  isSweep: boolean,
  command: string,
): Told[] {
  const from = apart(variants, data, isSweep), next = nextSteps(variants, data, isSweep, command);
  const failed = failures(variants, data), worst = whyWorst(variants, data);
  const both = (of: "short" | "long") => ({
    failed: failed.map((one) => one[of]),
    worst: worst ? [worst[of]] : [],
  });
  const [short, long] = [both("short"), both("long")];
  const shorten = nameShortener(variants, false);
  return [
    { question: "From where on", long: from, short: from },
    { question: "What went wrong", long: long.failed, short: short.failed },
    { question: "Why the worst ends higher", long: long.worst, short: short.worst },
    { question: "What to try next", long: next, short: next },
  ].filter(({ long }) => long.length > 0).map(({ question, long, short }) => (
    { question, long: long.map(shorten), short: short.map(shorten) }
  ));
}

/** These on the page. */
export function furtherHtml(
  variants: readonly Variant[],
  data: CurveData,
  isSweep = false,
  command = "",
): Html {
  const told = furtherTold(variants, data, isSweep, command);
  return rowsHtml([
    ...told.map(({ question, long }) => ({ question, answers: long.map(sentenceHtml) })),
    ...reproduceRow(command),
  ]);
}

/** That alone of these which is told of any experiment: how to reproduce it. */
export const reproduceHtml = (command: string): Html => rowsHtml(reproduceRow(command));

/** The command; the rest has a section of its own. */
function reproduceRow(command: string): { question: string; answers: Html[] }[] {
  if (command === "") return [];
  const shown = portable(command), copy = copyIn(shown);
  const own = copy !== undefined &&
    html`, <code><bdi>${copy}</bdi></code> being your copy of the file`;
  return [{
    question: "How to reproduce",
    answers: [html`
      ${codeHtml(shown)}${own}. <a href="#reproduce">Seeds, versions, hashes, settings</a>
    `],
  }];
}

const rowsHtml = (rows: readonly { question: string; answers: readonly Html[] }[]): Html =>
  rows.length === 0 ? html`` : html`
    <dl class="further">
      ${rows.map(({ question, answers }) =>
        html`<div><dt>${question}</dt>${answers.map((answer) => html`<dd>${answer}</dd>`)}</div>`
      )}
    </dl>
  `;

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
