import { assertEquals } from "@std/assert";
import { activationsFor } from "../../../core/activations.ts";
import { backward, forward } from "../../../core/passes.ts";
import type { Model } from "../../../core/model.ts";
import { lookInto } from "../../../core/inspect.ts";
import { createBatches } from "../../../runner/training/batches.ts";
import type { Inspection } from "../../../runner/results.ts";
import type { RunConfig } from "../../../runner/schema/schema.ts";
import { createStreams } from "../../../runner/training/streams.ts";
import { train } from "../../../runner/training/train.ts";
import { pinnedJobs } from "../../core/kernels/pinned_runs.ts";

const [{ config: plain, seed, dataset }] = pinnedJobs("plain");

/** A training that looks at the batches that it is trained on. */
function looks(patch: Partial<RunConfig["training"]>, at: number[], count = 0) {
  const config: RunConfig = {
    ...plain,
    training: { ...plain.training, steps: 6, ...patch },
    random: { ...plain.random, batches: { seed: 9, skip: 0 } },
    evaluation: { ...plain.evaluation, count: 0 },
    inspections: { count, at, updates: 0, batch: "trained" },
  };
  const found: Inspection[] = [];
  let model: Model | undefined;
  for (const record of train(config, seed, dataset)) {
    if (record.kind === "model") model = record.model;
    if (record.kind === "inspection") found.push(record.inspection);
  }
  return { config, found, model: model! };
}

const steps = (inspections: Inspection[]) => inspections.map(({ step }) => step);

Deno.test("the batch of the last update is looked at, at the start that of the first one", () => {
  assertEquals(steps(looks({}, []).found), [6]);
  assertEquals(steps(looks({}, [0, 3, 6]).found), [1, 3, 6]);
  assertEquals(steps(looks({}, [0, 1]).found), [1, 6]);
  assertEquals(steps(looks({}, [], 3).found), [1, 2, 4, 6]);
  assertEquals(steps(looks({ steps: 0 }, []).found), [0]);
});

Deno.test("a training that is stopped as hopeless ends with a look at its last batch", () => {
  const stopWhen = { lossAbove: 1, averagedOver: 2, after: 3 };
  const learningRate = { schedule: "constant", initial: 300, warmup: 0 } as const;
  assertEquals(steps(looks({ steps: 100, stopWhen, learningRate }, []).found), [3]);
});

Deno.test("a penalty, which guessing has not, makes no training hopeless", () => {
  const stopWhen = { lossAbove: 1.5, averagedOver: 2, after: 3 };
  const penalty = { l2: 100, reduction: "sum" } as const;
  const learningRate = { schedule: "constant", initial: 1e-6, warmup: 0 } as const;
  assertEquals(steps(looks({ steps: 10, stopWhen, penalty, learningRate }, []).found), [10]);
});

Deno.test("what is seen is what the batch left before the update, and the parameters after it", () => {
  const { config, found: [, look], model } = looks({ steps: 2 }, [0]);
  // The same training again, up to its second batch.
  const again = looks({ steps: 1 }, []).model;
  const streams = createStreams(config.random, seed);
  const batches = createBatches(config.training, dataset.train, streams.batches);
  batches.next();
  const { X, Y, B } = batches.next();
  const acts = activationsFor(again, B);
  const loss = forward(acts, X, Y);
  backward(acts);
  const { logits, layers, parameters } = lookInto(again, acts, loss, Y);
  assertEquals([look.logits, look.layers], [logits, layers]);
  const gradients = (all: typeof parameters) =>
    all.map(({ gradStd, gradients }) => [gradStd, gradients]);
  assertEquals(gradients(look.parameters), gradients(parameters));
  const after = lookInto(model, acts, loss, Y).parameters.map(({ std }) => std);
  assertEquals(look.parameters.map(({ std }) => std), after);
});
