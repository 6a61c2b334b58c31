import { assertEquals, assertThrows } from "@std/assert";
import type { Examples } from "../../../core/examples.ts";
import { TorchGenerator } from "../../../core/random/torch.ts";
import {
  batchSizesOf,
  createBatches,
  inSteps,
  stepsPerEpoch,
} from "../../../runner/training/batches.ts";
import { checkBatches } from "../../../runner/config/config_checks.ts";
import { RunConfigSchema } from "../../../runner/schema/schema.ts";

/** Examples that are numbered: of the i-th the target is i, and the context 10 i, 10 i + 1. */
const examples = (count: number): Examples => ({
  X: Int32Array.from({ length: 2 * count }, (_, j) => 10 * Math.floor(j / 2) + j % 2),
  Y: Int32Array.from({ length: count }, (_, i) => i),
  count,
  contextLength: 2,
});

const permutation = (dropLast: boolean) => ({ kind: "permutation", dropLast }) as const;

/** The numbers of so many batches' examples. */
function take(steps: number, batches: ReturnType<typeof createBatches>): number[][] {
  return Array.from({ length: steps }, () => {
    const { X, Y, B } = batches.next();
    assertEquals(Y.length, B);
    const wanted = Array.from(Y).flatMap((i) => [10 * i, 10 * i + 1]);
    assertEquals(Array.from(X), wanted, "the contexts are not those of the targets");
    return [...Y];
  });
}

Deno.test("a permutation gives each example once an epoch, in another order each time", () => {
  const settings = { batchSize: 4, batches: permutation(false) };
  const taken = take(6, createBatches(settings, examples(10), new TorchGenerator(1)));
  assertEquals(taken.map(({ length }) => length), [4, 4, 2, 4, 4, 2]);
  const epochs = [taken.slice(0, 3).flat(), taken.slice(3).flat()];
  const all = [...Array(10).keys()];
  assertEquals(epochs.map((epoch) => epoch.toSorted((a, b) => a - b)), [all, all]);
  assertEquals(epochs[0].join() === epochs[1].join(), false);
});

Deno.test("a last batch that is dropped leaves another rest out in each epoch", () => {
  const settings = { batchSize: 4, batches: permutation(true) };
  const taken = take(4, createBatches(settings, examples(10), new TorchGenerator(1)));
  assertEquals(taken.map(({ length }) => length), [4, 4, 4, 4]);
  assertEquals([taken.slice(0, 2), taken.slice(2)].map((epoch) => new Set(epoch.flat()).size), [
    8,
    8,
  ]);
});

Deno.test("the whole training set comes each time, in its order", () => {
  const settings = { batchSize: 4, batches: { kind: "whole" } } as const;
  const all = [...Array(10).keys()];
  assertEquals(take(2, createBatches(settings, examples(10), new TorchGenerator(1))), [all, all]);
});

Deno.test("batches go on in the midst of an epoch, at its end, and after several", () => {
  for (const dropLast of [false, true]) {
    const settings = { batchSize: 4, batches: permutation(dropLast) };
    for (let taken = 0; taken < 9; taken++) {
      const stream = new TorchGenerator(1);
      const batches = createBatches(settings, examples(10), stream);
      take(taken, batches);
      const again = new TorchGenerator(2);
      const epoch = batches.epoch();
      again.state = stream.state;
      const resumed = createBatches(settings, examples(10), again, { taken, epoch });
      assertEquals(resumed.epoch() === undefined, epoch === undefined);
      assertEquals(take(7, resumed), take(7, batches));
    }
  }
});

Deno.test("examples with a target after each position keep them", () => {
  const { X, count } = examples(3);
  const two = { X, Y: X, count, contextLength: 2 };
  const settings = { batchSize: 2, batches: permutation(false) };
  const { X: contexts, Y } = createBatches(settings, two, new TorchGenerator(1)).next();
  assertEquals([...Y], [...contexts]);
});

Deno.test("an epoch has as many steps as it takes to see all examples", () => {
  const of = (batches?: ReturnType<typeof permutation> | { kind: "whole" }) => [
    stepsPerEpoch({ batchSize: 4, batches }, 10),
    batchSizesOf({ batchSize: 4, batches }, 10),
  ];
  assertEquals(of(), [3, [4]]);
  assertEquals(of(permutation(false)), [3, [4, 2]]);
  assertEquals(of(permutation(true)), [2, [4]]);
  assertEquals(of({ kind: "whole" }), [1, [10]]);
  assertEquals(batchSizesOf({ batchSize: 4, batches: permutation(false) }, 3), [3]);
});

const configOf = (training: object, model = {}) => RunConfigSchema.parse({ training, model });

Deno.test("epochs become steps once it is known how many examples there are", () => {
  const config = configOf({ epochs: 5, batchSize: 4 });
  assertEquals(inSteps(config, 10), configOf({ steps: 15, batchSize: 4 }));
  const known = configOf({ steps: 7 });
  assertEquals(inSteps(known, 10), known);
});

Deno.test("batches that the examples do not allow are refused, and so are steps that epochs do not reach", () => {
  const said = (training: object, model = {}) =>
    checkBatches(configOf(training, model), 9).map(({ message }) => message);
  const dropping = { batchSize: 10, batches: permutation(true) };
  assertEquals(said(dropping), [
    'must be at most 9, which is all there are to train on: found 10, and "dropLast" leaves out what is no whole batch',
  ]);
  assertThrows(
    () => createBatches(dropping, examples(9), new TorchGenerator(1)),
    RangeError,
    "9 examples make no whole batch of 10",
  );
  const single = { batchSize: 4, batches: permutation(false) };
  assertEquals(said(single), []);
  assertEquals(said(single, { batchNorm: true }), [
    "leaves a batch of 1 of 9 examples, and with batch norm a batch must have at least 2: one example has no variance; " +
    '"dropLast": true leaves it out',
  ]);
  const warm = { epochs: 2, batchSize: 4, learningRate: { schedule: "constant", warmup: 7 } };
  assertEquals(said(warm), ["must be at most training.steps (6), found 7"]);
});
