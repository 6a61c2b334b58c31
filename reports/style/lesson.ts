/**
 * The lesson: its chapters beside the text, grids of numbers, exercises, and code in colours. It goes into that page
 * alone.
 *
 * @module
 */

export const LESSON = `
html { scroll-padding-top: 1rem; }
.course { display: block; }
.course > main { min-width: 0; }
.live .lifeless { display: none; }
:root:not(.live) .lively { display: none; }
.syllabus { font-size: .85rem; }
.syllabus ol { margin: 0; padding: 0; list-style: none; }
.syllabus ol ol { margin: .1rem 0 .6rem; padding-inline-start: .8rem; }
.syllabus a { display: inline-block; padding: .12rem 0; text-decoration: none; }
.syllabus a:hover { text-decoration: underline; }
.syllabus > details > ol > li > a { font-weight: 600; }
.syllabus [aria-current] { color: var(--color-0); font-weight: 600; }
.syllabus summary { font-weight: 600; }
.tally { margin-inline-start: .4rem; color: var(--quiet); font-size: .75rem; font-variant-numeric: tabular-nums; }
.progress { margin: 0 0 .5rem; color: var(--quiet); }
.progress button { padding: 0 .4rem; font-size: .75rem; }
.progress button[hidden] { display: none; }
.rules { max-width: 44rem; padding-inline-start: 1.2rem; }
.rules li { margin: .25rem 0; }
.course p { max-width: 46rem; }
.course h2 { margin-top: 3.5rem; padding-top: 1rem; border-top: 4px solid var(--text); font-size: 1.7rem; }
.course section:first-child > h2 { margin-top: 1rem; }
.chapter > h3 { margin: 3rem 0 .25rem; font: 600 1.35rem/1.3 var(--serif); }
p.about { margin: 0 0 .75rem; }
.lead { font-size: 1.0625rem; }
.course .step { padding: 1rem 1.1rem; }
.course .step h4 { margin: 1.1rem 0 .2rem; }
.course .step > h4:first-child { margin-top: 0; }
.course h5 { margin: .9rem 0 .2rem; color: var(--quiet); font-size: .85rem; font-weight: 600; }
.because { margin: 0 0 .6rem; font-size: .9rem; }
@media screen and (prefers-color-scheme: light) { .code-string { color: color-mix(in srgb, var(--color-2) 85%, var(--text)); } }
.codes { display: grid; gap: .75rem; }
.code { margin: .25rem 0 .5rem; min-width: 0; }
.code figcaption { margin: 0 0 .15rem; font: .75rem var(--mono); }
.course pre { overflow-x: auto; white-space: pre; tab-size: 2; }
.course .passes pre { white-space: pre-wrap; }
.code-comment { color: var(--quiet); font-style: italic; }
.code-keyword { color: var(--color-5); }
.code-number { color: color-mix(in srgb, var(--color-1) 80%, var(--text)); }
.code-string { color: var(--color-2); }
.lab { margin-top: 1.25rem; padding-top: .25rem; border-top: 1px solid var(--line); }
.controls { display: flex; flex-wrap: wrap; gap: .5rem .75rem; align-items: end; margin: .5rem 0; }
.controls:empty { display: none; }
.controls .field { grid-template-columns: auto; }
.controls button, .controls select, .controls input:not([type="checkbox"]) { min-height: 2.1rem; border-color: var(--quiet); }
.controls input[type="text"] { width: 5.5em; }
.controls input[type="checkbox"] { width: 1.1rem; height: 1.1rem; margin: .5rem 0; accent-color: var(--color-0); }
.message { min-height: 1.55em; margin: .25rem 0; font-size: .85rem; }
.grids { display: flex; flex-wrap: wrap; gap: .75rem 1.5rem; align-items: start; }
.sideways { max-width: 100%; padding-bottom: .1rem; overflow-x: auto; }
.checked { margin: .5rem 0 1rem; }
.grid { width: auto; min-width: 0; max-width: 100%; font: .8rem/1.3 var(--mono); font-variant-numeric: tabular-nums; }
.grid caption { padding: 0 0 .2rem; text-align: start; white-space: nowrap; font-size: .85rem; }
.grid td, .grid td:first-child, .grid td:last-child { padding: .2rem .45rem; border: 1px solid var(--line); border-width: 1px 0 0 1px; text-align: end; white-space: nowrap; }
.grid td:last-child { border-inline-end-width: 1px; }
.grid td:has(data) { min-width: 4.6em; }
.grid tbody tr:last-child td { border-block-end-width: 1px; }
.grid tbody + tbody::before { content: ""; display: block; height: .4rem; }
.grid td:has(input):nth-child(n) { padding: 0; }
.grid input { width: 4.6em; padding: .25rem .4rem; border: 0; border-radius: 0; background: var(--shade); font: inherit; text-align: end; }
.grid[data-role="symbols"] input { width: 3em; }
.grid input[aria-invalid] { background: var(--notice); outline: 2px solid var(--notice-line); outline-offset: -2px; }
.grid .moved { background: color-mix(in srgb, var(--color-0) 16%, var(--page)); }
.grid .off { background: var(--notice); font-weight: 600; }
.grid[data-role="differences"] { color: var(--quiet); }
.grid[data-role="differences"] .moved { background: none; }
.agreement { margin: .25rem 0 0; color: var(--quiet); font-size: .85rem; }
.agreement[data-passed="false"] { padding: .1rem .5rem; border-inline-start: 4px solid var(--notice-line); background: var(--notice); color: var(--text); }
.exercise { margin: 1.25rem 0; padding: 1rem 1.1rem; border: 2px solid var(--color-0); border-radius: 6px; }
.exercise h4 { display: inline; font-size: 1rem; }
.exercise[open] > summary { margin-bottom: .5rem; }
.exercise .solved { color: var(--color-2); }
.exercise .signature { margin: .5rem 0 0; padding-bottom: .35rem; border-radius: 4px 4px 0 0; }
.typed-code { display: block; width: 100%; padding: .6rem .75rem; border: 1px solid var(--quiet); border-radius: 4px; background: var(--page); color: inherit; font: .8rem/1.5 var(--mono); tab-size: 2; resize: vertical; }
.signature + .hidden-visually + .typed-code { border-radius: 0 0 4px 4px; }
.buttons { display: flex; flex-wrap: wrap; gap: .5rem; align-items: center; margin: .6rem 0; }
.buttons button { min-height: 2.25rem; border-color: var(--quiet); }
.exercise .go { border-color: var(--color-0); background: var(--color-0); color: var(--page); font-weight: 600; }
.hints { margin: .5rem 0; padding-inline-start: 1.4rem; font-size: .9rem; }
.hints:empty { display: none; }
.result:not(:empty) { min-height: 1.6em; }
.result p { margin: .25rem 0 .5rem; }
@media (min-width: 64rem) {
  body:has(.course) { max-width: 80rem; padding-inline: 1.5rem; }
  .course { display: grid; grid-template-columns: 13rem minmax(0, 1fr); gap: 2.5rem; }
  .syllabus { position: sticky; top: 0; align-self: start; max-height: 100vh; padding: 1rem 0; overflow-y: auto; }
  .syllabus summary { display: none; }
  .course .derivation li { grid-template-columns: minmax(0, 20rem) minmax(0, 1fr); }
}
@media (max-width: 640px) {
  .course .step, .exercise { padding: .75rem; }
  .grids { gap: .75rem; }
  .grid td, .grid td:first-child, .grid td:last-child { padding: .15rem .3rem; }
  .grid input { width: 4em; padding: .25rem .2rem; }
}
@media print {
  .syllabus, .controls, .buttons, .lively, .message, .result { display: none; }
  .course pre { white-space: pre-wrap; }
  .typed-code { border: 1px solid; resize: none; field-sizing: content; }
  .step, .exercise, .checked, .code { break-inside: auto; }
  .grid { font-size: 7pt; break-inside: avoid; }
  .grid input { background: none; }
}
`;
