/**
 * An exercise, as the page shows it.
 *
 * @module
 */
import { chainBackward } from "../../core/chain.ts";
import { type Html, html, raw } from "../html.ts";
import type { PageExercise } from "./exercises.ts";
import { highlight } from "./highlight.ts";
import type { SourceFunction } from "./source.ts";

/**
 * The code with its mistake, as a field.
 *
 * @param index its place among the `count` exercises of the chapter
 * @param source the function that it is made of
 */
export function exerciseCard(
  { id, given }: PageExercise,
  index: number,
  source: SourceFunction,
  count: number,
): Html {
  const signature = source.text.slice(0, source.text.indexOf(source.body) - 1)
    .replace(/^export /, "");
  const isPart = source.name === chainBackward.name;
  return html`
    <details class="exercise" ${raw(index === 0 ? "open" : "")}>
      <summary><h4>Exercise${count > 1 &&
        ` ${
          index + 1
        }`}: what is wrong here?</h4> <span class="solved" data-solved="${id}"></span></summary>
      <div data-exercise="${id}">
      <p>
        ${isPart
          ? html`These lines of <code>${source.name}</code> have a mistake.`
          : html`This <code>${source.name}</code> has a mistake.`}
        Find it and mend it. Your code runs on three batches, and its gradients are compared with central differences.
      </p>
      ${!isPart &&
        html`<pre class="signature" tabindex="0"><code>${highlight(signature)}</code></pre>`}
      <label class="hidden-visually" for="code-${id}">The code of ${source
        .name}, with a mistake</label>
      <textarea id="code-${id}" class="typed-code" rows="${given.split("\n")
        .length}" wrap="off" readonly
        spellcheck="false" autocapitalize="off" autocomplete="off">${given}</textarea>
      <div class="buttons"></div>
      <ol class="hints" aria-live="polite"></ol>
      <div class="result" role="status"></div>
      </div>
    </details>
  `;
}
