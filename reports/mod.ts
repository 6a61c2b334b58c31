/**
 * What is drawn of stored results: the report's page, its verdict, and single charts, e.g. for notebooks.
 *
 * @module
 */

// Pages.
export { renderReport } from "./page.ts";
export { renderGradcheck } from "./gradcheck.ts";

// What the report says.
export type { Sentence } from "./sentence.ts";
export { judge, type Verdict, verdictText } from "./verdict.ts";
export { type Variant as VariantRuns, variantsOf } from "./rows.ts";
export type { ShownRun } from "./shown_run.ts";
export type { Clues, LayerClues, LookClues, MatrixClues, UpdateClues } from "./why/clues.ts";

// Charts.
export * from "./charts/curve_data.ts";
export { type CurveView, FIRST_VIEW, type Fit } from "./charts/curve_view.ts";
export type { XKind } from "./charts/x_axis.ts";
export type { RateCurve } from "./charts/rate_curve.ts";
export type { ChartScale, LossChart } from "./charts/drawn_loss.ts";
export { lossChart, type LossChartOptions } from "./charts/loss_chart.ts";
export { svgFile } from "./charts/svg.ts";
export { FIRST_SMOOTHING, smooth, SMOOTHINGS, stepWeight } from "./smooth.ts";

// What is stored.
export type * from "../runner/results.ts";
