/**
 * What the networks say: samples side by side.
 *
 * @module
 */
import type { StoredRun } from "../runner/results.ts";
import { type Html, html } from "./html.ts";
import { swatch } from "./palette.ts";
import { hasSeeds, type Variant } from "./rows.ts";

/** A column a variant, of its first seed; further seeds fold out below. */
export function samplesSection(variants: readonly Variant[]): Html {
  if (variants.every((variant) => variant.runs.every((run) => run.summary.samples.length === 0))) {
    return html``;
  }
  const seeds = hasSeeds(variants);
  const first = variants.map((variant) => column(variant, variant.runs[0], seeds));
  const others = variants.flatMap((variant) =>
    variant.runs.slice(1).map((run) => column(variant, run, seeds))
  );
  return html`
    <section aria-labelledby="samples">
      <h2 id="samples">Samples</h2>
      <div class="columns">${first}</div>
      ${others.length > 0 && html`
        <details>
          <summary>Samples of the other seeds</summary>
          <div class="columns">${others}</div>
        </details>
      `}
    </section>
  `;
}

function column(variant: Variant, run: StoredRun, seeds: boolean): Html {
  const { samples, seed } = run.summary;
  const notes = [seeds && `seed ${seed}`, run.config.samples.when === "before" && "before training"]
    .filter((note) => note !== false);
  return html`
    <div class="column">
      <h3>
        ${swatch(variant.index)} <bdi>${variant.name}</bdi>
        ${notes.length > 0 && html`<span class="note">${notes.join(", ")}</span>`}
      </h3>
      ${samples.length === 0 ? html`<p class="note">no samples</p>` : html`
        <ul class="samples">${samples.map((text) => html`<li dir="auto">${sample(text)}</li>`)}</ul>
      `}
    </div>
  `;
}

/** A longer sample shows only its beginning until it is unfolded. */
const LONG = 300;

function sample(text: string): Html {
  if (text === "") return html`<em class="note">empty</em>`;
  if (text.length <= LONG) return html`<bdi>${text}</bdi>`;
  const beginning = [...text.slice(0, LONG)].slice(0, LONG / 2).join("");
  return html`<details><summary><bdi>${beginning}</bdi>…</summary><bdi>${text}</bdi></details>`;
}
