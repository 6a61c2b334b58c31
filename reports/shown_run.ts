/**
 * What a report shows of stored runs; shown.ts keeps it in the page.
 *
 * @module
 */
import type { StoredExperiment, StoredRun } from "../runner/results.ts";
import type { Found } from "./finder/find_rate.ts";
import type { Clues } from "./why/clues.ts";

/**
 * What a section of the page may use of a run: all of it but the losses and learning rates, of which the page's
 * `CurveData` keeps what is shown, and the model, which its `LivingRun` keeps. A stored run is one too, so a section
 * draws either.
 *
 * The page has only what follows: of each variant's first seed the samples of every look inside, of those that
 * `shownRuns` chooses the looks that there is room for, whole, and their updates by `fewUpdates`; of further seeds the
 * last look's samples. What else there was is empty.
 */
export interface ShownRun extends Omit<StoredRun, "losses" | "learningRates" | "model"> {
  /** As in the page's text; only of each variant's first seed. */
  frequent?: readonly number[];
  /** Of runs that may have to be explained, by `toExplain`: of looks and updates that the page has no room for. */
  clues?: Clues;
}

/** What a section may use of an experiment; the texts are among the page's data. */
export interface ShownExperiment extends Omit<StoredExperiment, "runs" | "texts"> {
  runs: ShownRun[];
  /** Of a finder, each variant's learning rate, in their order: it comes of losses that the page does not keep. */
  found?: Found[];
}
