/**
 * Making what a report's page holds, and reading it out of a page.
 *
 * @module
 */
import type { PageData, PageRun } from "./page_contract.ts";
import type { StoredExperiment } from "../runner/results.ts";
import { batchNormDefaults } from "../runner/schema/schema.ts";
import { curveData } from "./charts/curve_data.ts";
import { findRates } from "./finder/find_rates.ts";
import { MAX_DETAILED } from "./few.ts";
import { type Html, raw } from "./html.ts";
import { PAGE_SCRIPT } from "./page_script.ts";
import { variantsOf } from "./rows.ts";
import type { ShownRun } from "./shown_run.ts";
import { packShown, showRuns } from "./shown.ts";
import { VERSION } from "../runner/version.ts";
import { livingData } from "./living/data.ts";

/** What the page of these experiments holds. */
export function pageData(experiments: readonly StoredExperiment[]): PageData {
  const { texts, living } = livingData(experiments);
  return {
    rendered: RENDERER,
    experiments: experiments.map(({ name, runs, missing }) => {
      const isMany = variantsOf(runs).length > MAX_DETAILED;
      return {
        name,
        runs: runs.map((run) => (
          { ...isMany ? withFewHashes(pageRun(run)) : pageRun(run), living: living.get(run) }
        )),
        curves: curveData(runs),
        missing,
      };
    }),
    texts,
    batchNorm: batchNormDefaults,
    shown: packShown(
      experiments.map((experiment) => ({
        ...experiment,
        runs: showRuns(experiment.runs),
        found: findRates(experiment),
      })),
    ),
  };
}

/** What draws pages here. */
export const RENDERER: PageData["rendered"] = { handgrad: VERSION, script: PAGE_SCRIPT.sha256 };

function pageRun({ folder, config, summary }: ShownRun): PageRun {
  const { variant, seed, hash, status, steps, versions: { numerics }, hashes } = summary;
  const { name, sha256, content } = summary.dataset;
  const dataset = { name, sha256, ...content === undefined ? {} : { content } };
  return { folder, variant, seed, hash, status, steps, config, dataset, numerics, hashes };
}

/** The same with the hashes of the first 1, 10, 100, … losses only: of very many runs each hash counts. */
function withFewHashes({ hashes, ...run }: PageRun): PageRun {
  const few = Object.entries(hashes.lossesAfter).filter(([count]) => /^10*$/.test(count));
  return { ...run, hashes: { ...hashes, lossesAfter: Object.fromEntries(few) } };
}

/** The data as text. Without "<" nothing in it can end the element that holds it. */
export const encodeData = (data: PageData): string =>
  JSON.stringify(data).replaceAll("<", "\\u003c");

/** The element that holds it. */
export const dataElement = (text: string): Html =>
  raw(`<script type="application/json" id="page-data">${text}</script>`);

/** The text in that element of a page; undefined where there is none. */
export function dataText(page: string): string | undefined {
  return /<script type="application\/json" id="page-data">([^<]*)<\/script>/.exec(page)?.[1];
}
