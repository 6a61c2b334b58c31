/**
 * Charts and their legends.
 *
 * @module
 */

export const CHARTS = `
figure { margin: 0; }
.legend {
  display: flex;
  flex-wrap: wrap;
  gap: .25rem 1.25rem;
  margin: 0 0 .5rem;
  padding: 0;
  list-style: none;
  font-size: .875rem;
}
.chart svg { display: block; max-width: 100%; height: auto; overflow: visible; }
.chart [role="img"] svg { width: 100%; font: 12px var(--sans); }
.chart [role="img"] svg svg { max-width: none; width: auto; }
.chart .legend svg { display: inline-block; }
.panels-of-cost { display: flex; flex-wrap: wrap; gap: .5rem 0; }
.chart .panels-of-cost svg { width: 320px; flex: 0 1 320px; }
.axis-label { fill: var(--quiet); }
.plot { border-radius: 4px; cursor: crosshair; touch-action: pan-y; user-select: none; -webkit-user-select: none; }
.plot svg { pointer-events: none; }
.spread { display: inline-block; white-space: nowrap; color: var(--quiet); }
.readout { margin: 0 0 .75rem; }
.readout .rows { max-height: 19rem; overflow: auto; margin: 0; }
.more-below { width: 100%; padding: .1rem; border-width: 1px 0 0; border-radius: 0; color: var(--quiet); font-size: .8rem; }
.more-below[hidden] { display: none; }
table.legend { display: table; min-width: 0; margin: 0; font-variant-numeric: tabular-nums; }
.legend th, .legend td { padding: .1rem 0 .1rem 1.5rem; border: 0; white-space: normal; }
.legend th:first-child { padding-inline-start: 0; }
.legend thead th { position: sticky; top: 0; background: var(--page); }
.legend .seeds { padding-inline-start: .25rem; }
.legend button { display: inline-flex; margin: .1rem 0; align-items: center; gap: .5rem; min-height: 1.75rem; padding: .1rem .5rem; border: 1px solid var(--line); text-align: start; font-weight: 600; }
.legend button[aria-pressed="false"] { border-style: dashed; color: var(--quiet); font-weight: 400; text-decoration: line-through; }
.legend button[aria-pressed="false"] svg { opacity: .35; }
.crowded .legend tr:not(.seed) button[aria-pressed="false"] { border-style: solid; text-decoration: none; }
.crowded .legend tr:not(.seed) button[aria-pressed="false"] svg { opacity: 1; }
.legend .seed button { margin-inline-start: 2.25rem; font-weight: 400; }
.legend .unfold { gap: .3em; white-space: nowrap; margin: 0; color: var(--quiet); font-weight: 400; }
.legend .unfold::after { content: "▸"; }
.legend .unfold[aria-expanded="true"]::after { content: "▾"; }
.download { display: flex; gap: .35rem; float: right; margin: .25rem 0 0 1rem; }
.download button { font-size: .75rem; color: var(--quiet); }
.glyphs { display: flex; flex-wrap: wrap; gap: .2rem 1.25rem; margin: .25rem 0; padding: 0; list-style: none; }
.glyphs li { display: flex; gap: .4rem; align-items: baseline; }
.chart .glyph { flex: none; width: 32px; height: 12px; transform: translateY(.1em); }
.overfitting { color: var(--text); }
.narrow { display: none; }
@media (max-width: 640px) {
  .wide, .roomy, .legend .rate { display: none; }
  .legend th, .legend td { padding-inline-start: .4rem; }
  .legend button { gap: .3rem; padding-inline: .3rem; }
  .narrow { display: block; }
}
@media print {
  .download, .legend .unfold, .crosshair, .more-below, .hint { display: none; }
  .readout .rows { max-height: none; overflow: visible; }
  .legend button { border-color: transparent; padding-inline-start: 0; }
  .wide { display: block; }
  .narrow { display: none; }
  figure { break-inside: avoid; }
}
`;
