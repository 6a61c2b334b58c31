/**
 * What a report's page holds as JSON: the contract between the renderer and whoever reads a page, its own script above all.
 *
 * @module
 */
import type {
  MissingRun,
  RunHashes,
  RunSummary,
  StoredExperiment,
  StoredRun,
} from "../runner/results.ts";
import { type BatchNormConfig, batchNormDefaults, type RunConfig } from "../runner/schema.ts";
import { type CurveData, curveData } from "./charts/curve_data.ts";
import { type Html, raw } from "./html.ts";
import { livingData, type LivingRun, type PageText } from "./living/data.ts";

/** All of a page. */
export interface PageData {
  experiments: PageExperiment[];
  /** What the runs that live on were trained on. */
  texts: PageText[];
  /** What `"batchNorm": true` means. */
  batchNorm: BatchNormConfig;
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
  /** The text that it was trained on: its name, and the SHA-256 of its bytes. */
  dataset: { name: string; sha256: string };
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
    experiments: experiments.map(({ name, runs, missing }) => ({
      name,
      runs: runs.map((run) => ({ ...pageRun(run), living: living.get(run) })),
      curves: curveData(runs),
      missing,
    })),
    texts,
    batchNorm: batchNormDefaults,
  };
}

function pageRun({ folder, config, summary }: StoredRun): PageRun {
  const { variant, seed, hash, status, steps, versions: { numerics }, hashes } = summary;
  const dataset = { name: summary.dataset.name, sha256: summary.dataset.sha256 };
  return { folder, variant, seed, hash, status, steps, config, dataset, numerics, hashes };
}

/** The element that holds `data`. Without "<" no text in it can end the element. */
export function dataElement(data: PageData): Html {
  const json = JSON.stringify(data).replaceAll("<", "\\u003c");
  return raw(`<script type="application/json" id="page-data">${json}</script>`);
}

/** The text in that element of a page; undefined where there is none. */
export function dataText(page: string): string | undefined {
  return /<script type="application\/json" id="page-data">([^<]*)<\/script>/.exec(page)?.[1];
}
