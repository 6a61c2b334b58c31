/**
 * The TypeScript contestants' side of the protocol that child.ts describes.
 *
 * @module
 */
import { createInterface } from "node:readline";
import process from "node:process";
import type { OptimizerOptions } from "../../../core/optimizers.ts";
import { LEARNING_RATE, SGD, type Training, type Weights } from "../setting.ts";
import { isEvaluation, networkOf } from "./cases.ts";
import type { Data } from "./child.ts";

/** What a case of the perceptron begins with. */
export interface Start {
  norm: boolean;
  rate: number;
  optimizer: OptimizerOptions;
  /** Without batch norm's, which are 1 and 0. */
  parameters: Weights;
}

/** How a contestant makes a fresh model. */
export interface Builder {
  perceptron(start: Start): Training;
  /** Only for those who have such layers. */
  network?(name: string): Training;
}

/** Answers until stdin ends. */
export async function serve(
  version: string,
  prepare: (data: Data) => Builder,
): Promise<void> {
  answer(version);
  const lines = createInterface({ input: process.stdin })[Symbol.asyncIterator]();
  const data: Data = JSON.parse((await lines.next()).value!);
  const build = prepare(data);
  const create = (name: string) =>
    networkOf(name) in data.networks ? build.network!(networkOf(name)) : build.perceptron({
      norm: name === "batch-norm",
      rate: LEARNING_RATE,
      optimizer: SGD,
      parameters: data.parameters,
      ...data.exploded[name],
      ...name === "adamw" ? data.adamw : {},
    });
  const warm = new Map<string, () => number>();
  for await (const line of { [Symbol.asyncIterator]: () => lines }) {
    const [command, name, seconds] = line.split(" ");
    if (command === "check") {
      answer(check(create, name, data));
      continue;
    }
    let run = warm.get(name);
    if (run === undefined) {
      run = operation(create(name), name);
      warm.set(name, run);
      measure(run, 0.5);
    }
    answer(measure(run, Number(seconds)));
  }
}

const answer = (value: unknown) => console.log(JSON.stringify(value));

function check(create: (name: string) => Training, name: string, data: Data): number[] {
  const model = create(name);
  if (isEvaluation(name)) return [model.evaluate()];
  const steps = name in data.exploded ? [0, 1] : [0, 1, 99];
  const { batches: all } = data.networks[name] ?? data;
  const batches = all.slice(0, steps.at(-1)! + 1);
  const losses = batches.map((examples) => model.trainOn(examples));
  return steps.map((step) => losses[step]);
}

const operation = (model: Training, name: string): () => number =>
  isEvaluation(name) ? () => model.evaluate() : () => model.step();

/** Microseconds a run. */
function measure(run: () => number, seconds: number): number {
  const start = performance.now();
  let now = start;
  let runs = 0;
  for (; now - start < seconds * 1000; now = performance.now()) {
    run();
    runs++;
  }
  return (now - start) / runs * 1000;
}
