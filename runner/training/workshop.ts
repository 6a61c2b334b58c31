/**
 * What trains a run: a model, its memory and kernels, its optimizer. Making it takes as long as hundreds of small
 * steps, so a worker keeps it for its next runs of the same shape.
 *
 * @module
 */
import { layersOf } from "../../core/architectures.ts";
import { bestArithmetic, createArithmetic } from "../../core/arithmetic.ts";
import { prepareClip } from "../../core/clip.ts";
import { Crew } from "../../core/kernels/crew.ts";
import { memoryOf } from "../../core/memory_of.ts";
import { createModel, type Model, restartState } from "../../core/model.ts";
import { createOptimizer, kindOf, type Optimizer } from "../../core/optimizers.ts";
import { createPenalty, type Penalty } from "../../core/penalty.ts";
import { batchSizesOf } from "./batches.ts";
import type { Dataset } from "../data/dataset.ts";
import { createGuard, type Guard } from "./divergence.ts";
import type { RunConfig } from "../schema/schema.ts";
import { settingOf } from "../config/setting.ts";
import { isLarge } from "./step_cost.ts";
import { learnt, type Named } from "./weights.ts";

/** A model, and what trains it. */
export interface Equipment {
  model: Model;
  optimizer: Optimizer;
  penalty: Penalty | undefined;
  /** Clips the gradients, and returns their norm; see `prepareClip`. */
  clip: (() => number) | undefined;
  guard: Guard;
  /** All that an update writes: parameters, running statistics, what the optimizer keeps. */
  tensors: Named[];
  /** Of the kernels' memory; 0 without kernels. */
  bytes: number;
  /** What lets other threads help; null where there is too little to do, or nobody who could. */
  crew: Crew | null;
}

/**
 * Equipment for a config whose length is said in steps; its parameters are not drawn yet.
 *
 * @param isShared whether other threads may help; a page from file:// has no memory to share
 */
export function equip(
  config: RunConfig,
  { summary, train }: Dataset,
  isShared = false,
): Equipment {
  const { training } = config;
  const layers = layersOf(config.model, config.dataset);
  const setting = settingOf(config, summary.vocabulary.length);
  const sizes = batchSizesOf(training, train.count);
  const name = config.arithmetic ?? bestArithmetic();
  const crew = isShared && isLarge(config, summary.vocabulary.length) ? new Crew() : null;
  const bytes = name === "plain" ? 0 : memoryOf(layers, setting, ...sizes);
  const model = createModel(layers, setting, createArithmetic(name, bytes, crew));
  const optimizer = createOptimizer(model, training.optimizer);
  const tensors = [...learnt(model), ...keptBy(optimizer)];
  const gradients = model.parameters.map(({ grad }) => grad);
  return {
    model,
    optimizer,
    penalty: training.penalty && createPenalty(model, training.penalty),
    clip: training.clipGradients &&
      prepareClip(model.arithmetic, gradients, training.clipGradients),
    guard: createGuard(model, optimizer, tensors),
    tensors,
    bytes,
    crew,
  };
}

/** What an optimizer keeps of each parameter. */
function keptBy({ options, parameters, kept }: Optimizer): Named[] {
  const names = kindOf(options).keeps(options);
  return parameters.flatMap(({ name }, i) =>
    kept[i].map((tensor, k) => ({ name: `${names[k]}.${name}`, tensor }))
  );
}

/**
 * Makes it as if it were new, but for the parameters, which are drawn or read next: all else is written before it is
 * read.
 */
function restart({ model, optimizer }: Equipment): void {
  restartState(model);
  optimizer.updates = 0;
  for (const { data } of optimizer.kept.flat()) data.fill(0);
}

/** How many shapes are kept, and how much memory they may take in all. */
const MOST = 16;
const MOST_BYTES = 2 ** 28;

/** Equipment that no run uses at the moment, by its shape. What was used last is kept. One run at a time is at work. */
export class Workshop {
  readonly #idle = new Map<string, Equipment>();
  /** Of the run that is at work. */
  #crew: Crew | null = null;

  /**
   * Equipment for a run, as if it were new.
   *
   * @internal
   */
  take(config: RunConfig, dataset: Dataset): Equipment {
    const equipment = this.#find(config, dataset);
    this.#crew = equipment.crew;
    return equipment;
  }

  /**
   * Lets a thread help with the run that is at work, which it is told over this port; without one, it came too late.
   */
  help(port: MessagePort): void {
    this.#crew?.join((message) => port.postMessage(message));
  }

  #find(config: RunConfig, dataset: Dataset): Equipment {
    const shape = shapeOf(config, dataset);
    const found = this.#idle.get(shape);
    if (found === undefined) return equip(config, dataset, true);
    this.#idle.delete(shape);
    restart(found);
    return found;
  }

  /**
   * Takes back what a run has used.
   *
   * @internal
   */
  giveBack(equipment: Equipment, config: RunConfig, dataset: Dataset): void {
    this.#crew?.disband();
    this.#crew = null;
    if (equipment.bytes === 0 || equipment.bytes > MOST_BYTES) return; // there are no kernels to keep, or too much of them
    this.#idle.set(shapeOf(config, dataset), equipment);
    while (this.#idle.size > MOST || this.#bytes() > MOST_BYTES) {
      this.#idle.delete(this.#idle.keys().next().value!);
    }
  }

  #bytes(): number {
    return this.#idle.values().reduce((sum, { bytes }) => sum + bytes, 0);
  }
}

/** All that equipment depends on: not how parameters are drawn, and no numbers that an update is given anew. */
function shapeOf(config: RunConfig, { summary: { sha256, content } }: Dataset): string {
  const { model, dataset, arithmetic, evaluation: { examples, finalExamples } } = config;
  const { batchSize, batches, optimizer, penalty, clipGradients } = config.training;
  return JSON.stringify([
    withoutInit(layersOf(model, dataset)),
    dataset,
    [sha256, content],
    arithmetic,
    [batchSize, batches, optimizer, penalty, clipGradients],
    // Their last chunks have buffers of their own.
    [examples, finalExamples],
  ]);
}

const withoutInit = (layers: unknown): unknown =>
  JSON.parse(JSON.stringify(layers, (key, value) => key === "init" ? undefined : value));
