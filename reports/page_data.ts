/**
 * What a report's page holds as JSON: the contract between the renderer and whoever reads a page, its own script above all.
 *
 * @module
 */
import type {
  DatasetSummary,
  MissingRun,
  RunHashes,
  RunSummary,
  StoredExperiment,
} from "../runner/results.ts";
import { type BatchNormConfig, batchNormDefaults, type RunConfig } from "../runner/schema.ts";
import { type CurveData, curveData } from "./charts/curve_data.ts";
import { findRates } from "./finder/find_rates.ts";
import { MAX_DETAILED } from "./few.ts";
import { type Html, raw } from "./html.ts";
import { PAGE_SCRIPT } from "./page_script.ts";
import { variantsOf } from "./rows.ts";
import { packShown, type ShownRun, showRuns } from "./shown.ts";
import { VERSION } from "../runner/version.ts";
import { livingData, type LivingRun, type PageText } from "./living/data.ts";

/** All of a page: it is drawn from nothing else. */
export interface PageData {
  /** What has drawn it: handgrad's version, and the hash of the script that goes with it. */
  rendered: { handgrad: string; script: string };
  experiments: PageExperiment[];
  /** What the runs that live on were trained on. */
  texts: PageText[];
  /** What `"batchNorm": true` means. */
  batchNorm: BatchNormConfig;
  /** What else is shown, and what the script does not need; see shown.ts. */
  shown: string;
}

/** An experiment on it. */
export interface PageExperiment {
  name: string;
  /** In the order of the config's variants, then of the seeds. */
  runs: PageRun[];
  /** Of the same runs in the same order. */
  curves: CurveData;
  /** Runs that belong to it, but are not there. */
  missing: MissingRun[];
}

/** A run, as far as the page knows it: enough to train it again and to compare what it makes. */
export interface PageRun {
  folder: string;
  variant: string;
  seed: number;
  hash: string;
  status: RunSummary["status"];
  /** Updates done. */
  steps: number;
  config: RunConfig;
  /** The text that it was trained on: its name, the SHA-256 of its bytes, and of its symbols where these say more. */
  dataset: Pick<DatasetSummary, "name" | "sha256" | "content">;
  /** The numerics version that it was trained with. */
  numerics: number;
  /** Of what it has made. */
  hashes: RunHashes;
  /** Only of each variant's first seed. */
  living?: LivingRun;
}

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
