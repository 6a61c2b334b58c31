/**
 * Networks: their drawings, and the tables of their layers.
 *
 * @module
 */

export const NETWORKS = `
.with-network { display: flex; flex-wrap: wrap; gap: 1rem 2rem; align-items: start; }
.with-network > .scroll { flex: 1 1 24rem; min-width: 0; }
.with-network td:not(:nth-child(2)) { white-space: nowrap; }
.network { flex: none; max-width: 100%; }
.network svg { display: block; max-width: 100%; height: auto; }
.network text { fill: var(--text); font: 12px var(--sans); }
.network .faint { fill: var(--quiet); font-size: 11px; }
.network .times { font-weight: 600; }
.network .box { fill: var(--page); stroke: var(--quiet); }
.network .learns { fill: var(--line); }
.network .wire { fill: none; stroke: var(--quiet); }
.network .dot { fill: var(--quiet); }
.network .frame { fill: none; stroke: var(--quiet); stroke-dasharray: 4 3; }
@media (max-width: 640px) { .with-network td:not(.number) { white-space: normal; } }
@media print {
  .network, .with-network { break-inside: avoid; }
}
`;
