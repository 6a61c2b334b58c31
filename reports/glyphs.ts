/**
 * What the marks of a chart mean: a legend of small drawings, each with its words.
 *
 * @module
 */
import { type Html, html, raw } from "./html.ts";

const PAGE = `fill="var(--page)"`, FULL = `fill="currentColor" stroke="none"`;

/** The drawings, 32 × 12 around the middle, in the text's color. */
const GLYPHS = {
  val: `<path d="M-16 0H16" stroke-width="2"/><circle r="4" ${PAGE} stroke-width="1.75"/>`,
  point: `<circle r="4" ${PAGE} stroke-width="1.75"/>`,
  test: `<circle r="2.5" ${FULL}/>`,
  minibatch: `<path d="M-16 2l4-4 4 3 4-4 4 5 4-4 4 3 4-3 4 2" stroke-width="1.25"/>`,
  single: `<circle r="2.5" ${FULL}/>`,
  spread: `<path d="M-16-5H16V5H-16z" ${FULL} fill-opacity=".2"/>`,
  deviation: `<path d="M0-6V6" stroke-width="1.25"/><circle r="3.5" ${PAGE} stroke-width="1.75"/>`,
  seeds: `<path d="M-16-3L16-4M-16 1L16 0M-16 4L16 5" stroke-width=".75" stroke-opacity=".6"/>`,
  faded: `<path d="M-16 0H16" stroke="var(--faded)" stroke-width="1.25"/>`,
  thin: `<path d="M-16 0H16" stroke-width="1.25"/>`,
  drop: `<path d="M0-6V6" stroke-width="1.5" stroke-dasharray="1 3"/>`,
  diverged: `<path d="M-4.5-4.5L4.5 4.5M-4.5 4.5L4.5-4.5" stroke-width="2.5"/>`,
  above: `<path d="M0-5L5 4H-5z" ${FULL}/>`,
  seed: `<circle r="2.5" ${PAGE} stroke-width="1.25"/>`,
  run: `<circle r="2" ${FULL} fill-opacity=".7"/>`,
  mean: `<path d="M0-6L5 0L0 6L-5 0z" ${PAGE} stroke-width="2"/>`,
  told: `<path d="M0-6L5 0L0 6L-5 0z" fill="currentColor" stroke-width="2"/>`,
  across: `<path d="M-16 0H16" stroke-width="2.5" stroke-opacity=".55"/>`,
  upright: `<path d="M0-6V6" stroke-width="2.5" stroke-opacity=".55"/>`,
  dotted: `<path d="M-16 0H16" stroke-width="1.5" stroke-dasharray="2 4"/>`,
  key: `<circle r="4.5" fill="currentColor" fill-opacity=".6" stroke="none"/>`,
  lowest: `<circle r="4.5" fill="currentColor" fill-opacity=".6" stroke-width="2.5"/>`,
  aboveKey: `<path d="M0-5L5 4H-5z" fill="currentColor" fill-opacity=".6" stroke="none"/>`,
  square: `<path d="M-4-4H4V4H-4z" ${PAGE} stroke-width="2"/>`,
  fullSquare: `<path d="M-4-4H4V4H-4z" fill="currentColor" stroke-width="2"/>`,
} as const;

export type Glyph = keyof typeof GLYPHS;

/** A mark and what it means. */
export type Meaning = readonly [glyph: Glyph, words: string];

/** The legend; empty where nothing is to be explained. */
export const glyphList = (meanings: readonly Meaning[]): Html =>
  html`<ul class="glyphs">${
    meanings.map(([glyph, words]) => html`<li>${drawing(glyph)} ${words}</li>`)
  }</ul>`;

const drawing = (glyph: Glyph): Html =>
  raw(
    `<svg class="glyph" viewBox="-16 -6 32 12" width="32" height="12" aria-hidden="true" ` +
      `fill="none" stroke="currentColor">${GLYPHS[glyph]}</svg>`,
  );
