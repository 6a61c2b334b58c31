/**
 * What a report's page holds as JSON: the contract between the renderer and whoever reads a page, its own script above
 * all.
 *
 * @module
 */
import type { DatasetSummary, MissingRun, RunHashes, RunSummary } from "../runner/results.ts";
import type { BatchNormConfig, RunConfig } from "../runner/schema/schema.ts";
import type { CurveData } from "./charts/curve_data.ts";
import type { LivingRun, PageText } from "./living/data.ts";

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
