/**
 * Lists of facts, folded settings, and code.
 *
 * @module
 */

export const REPRODUCE = `
dl { margin: 0 0 1.5rem; }
dl > div { display: grid; grid-template-columns: 7rem 1fr; gap: 1rem; padding: .3rem 0; border-bottom: 1px solid var(--line); }
dt { color: var(--quiet); }
dd { margin: 0; min-width: 0; }
.symbols { display: flex; flex-wrap: wrap; gap: .3rem; }
.symbols code { padding: .1em .35em; border-radius: 3px; background: var(--shade); min-width: 0; }
.fold > details { border-bottom: 1px solid var(--line); }
summary { cursor: pointer; }
.fold > details > summary { padding: .4rem 0; }
summary .swatch { margin: 0 .25rem; }
pre { margin: .5rem 0; padding: .75rem 1rem; border-radius: 4px; background: var(--shade); white-space: pre-wrap; line-height: 1.5; }
.copying { display: flex; gap: .75rem; justify-content: end; align-items: center; height: 0; }
.copying .said { padding: 0 .4rem; border-radius: 3px; background: var(--page); color: var(--quiet); font-size: .8rem; }
.copying button { padding: .15rem .6rem; border-color: var(--quiet); font: .8rem var(--sans); }
.copying > * { position: relative; top: 1.6rem; inset-inline-end: .5rem; z-index: 1; }
.copying .said:empty { display: none; }
.copying + pre { padding-inline-end: 5rem; }
.hash { display: inline-block; max-width: 9rem; overflow: hidden; text-overflow: ellipsis; vertical-align: bottom; }
@media (max-width: 640px) {
  dl > div { grid-template-columns: 1fr; gap: 0; }
}
@media print {
  .copying { display: none; }
  .hash { max-width: 11rem; overflow: visible; overflow-wrap: anywhere; white-space: normal; }
  pre { font-size: 8pt; }
}
`;
