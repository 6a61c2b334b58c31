import { assert, assertEquals } from "@std/assert";
import {
  type ArithmeticName,
  createArithmetic,
  plainArithmetic,
} from "../../../core/arithmetic.ts";
import { fuses, hasSimd } from "../../../core/kernels/availability.ts";
import { createMlp, initializeMlp } from "../../../core/architectures/mlp.ts";
import { activationsFor } from "../../../core/activations.ts";
import { backward, forward } from "../../../core/passes.ts";
import { createOptimizer } from "../../../core/optimizers.ts";
import { TorchGenerator } from "../../../core/random/torch.ts";
import { buildDataset } from "../../../runner/data/dataset.ts";
import { createGuard } from "../../../runner/training/divergence.ts";
import { runJob } from "../../../runner/training/job.ts";
import type { Outcome } from "../../../runner/training/recording.ts";
import { RunConfigSchema } from "../../../runner/schema/schema.ts";
import { learnt, weightsOf } from "../../../runner/training/weights.ts";
import { makeExamples, NORM, OPTIONS } from "../../core/model.ts";
import { buffersOf } from "../../core/perceptron.ts";
import { needs } from "../../permissions.ts";

const text = { name: "x", sha256: "", lines: ["anna", "ben", "emma", "ada", "bea", "edda"] };

/** Parts of a config. */
interface Settings {
  model: object;
  training?: object;
}

/** Trains on a few names; says how it ended. */
function run(arithmetic: ArithmeticName, settings: Settings): Promise<Outcome> {
  const config = RunConfigSchema.parse({
    dataset: { splits: [1, 0, 0] },
    ...settings,
    training: { steps: 40, batchSize: 8, ...settings.training },
    arithmetic,
  });
  return runJob({ config, seed: 1, dataset: buildDataset(text, config.dataset) }, () => {});
}

const normal = (std: number) => ({ scheme: "normal", std }) as const;
const rate = (initial: number) => ({ schedule: "constant", initial }) as const;
const small = { embeddingSize: 3, hiddenSizes: [9] };

/** Ways to diverge, and what is not finite first. */
const WAYS: [why: string, notFinite: RegExp, settings: Settings][] = [
  ["logits too large", /^the loss$/, {
    model: {
      ...small,
      activation: "relu",
      init: { hidden: { weight: normal(1e25) }, output: { weight: normal(1e25) } },
    },
  }],
  ["a loss that float32 does not hold", /^the loss$/, {
    model: { ...small, init: { output: { weight: normal(1e38) } } },
  }],
  ["a finite loss, and gradients too large", /^the gradient of W1$/, {
    model: {
      ...small,
      activation: "relu",
      init: {
        embedding: normal(1e16),
        hidden: { weight: normal(1e-16) },
        output: { weight: normal(1e25) },
      },
    },
  }],
  ["finite gradients, and a step too large", /^the update of C$/, {
    model: small,
    training: { learningRate: rate(1e300) },
  }],
  ["a step of Adam's too large", /^the update of C$/, {
    model: small,
    training: { optimizer: { name: "adam" }, learningRate: rate(1e300) },
  }],
  ["an average of squares too large", /^the update of squareAvg.C$/, {
    model: { ...small, init: { embedding: normal(3) } },
    training: { optimizer: { name: "rmsprop", weightDecay: 1e30 } },
  }],
  ["a step too large in float32 only", /^the update of (C|W1)$/, {
    model: { ...small, init: { output: { weight: normal(100) } } },
    training: { learningRate: rate(3e38) },
  }],
  ["a penalty too large", /^the update of C$/, {
    model: { ...small, init: { embedding: normal(3) } },
    training: { optimizer: { name: "sgd", weightDecay: 2e38 } },
  }],
  ["a velocity that grows too large", /^the update of (C|W1)$/, {
    model: small,
    training: {
      learningRate: rate(0),
      optimizer: { name: "sgd", momentum: 0.9, weightDecay: 1e38 },
    },
  }],
  [
    "a finite loss and finite gradients, and a variance too large",
    /^the batch's mean or variance in norm1$/,
    {
      model: { ...small, batchNorm: true, init: { hidden: { weight: normal(1e25) } } },
    },
  ],
  ["weights that are infinite from the start", /^the initial W2$/, {
    model: { ...small, init: { output: { weight: normal(1e39) } } },
  }],
];

const there: Record<ArithmeticName, boolean> = { plain: true, exact: hasSimd(), fused: fuses() };
for (const arithmetic of ["plain", "exact", "fused"] as const) {
  const other = { what: `${arithmetic} arithmetic`, isThere: there[arithmetic] };
  for (const [why, notFinite, settings] of WAYS) {
    Deno.test(
      needs(`${arithmetic}: ${why}: the run stops, and says where`, { other }),
      async () => {
        const outcome = await run(arithmetic, settings);
        assertEquals(outcome.status, "diverged");
        assert(notFinite.test(outcome.notFinite!), outcome.notFinite);
        const atStart = why.includes("start");
        assertEquals(outcome.losses.length, outcome.steps + (atStart ? 0 : 1));
        const all = outcome.weights.every(({ data }) => data.every(Number.isFinite));
        assertEquals(all, !atStart, "weights are finite");
        const isLoss = outcome.notFinite === "the loss";
        const last = outcome.losses.at(-1);
        if (!atStart) assertEquals(Number.isFinite(last), !isLoss, `last loss ${last}`);
        assert(outcome.losses.slice(0, -1).every(Number.isFinite));
      },
    );
  }

  Deno.test(
    needs(`${arithmetic}: what is kept are the weights before the step that diverged`, { other }),
    async () => {
      // The rate jumps at step 3, so that the run is the same as one of three steps up to there.
      const batchNorm = { momentum: 0.5 };
      const at = (steps: number, factor: number) =>
        run(arithmetic, {
          model: { ...small, batchNorm },
          training: {
            steps,
            optimizer: { name: "sgd", momentum: 0.9, weightDecay: 0.01 },
            learningRate: { schedule: "step", initial: 0.1, milestones: [3], factor },
          },
        });
      const diverged = await at(10, 1e300);
      const before = await at(3, 1);
      assertEquals([diverged.steps, before.status], [3, "finished"]);
      assertEquals(diverged.weights, before.weights);
      assertEquals(diverged.losses.slice(0, 3), before.losses);
    },
  );
}

Deno.test("a training far from overflow never copies its weights, and one near it does", () => {
  const settings = [
    [false, { name: "sgd", momentum: 0.9, weightDecay: 0.1 }],
    [NORM, { name: "sgd", momentum: 0, weightDecay: 0 }],
    [false, { name: "adamw", betas: [0.9, 0.999], epsilon: 1e-8, weightDecay: 0.1 }],
    [NORM, { name: "rmsprop", alpha: 0.9, epsilon: 1e-8, momentum: 0.9, weightDecay: 0 }],
  ] as const;
  for (const [batchNorm, options] of settings) {
    const model = createMlp({ ...OPTIONS, batchNorm }, plainArithmetic());
    const normal = { scheme: "normal", mean: 0, std: 0.5, scale: 1 } as const;
    const layer = { weight: normal, bias: normal, bnGain: normal, bnBias: normal };
    initializeMlp(
      model,
      { embedding: normal, hidden: layer, output: layer },
      new TorchGenerator(1),
    );
    const sgd = createOptimizer(model, options);
    let copies = 0;
    const tensors = learnt(model).map(({ name, tensor }) => ({
      name,
      get tensor() {
        copies++;
        return tensor;
      },
    }));
    const acts = activationsFor(model, 8);
    const guard = createGuard(model, sgd, tensors);
    const { X, Y } = makeExamples(8);
    const step = (learningRate: number) => {
      forward(acts, X, Y);
      backward(acts);
      return guard.gradients(acts) ?? guard.update(learningRate, acts);
    };
    for (let i = 0; i < 3000; i++) assertEquals(step(0.01), null);
    assertEquals(copies, 0);
    const before = weightsOf(model);
    assert(step(1e300)!.startsWith("the update of "));
    assert(copies > 0);
    assertEquals(weightsOf(model), before);
  }
});

Deno.test("every gradient is looked at, and the running statistics too", () => {
  const model = createMlp(
    { ...OPTIONS, batchNorm: NORM },
    hasSimd() ? createArithmetic("exact", 2 ** 20) : plainArithmetic(),
  );
  const sgd = createOptimizer(model, { name: "sgd", momentum: 0, weightDecay: 0 });
  const acts = activationsFor(model, 8);
  const guard = createGuard(model, sgd, learnt(model));
  assertEquals(guard.gradients(acts), null);
  for (const { name, grad } of model.parameters) {
    for (const bad of [NaN, Infinity, -Infinity]) {
      grad.data[grad.data.length - 1] = bad;
      assertEquals(guard.gradients(acts), `the gradient of ${name}`);
    }
    grad.data.fill(0);
  }
  buffersOf(model, acts).forEach(({ cache }, l) => {
    for (const { data } of [cache!.mean, cache!.variance]) {
      data[0] = NaN;
      assertEquals(guard.gradients(acts), `the batch's mean or variance in norm${l + 1}`);
      data[0] = 0;
    }
  });
  for (const { name, tensor } of learnt(model)) {
    const [old] = tensor.data;
    tensor.data[0] = -Infinity;
    assertEquals(guard.start(), `the initial ${name}`);
    tensor.data[0] = old;
  }
  assertEquals(guard.start(), null);
});
