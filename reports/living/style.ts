/**
 * The style of the part in which the networks are at work.
 *
 * @module
 */
export const livingStyle = `
.live .lifeless { display: none; }
.unseen { position: absolute; width: 1px; height: 1px; margin: 0; overflow: hidden; clip-path: inset(50%); }
button, input, select {
  min-height: 2.25rem;
  padding: .25rem .7rem;
  border: 1px solid var(--quiet);
  border-radius: 6px;
  background: var(--page);
  color: inherit;
  font: inherit;
  font-size: .9375rem;
}
button { cursor: pointer; }
button:hover { background: var(--shade); }
.living .controls { display: flex; flex-wrap: wrap; gap: .75rem 1rem; align-items: end; margin: .75rem 0; }
.control { display: grid; gap: .2rem; min-width: 0; }
.control label { color: var(--quiet); font-size: .85rem; }
.control input[type="number"] { width: 7.5rem; }
.control input[type="range"] { width: 11rem; padding: 0; accent-color: var(--color-0); }
.control.with-hint { grid-template-columns: auto auto; }
.control.with-hint label { grid-column: span 2; }
.control.with-hint .note { align-self: center; min-width: 2rem; font-variant-numeric: tabular-nums; }
.control.switch label { display: flex; gap: .4rem; align-items: center; min-height: 2.25rem; color: inherit; font-size: .9375rem; }
.control.switch input { width: 1.15rem; min-height: 1.15rem; margin: 0; accent-color: var(--color-0); }
.typing .prefix { width: min(22rem, 70vw); padding: .4rem .8rem; border-width: 2px; font: 1.5rem/1.4 var(--mono); }
.typing button { min-height: 3.1rem; }
.go { min-width: 6rem; border-color: var(--color-0); background: var(--color-0); color: var(--page); font-weight: 600; }
.go:hover { background: var(--color-0); filter: brightness(1.1); }
.message { margin: .25rem 0; }
.train .message { min-height: 1.55em; }
.chips { display: flex; flex-wrap: wrap; gap: .4rem; margin: .5rem 0; }
.chip { display: inline-flex; gap: .5rem; align-items: center; border-radius: 2rem; }
.chip[aria-pressed="false"] { border-style: dashed; color: var(--quiet); }
.chip[aria-pressed="false"] .swatch { opacity: .35; }
.living h4 { font-size: .95rem; }
.nexts { columns: 11rem 4; column-gap: 1.75rem; font-variant-numeric: tabular-nums; }
.next { display: grid; grid-template-columns: 2rem 1fr; align-items: center; padding: .12rem .25rem; border-radius: 4px; break-inside: avoid; }
.next.typed { cursor: pointer; }
.next.typed:hover { background: var(--shade); }
.next .symbol { font: 1rem/1 var(--mono); overflow: hidden; }
.next .symbol.end { color: var(--quiet); font: italic .8rem/1 var(--sans); }
.bar { display: grid; grid-template-columns: 1fr 3.4rem; gap: .4rem; align-items: center; height: .85rem; }
.track { height: .6rem; border-radius: 2px; background: var(--shade); }
.fill { display: block; height: 100%; border-radius: 2px; }
.share { color: var(--quiet); font-size: .72rem; line-height: 1; text-align: end; white-space: nowrap; }
.tag { margin-inline-start: .4em; padding: 0 .4em; border: 1px solid var(--line); border-radius: 1em; color: var(--quiet); font: .7rem var(--sans); white-space: nowrap; }
.silent { padding: 0; list-style: none; }
.living progress { width: 100%; height: .4rem; accent-color: var(--color-0); }
.race svg { display: block; max-width: 100%; overflow: hidden; font: 12px var(--sans); fill: var(--quiet); }
.race .grid { stroke: var(--line); }
.race .guessing { stroke: currentColor; stroke-opacity: .5; }
.race path { fill: none; stroke-linejoin: round; }
.race .stored { stroke-width: 1.25; stroke-opacity: .75; }
.race .here { stroke-width: 3; }
.race .end { fill: var(--page); stroke-width: 1.75; }
.downloads { margin: .5rem 0; padding: 0; list-style: none; font-size: .9rem; line-height: 1.9; }
a { color: var(--color-0); }
@media (max-width: 640px) {
  .nexts { columns: 9rem 2; column-gap: 1rem; }
  .typing .prefix { width: 62vw; }
}
@media print {
  .living .controls, .living .chips, .living progress, .living details, .downloads-section { display: none; }
  .fill { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
}
`.trim();
