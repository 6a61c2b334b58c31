/**
 * Sorts every `table.sortable` by the column whose head is pressed: numbers by their `data-value`, the rest as text,
 * what is missing last.
 *
 * @module
 */

/** Makes the heads of all such tables buttons. */
export function makeTablesSortable(root: ParentNode): void {
  for (const table of root.querySelectorAll<HTMLTableElement>("table.sortable")) {
    const body = table.tBodies[0];
    if (body.rows.length < 2) continue;
    [...table.tHead!.rows[0].cells].forEach((head, column) => {
      const button = document.createElement("button");
      button.type = "button";
      button.title = "Sort by this column";
      button.append(...head.childNodes);
      head.append(button);
      button.addEventListener("click", () => {
        const isUp = head.getAttribute("aria-sort") !== "ascending";
        for (const other of table.tHead!.rows[0].cells) other.removeAttribute("aria-sort");
        head.setAttribute("aria-sort", isUp ? "ascending" : "descending");
        body.append(...sorted([...body.rows], column, isUp));
      });
    });
  }
}

/** The rows by one column's cells; equal ones stay in their order. */
function sorted(rows: HTMLTableRowElement[], column: number, isUp: boolean) {
  const cells = rows.map((row) => row.cells[column]);
  const areNumbers = cells.some((cell) => cell.dataset.value !== undefined);
  const keys = new Map(rows.map((row, i): [HTMLTableRowElement, number | string | null] => {
    const { textContent, dataset: { value } } = cells[i];
    if (areNumbers) return [row, value === undefined ? null : Number(value)];
    return [row, textContent.trim()];
  }));
  return rows.sort((a, b) => compare(keys.get(a)!, keys.get(b)!, isUp ? 1 : -1));
}

function compare(a: number | string | null, b: number | string | null, sign: number): number {
  if (a === null || b === null) return Number(a === null) - Number(b === null);
  if (typeof a === "string") return sign * a.localeCompare(String(b), "en", { numeric: true });
  return sign * (a - Number(b));
}
