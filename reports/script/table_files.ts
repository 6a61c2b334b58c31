/**
 * Gives every table of results buttons that save it as a file, as it is shown and sorted.
 *
 * @module
 */
import {
  type FileCell,
  tableCsv,
  type TableFile,
  tableLatex,
  tableMarkdown,
} from "../table_file.ts";
import { element } from "./dom.ts";
import { fileName, save } from "./save.ts";

const KINDS = {
  CSV: { ending: "csv", type: "text/csv", write: tableCsv },
  Markdown: { ending: "md", type: "text/markdown", write: tableMarkdown },
  LaTeX: { ending: "tex", type: "application/x-tex", write: tableLatex },
};

/** Adds the buttons. */
export function offerTables(root: ParentNode): void {
  for (const table of root.querySelectorAll<HTMLTableElement>("table.sortable")) {
    const box = table.closest(".scroll")!, label = box.getAttribute("aria-label")!;
    const buttons = Object.entries(KINDS).map(([name, { ending, type, write }]) =>
      element("button", {
        type: "button",
        "aria-label": `Save “${label}” as ${name}`,
        onclick: () =>
          save(
            `${fileName(`${document.title} ${label}`)}.${ending}`,
            new Blob([write(read(table))], { type }),
          ),
      }, `${name} ↓`)
    );
    box.after(element("p", { class: "files" }, ...buttons));
  }
}

/** What the table shows. */
function read(table: HTMLTableElement): TableFile {
  const heads = [...table.tHead!.rows[0].cells].map((head) => ({
    text: words(head),
    unit: head.dataset.unit ?? "",
    isNumber: head.classList.contains("number"),
  }));
  const rows = [...table.tBodies[0].rows].filter(({ hidden }) => !hidden)
    .map((row) => [...row.cells].map(readCell));
  return { heads, rows };
}

function readCell(cell: HTMLTableCellElement): FileCell {
  const copy = cell.cloneNode(true) as HTMLElement;
  const below = [...copy.querySelectorAll(".deviation")].map(words).join(" ");
  for (const one of copy.querySelectorAll(".deviation, .best, svg")) one.remove();
  return { text: words(copy), below };
}

const words = ({ textContent }: Element): string => textContent.replace(/[ \t\n]+/g, " ").trim();
