/**
 * The page and its text.
 *
 * @module
 */

export const TEXT = `
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
  margin: .75rem 0;
  padding-inline-start: .75rem;
  border-inline-start: 3px solid var(--notice-line);
  font-size: .9rem;
}
code, pre, .samples { font-family: var(--mono); font-size: .85em; }
.whole { white-space: nowrap; }
:focus-visible { outline: 2px solid var(--color-0); outline-offset: 2px; }
@media (max-width: 640px) {
  body { padding-top: 1.5rem; }
  h2 { margin-top: 2.25rem; }
  .question { font-size: 1.125rem; }
}
@media print {
  body { max-width: none; padding: 0; font-size: 10pt; }
  h2, h3, summary, h2 + .note, h3 + .note, summary + .note, .legend { break-after: avoid; }
  h2 + .note, h3 + .note, summary + .note { break-inside: avoid; }
  .on-screen { display: none; }
  details:not(.unprinted)::details-content { content-visibility: visible; display: contents; }
  .unprinted > summary::after { content: " (not on paper)"; font-weight: 400; }
}
`;
