/**
 * The report's own script: finds the parts of the page and brings them to life. The same text runs in the page and in
 * its worker.
 *
 * @module
 */
import { address } from "./address.ts";
import { addCopyButtons } from "./copy.ts";
import { offerTables } from "./table_files.ts";
import { makeTablesSortable } from "./table_sort.ts";
import type { PageData } from "../page_contract.ts";
import { offerDownloads } from "./living/downloads.ts";
import { bringToLife } from "./living/living.ts";
import { work } from "./living/training_worker.ts";
import { sections } from "./sections.ts";
import { selections } from "./selection.ts";
import { activateSteps } from "./step_sliders.ts";
import { curves } from "./curves.ts";
import { placeMeanings } from "./meanings.ts";
import { sweeps } from "./sweep/sweeps.ts";
import { saveButtons } from "./save_charts.ts";

if (typeof document !== "undefined") start();
else work(self as unknown as Worker);

function start(): void {
  const data: PageData = JSON.parse(document.getElementById("page-data")!.textContent!);
  if (data.experiments.length === 0) return;
  const view = address();
  activateSteps(document, view);
  const chosen = selections(document, data.experiments.length, view);
  sections(document, view);
  document.documentElement.classList.add("live");
  makeTablesSortable(document);
  offerTables(document);
  addCopyButtons(document);
  placeMeanings(document);
  curves(data, chosen, view);
  sweeps(data, chosen, view);
  bringToLife(data, chosen);
  saveButtons();
  offerDownloads(data);
  view.follow();
}
