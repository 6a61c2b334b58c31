/**
 * The settings that a training in the page may change: each is offered where the stored run's config has something of
 * its kind.
 *
 * @module
 */
import { layersOf } from "../../../core/architectures.ts";
import type { InitScheme } from "../../../core/init.ts";
import type { LayerSpec } from "../../../core/layer.ts";
import { LAYERS } from "../../../core/layers.ts";
import { listsIn } from "../../../core/plan.ts";
import type { BatchNormConfig, RunConfig } from "../../../runner/schema/schema.ts";

export interface Knob {
  label: string;
  /** What may be chosen besides what is stored; null: on (1) or off (0). */
  values: readonly number[] | null;
  /** Its value in a config; undefined where that has nothing of the kind. */
  stored(config: RunConfig): number | undefined;
  /** The config with another value. @param batchNorm what it means where the run had none */
  apply(config: RunConfig, value: number, batchNorm: BatchNormConfig): RunConfig;
  /** A changed value in words. */
  says(value: number): string;
  /** A value where one chooses it; default: the number. */
  shows?(value: number): string;
}

const rate: Knob = {
  label: "Learning rate",
  values: [0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1, 3],
  stored: ({ training }) => training.learningRate.initial,
  apply: (config, initial) =>
    withTraining(config, { learningRate: { ...config.training.learningRate, initial } }),
  says: (rate) => `learning rate ${rate}`,
};

const batchSize: Knob = {
  label: "Batch size",
  values: [8, 16, 32, 64, 128],
  stored: ({ training: { batches, batchSize } }) =>
    batches?.kind === "whole" ? undefined : batchSize,
  apply: (config, batchSize) => withTraining(config, { batchSize }),
  says: (size) => `batch size ${size}`,
};

const momentum: Knob = {
  label: "Momentum",
  values: [0, 0.5, 0.9, 0.99],
  // Nesterov's has none without momentum.
  stored: ({ training: { optimizer } }) =>
    optimizer.name === "sgd" && !optimizer.nesterov ? optimizer.momentum : undefined,
  apply: (config, momentum) => withOptimizer(config, { momentum }),
  says: (momentum) => `momentum ${momentum}`,
};

const weightDecay: Knob = {
  label: "Weight decay",
  values: [0, 0.0001, 0.001, 0.01, 0.1],
  stored: ({ training: { optimizer } }) => optimizer.weightDecay,
  apply: (config, weightDecay) => withOptimizer(config, { weightDecay }),
  says: (decay) => `weight decay ${decay}`,
};

const batchNorm: Knob = {
  label: "Batch norm",
  values: null,
  stored: ({ model }) =>
    model.kind === "mlp" && model.hiddenSizes.length > 0
      ? Number(model.batchNorm !== false)
      : undefined,
  apply(config, on, batchNorm) {
    const { model } = config;
    if (model.kind !== "mlp") return config;
    return {
      ...config,
      model: { ...model, batchNorm: on === 1 && (model.batchNorm || batchNorm) },
    };
  },
  says: (on) => `batch norm ${on ? "on" : "off"}`,
};

/** Multiplies the first weights of all matrices but the last, which makes the logits. */
const scale: Knob = {
  label: "Scale of hidden weights",
  values: [0.1, 0.3, 1, 2, 5],
  stored: (config) => layersIn(config).some((spec) => matricesOf(spec).length > 0) ? 1 : undefined,
  apply: (config, scale) =>
    withLayers(config, (spec) => {
      const scaled = matricesOf(spec).map(([name, usual]) => {
        const init = spec.init?.[name] ?? usual;
        return [name, { ...init, scale: init.scale * scale }];
      });
      return scaled.length === 0
        ? spec
        : { ...spec, init: { ...spec.init, ...Object.fromEntries(scaled) } };
    }),
  says: (scale) => `init × ${scale}`,
  shows: (scale) => `× ${scale}`,
};

const dropout: Knob = {
  label: "Dropout",
  values: [0, 0.1, 0.2, 0.5],
  stored(config) {
    if (config.model.kind === "transformer") return config.model.dropout;
    const dropped = layersIn(config).filter(({ type }) => type === "dropout");
    const shares = new Set(dropped.map(({ p }) => p as number));
    return shares.size === 1 ? [...shares][0] : undefined;
  },
  apply(config, p) {
    const { model } = config;
    if (model.kind === "transformer") return { ...config, model: { ...model, dropout: p } };
    return withLayers(config, (spec) => spec.type === "dropout" ? { ...spec, p } : spec);
  },
  says: (p) => `dropout ${p}`,
};

/** In the order in which they stand, and in which they are applied. */
export const KNOBS = { rate, batchSize, momentum, weightDecay, batchNorm, dropout, scale };
export type KnobName = keyof typeof KNOBS;

const withTraining = (config: RunConfig, training: Partial<RunConfig["training"]>): RunConfig => (
  { ...config, training: { ...config.training, ...training } }
);

const withOptimizer = (config: RunConfig, options: object): RunConfig => {
  const optimizer = { ...config.training.optimizer, ...options };
  return withTraining(config, { optimizer: optimizer as RunConfig["training"]["optimizer"] });
};

const specsOf = ({ model, dataset }: RunConfig): readonly LayerSpec[] => layersOf(model, dataset);

/** All layers but the last of the list, and those inside them. */
const layersIn = (config: RunConfig): LayerSpec[] =>
  specsOf(config).slice(0, -1).flatMap(withInner);

const withInner = (
  spec: LayerSpec,
): LayerSpec[] => [spec, ...insideOf(spec).flatMap(([, inner]) => inner.flatMap(withInner))];

/** The lists of layers that a layer holds, by the option's name. */
const insideOf = (spec: LayerSpec): [string, readonly LayerSpec[]][] =>
  listsIn(kindOf(spec)!).flatMap((name) =>
    spec[name] === undefined ? [] : [[name, spec[name] as readonly LayerSpec[]]]
  );

const kindOf = (spec: LayerSpec) => LAYERS.find(({ type }) => type === spec.type);

/** The matrices of a layer with their usual initial values. */
const matricesOf = (spec: LayerSpec): [string, InitScheme][] =>
  Object.entries(kindOf(spec)?.parameters ?? {}).filter(([, { role }]) => role === "matrix")
    .map(([name, { init }]) => [name, init]);

/** A config whose layers, all but the last, and those inside them, are changed. */
function withLayers(config: RunConfig, change: (spec: LayerSpec) => LayerSpec): RunConfig {
  const changed = (spec: LayerSpec): LayerSpec =>
    change({
      ...spec,
      ...Object.fromEntries(insideOf(spec).map(([name, inner]) => [name, inner.map(changed)])),
    });
  const specs = specsOf(config);
  const layers = [...specs.slice(0, -1).map(changed), ...specs.slice(-1)];
  return { ...config, model: { kind: "sequential", layers } as RunConfig["model"] };
}
