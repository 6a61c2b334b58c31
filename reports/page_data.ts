/**
 * What a page holds besides what it shows, as JSON: enough to train its runs again and to compare them.
 *
 * @module
 */
import type { RunHashes, RunSummary, StoredExperiment, StoredRun } from "../runner/results.ts";
import type { RunConfig } from "../runner/schema.ts";
import { type Html, raw } from "./html.ts";

/** The JSON in the page's `<script type="application/json" id="data">`. */
export interface PageData {
  runs: PageRun[];
}

/** A run as its page knows it. */
export interface PageRun {
  variant: string;
  seed: number;
  /** The folder's name below results/<experiment>/. */
  folder: string;
  /** Of what makes the run's bits. */
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
}

export function pageData({ runs }: StoredExperiment): PageData {
  return { runs: runs.map(pageRun) };
}

function pageRun({ folder, config, summary }: StoredRun): PageRun {
  const { variant, seed, hash, status, steps, dataset: { name, sha256 }, versions, hashes } =
    summary;
  const dataset = { name, sha256 };
  const { numerics } = versions;
  return { variant, seed, folder, hash, status, steps, config, dataset, numerics, hashes };
}

/** The element that holds the data. The browser does not run it, and nothing in it ends it: "<" is written as an escape. */
export function dataElement(data: PageData): Html {
  const json = JSON.stringify(data).replace(
    /[<>&\x7f-\x9f\u2028\u2029]/g,
    (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
  return raw(`<script type="application/json" id="data">${json}</script>`);
}

/** The text in that element of a page; undefined where there is none. */
export function dataText(page: string): string | undefined {
  return /<script type="application\/json" id="data">([^<]*)<\/script>/.exec(page)?.[1];
}
