import type { StoredExperiment } from "../../runner/results.ts";
import { variantsOf } from "../rows.ts";
import { findRate, type Found } from "./find_rate.ts";

/** What the variants of a finder say of a good learning rate, in their order; undefined for any other experiment. */
export const findRates = (
  { lrFinder, runs }: Pick<StoredExperiment, "lrFinder" | "runs">,
): Found[] | undefined =>
  lrFinder && variantsOf(runs).map(({ runs }) => findRate(runs, runs[0].config.training.steps));
