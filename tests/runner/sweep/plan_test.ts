import { assert, assertEquals, assertMatch, assertNotEquals } from "@std/assert";
import bn from "../../../experiments/bn.json" with { type: "json" };
import { type Experiment, parseExperiment } from "../../../runner/config/config.ts";
import { numericsOf } from "../../../runner/numerics.ts";
import { sortedJson } from "../../../runner/sorted_json.ts";
import { planRuns, runHash, slug } from "../../../runner/sweep/plan.ts";

/** Of names.txt. */
const NAMES = "0a30b5557f192f32ab962680889aac5f6fda0f4cecf40a6d0b5694f58ea8cc4d";

const experiment = (content: object, ...set: string[]): Experiment =>
  parseExperiment(JSON.stringify({ title: "t", question: "q", ...content }), {
    file: "x.json",
    name: "x",
    set,
  });

/** The hash of the only variant of an experiment that says no more than `content`. */
const hashOf = (content: object, seed = 42, sha256 = NAMES) =>
  runHash(experiment(content).variants[0].config, seed, { sha256 });

Deno.test("the hashes of bn.json's runs on names.txt are these", async () => {
  const runs = await planRuns(experiment(bn, "arithmetic=exact"), () => ({ sha256: NAMES }));
  assertEquals(runs.map(({ folder, seed, hash }) => ({ folder, seed, hash })), [
    {
      folder: "plain-02e7e88d",
      seed: 42,
      hash: "02e7e88d8bd61273b73b38eac02a1667322cc1a4cb20e440f2bde646e5c31d13",
    },
    {
      folder: "batch-norm-7c136731",
      seed: 42,
      hash: "7c1367314cca8b489cf2230d09d264b1fa28c80153e55cdfb6c9f6db8dbcef79",
    },
  ]);
});

Deno.test("runs come in the order of the variants, then of the seeds", async () => {
  const runs = await planRuns(
    experiment({ seeds: [2, 1], variants: { b: {}, a: { training: { steps: 1 } } } }),
    () => ({ sha256: NAMES }),
  );
  assertEquals(runs.map(({ variant, seed }) => [variant, seed]), [
    ["b", 2],
    ["b", 1],
    ["a", 2],
    ["a", 1],
  ]);
  assertMatch(runs[0].folder, /^b-seed2-[0-9a-f]{8}$/);
  for (const { folder, hash } of runs) assert(folder.endsWith(`-${hash.slice(0, 8)}`));
});

Deno.test("variants that differ only in their names get folders of their own", async () => {
  const runs = await planRuns(
    experiment({ variants: { "a b": {}, "a-b": {}, "A_B": {} } }),
    () => ({ sha256: NAMES }),
  );
  assertEquals(new Set(runs.map(({ hash }) => hash)).size, 1);
  const end = runs[0].hash.slice(0, 8);
  assertEquals(runs.map(({ folder }) => folder), [`a-b-${end}`, `a-b-2-${end}`, `a-b-3-${end}`]);
});

Deno.test("the fingerprint of a source is asked for once", async () => {
  const asked: unknown[] = [];
  const variants = { a: {}, b: { dataset: { source: { file: "b.txt" } } }, c: {} };
  const runs = await planRuns(experiment({ variants }), ({ source }) => {
    asked.push(source);
    return Promise.resolve({ sha256: JSON.stringify(source) });
  });
  assertEquals(asked, ["names", { file: "b.txt" }]);
  assertEquals(runs[0].hash, runs[2].hash);
  assertNotEquals(runs[0].hash, runs[1].hash);
});

Deno.test("the hash leaves out words, the order of keys and spelled-out defaults", async () => {
  const hash = await hashOf({});
  assertEquals(await hashOf({ title: "u", question: "r", comment: "c" }), hash);
  assertEquals(await hashOf({ training: { batchSize: 32, steps: 20000 } }), hash);
  assertEquals(await hashOf({ training: { steps: 20000, batchSize: 32 } }), hash);
  const on = await hashOf({ model: { batchNorm: true } });
  assertEquals(await hashOf({ model: { batchNorm: { momentum: 0.1, epsilon: 1e-5 } } }), on);
  assertNotEquals(on, hash);
});

Deno.test("the hash depends on everything that makes the bits", async () => {
  const hashes = await Promise.all([
    hashOf({}),
    hashOf({}, 43),
    hashOf({}, 42, "another text's"),
    hashOf({ dataset: { contextLength: 4 } }),
    hashOf({ model: { activation: "relu" } }),
    hashOf({ training: { steps: 1 } }),
    hashOf({ random: { batches: { continues: "parameters", skip: 1 } } }),
    hashOf({ evaluation: { count: 2 } }),
  ]);
  assertEquals(new Set(hashes).size, hashes.length);
});

Deno.test("a rule that stops hopeless runs is part of the hash, and none leaves it as it is", async () => {
  const hash = (stopWhen?: unknown) => hashOf({ training: { stopWhen } });
  assertEquals(await hash(false), await hashOf({}));
  assertEquals(await hash({ lossAbove: 1.5 }), await hash({}));
  assertEquals(new Set([await hash(), await hash({}), await hash({ after: 5 })]).size, 3);
});

Deno.test("runs of two numerics versions never have the same hash", async () => {
  const { config } = experiment({}).variants[0];
  const of = (...numerics: number[]) => runHash(config, 42, { sha256: NAMES }, ...numerics);
  assertEquals(await of(numericsOf(config)), await of());
  const hashes = await Promise.all(Array.from({ length: 20 }, (_, version) => of(version)));
  assertEquals(new Set(hashes).size, hashes.length);
});

Deno.test("a model with rows that repeat has its own numerics version by kernels, all others keep theirs", () => {
  const versions = (patch: object) =>
    (["plain", "exact", "fused"] as const).map((arithmetic) =>
      numericsOf({ ...experiment(patch).variants[0].config, arithmetic })
    );
  assertEquals(versions({}), [3, 3, 3]);
  assertEquals(versions({ model: { kind: "bigram" } }), [3, 3, 3]);
  const dataset = { contextLength: 8 };
  assertEquals(versions({ dataset, model: { kind: "wavenet" } }), [3, 4, 4]);
  const layers = [
    { type: "embedding" },
    { type: "linear", size: 9 },
    { type: "flatten" },
    { type: "linear" },
  ];
  assertEquals(versions({ dataset, model: { kind: "sequential", layers } }), [3, 4, 4]);
});

Deno.test("the hash depends on the samples where they share a stream with the batches", async () => {
  const differ = async (random: object, when: string) =>
    await hashOf({ random, samples: { when, count: 1 } }) !==
      await hashOf({ random, samples: { when, count: 2 } });
  assertEquals(await differ({}, "after"), false);
  assertEquals(await differ({}, "before"), false);
  assertEquals(await differ({ batches: { continues: "samples" } }, "before"), true);
  assertEquals(await differ({ samples: { continues: "batches" } }, "after"), true);
  const both = { batches: { continues: "parameters" }, samples: { continues: "parameters" } };
  assertEquals(await differ(both, "before"), true);
  assertEquals(await differ(both, "after"), false);
});

Deno.test("a slug has letters and digits of any script, and is short and never empty", () => {
  assertEquals(slug("batch norm"), "batch-norm");
  assertEquals(slug("  ../η = 0,1 // Größe!"), "η-0-1-größe");
  assertEquals(slug("हिन्दी 漢字"), "हिन्दी-漢字");
  assertEquals(slug("…"), "variant");
  assertEquals(slug(".."), "variant");
  assertEquals(slug("x".repeat(100)), "x".repeat(60));
  assertEquals(slug("x".repeat(59) + " yz"), "x".repeat(59));
  assertEquals(slug("x".repeat(59) + "𝒳"), "x".repeat(59));
});

Deno.test("sortedJson sorts the keys at every depth and leaves lists alone", () => {
  assertEquals(
    sortedJson({ b: [{ d: 1, c: [3, 2] }], a: { z: "x", Y: false } }),
    '{"a":{"Y":false,"z":"x"},"b":[{"c":[3,2],"d":1}]}',
  );
});

Deno.test("what a file says does not depend on the machine; its runs compute by what this one has, unless they say", async () => {
  const variants = { any: {}, plain: { arithmetic: "plain" } };
  const parsed = experiment({ variants });
  assertEquals(parsed.variants.map(({ config }) => config.arithmetic), [undefined, "plain"]);
  const hashes = [];
  for (const arithmetic of ["exact", "fused"] as const) {
    const runs = await planRuns(parsed, () => ({ sha256: NAMES }), arithmetic);
    assertEquals(runs.map(({ config }) => config.arithmetic), [arithmetic, "plain"]);
    hashes.push(runs.map(({ hash }) => hash));
  }
  assertNotEquals(hashes[0][0], hashes[1][0]);
  assertEquals(hashes[0][1], hashes[1][1]);
});
