/**
 * Buttons, sliders and fields.
 *
 * @module
 */

export const CONTROLS = `
.curve-controls { display: flex; flex-wrap: wrap; align-items: center; gap: .4rem 1.25rem; margin: 0 0 .75rem; font-size: .875rem; }
.curve-controls > * { display: inline-flex; white-space: nowrap; align-items: center; gap: .4rem; min-height: 2rem; }
.curve-controls > [hidden] { display: none; }
.curve-controls input { margin: 0; accent-color: var(--color-0); }
.curve-controls input[type="range"] { width: 8rem; }
.curve-controls output { min-width: 2.2em; font-variant-numeric: tabular-nums; }
.curve-controls input[type="checkbox"] { width: 1.05rem; height: 1.05rem; }
button, select, input:not([type="checkbox"], [type="range"]) {
  padding: .2rem .6rem;
  border: 1px solid var(--line);
  border-radius: 4px;
  background: var(--page);
  color: inherit;
  font: inherit;
}
button { cursor: pointer; }
input[type="number"] { width: 6.5em; font-variant-numeric: tabular-nums; }
.curve-controls input[type="number"] { padding: .15rem .35rem; }
button:hover:enabled { border-color: var(--quiet); }
button:disabled { color: var(--quiet); cursor: default; opacity: .6; }
.hidden-visually { position: absolute; width: 1px; height: 1px; margin: 0; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
@media (max-width: 640px) {
  .curve-controls input[type="number"] { width: 6.25em; }
}
@media print {
  .curve-controls { display: none; }
}
`;
