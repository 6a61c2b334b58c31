import { mlpOf } from "../mlp.ts";
import { assertAlmostEquals, assertEquals } from "@std/assert";
import {
  allocateActivations,
  calibrate,
  createStreams,
  type Ending,
  finish,
  forward,
  initializeMlp,
  loadWeights,
  type Model,
  modelFor,
  type Outcome,
  runJob,
  runPool,
  type Split,
  type Statistics,
  withStatistics,
} from "../../mod.ts";
import { drawBatch } from "../../runner/training/batches.ts";
import { needsNamesTxt } from "../names_txt.ts";
import { loadNotebook, type Notebook } from "../notebook.ts";
import { needs } from "../permissions.ts";

// Printed every 10,000 steps.
const PLAIN = [
  ...[3.2844, 2.0816, 2.3091, 1.9938, 2.2890, 2.2568, 2.3548, 2.4330, 2.0860, 2.1756],
  ...[2.5186, 1.8009, 1.8870, 2.0851, 1.8776, 2.4181, 1.8908, 1.8506, 1.8193, 2.1520],
];
const BATCH_NORM = [
  ...[3.2757, 2.7730, 2.3097, 2.3467, 2.3512, 2.2381, 1.9143, 1.9234, 2.4858, 2.3766],
  ...[2.2794, 2.2012, 2.4623, 1.8763, 2.2786, 2.2449, 2.3779, 2.0994, 2.3488, 1.8930],
];
const RUNNING = [
  ...[3.3149, 2.3311, 2.4343, 2.0402, 2.1428, 1.8935, 2.1852, 2.4852, 2.2232, 1.9615],
  ...[2.0917, 2.2161, 1.9413, 2.1396, 1.8985, 2.2107, 2.2587, 1.7979, 2.4788, 2.1109],
];

/** The printed bnmean_running. */
const RUNNING_MEAN = [
  ...[1.7028, 1.3690, 0.1082, -0.7180, -0.5029, -0.6955, -0.9562, 0.2634],
  ...[0.5060, 0.0681, 0.5670, -0.6369, -0.3027, 0.8649, -0.0796, -0.4696],
];

const SECTIONS = ["seed_003_plain", "seed_003_batch_norm", "seed_003_running"];

Deno.test(
  needs("seed 003: its three trainings of 200,000 steps come out digit for digit", {
    ...needsNamesTxt,
  }),
  async (t) => {
    const notebooks: Notebook[] = [];
    for (const section of SECTIONS) notebooks.push(await loadNotebook(section));
    const endings: Ending[] = [];
    await runPool(notebooks, {
      jobs: navigator.hardwareConcurrency,
      onEnd: (index, ending) => void (endings[index] = ending),
    });
    const [plain, batchNorm, running] = endings.map((ending) => {
      if (ending.kind !== "outcome") throw new Error(JSON.stringify(ending));
      return ending;
    });

    await t.step("all 60 printed losses, to 4 decimals", () => {
      assertEquals(printed(plain), PLAIN);
      assertEquals(printed(batchNorm), BATCH_NORM);
      assertEquals(printed(running), RUNNING);
    });

    await t.step("final losses, within 1e-5", () => {
      assertFinal(plain, "none", 2.039062023, 2.1046345233917236);
      assertFinal(batchNorm, "own", 2.0682923793792725, 2.1103756427764893);
      assertFinal(batchNorm, "calibrated", 2.0682923793792725, 2.11044979095459);
      assertFinal(running, "running", 2.0680298805236816, 2.111121892929077);
    });

    await t.step("bnmean, of the section with two skipped batches", () => {
      const model = trained(notebooks[1], batchNorm);
      const [statistics] = finish(calibrate(model, notebooks[1].dataset.train));
      assertPrinted(statistics!.mean.data, ["1.5596", "1.3746", "0.1612", "-0.7126", "-0.4805"]);
    });

    await t.step("bnmean_running, of the section with running statistics", () => {
      const mean = normOf(trained(notebooks[2], running)).state.running_mean;
      assertPrinted(mean.data, ["1.7028", "1.3690", "0.1082", "-0.7180"]);
      // Further ones lie so near to the middle between two digits that PyTorch 1.13 prints another one here too:
      // -0.502848 for the fifth.
      RUNNING_MEAN.forEach((printed, i) => assertAlmostEquals(mean.data[i], printed, 1e-4));
    });
  },
);

Deno.test(
  needs(
    "seed 003: h_pre_act's means, printed between the two cells, are the first skipped batch's",
    {
      ...needsNamesTxt,
    },
  ),
  async () => {
    const { config, seed, dataset } = await loadNotebook("seed_003_batch_norm");
    const model = newModel({ config, seed, dataset });
    const streams = createStreams(config.random, seed);
    initializeMlp(model, mlpOf(config).init, streams.parameters);
    const [X, Y] = [new Int32Array(32 * 3), new Int32Array(32)];
    drawBatch(X, Y, dataset.train, streams.batches);
    const acts = allocateActivations(model, 32);
    forward(acts, X, Y);
    const means = acts.layers.find(({ cache }) => cache)!.cache!.mean.data;
    assertPrinted(means, ["1.2005", "0.1994", "-0.0738", "-0.1525", "-0.1722", "-1.1817"]);
  },
);

Deno.test(
  needs("part 3 of Zero to Hero: its 200,000 steps come out digit for digit", needsNamesTxt),
  async () => {
    const outcome = await runJob(await loadNotebook("zero_to_hero_part_3"), () => {});
    assertEquals(printed(outcome), [
      ...[3.3239, 2.0322, 2.5675, 2.0125, 2.2446, 1.8897, 2.0785, 2.3681, 2.2918, 2.0238],
      ...[2.3673, 2.3132, 1.6414, 1.9311, 2.2231, 2.0027, 2.0997, 2.4949, 2.0199, 2.1707],
    ]);
    assertFinal(outcome, "running", 2.0674145221710205, 2.1056840419769287);
  },
);

const printed = ({ losses }: Outcome) =>
  Array.from({ length: 20 }, (_, i) => Number(losses[10_000 * i].toFixed(4)));

function assertFinal(outcome: Outcome, statistics: Statistics, train: number, val: number) {
  const loss = (split: Split) =>
    outcome.evaluations.find((evaluation) =>
      evaluation.step === 200_000 && evaluation.split === split &&
      evaluation.statistics === statistics
    )!.loss!;
  assertAlmostEquals(loss("train"), train, 1e-5);
  assertAlmostEquals(loss("val"), val, 1e-5);
}

function assertPrinted(found: ArrayLike<number>, wanted: string[]) {
  assertEquals(wanted.map((_, i) => found[i].toFixed(4)), wanted);
}

/** Its only layer that normalizes. */
const normOf = (model: Model) => withStatistics(model)[0];

function newModel({ config, dataset }: Notebook): Model {
  return modelFor(config, dataset.summary.vocabulary.length);
}

function trained(notebook: Notebook, { weights }: Outcome): Model {
  const model = newModel(notebook);
  loadWeights(model, weights);
  return model;
}
