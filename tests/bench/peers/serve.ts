/**
 * The TypeScript contestants' side of the protocol that child.ts describes.
 *
 * @module
 */
import { createInterface } from "node:readline";
import process from "node:process";
import type { Training } from "../setting.ts";
import type { Case, Data } from "./child.ts";

/** Answers until stdin ends. */
export async function serve(
  version: string,
  prepare: (data: Data) => (norm: boolean) => Training,
): Promise<void> {
  answer(version);
  const lines = createInterface({ input: process.stdin })[Symbol.asyncIterator]();
  const data: Data = JSON.parse((await lines.next()).value!);
  const create = prepare(data);
  const warm = new Map<string, () => number>();
  for await (const line of { [Symbol.asyncIterator]: () => lines }) {
    const [command, name, seconds] = line.split(" ");
    if (command === "check") {
      answer(check(create, name as Case, data));
      continue;
    }
    let run = warm.get(name);
    if (run === undefined) {
      run = operation(create(name === "batch-norm"), name as Case);
      warm.set(name, run);
      measure(run, 0.5);
    }
    answer(measure(run, Number(seconds)));
  }
}

const answer = (value: unknown) => console.log(JSON.stringify(value));

function check(create: (norm: boolean) => Training, name: Case, data: Data): number[] {
  const model = create(name === "batch-norm");
  if (name === "evaluation") return [model.evaluate()];
  const losses = data.batches.map((examples) => model.trainOn(examples));
  return [losses[0], losses[1], losses[99]];
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
