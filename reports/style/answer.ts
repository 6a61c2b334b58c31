/**
 * The answer at the top, and the ways to the rest.
 *
 * @module
 */

export const ANSWER = `
a { color: inherit; text-underline-offset: .2em; text-decoration-color: var(--quiet); }
a:hover { text-decoration-color: currentColor; }
.answer { margin: 1.25rem 0; padding-inline-start: 1.1rem; border-inline-start: 4px solid var(--text); }
.verdict { max-width: 48rem; margin: 0; font: 1.4rem/1.4 var(--serif); text-wrap: pretty; }
.caveats { margin: .35rem 0 0; font-weight: 600; }
.further { display: grid; gap: .25rem; max-width: 60rem; margin: .6rem 0 0; }
.further div { display: grid; grid-template-columns: 9.5rem 1fr; gap: 0 .75rem; padding: 0; border: 0; }
.further dt { padding: 0; color: var(--quiet); }
.further dd { grid-column: 2; margin: 0; padding: 0; overflow-wrap: anywhere; }
.name { font-weight: 600; text-decoration: underline 3px; text-underline-offset: .2em; text-decoration-skip-ink: none; }
.answer .note { margin: .5rem 0 0; }
.answer summary { margin-top: .5rem; color: var(--quiet); font-size: .9rem; cursor: pointer; }
.expected { margin: 1.25rem 0 .25rem; }
.expectations { display: grid; gap: .5rem; max-width: 48rem; margin: 0 0 1.25rem; padding: 0; list-style: none; }
.expectations li { display: grid; grid-template-columns: 7.5rem 1fr; align-items: baseline; padding-inline-start: .75rem; border-inline-start: 4px solid var(--line); }
.expectations .failed { border-color: var(--notice-line); }
.expectations .note { grid-column: 2; }
.experiments { padding-inline-start: 1.5rem; }
.experiments a { font: 600 1.1rem/1.4 var(--serif); }
.experiments .answer { margin: .25rem 0 1.25rem; padding: 0; border: 0; }
.experiments .verdict { font-size: 1.1rem; }
.number-of { flex: none; color: var(--quiet); }
article { margin-top: 1rem; }
article > .fold[open] > summary { margin-top: 4rem; padding-top: 1.25rem; border-top: 4px solid var(--text); }
article > .fold[open] > summary h2 { font-size: 2rem; line-height: 1.15; }
article section > .fold > summary > h3 { font: 600 1.35rem/1.3 var(--serif); }
article section h4 { margin: 1.75rem 0 .5rem; font-size: .95rem; }
@media (max-width: 640px) {
  .verdict { font-size: 1.2rem; }
  .answer { padding-inline-start: .8rem; }
  .further div { display: block; }
  .expectations li { grid-template-columns: 1fr; }
  .expectations .note { grid-column: 1; }
}
@media print {
  .answer dd, .answer p { break-inside: avoid; }
  article + article { break-before: page; }
}
`;
