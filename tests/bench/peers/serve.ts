/**
 * The TypeScript contestants' side of the protocol that child.ts describes.
 *
 * @module
 */
import { createInterface } from "node:readline";
import process from "node:process";
import { LEARNING_RATE, type Training, type Weights } from "../setting.ts";
import type { Case, Data } from "./child.ts";

/** What a case begins with. */
export interface Start {
  norm: boolean;
  rate: number;
  /** Without batch norm's, which are 1 and 0. */
  parameters: Weights;
}

/** Answers until stdin ends. */
export async function serve(
  version: string,
  prepare: (data: Data) => (start: Start) => Training,
): Promise<void> {
  answer(version);
  const lines = createInterface({ input: process.stdin })[Symbol.asyncIterator]();
  const data: Data = JSON.parse((await lines.next()).value!);
  const build = prepare(data);
  const create = (name: Case) =>
    build({
      norm: name === "batch-norm",
      rate: LEARNING_RATE,
      parameters: data.parameters,
      ...data.exploded[name],
    });
  const warm = new Map<string, () => number>();
  for await (const line of { [Symbol.asyncIterator]: () => lines }) {
    const [command, name, seconds] = line.split(" ");
    if (command === "check") {
      answer(check(create, name as Case, data));
      continue;
    }
    let run = warm.get(name);
    if (run === undefined) {
      run = operation(create(name as Case), name as Case);
      warm.set(name, run);
      measure(run, 0.5);
    }
    answer(measure(run, Number(seconds)));
  }
}

const answer = (value: unknown) => console.log(JSON.stringify(value));

function check(create: (name: Case) => Training, name: Case, data: Data): number[] {
  const model = create(name);
  if (name === "evaluation") return [model.evaluate()];
  const steps = name in data.exploded ? [0, 1] : [0, 1, 99];
  const batches = data.batches.slice(0, steps.at(-1)! + 1);
  const losses = batches.map((examples) => model.trainOn(examples));
  return steps.map((step) => losses[step]);
}

const operation = (model: Training, name: Case): () => number =>
  name === "evaluation" ? () => model.evaluate() : () => model.step();

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
