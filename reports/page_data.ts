/**
 * What a report's page holds as JSON: the contract between the renderer and whoever reads a page, its own script above all.
 *
 * @module
 */
import type { StoredExperiment } from "../runner/results.ts";
import type { RunConfig } from "../runner/schema.ts";
import { type CurveData, curveData } from "./charts/curve_data.ts";
import { type Html, raw } from "./html.ts";

/** All of a page. */
export interface PageData {
  experiments: PageExperiment[];
}

/** An experiment on it. */
export interface PageExperiment {
  name: string;
  /** In the order of the config's variants, then of the seeds. */
  runs: PageRun[];
  /** Of the same runs in the same order. */
  curves: CurveData;
}

/** A run, as far as the page knows it. */
export interface PageRun {
  folder: string;
  variant: string;
  seed: number;
  hash: string;
  config: RunConfig;
}

/** What the page of these experiments holds. */
export function pageData(experiments: readonly StoredExperiment[]): PageData {
  return {
    experiments: experiments.map(({ name, runs }) => ({
      name,
      runs: runs.map(({ folder, config, summary: { variant, seed, hash } }) => (
        { folder, variant, seed, hash, config }
      )),
      curves: curveData(runs),
    })),
  };
}

/** The element that holds `data`. Without "<" no text in it can end the element. */
export function dataElement(data: PageData): Html {
  const json = JSON.stringify(data).replaceAll("<", "\\u003c");
  return raw(`<script type="application/json" id="page-data">${json}</script>`);
}
