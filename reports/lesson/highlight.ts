/**
 * TypeScript in colours.
 *
 * @module
 */
import { type Html, html } from "../html.ts";
import type { SourceFunction } from "./source.ts";

const TOKENS =
  /(?<comment>\/\/.*|\/\*[^]*?\*\/)|(?<string>"[^"\n]*"|`[^`]*`)|(?<keyword>\b(?:export|function|const|let|for|if|else|return|of|in|new|throw|void|null|true|false|typeof)\b)|(?<number>\b\d[\d._]*(?:e[+-]?\d+)?\b)/g;

/** The code as HTML; each token that has a colour is in a span of its kind. */
export function highlight(code: string): Html {
  const parts: (Html | string)[] = [];
  let end = 0;
  for (const { 0: token, index, groups } of code.matchAll(TOKENS)) {
    const [kind] = Object.entries(groups!).find(([, text]) => text !== undefined)!;
    parts.push(code.slice(end, index), html`<span class="code-${kind}">${token}</span>`);
    end = index + token.length;
  }
  return html`${parts}${code.slice(end)}`;
}

/** A function as its file has it. */
export const functionCode = ({ path, line, text }: SourceFunction): Html =>
  html`
    <figure class="code">
      <figcaption>${path}, line ${line}</figcaption>
      <pre tabindex="0"><code>${highlight(text)}</code></pre>
    </figure>
  `;
