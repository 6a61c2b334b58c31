import { assert, assertEquals, assertMatch } from "@std/assert";
import { type Answer, carryOut } from "../../../reports/script/living/training_worker.ts";
import { buildDataset } from "../../../runner/data/dataset.ts";
import { runJob } from "../../../runner/training/job.ts";
import { RunConfigSchema } from "../../../runner/schema/schema.ts";

const text = {
  name: "few",
  sha256: "",
  lines: Array.from({ length: 60 }, (_, i) => "abcdefgh".slice(i % 5, 3 + i % 6) || "ab"),
};

const SMALL = { model: { hiddenSizes: [8] }, training: { steps: 60 } };

function train(patch: Record<string, unknown>, until: number) {
  const config = RunConfigSchema.parse({ ...SMALL, ...patch });
  const answers: Answer[] = [];
  carryOut({ config, seed: 42, text, until }, (answer) => answers.push(answer));
  const losses = answers.flatMap((answer) => answer.kind === "losses" ? [...answer.losses] : []);
  return { config, losses, last: answers.at(-1)! };
}

Deno.test("a training in the page gives the runner's losses, up to where it stops and at the end", async () => {
  for (const batchNorm of [false, true]) {
    const patch = { model: { hiddenSizes: [8], batchNorm } };
    const { config } = train(patch, 1);
    const dataset = buildDataset(text, config.dataset);
    const outcome = await runJob({ config, seed: 42, dataset }, () => {});
    for (const until of [1, 37, 60]) {
      const { losses, last } = train(patch, until);
      assertEquals(losses, [...outcome.losses.slice(0, until)]);
      assert(last.kind === "done" && last.weights.length > 0);
      const final = (split: string) =>
        outcome.evaluations.find((row) => row.step === 60 && row.split === split)!.loss;
      assertEquals([last.train, last.val].map((loss) => typeof loss), ["number", "number"]);
      if (until === 60) assertEquals([last.train, last.val], [final("train"), final("val")]);
    }
  }
});

Deno.test("without a val split the training ends all the same", () => {
  for (const until of [20, 60]) {
    const { losses, last } = train({ dataset: { splits: [1, 0, 0] } }, until);
    assertEquals(losses.length, until);
    assert(last.kind === "done" && last.val === null && last.train !== null);
  }
});

Deno.test("a training that is stopped as hopeless is evaluated where it stops", async () => {
  const training = {
    steps: 60,
    learningRate: { schedule: "constant", initial: 300 },
    stopWhen: { averagedOver: 5, after: 10 },
  };
  for (const batchNorm of [false, true]) {
    const patch = { training, model: { hiddenSizes: [8], batchNorm } };
    const { config, losses, last } = train(patch, 50);
    const dataset = buildDataset(text, config.dataset);
    const outcome = await runJob({ config, seed: 42, dataset }, () => {});
    assertEquals(outcome.status, "hopeless");
    assertEquals(losses, [...outcome.losses]);
    assert(last.kind === "done" && last.steps === outcome.steps && last.steps < 50);
    const final = (split: string) =>
      outcome.evaluations.find((row) => row.step === last.steps && row.split === split)!.loss;
    assertEquals([last.train, last.val], [final("train"), final("val")]);
  }
});

Deno.test("a rate that waits for plateaus goes in the page as it does in the runner", async () => {
  const evaluation = { count: 30 };
  for (const [initial, stopWhen] of [[1, false], [300, { averagedOver: 5, after: 10 }]]) {
    const learningRate = { schedule: "reduceOnPlateau", initial, patience: 0, factor: 0.5 };
    const patch = { evaluation, training: { steps: 60, learningRate, stopWhen } };
    const { config } = train(patch, 1);
    const dataset = buildDataset(text, config.dataset);
    const outcome = await runJob({ config, seed: 42, dataset }, () => {});
    assertEquals(new Set(outcome.learningRates).size > 1, true);
    for (const until of [37, 60]) {
      const { losses, last } = train(patch, until);
      const steps = Math.min(until, outcome.steps);
      assertEquals(losses, [...outcome.losses.slice(0, steps)]);
      assert(last.kind === "done" && last.steps === steps);
      const final = (split: string) =>
        outcome.evaluations.find((row) => row.step === steps && row.split === split)?.loss;
      if (steps === outcome.steps) {
        assertEquals([last.train, last.val], [final("train"), final("val")]);
      }
    }
  }
});

Deno.test("a training that diverges says what was not finite, and when", () => {
  const weight = { scheme: "normal", std: 1e30 };
  const { losses, last } = train({
    model: { hiddenSizes: [8], activation: "relu", init: { hidden: { weight } } },
    training: { steps: 60, learningRate: { schedule: "constant", initial: 1e9 } },
  }, 60);
  assert(last.kind === "diverged");
  assertMatch(last.notFinite, /loss|gradient|W|b/);
  assert(last.steps <= losses.length && losses.length < 60);
});
