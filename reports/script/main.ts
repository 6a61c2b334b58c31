/**
 * The report's own script: finds the parts of the page and brings them to life. The same text runs in the page and in its worker.
 *
 * @module
 */
import type { PageData } from "../page_data.ts";
import { activateSteps } from "./steps.ts";

if (typeof document !== "undefined") start();

function start(): void {
  const data: PageData = JSON.parse(document.getElementById("page-data")!.textContent!);
  if (data.experiments.length === 0) return;
  activateSteps(document);
  document.documentElement.classList.add("live");
}
