/**
 * Charts and their legends.
 *
 * @module
 */

export const CHARTS = `
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
.chart .legend svg { display: inline-block; }
.narrow { display: none; }
@media (max-width: 640px) {
  .wide { display: none; }
  .narrow { display: block; }
}
@media print {
  .wide { display: block; }
  .narrow { display: none; }
  figure { break-inside: avoid; }
}
`;
