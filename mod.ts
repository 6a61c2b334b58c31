/**
 * handgrad: small neural language models whose gradients are derived by hand, and experiments on how they train.
 *
 * @example Train a variant of an experiment
 * ```ts
 * import { loadDataset, loadExperiment, train } from "./mod.ts";
 *
 * const { variants, seeds } = await loadExperiment("experiments/bn.json");
 * const { config } = variants[0];
 * const dataset = await loadDataset(config.dataset, { base: "." });
 * for (const record of train(config, seeds[0], dataset)) {
 *   if (record.kind === "step" && record.step % 1000 === 0) console.log(record.step, record.loss);
 * }
 * ```
 *
 * @module
 */

// Random streams of PyTorch and Python.
export { MersenneTwister } from "./core/random/mersenne_twister.ts";
export { PythonRandom } from "./core/random/python.ts";
export { TorchGenerator } from "./core/random/torch.ts";

// Layers: forward and backward.
export * from "./core/tensor.ts";
export * from "./core/layer.ts";
export { LAYERS } from "./core/layers.ts";
export * from "./core/layers/embedding.ts";
export * from "./core/layers/embedding_linear.ts";
export * from "./core/layers/linear.ts";
export * from "./core/layers/tanh.ts";
export * from "./core/layers/relu.ts";
export * from "./core/layers/batch_norm.ts";
export * from "./core/layers/residual.ts";
export * from "./core/cross_entropy.ts";

// The model and its training.
export * from "./core/init.ts";
export * from "./core/call.ts";
export * from "./core/model.ts";
export * from "./core/activations.ts";
export * from "./core/initialize.ts";
export * from "./core/passes.ts";
export * from "./core/predict.ts";
export * from "./core/architectures/mlp.ts";
export * from "./core/optimizers.ts";
export * from "./core/clip.ts";
export * from "./core/penalty.ts";
export * from "./core/schedule.ts";
export * from "./core/sample.ts";
export * from "./core/evaluate.ts";
export type { Examples, Indices } from "./core/examples.ts";

// Experiments: from a JSON file to stored runs.
export { InputError } from "./runner/errors.ts";
export { type Experiment, loadExperiment, parseExperiment } from "./runner/config/config.ts";
export type { RunConfig } from "./runner/schema/schema.ts";
export { type Dataset, describeExamples } from "./runner/data/dataset.ts";
export { loadDataset } from "./runner/data/load_dataset.ts";
export { planRuns, type Run, runHash } from "./runner/sweep/plan.ts";
export { createStreams, type Streams } from "./runner/training/streams.ts";
export { modelFor, train, type TrainRecord } from "./runner/training/train.ts";
export { type Job, type Outcome, type Progress, runJob } from "./runner/training/job.ts";
export { type Ending, runPool } from "./runner/training/pool.ts";
export { loadWeights, weightsOf } from "./runner/training/weights.ts";
export { readRun, writeRun } from "./runner/store/store.ts";
export { readExperiment } from "./runner/store/experiment_store.ts";
export type * from "./runner/results.ts";

// Reports.
export { renderReport } from "./reports/page.ts";
export { judge, type Verdict, verdictText } from "./reports/verdict.ts";
export { variantsOf } from "./reports/rows.ts";

// Charts, e.g. for notebooks.
export * from "./reports/charts/curve_data.ts";
export { type CurveView, FIRST_VIEW } from "./reports/charts/curve_view.ts";
export { type RateCurve } from "./reports/charts/rates.ts";
export type { ChartScale, LossChart } from "./reports/charts/drawn_loss.ts";
export { lossChart, type LossChartOptions } from "./reports/charts/loss.ts";
export { svgFile } from "./reports/charts/svg.ts";
export { FIRST_SMOOTHING, smooth, SMOOTHINGS, stepWeight } from "./reports/smooth.ts";
