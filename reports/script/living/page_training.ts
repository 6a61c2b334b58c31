/**
 * What a training in the page starts from, and what is known of it.
 *
 * @module
 */
import type { SourceText } from "../../../runner/data/lines.ts";
import type { RunConfig } from "../../../runner/schema/schema.ts";
import type { Alphabet } from "../../../runner/data/symbols.ts";
import type { LivingRun } from "../../living/data.ts";
import type { Settings } from "./training_settings.ts";

/** A stored run that can be the start of a training. */
export interface Starter {
  name: string;
  seed: number;
  config: RunConfig;
  /** Updates that it has had. */
  steps: number;
  /** Whether it diverged then. */
  diverged: boolean;
  living: LivingRun;
  alphabet: Alphabet;
  /** What it was trained on. */
  text(): Promise<SourceText>;
}

/** A training in the page. */
export interface PageTraining {
  name: string;
  look: number;
  starter: Starter;
  settings: Settings;
  /** The last one of a training that diverged need not be finite. */
  losses: number[];
  until: number;
  /** After how many updates it diverged; null where it did not. */
  diverged: number | null;
  /** What became of it, in words. */
  state: string;
  val: number | null;
}
