/**
 * The lesson of the gradient check.
 *
 * @module
 */

export const GRADCHECK = `
h4 { margin: 0 0 .25rem; font-size: .95rem; }
.quiet { color: var(--quiet); font-weight: 400; }
.step { margin: 0 0 .75rem; padding: .75rem 1rem; border: 1px solid var(--line); border-radius: 6px; }
.passes { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(22rem, 100%), 1fr)); gap: 0 1.25rem; }
.passes > * { min-width: 0; }
.passes .note { margin: 0; }
.step h4 { margin: .35rem 0 .1rem; }
.step p.quiet { margin: 0 0 .5rem; font-size: .9rem; }
.derivation { margin: .1rem 0 .5rem; padding: 0; list-style: none; font-size: .9rem; }
.derivation li { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(20rem, 100%), 1fr)); gap: 0 1.25rem; align-items: center; margin: 0 0 .4rem; }
.derivation li > * { min-width: 0; }
.step pre { margin: .15rem 0 .6rem; padding: .35rem .6rem; }
.formula { margin: .1rem 0 .3rem; font: italic 1rem/1.5 var(--serif); }
.formula math { font-size: 1.15rem; font-style: normal; math-style: normal; }
@media (max-width: 640px) { .formula math { font-size: .95rem; } }
.parts { display: flex; flex-wrap: wrap; gap: .25rem 1.25rem; margin: .5rem 0; padding: 0; list-style: none; font-size: .9rem; }
.differences { display: flex; flex-wrap: wrap; gap: .1rem 1.25rem; margin: 0; padding: 0; list-style: none; color: var(--quiet); font-size: .85rem; }
`;
