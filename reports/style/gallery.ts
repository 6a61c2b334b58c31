/**
 * The gallery.
 *
 * @module
 */

export const GALLERY = `
.gallery .card { display: grid; grid-template-columns: minmax(0, 1fr) 20rem; gap: 0 2rem; margin: 0 0 1.25rem; padding: 1.25rem 0; border-top: 1px solid var(--line); }
.gallery .told { grid-column: 1; min-width: 0; }
.gallery h3 { margin: 0 0 .25rem; font: 600 1.2rem/1.3 var(--serif); }
.gallery .asked { margin: 0 0 .75rem; color: var(--quiet); font: 1.05rem/1.45 var(--serif); }
.gallery .answer { margin: .75rem 0 .25rem; }
.gallery .verdict { font-size: 1.1rem; }
.gallery .waiting { margin: .75rem 0; padding-inline-start: 1.1rem; border-inline-start: 4px dashed var(--line); color: var(--quiet); }
.gallery .findings, .gallery .about { max-width: 44rem; margin: .75rem 0; white-space: pre-line; font-size: .95rem; }
.gallery details { margin: .35rem 0; font-size: .9rem; }
.gallery summary { color: var(--quiet); cursor: pointer; }
.gallery pre { margin: .75rem 0 0; padding: .4rem .6rem; white-space: pre-wrap; background: var(--shade); border-radius: 4px; }
.gallery figure { grid-column: 2; align-self: start; }
.gallery .chart svg { width: 100%; font: 12px var(--sans); }
.marks { display: grid; gap: .4rem; margin: .5rem 0; padding: 0; list-style: none; }
.marks li { padding-inline-start: .75rem; border-inline-start: 4px solid var(--line); }
.marks .failed { border-color: var(--notice-line); }
.marks .note { display: block; }
.not-run { max-width: 48rem; font-size: .95rem; }
@media (max-width: 800px) {
  .gallery .card { display: block; }
  .gallery figure { max-width: 22rem; margin-top: 1rem; }
}
@media print { .gallery .card { break-inside: avoid; } }
`;
