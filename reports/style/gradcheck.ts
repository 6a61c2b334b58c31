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
.step pre { margin: .15rem 0 .6rem; padding: .35rem .6rem; }
.formula { margin: .1rem 0 0; font: italic 1.0625rem/1.4 var(--serif); }
.differences { display: flex; flex-wrap: wrap; gap: .1rem 1.25rem; margin: 0; padding: 0; list-style: none; color: var(--quiet); font-size: .85rem; }
`;
