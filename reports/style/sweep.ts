/**
 * Sweeps: their charts, tables and filters.
 *
 * @module
 */
import { rampScheme } from "../palette.ts";
import { LEVELS } from "../sweep/axes.ts";

const levels = (colors: readonly string[]): string =>
  colors.map((color, i) => `--level-${i}: ${color};`).join(" ");
const ramp = rampScheme(LEVELS);

export const SWEEP = `
:root { ${levels(ramp.light)} }
@media screen and (prefers-color-scheme: dark) { :root { ${levels(ramp.dark)} } }
.levels { display: flex; flex-wrap: wrap; gap: .25rem .6rem; align-items: center; font-size: .85rem; }
.ramp { display: inline-flex; }
.ramp i { width: 1.4rem; height: .8rem; }
.tried th label { display: inline-flex; gap: .4rem; align-items: center; }
.tried tr > :first-child { text-align: start; }
.tried tbody th { font-weight: 400; }
.tried th input { display: none; flex: none; width: 1.05rem; height: 1.05rem; margin: 0; accent-color: var(--color-0); }
.live .tried th input { display: block; }
.tried tr[hidden] { display: none; }
.sweep .scroll:has(.tried) { max-height: 34rem; overflow: auto; }
.tried thead th { position: sticky; z-index: 1; top: 0; background: var(--page); }
td.explains { min-width: 12rem; }
td.explains span { display: block; height: .7rem; border-radius: 2px; background: var(--key); }
@media (min-width: 641px) { .as-good .variant bdi { max-width: 30rem; } }
.sweep-filter { display: flex; flex-wrap: wrap; gap: .5rem 1rem; align-items: end; margin: .75rem 0; font-size: .9rem; }
.sweep-filter label { display: grid; gap: .15rem; color: var(--quiet); font-size: .8rem; }
.sweep-filter :is(input, select) { min-height: 2rem; color: var(--text); font-size: .9rem; }
.sweep-filter [role="status"] { min-width: 9rem; font-variant-numeric: tabular-nums; }
.brushes { position: relative; }
.brush { position: absolute; cursor: crosshair; touch-action: none; }
.handle { position: absolute; width: 1.5rem; height: .6rem; border: 1px solid var(--text); border-radius: 3px; background: var(--page); cursor: ns-resize; translate: -50% -50%; opacity: 0; }
.lying .handle { width: .6rem; height: 1.5rem; cursor: ew-resize; }
.brush:hover .handle, .handle:focus-visible, .brush.used .handle { opacity: 1; }
.pointed { min-height: 1.4rem; margin: .25rem 0; font-size: .85rem; font-variant-numeric: tabular-nums; }
@media (hover: none) { .handle { opacity: .8; } }
@media print {
  .sweep-filter, .handle, .pointed, .tried th input { display: none; }
  .sweep .scroll:has(.tried) { max-height: none; }
}
`;
