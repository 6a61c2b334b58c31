/**
 * What a reader asks next, right below the answer: from where on the variants differ, what went wrong, and what to try.
 *
 * @module
 */
import { apart } from "./apart.ts";
import type { CurveData } from "./charts/curve_data.ts";
import { failures } from "./failures.ts";
import { type Html, html } from "./html.ts";
import { nextSteps } from "./next.ts";
import type { Variant } from "./rows.ts";
import { type Sentence, sentenceHtml } from "./sentence.ts";

/** These, as far as the runs say something to them. @param data of the same runs @param isSweep as for `judge` */
export function furtherHtml(variants: readonly Variant[], data: CurveData, isSweep = false): Html {
  const all: [string, Sentence[]][] = [
    ["From where on", apart(variants, isSweep)],
    ["What went wrong", failures(variants, data)],
    ["What to try next", nextSteps(variants, data)],
  ];
  const told = all.filter(([, sentences]) => sentences.length > 0);
  if (told.length === 0) return html``;
  return html`
    <dl class="further">
      ${told.map(([question, sentences]) =>
        html`
          <div><dt>${question}</dt>${sentences.map((sentence) =>
            html`<dd>${sentenceHtml(sentence)}</dd>`
          )}</div>
        `
      )}
    </dl>
  `;
}
