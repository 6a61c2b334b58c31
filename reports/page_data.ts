/**
 * What a report's page holds as JSON: the contract between the renderer and whoever reads a page, its own script above all.
 *
 * @module
 */
import type { StoredExperiment } from "../runner/results.ts";
import { type BatchNormConfig, batchNormDefaults, type RunConfig } from "../runner/schema.ts";
import { type Html, raw } from "./html.ts";
import { livingData, type LivingRun, type PageText } from "./living_data.ts";

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
}

/** A run, as far as the page knows it. */
export interface PageRun {
  folder: string;
  variant: string;
  seed: number;
  hash: string;
  config: RunConfig;
  /** Only of each variant's first seed. */
  living?: LivingRun;
}

/** What the page of these experiments holds. */
export function pageData(experiments: readonly StoredExperiment[]): PageData {
  const { texts, living } = livingData(experiments);
  return {
    experiments: experiments.map(({ name, runs }) => ({
      name,
      runs: runs.map((run) => {
        const { folder, config, summary: { variant, seed, hash } } = run;
        return { folder, variant, seed, hash, config, living: living.get(run) };
      }),
    })),
    texts,
    batchNorm: batchNormDefaults,
  };
}

/** The element that holds `data`. Without "<" no text in it can end the element. */
export function dataElement(data: PageData): Html {
  const json = JSON.stringify(data).replaceAll("<", "\\u003c");
  return raw(`<script type="application/json" id="page-data">${json}</script>`);
}
