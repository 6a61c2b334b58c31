/**
 * The page's style: system fonts, light and dark, from 360 pixels up, and on paper.
 *
 * @module
 */
import { DARK, LIGHT } from "./palette.ts";

const colors = (palette: string[]): string =>
  palette.map((color, i) => `--color-${i}: ${color};`).join(" ");

/** The style sheet. */
export const style = (): string =>
  `
:root {
  color-scheme: light;
  --page: #fff;
  --text: #1d1f23;
  --quiet: #5c6169;
  --line: #dcdfe4;
  --shade: #f5f6f8;
  --notice: #fff4d6;
  --notice-line: #b97700;
  --sans: system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", "Noto Sans", sans-serif;
  --serif: Charter, "Bitstream Charter", "Source Serif Pro", "Noto Serif", Cambria, Georgia, serif;
  --mono: ui-monospace, "SF Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace;
  ${colors(LIGHT)}
}
@media screen and (prefers-color-scheme: dark) {
  :root {
    color-scheme: dark;
    --page: #16181c;
    --text: #e4e6ea;
    --quiet: #a0a6b0;
    --line: #353a42;
    --shade: #1f2227;
    --notice: #35290c;
    --notice-line: #d9a13a;
    ${colors(DARK)}
  }
}
* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; text-size-adjust: 100%; }
body {
  max-width: 62rem;
  margin: 0 auto;
  padding: 3rem 1rem 4rem;
  background: var(--page);
  color: var(--text);
  font: 1rem/1.55 var(--sans);
  overflow-wrap: anywhere;
}
h1, .question, .comment { font-family: var(--serif); }
.question, .comment { max-width: 44rem; }
h1 { margin: 0 0 .5rem; font-size: clamp(1.75rem, 5vw, 2.6rem); line-height: 1.15; text-wrap: balance; }
h2 { margin: 3rem 0 .75rem; font: 600 1.35rem/1.3 var(--serif); }
h3 { margin: 1.75rem 0 .5rem; font-size: .95rem; line-height: 1.4; }
p { margin: .5rem 0; }
.question { margin: 0 0 1rem; color: var(--quiet); font-size: 1.3rem; line-height: 1.4; text-wrap: pretty; }
.comment { white-space: pre-line; font-size: 1.0625rem; }
.note, figcaption { max-width: 44rem; color: var(--quiet); font-size: .85rem; line-height: 1.5; }
.notice {
  max-width: 44rem;
  margin: 1.25rem 0;
  padding: .75rem 1rem;
  border-inline-start: 4px solid var(--notice-line);
  background: var(--notice);
}
code, pre, .samples { font-family: var(--mono); font-size: .85em; }

.scroll {
  overflow-x: auto;
  margin: .5rem 0;
  background:
    linear-gradient(to right, var(--page) 40%, transparent) left / 2rem 100% no-repeat local,
    linear-gradient(to left, var(--page) 40%, transparent) right / 2rem 100% no-repeat local,
    linear-gradient(to right, var(--line), transparent) left / .75rem 100% no-repeat scroll,
    linear-gradient(to left, var(--line), transparent) right / .75rem 100% no-repeat scroll;
}
:focus-visible { outline: 2px solid var(--color-0); outline-offset: 2px; }
table { min-width: 100%; border-collapse: collapse; font-size: .875rem; line-height: 1.4; }
.compact { min-width: min(30rem, 100%); }
th, td { padding: .45rem .75rem; border-bottom: 1px solid var(--line); text-align: start; overflow-wrap: normal; }
th:first-child, td:first-child { padding-inline-start: 0; }
th:last-child, td:last-child { padding-inline-end: 0; }
thead th { border-bottom-color: var(--quiet); color: var(--quiet); font-weight: 500; vertical-align: bottom; }
tbody th { font-weight: 600; }
.number { text-align: end; white-space: nowrap; font-variant-numeric: tabular-nums; }
.setting { min-width: 6rem; overflow-wrap: break-word; }
td.long { min-width: 12rem; }
th.long { min-width: 10rem; }
td code { white-space: nowrap; }
.variant { display: inline-flex; gap: .5rem; align-items: baseline; }
.variant bdi { width: max-content; max-width: 16rem; overflow-wrap: anywhere; }
.best {
  margin-inline-start: .25rem;
  padding: 0 .4em;
  border: 1px solid currentColor;
  border-radius: 1em;
  font-size: .75rem;
}
.swatch { flex: none; width: 32px; height: 12px; }

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
.axis-label { fill: var(--quiet); }
.plot { border-radius: 4px; cursor: crosshair; touch-action: pan-y; user-select: none; -webkit-user-select: none; }
.plot svg { pointer-events: none; }
.controls { display: flex; flex-wrap: wrap; align-items: center; gap: .4rem 1.25rem; margin: 0 0 .75rem; font-size: .875rem; }
.controls > * { display: inline-flex; white-space: nowrap; align-items: center; gap: .4rem; min-height: 2rem; }
.controls input { margin: 0; accent-color: var(--color-0); }
.controls input[type="range"] { width: 8rem; }
.controls output { min-width: 2.2em; font-variant-numeric: tabular-nums; }
.controls input[type="checkbox"] { width: 1.05rem; height: 1.05rem; }
input[type="number"] {
  width: 6.5em;
  padding: .15rem .35rem;
  border: 1px solid var(--line);
  border-radius: 4px;
  background: var(--page);
  color: inherit;
  font: inherit;
  font-variant-numeric: tabular-nums;
}
button {
  padding: .2rem .6rem;
  border: 1px solid var(--line);
  border-radius: 4px;
  background: var(--page);
  color: inherit;
  font: inherit;
  cursor: pointer;
}
button:hover:enabled { border-color: var(--quiet); }
button:disabled { color: var(--quiet); cursor: default; opacity: .6; }
.spread { display: inline-block; white-space: nowrap; color: var(--quiet); }
.readout { max-height: 22rem; margin: 0 0 .75rem; overflow: auto; }
table.legend { display: table; min-width: 0; margin: 0; font-variant-numeric: tabular-nums; }
.legend th, .legend td { padding: .1rem 0 .1rem 1.5rem; border: 0; white-space: normal; }
.legend th:first-child { padding-inline-start: 0; }
.legend thead th { position: sticky; top: 0; background: var(--page); }
.legend .seeds { padding-inline-start: .25rem; }
.legend button { display: inline-flex; align-items: center; gap: .5rem; min-height: 1.75rem; padding: .1rem .5rem; margin-inline-start: -.5rem; border-color: transparent; text-align: start; font-weight: 600; }
.legend button[aria-pressed="false"] { color: var(--quiet); font-weight: 400; text-decoration: line-through; }
.legend button[aria-pressed="false"] svg { opacity: .35; }
.legend .seed button { margin-inline-start: 2.25rem; font-weight: 400; }
.legend .unfold { margin: 0; color: var(--quiet); font-weight: 400; }
.legend .unfold::after { content: "▸"; }
.legend .unfold[aria-expanded="true"]::after { content: "▾"; }
.download { float: right; margin: .25rem 0 0 1rem; font-size: .75rem; color: var(--quiet); }
.hidden-visually { position: absolute; width: 1px; height: 1px; margin: 0; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
.narrow { display: none; }

.columns { display: grid; grid-template-columns: repeat(auto-fill, minmax(13rem, 1fr)); gap: 0 1.5rem; }
.column { display: grid; grid-row: span 2; grid-template-rows: subgrid; min-width: 0; margin-bottom: 1.5rem; }
.column > * { min-width: 0; }
.column h3 { margin-top: .5rem; padding-bottom: .25rem; border-bottom: 1px solid var(--line); }
.column .note { display: block; font-weight: 400; }
.samples { margin: 0; padding: 0; list-style: none; line-height: 1.6; }
.samples li { white-space: pre-wrap; text-align: start; }

dl { margin: 0 0 1.5rem; }
dl > div { display: grid; grid-template-columns: 7rem 1fr; gap: 1rem; padding: .3rem 0; border-bottom: 1px solid var(--line); }
dt { color: var(--quiet); }
dd { margin: 0; min-width: 0; }
.symbols { display: flex; flex-wrap: wrap; gap: .3rem; }
.symbols code { padding: .1em .35em; border-radius: 3px; background: var(--shade); min-width: 0; }
section > details { border-bottom: 1px solid var(--line); }
summary { cursor: pointer; }
section > details > summary { padding: .4rem 0; }
summary .swatch { margin: 0 .25rem; }
pre { margin: .5rem 0; padding: .75rem 1rem; border-radius: 4px; background: var(--shade); white-space: pre-wrap; line-height: 1.5; }

h4 { margin: 0 0 .25rem; font-size: .95rem; }
.quiet { color: var(--quiet); font-weight: 400; }
.step { margin: 0 0 .75rem; padding: .75rem 1rem; border: 1px solid var(--line); border-radius: 6px; }
.passes { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(22rem, 100%), 1fr)); gap: 0 1.25rem; }
.passes > * { min-width: 0; }
.passes .note { margin: 0; }
.step pre { margin: .15rem 0 .6rem; padding: .35rem .6rem; }
.formula { margin: .1rem 0 0; font: italic 1.0625rem/1.4 var(--serif); }
.differences { display: flex; flex-wrap: wrap; gap: .1rem 1.25rem; margin: 0; padding: 0; list-style: none; color: var(--quiet); font-size: .85rem; }

@media (max-width: 640px) {
  body { padding-top: 1.5rem; }
  h2 { margin-top: 2.25rem; }
  .question { font-size: 1.125rem; }
  .wide, .roomy, .legend .rate { display: none; }
  .controls input[type="number"] { width: 5.5em; }
  .legend th, .legend td { padding-inline-start: .75rem; }
  .narrow { display: block; }
  .columns { grid-template-columns: repeat(auto-fill, minmax(9rem, 1fr)); gap: 0 1rem; }
  .variant bdi { max-width: 7.5rem; }
  dl > div { grid-template-columns: 1fr; gap: 0; }
}
@media print {
  .controls, .download, .unfold, .crosshair { display: none; }
  body { max-width: none; padding: 0; font-size: 10pt; }
  .wide { display: block; }
  .narrow { display: none; }
  .scroll { overflow: visible; background: none; }
  h2, h3, summary { break-after: avoid; }
  figure, tr, .column { break-inside: avoid; }
  pre { font-size: 8pt; }
}
`.trim();
