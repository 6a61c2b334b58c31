import { mlpOf } from "./mlp.ts";
import { assertAlmostEquals, assertEquals } from "@std/assert";
import {
  allocateActivations,
  countParameters,
  describeExamples,
  finish,
  forward,
  initializeMlp,
  meanLoss,
  type Model,
  modelFor,
  runJob,
  runningStatistics,
  TorchGenerator,
  train,
} from "../mod.ts";
import { needsNamesTxt } from "./names_txt.ts";
import { loadNotebook, type Notebook } from "./notebook.ts";
import { needs } from "./permissions.ts";

/** The notebook's model before training. */
function initialModel({ config, seed, dataset }: Notebook): Model {
  const { vocabulary } = dataset.summary;
  const model = modelFor(config, vocabulary.length);
  initializeMlp(model, mlpOf(config).init, new TorchGenerator(seed));
  return model;
}

Deno.test(
  needs("seed 001: 32 examples, 3,481 parameters, loss 17.7697", needsNamesTxt),
  async () => {
    const notebook = await loadNotebook("seed_001");
    const { dataset } = notebook;
    const { train: examples } = dataset;
    const printed = describeExamples(examples, dataset.summary.vocabulary).split("\n");
    assertEquals(examples.count, 32);
    assertEquals(printed.slice(0, 5), [
      "... ---> e",
      "..e ---> m",
      ".em ---> m",
      "emm ---> a",
      "mma ---> .",
    ]);
    assertEquals(printed[31], "hia ---> .");
    const model = initialModel(notebook);
    assertEquals(countParameters(model), 3481);
    const loss = forward(allocateActivations(model, 32), examples.X, examples.Y);
    assertAlmostEquals(loss, 17.7697, 5e-5);
  },
);

Deno.test(
  needs("seed 000: 228,146 examples, the ten printed losses, 2.7095 at the end", needsNamesTxt),
  async () => {
    const notebook = await loadNotebook("seed_000");
    const { dataset } = notebook;
    assertEquals(dataset.train.count, 228146);
    const { losses, evaluations } = await runJob(notebook, () => {});
    assertAlmostEquals(losses[0], 14.903022766113281, 1e-5);
    const printed = [
      ...[14.903022766113281, 3.795100688934326, 3.4425148963928223, 2.797386646270752],
      ...[2.9738969802856445, 2.947486400604248, 2.6208128929138184, 2.5312087535858154],
      ...[2.565312623977661, 2.579007387161255],
    ];
    printed.forEach((loss, i) => assertAlmostEquals(losses[100 * i], loss, 5e-4));
    const last = evaluations.find(({ step, split }) => step === 1000 && split === "train");
    assertAlmostEquals(last!.loss!, 2.7095, 5e-5);
  },
);

Deno.test(
  needs("seed 000's appendix: 19.1366 over the first 12 examples", needsNamesTxt),
  async () => {
    const notebook = await loadNotebook("seed_000");
    const { X, Y } = notebook.dataset.train;
    const model = initialModel(notebook);
    const loss = forward(
      allocateActivations(model, 12),
      X.subarray(0, 36),
      Y.subarray(0, 12),
    );
    assertAlmostEquals(loss, 19.1366, 5e-5);
  },
);

Deno.test(needs("seed 002: loss 3.473447 of its one batch", needsNamesTxt), async () => {
  const { config, seed, dataset } = await loadNotebook("seed_002");
  for (const record of train(config, seed, dataset)) {
    if (record.kind !== "step") continue;
    assertAlmostEquals(record.loss, 3.473447322845459, 1e-6);
    return;
  }
});

Deno.test(
  needs("seed 003: split sizes, parameters, losses before training", needsNamesTxt),
  async () => {
    const notebook = await loadNotebook("seed_003_plain");
    const { dataset } = notebook;
    const counts = [dataset.train.count, dataset.val.count, dataset.test.count];
    assertEquals(counts, [182625, 22655, 22866]);
    const model = initialModel(notebook);
    assertEquals(countParameters(model), 11897);
    const none = runningStatistics(model);
    const trainLoss = finish(meanLoss(model, dataset.train, none));
    const valLoss = finish(meanLoss(model, dataset.val, none));
    assertAlmostEquals(trainLoss, 3.2980921268463135, 2e-6);
    assertAlmostEquals(valLoss, 3.2999227046966553, 2e-6);
    const normalized = await loadNotebook("seed_003_batch_norm");
    assertEquals(countParameters(initialModel(normalized)), 12297);
  },
);

Deno.test(
  needs("seed 003: the 20 names sampled before training, letter for letter", needsNamesTxt),
  async () => {
    const { config, seed, dataset } = await loadNotebook("seed_003_plain");
    const wanted = `xjuguenvtps. fabiquedxfmubnwmsflaypglzofmwhwlxoln. epjccuodsgjdmzu.
      knxcmjjobdrggbdlpk. mnqhqyjfbscvghigeaczalcvjwzajwtphjpdmquotcc. weltxosvgkohobr.
      uklnncvrigmydlsoumf. pjjiewx. lxmjuhm. fsckbirdovhgn. kgoktfkzuacabxa. atodr.
      bxwqzjzdqvtmdampemaqj. omtafjiirvqtlfkyeumxuoxtame. ovzqmywog. acdtqumkorvdyxxhlsogob.
      tnslwkgmnfuyccqendhln. quehejojixfdirndbgcpvrsczagrtpltqc. jsnq.
      dazxygkihhnynvyfjfzgxlvkqncqgahwkig.`.split(/\s+/);
    for (const record of train(config, seed, dataset)) {
      if (record.kind !== "samples") continue;
      assertEquals(record.written.samples.map((name) => `${name}.`), wanted);
      return;
    }
  },
);

Deno.test(
  needs("part 3's deep net: its losses, and its saturation on the last batch", needsNamesTxt),
  async () => {
    const notebook = await loadNotebook("zero_to_hero_part_3_deep");
    const { losses, evaluations, inspections } = await runJob(notebook, () => {});
    assertAlmostEquals(losses[0], 3.2870, 5e-5);
    const loss = (split: string) =>
      evaluations.find((one) =>
        one.step === 1001 && one.split === split && one.statistics === "running"
      )!.loss!;
    assertAlmostEquals(loss("train"), 2.4002976417541504, 1e-5);
    assertAlmostEquals(loss("val"), 2.3982467651367188, 1e-5);
    const shares = inspections.at(-1)!.layers.flatMap(({ saturation }) => saturation?.share ?? []);
    const printed = [2.78, 2.56, 2.25, 1.69, 1.88];
    assertEquals(shares.map((share) => Number((100 * share).toFixed(2))), printed);
  },
);
