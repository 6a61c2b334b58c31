/**
 * Words that explain themselves.
 *
 * @module
 */

export const GLOSSARY = `
.word {
  margin: 0;
  padding: 0;
  border: 0;
  border-radius: 2px;
  background: none;
  color: inherit;
  font: inherit;
  text-align: inherit;
  text-decoration: underline dotted;
  text-underline-offset: .2em;
  cursor: help;
}
.word:hover { background: var(--shade); }
.meaning {
  max-width: min(24rem, calc(100vw - 1rem));
  padding: .75rem 1rem;
  border: 1px solid var(--quiet);
  border-radius: 4px;
  background: var(--page);
  color: var(--text);
  font-size: .9rem;
  line-height: 1.5;
  box-shadow: 0 .4rem 1.2rem rgb(0 0 0 / .18);
}
@media print {
  .word { text-decoration: none; }
}
`;
