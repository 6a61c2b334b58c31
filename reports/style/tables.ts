/**
 * Tables and the boxes that they scroll in.
 *
 * @module
 */

export const TABLES = `
.scroll {
  overflow-x: auto;
  margin: .5rem 0;
  background:
    linear-gradient(to right, var(--page) 40%, transparent) left / 2rem 100% no-repeat local,
    linear-gradient(to left, var(--page) 40%, transparent) right / 2rem 100% no-repeat local,
    linear-gradient(to right, var(--line), transparent) left / .75rem 100% no-repeat scroll,
    linear-gradient(to left, var(--line), transparent) right / .75rem 100% no-repeat scroll;
}
table { min-width: 100%; border-collapse: separate; border-spacing: 0; font-size: .85rem; line-height: 1.4; }
main details > summary { padding: .35rem 0; font-size: .9rem; }
.compact { min-width: min(30rem, 100%); }
th, td { padding: .45rem .25rem; border-bottom: 1px solid var(--line); text-align: start; overflow-wrap: normal; }
th:first-child, td:first-child { padding-inline-start: 0; }
th:last-child, td:last-child { padding-inline-end: 0; }
thead th { border-bottom-color: var(--quiet); color: var(--quiet); font-weight: 500; vertical-align: bottom; }
tbody th { font-weight: 600; }
.number { text-align: end; white-space: nowrap; font-variant-numeric: tabular-nums; }
.setting { min-width: 4.5rem; overflow-wrap: break-word; }
.long { display: block; min-width: 7rem; }
tbody th { position: sticky; inset-inline-start: 0; background: var(--page) padding-box; }
.deviation { display: block; color: var(--quiet); font-size: .75rem; font-weight: 400; }
tr:has(.deviation, .best) > * { vertical-align: top; }
th button {
  margin: -.2rem -.25rem;
  padding: .2rem .25rem;
  border: 0;
  border-radius: 3px;
  background: none;
  color: inherit;
  font: inherit;
  text-align: inherit;
  cursor: pointer;
}
th:last-child button { margin-inline-end: 0; padding-inline-end: 0; }
th button:hover { background: var(--shade); color: var(--text); }
[aria-sort] { color: var(--text); }
[aria-sort] button::after { content: " ↑" / ""; }
[aria-sort="descending"] button::after { content: " ↓" / ""; }
td code { white-space: nowrap; }
.files { display: flex; gap: .4rem; justify-content: end; margin: 0; }
.files button { font-size: .75rem; color: var(--quiet); }
.variant { display: inline-flex; gap: .5rem; align-items: baseline; }
.variant bdi { width: max-content; max-width: 9rem; overflow-wrap: anywhere; }
.best {
  display: block;
  width: max-content;
  margin-inline-start: auto;
  padding: 0 .4em;
  border: 1px solid currentColor;
  border-radius: 1em;
  font-size: .75rem;
}
.swatch { flex: none; width: 32px; height: 12px; }
@media (max-width: 640px) {
  .variant { gap: .35rem; }
  .variant bdi { max-width: 6.5rem; }
}
@media print {
  .files { display: none; }
  .scroll { overflow: visible; margin-inline: 0; background: none; }
  table { min-width: 0; font-size: 7.5pt; }
  .deviation, .best { font-size: inherit; }
  .sortable th, .sortable td { padding: .2rem .15rem; }
  th, td { padding: .25rem .3rem; }
  .variant { gap: .3rem; }
  .variant bdi { max-width: 6.5rem; }
  .setting, .long { min-width: 0; }
  .setting code { white-space: normal; overflow-wrap: anywhere; }
  thead { display: table-header-group; }
  tr { break-inside: avoid; }
}
`;
