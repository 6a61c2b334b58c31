/**
 * The part of the page in which its networks are at work: the frame that the page's script fills.
 *
 * @module
 */
import { type Html, html } from "../html.ts";
import { hasSeeds, type Variant } from "../rows.ts";

/** Where the reader talks to the networks and trains one. Without a script it says so. */
export function livingSection(variants: readonly Variant[]): Html {
  return html`
    <section class="living" aria-labelledby="living">
      <h2 id="living">Play with the networks</h2>
      <p>
        This file holds ${whatIsHeld(variants)}.${hasSeeds(variants) &&
          whichSeed(variants)}
        Everything here happens in your browser; nothing is sent anywhere.
      </p>
      <p class="note lifeless">
        It takes a browser that runs the scripts of this file. Here they do not run.
      </p>
      <div class="talk"></div>
      <div class="training">
        <h3>Train one yourself</h3>
        <p class="note">
        Change a setting and press Train: a network is trained in this page, by the same code as the stored
        ones, and its loss is drawn over theirs. What does a learning rate of 3 do? Hidden weights five times
        as large? With nothing changed, the losses are the stored ones, bit for bit.
      </p>
        <div class="train-here"></div>
      </div>
    </section>
  `;
}

/** A run that diverged has left no network to talk to. */
function whatIsHeld(variants: readonly Variant[]): string {
  const trained = variants.filter(({ runs: [run] }) => run.summary.status !== "diverged");
  if (trained.length === 0) {
    return "no trained network, since training diverged, but the code that trains one";
  }
  return variants.length === 1
    ? "the trained network itself and the code that made it"
    : "the trained networks and the code that made them";
}

/** The page has room for one network a variant. */
function whichSeed(variants: readonly Variant[]): string {
  const first = new Set(variants.map(({ runs: [run] }) => run.summary.seed));
  return ` Of each variant its first seed${first.size === 1 ? `, ${[...first][0]}` : ""}.`;
}

/** What the reader can take away, below "Reproduce"; the page's script fills the list. */
export const downloads = (): Html =>
  html`
    <h3 class="downloads-title">Downloads</h3>
    <p class="note lifeless">
      They take a browser that runs the scripts of this file. The same files, and all losses in full, are in
      the results folder that this report was made from.
    </p>
    <ul class="downloads"></ul>
  `;
