/**
 * Sweeps whose reports are opened.
 *
 * @module
 */
import { sweepReport } from "../reports/sweep/examples.ts";

export const SWEEP = sweepReport({ trials: 30, seeds: [1, 2] });
export const HALVED = sweepReport({
  trials: 27,
  halving: { minSteps: 60, factor: 3 },
  steps: 1000,
});
export const GRID = sweepReport({
  grid: {
    "training.learningRate.initial": [0.01, 0.1, 1, 1.7, 2.5],
    "model.hiddenSizes": [[50], [100], [200]],
  },
});
