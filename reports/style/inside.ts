/**
 * Panels of what happened inside, and sliders of steps.
 *
 * @module
 */

export const INSIDE = `
.inside { margin: 0 0 2rem; }
.inside figcaption { margin-bottom: .5rem; }
[data-steps] h3 { scroll-margin-top: 3rem; }
.inside h4 { margin: .75rem 0 .25rem; }
.panels { clear: right; display: flex; flex-wrap: wrap; gap: .5rem 1.5rem; }
.panel { flex: 1 1 13rem; min-width: 0; max-width: 21rem; }
.tensors { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(15rem, 100%), 1fr)); }
.panel .note { margin: 0 0 .5rem; font-variant-numeric: tabular-nums; }
.panel-title { display: flex; gap: .5rem; align-items: baseline; margin: .25rem 0; font-size: .875rem; font-weight: 600; }
.panel [role="img"] svg { display: block; width: 100%; height: auto; overflow: visible; font: 11px var(--sans); }
.panel [role="img"] svg svg { overflow: hidden; }
[data-variant][hidden] { display: none; }
.alike:not(:has([data-variant]:not([hidden]))) { display: none; }
.names > :not([hidden]) ~ :not([hidden])::before { content: ", "; font-weight: 400; }
@media (min-width: 60rem) {
  /* Beside no more than two drawings there is room for what explains them. */
  .inside:has(> .panels:not(.tensors)):not(:has(> .panels > :nth-child(3 of :not([hidden])))) {
    display: grid;
    grid-template-columns: minmax(0, 1fr) minmax(0, 43.5rem);
    grid-auto-flow: dense;
    gap: 0 1.5rem;
  }
  .inside:has(> .panels:not(.tensors)):not(:has(> .panels > :nth-child(3 of :not([hidden])))) > * { grid-column: 2; }
  .inside:has(> .panels:not(.tensors)):not(:has(> .panels > :nth-child(3 of :not([hidden])))) > :is(figcaption, .download) { grid-column: 1; margin-inline: 0; place-self: start; }
  .inside:has(> .panels:not(.tensors)):not(:has(> .panels > :nth-child(3 of :not([hidden])))) > figcaption { grid-row: 1 / span 20; }
}
.step-slider { display: none; }
.only-step { font-weight: 600; }
.step-name { margin: .5rem 0 0; color: var(--quiet); font-size: .85rem; font-weight: 600; }
@media screen {
  .live .step-name { display: none; }
  .live .step-slider {
    position: sticky;
    z-index: 1;
    top: 2.75rem;
    display: flex;
    gap: .75rem;
    align-items: center;
    margin: 0 -.5rem;
    padding: .6rem .5rem;
    border-bottom: 1px solid var(--line);
    background: var(--page);
  }
}
.step-slider input { flex: 1; min-width: 0; max-width: 30rem; accent-color: var(--color-0); }
.step-slider output { min-width: 5.5em; font-variant-numeric: tabular-nums; font-weight: 600; }
@media print {
  [data-step].edge { display: block; }
  figure.inside { break-inside: auto; }
  .inside figcaption { break-inside: avoid; break-after: avoid; }
  .panels, .panel { break-inside: avoid; }
  .panel { flex-basis: 10rem; max-width: 14rem; }
  .tensors { grid-template-columns: repeat(auto-fill, minmax(10rem, 1fr)); }
}
`;
