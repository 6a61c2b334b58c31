/**
 * The table of what was tried: it shows what is listed, and its check boxes choose what all sections show.
 *
 * @module
 */
import { moreBelow } from "../more_below.ts";
import type { Selection } from "../selection.ts";
import type { Listing } from "./filter.ts";

/** Brings it to life. */
export function triedTable(section: HTMLElement, selection: Selection, listing: Listing): void {
  const table = section.querySelector<HTMLTableElement>("table.tried")!;
  const rows = [...table.tBodies[0].rows].map((row) => ({
    row,
    config: Number(row.dataset.config),
    box: row.querySelector<HTMLInputElement>("input"),
  }));
  const list = () => {
    for (const { row, config } of rows) row.hidden = !listing.listed.has(config);
  };
  const choose = () => {
    const chosen = new Set(selection.chosen);
    for (const { box } of rows) if (box) box.checked = chosen.has(Number(box.value));
  };
  table.addEventListener(
    "change",
    ({ target }) => selection.toggle(Number((target as HTMLInputElement).value)),
  );
  const box = table.closest<HTMLElement>(".scroll")!;
  box.after(moreBelow(box, () => rows.map(({ row }) => row)));
  listing.watch(list);
  selection.watch(choose);
  list();
  choose();
}
