/**
 * A step of the chain as a lesson tells it.
 *
 * @module
 */
import type { ChainStep } from "../core/chain_steps.ts";
import { formula } from "./formula.ts";
import { type Content, type Html, html } from "./html.ts";

/**
 * Forward and backward, formula and code.
 *
 * @param more what stands below them
 */
export function stepCard(
  { name, alias, shape, forward, backward }: ChainStep,
  forwardCode: Html | string,
  backwardCode: Html | string,
  more: Content,
): Html {
  return html`
    <article class="step">
      <h4><code>${name}</code> ${alias !== name &&
        html`<code class="quiet">${alias}</code>`} <span class="quiet">${shape}</span></h4>
      <div class="passes">
        ${pass("forward", forward === "" ? html`a parameter` : formula(forward), forwardCode)}
        ${pass("backward", formula(backward), backwardCode)}
      </div>
      ${more}
    </article>
  `;
}

function pass(direction: string, formula: Html, code: Html | string): Html {
  return html`
    <div>
      <p class="note">${direction}</p>
      <p class="formula">${formula}</p>
      ${String(code) !== "" && html`<pre><code>${code}</code></pre>`}
    </div>
  `;
}
