/**
 * handgrad as a contestant. Usage: handgrad.ts <arithmetic> [threads]
 *
 * @module
 */
import { layersOf } from "../../../core/architectures.ts";
import { type ArithmeticName, createArithmetic } from "../../../core/arithmetic.ts";
import { finish, meanLoss } from "../../../core/evaluate.ts";
import type { Examples } from "../../../core/examples.ts";
import { Crew } from "../../../core/kernels/crew.ts";
import { memoryOf } from "../../../core/memory_of.ts";
import { backward, forward, updateRunning } from "../../../core/passes.ts";
import { createModel } from "../../../core/model.ts";
import { runningStatistics } from "../../../core/predict.ts";
import { createOptimizer, optimizerStep } from "../../../core/optimizers.ts";
import { TorchGenerator } from "../../../core/random/torch.ts";
import type { Parameter } from "../../../core/tensor.ts";
import { trimmed } from "../../../core/trim.ts";
import { drawBatch } from "../../../runner/training/batches.ts";
import { HELPER, HelperThread } from "../../../runner/training/helper_thread.ts";
import { VERSION } from "../../../runner/version.ts";
import { createTraining, type Training, type Weights } from "../setting.ts";
import type { ExampleData, NetworkData } from "./child.ts";
import { serve } from "./serve.ts";

const arithmetic = Deno.args[0] as ArithmeticName;
const threads = Number(Deno.args[1] ?? 1);
const helpers: HelperThread[] = [];

/** Lets threads help with a training; null where it is alone. */
function startCrew(): Crew | null {
  if (threads === 1) return null;
  const crew = new Crew();
  for (let i = 1; i < threads; i++) {
    const helper = new HelperThread(HELPER, (message) => {
      throw new Error(message);
    });
    helpers.push(helper);
    crew.join((message) => helper.port.postMessage(message));
  }
  return crew;
}

const examplesOf = ({ X, Y, count }: ExampleData, contextLength: number): Examples => ({
  X: new Int32Array(X),
  Y: new Int32Array(Y),
  count,
  contextLength,
});

function setParameters(parameters: readonly Parameter[], weights: Weights): void {
  for (const { name, value } of parameters) {
    if (name in weights) value.data.set(weights[name].data);
  }
}

function trainNetwork(
  { model: spec, contextLength: T, targets, optimizer: options, rate, B, ...data }: NetworkData,
  vocabularySize: number,
): Training {
  const setting = { vocabularySize, contextLength: T, targets };
  const layers = layersOf(spec, setting);
  const memory = arithmetic === "plain" ? 0 : memoryOf(layers, setting, B);
  const model = createModel(layers, setting, createArithmetic(arithmetic, memory, startCrew()));
  setParameters(model.parameters, data.parameters);
  const [train, val] = [examplesOf(data.train, T), examplesOf(data.val, T)];
  const optimizer = createOptimizer(model, options);
  const perExample = train.Y.length / train.count;
  const [X, Y] = [new Int32Array(B * T), new Int32Array(B * perExample)];
  const update = () => {
    const { acts, ...batch } = trimmed(model, X, Y, B);
    const loss = forward(acts, batch.X, batch.Y);
    backward(acts);
    optimizerStep(optimizer, rate);
    updateRunning(acts);
    return loss;
  };
  const generator = new TorchGenerator(42);
  const take = (room: Int32Array, from: Examples["X"], example: number, i: number, n: number) =>
    room.set(from.subarray(example * n, (example + 1) * n), i * n);
  return {
    step() {
      drawBatch(X, Y, train, generator);
      return update();
    },
    trainOn(chosen) {
      chosen.forEach((example, i) => {
        take(X, train.X, example, i, T);
        take(Y, train.Y, example, i, perExample);
      });
      return update();
    },
    evaluate: () => finish(meanLoss(model, val, runningStatistics(model))),
  };
}

const { deno, v8 } = Deno.version;

const version = `handgrad ${VERSION} on Deno ${deno}, V8 ${v8}`;
await serve(threads > 1 ? `${version}, ${threads} threads` : version, (data) => {
  const { V, T, Y, X } = data;
  const examples = examplesOf({ X, Y, count: Y.length }, T);
  return {
    perceptron({ parameters, ...variation }) {
      const training = createTraining(arithmetic, examples, variation);
      setParameters(training.model.parameters, parameters);
      return training;
    },
    network: (name) => trainNetwork(data.networks[name], V),
  };
});
for (const helper of helpers) helper.end();
