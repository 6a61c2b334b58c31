/**
 * Brings the sections of grids and searches to life.
 *
 * @module
 */
import type { PageData } from "../../page_contract.ts";
import type { SweepPart } from "../../sweep/part.ts";
import type { Address } from "../address.ts";
import type { Selection } from "../selection.ts";
import { offerBest } from "./best.ts";
import { filter } from "./filter.ts";
import { groups } from "./groups.ts";
import { parallel } from "./parallel.ts";
import { triedTable } from "./tried_table.ts";

/** Of each experiment that swept. */
export function sweeps(
  data: PageData,
  selections: readonly Selection[],
  address: Address,
): void {
  data.experiments.forEach(({ name }, i) => {
    const part = document.querySelector<HTMLElement>(`[data-experiment="${i}"]`);
    const holder = part?.querySelector(".sweep-data");
    if (!part || !holder) return;
    const { data: sweep }: SweepPart = JSON.parse(holder.textContent!);
    const suffix = data.experiments.length === 1 ? "" : `${i + 1}`;
    const section = part.querySelector<HTMLElement>("section.sweep")!;
    const listing = filter(section, sweep, selections[i], address.changed);
    address.keep({ key: `sweep${suffix}`, read: listing.read, write: listing.write });
    const figure = section.querySelector<HTMLElement>("figure.parallel");
    if (figure) parallel(figure, sweep, selections[i], listing);
    triedTable(section, selections[i], listing);
    const grouped = groups(part, sweep, address.changed);
    if (grouped) address.keep({ key: `by${suffix}`, ...grouped });
    offerBest(part, name);
  });
}
