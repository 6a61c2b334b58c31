/**
 * The bar that stays in sight, the box that chooses variants, and sections that fold.
 *
 * @module
 */

export const SELECTION = `
html { scroll-padding-top: 5.75rem; }
@media (max-width: 640px) { html { scroll-padding-top: 9.5rem; } }
.guide {
  position: sticky;
  z-index: 3;
  top: 0;
  display: flex;
  gap: 1rem;
  align-items: center;
  min-height: 2.75rem;
  margin: 1.25rem -.5rem 0;
  padding: 0 .5rem;
  border-block: 1px solid var(--line);
  background: var(--page);
  font-size: .9rem;
}
.contents { flex: 1; min-width: 0; }
.contents ul { display: flex; flex-wrap: wrap; gap: 0 .8rem; margin: 0; padding: 0; list-style: none; white-space: nowrap; }
.contents li { max-width: 100%; }
.contents a { display: block; overflow: hidden; padding: .6rem 0; font-size: .8125rem; text-overflow: ellipsis; }
.contents [aria-current] { text-decoration-color: currentColor; text-decoration-thickness: 3px; }
.selection { display: none; flex: none; }
.live .selection { display: block; }
.selection > summary { padding: .3rem .6rem; border: 1px solid var(--quiet); border-radius: 4px; white-space: nowrap; }
.selection .count { font-weight: 600; font-variant-numeric: tabular-nums; }
.choice {
  position: absolute;
  inset-inline-end: 0;
  top: 100%;
  width: min(34rem, 100%);
  max-height: min(32rem, calc(100vh - 4rem));
  overflow: auto;
  padding: .75rem 1rem;
  border: 1px solid var(--quiet);
  border-radius: 4px;
  background: var(--page);
  box-shadow: 0 .4rem 1.2rem rgb(0 0 0 / .18);
}
.choice ul { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(14rem, 100%), 1fr)); gap: 0 1rem; margin: 0; padding: 0; list-style: none; }
.choice li { min-width: 0; }
.choice li[hidden] { display: none; }
.choice li label { display: inline-flex; gap: .4rem; align-items: center; min-width: 0; max-width: 100%; min-height: 2rem; }
.choice input[type="checkbox"] { flex: none; width: 1.05rem; height: 1.05rem; margin: 0; accent-color: var(--color-0); }
.filters { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(13rem, 100%), 1fr)); gap: .5rem 1rem; }
.filters label { display: grid; gap: .15rem; min-width: 0; color: var(--quiet); font-size: .8rem; }
.filters input, .filters select { min-width: 0; min-height: 2rem; color: var(--text); font-size: .9rem; }
.choose { display: flex; flex-wrap: wrap; gap: .4rem; align-items: center; margin: .75rem 0 .5rem; }
.fold > summary { list-style: none; display: flex; gap: .6rem; align-items: baseline; margin: 3rem 0 .75rem; }
.fold > summary::-webkit-details-marker { display: none; }
.fold > summary::before { content: "▾" / ""; width: 1ch; color: var(--quiet); }
.fold:not([open]) > summary::before { content: "▸" / ""; }
.fold:not([open]) > summary { margin-block: .25rem; padding: .5rem 0; border-bottom: 1px solid var(--line); }
.fold > summary > :is(h2, h3) { margin: 0; }
section:has(> .fold[open]) + section > .fold:not([open]) > summary { margin-top: 3rem; }
.guide + section > .fold > summary { margin-top: 1.75rem; }
@media (max-width: 640px) {
  .guide { flex-wrap: wrap; gap: .25rem .75rem; padding-block: .25rem; }
  .contents { flex-basis: 100%; }
  .contents ul { gap: 0 .6rem; }
  .contents a { padding: .15rem 0; font-size: .75rem; }
  .fold[open] > summary { margin-top: 2.25rem; }
  .choice { width: 100%; }
}
@media print {
  .guide { display: none; }
  .fold > summary::before { display: none; }
}
`;
