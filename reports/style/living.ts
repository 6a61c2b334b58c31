/**
 * The part in which the networks are at work, and the downloads.
 *
 * @module
 */

export const LIVING = `
.live .lifeless { display: none; }
.living button, .living select, .living input:not([type="checkbox"], [type="range"]) {
  min-height: 2.25rem;
  padding: .25rem .7rem;
  border-color: var(--quiet);
  border-radius: 6px;
  font-size: .9375rem;
}
.living .download button { min-height: 0; padding: .2rem .6rem; border-color: var(--line); border-radius: 4px; font-size: .75rem; }
.living button:hover:enabled { background: var(--shade); }
.fields { display: flex; flex-wrap: wrap; gap: .75rem 1rem; align-items: end; margin: .75rem 0; }
.field { display: grid; grid-template-columns: minmax(0, auto); gap: .2rem; min-width: 0; max-width: 100%; }
.field[hidden] { display: none; }
.field select { max-width: 100%; }
.field label { color: var(--quiet); font-size: .85rem; }
.field input[type="number"] { width: 7.5rem; }
.field input[type="range"] { width: 11rem; min-height: 2.25rem; margin: 0; accent-color: var(--color-0); }
.field.with-value { grid-template-columns: auto 2.5rem; column-gap: .5rem; }
.field.with-value label { grid-column: span 2; }
.field output { align-self: center; font-variant-numeric: tabular-nums; }
.field.switch label { display: flex; gap: .4rem; align-items: center; min-height: 2.25rem; color: inherit; font-size: .9375rem; }
.field.switch input { width: 1.15rem; height: 1.15rem; margin: 0; accent-color: var(--color-0); }
.living .typing .prefix { width: min(22rem, 70vw); padding: .4rem .8rem; border-width: 2px; font: 1.5rem/1.4 var(--mono); }
.living .typing button { min-height: 3.1rem; }
.living .go { min-width: 6rem; border-color: var(--color-0); background: var(--color-0); color: var(--page); font-weight: 600; }
.living .go:hover:enabled { background: var(--text); border-color: var(--text); }
.message, .pair { margin: .25rem 0; }
.train-here .message { min-height: 1.55em; }
.chips { display: flex; flex-wrap: wrap; gap: .4rem; margin: .5rem 0; }
.living .chip { display: inline-flex; gap: .5rem; align-items: center; border-radius: 2rem; }
.living .chip[aria-pressed="false"] { border-style: dashed; color: var(--quiet); }
.chip[aria-pressed="false"] .swatch { opacity: .35; }
.nexts { columns: 11rem 4; column-gap: 1.75rem; font-variant-numeric: tabular-nums; }
.next { display: grid; grid-template-columns: 2rem 1fr; align-items: center; padding: .12rem .25rem; border-radius: 4px; break-inside: avoid; }
.nexts.words { columns: 17rem 4; }
.nexts.words .next { grid-template-columns: 8rem 1fr; }
.words .symbol { text-overflow: ellipsis; white-space: nowrap; }
.living textarea.prefix { border: 2px solid var(--quiet); border-radius: 6px; background: var(--page); color: inherit; resize: vertical; }
.living .typing textarea.prefix { width: min(40rem, 80vw); font-size: 1rem; }
.next.typed { cursor: pointer; }
.next.typed:hover { background: var(--shade); }
.living .symbol { overflow: hidden; font: 1rem/1.2 var(--mono); }
.living .next button.symbol { min-height: 0; padding: 0; border: 0; border-radius: 0; background: none; text-align: start; }
.living .symbol.end { color: var(--quiet); font: italic .8rem/1.2 var(--sans); }
.bar { display: grid; grid-template-columns: 1fr 3.4rem; gap: .4rem; align-items: center; height: .85rem; }
.track { height: .6rem; border-radius: 2px; background: var(--shade); }
.next.typed:hover .track { background: var(--line); }
.fill { display: block; height: 100%; border-radius: 2px; }
.share { color: var(--quiet); font-size: .72rem; line-height: 1; text-align: end; white-space: nowrap; }
.living .column { grid-row: auto; grid-template-rows: auto; align-content: start; }
.living .column > :first-child { margin: .5rem 0 .25rem; padding-bottom: .25rem; border-bottom: 1px solid var(--line); font-size: .95rem; }
.living .mark { margin-inline-start: .4em; }
.living .note .mark { margin-inline-start: 0; }
.living progress { width: 100%; height: .4rem; accent-color: var(--color-0); }
.maps { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(17rem, 100%), 1fr)); gap: .5rem 1.5rem; border-radius: 4px; touch-action: pan-y; }
.map { display: block; width: 100%; max-width: 30rem; font: 7px var(--mono); fill: var(--quiet); cursor: crosshair; }
.map .edge { fill: none; stroke: var(--line); }
.map .frame { fill: none; stroke: currentColor; stroke-width: 1.25; }
.race svg { display: block; max-width: 100%; overflow: hidden; font: 12px var(--sans); fill: var(--quiet); }
.race .grid { stroke: var(--line); }
.race .guessing { stroke: currentColor; stroke-opacity: .5; }
.race path { fill: none; stroke-linejoin: round; }
.race .stored { stroke-width: 1.25; stroke-opacity: .75; }
.race .here { stroke-width: 3; }
.race .end { fill: var(--page); stroke-width: 1.75; }
.downloads { margin: .5rem 0; padding: 0; list-style: none; font-size: .875rem; line-height: 1.9; }
@media (max-width: 640px) {
  .nexts { columns: 9rem 2; column-gap: 1rem; }
  .living .typing .prefix { width: 62vw; }
}
@media print {
  .fields, .chips, .living progress, .living details:not(.fold), .downloads, .downloads-title { display: none; }
  .following:not(:has(.map)), .training:not(:has(.race .here)) { display: none; }
  .fill { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
}
`;
