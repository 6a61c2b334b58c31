/**
 * Samples in columns.
 *
 * @module
 */

export const SAMPLES = `
.columns { display: grid; grid-template-columns: repeat(auto-fit, minmax(13rem, 1fr)); gap: 0 1.5rem; }
.column { display: grid; grid-row: span 2; grid-template-rows: subgrid; min-width: 0; margin-bottom: 1.5rem; }
.column > * { min-width: 0; }
.column h3 { margin-top: .5rem; padding-bottom: .25rem; border-bottom: 1px solid var(--line); }
.column .note { display: block; font-weight: 400; }
.counts { white-space: nowrap; }
.samples { margin: 0; padding: 0; list-style: none; line-height: 1.6; }
.samples li { text-align: start; }
.samples bdi { white-space: pre-wrap; tab-size: 4; }
.notes { margin: 0; padding-inline-start: 1.1rem; }
.unseen { color: var(--quiet); font-size: .85em; }
.columns:has(.texts) { grid-template-columns: repeat(auto-fit, minmax(min(22rem, 100%), 1fr)); }
.texts { max-width: 44rem; }
.texts li { margin: .75rem 0; padding-inline-start: .75rem; border-inline-start: 2px solid var(--line); }
.texts bdi { display: block; unicode-bidi: plaintext; }
@media (max-width: 640px) {
  .columns { grid-template-columns: repeat(auto-fit, minmax(9rem, 1fr)); gap: 0 1rem; }
}
@media print {
  /* Columns of a grid are not broken where a page ends: one variant stands below the other, its list in columns. */
  .columns, .column { display: block; }
  .samples:not(.texts) { columns: 9rem; }
  .column .note, .column .step-name { break-after: avoid; }
  .samples li { break-inside: avoid; }
  .samples .unprinted > summary::after { content: none; }
}
`;
