import { assertEquals, assertStringIncludes } from "@std/assert";
import { join } from "node:path";
import { needs } from "../permissions.ts";
import { run, type TestHost, withHost, writeTiny } from "../cli/host.ts";

const FILES = { read: true, write: ".cache" } as const;

const learningRate = (schedule: string, rest: object = {}) => ({
  training: { learningRate: { schedule, ...rest } },
});

/** Those that do not depend on how many steps there are. */
const GO_ON = {
  "constant": {},
  "warm-up": learningRate("constant", { warmup: 10 }),
  "step": learningRate("step", { milestones: [30, 60] }),
  "inverse square root": learningRate("inverseSqrt", { warmup: 10 }),
  "plateau": learningRate("reduceOnPlateau", { patience: 0 }),
  "batch norm, Adam": { model: { batchNorm: true }, training: { optimizer: { name: "adam" } } },
  "momentum, shuffled": {
    training: {
      batches: { kind: "permutation" },
      optimizer: { name: "sgd", momentum: 0.9, nesterov: true },
    },
  },
  "trained looks": { inspections: { batch: "trained" } },
  "one stream": { random: { samples: { continues: "batches" } } },
  "samples before": { samples: { when: "before" }, random: { batches: { continues: "samples" } } },
};
/** Those that do. */
const START_AGAIN = {
  "cosine": learningRate("cosine"),
  "linear": learningRate("linear"),
  "exponential": learningRate("exponential", { final: 0.01 }),
  "polynomial": learningRate("polynomial"),
};

const experiment = (variants: object) => ({
  variants,
  training: { steps: 40, learningRate: { schedule: "constant", initial: 0.1 } },
  evaluation: { count: 4, examples: 500 },
  inspections: { count: 4, updates: 20 },
});

/** The files of every run of so many steps, by its variant, in hex. */
async function filesOf(host: TestHost): Promise<Record<string, string[]>> {
  const path = join(host.folder, "results/tiny");
  const { runs } = JSON.parse(await Deno.readTextFile(join(path, "experiment.json")));
  const files: Record<string, string[]> = {};
  for (const { variant, folder } of runs) {
    files[variant] = [];
    for (
      const name of ["config.json", "metrics.csv", "evaluations.csv", "updates.csv"]
        .concat("inspections.json", "model.safetensors")
    ) files[variant].push((await Deno.readFile(join(path, folder, name))).toHex());
    const { samples, hashes, final, best } = JSON.parse(
      await Deno.readTextFile(join(path, folder, "summary.json")),
    );
    files[variant].push(JSON.stringify({ samples, hashes, final, best }));
  }
  return files;
}

Deno.test(
  needs(
    "a longer run goes on from a finished shorter one, with the bits of one at a stretch",
    FILES,
  ),
  () =>
    withHost(async (host) => {
      const longer = ["run", "tiny.json", "--set", "training.steps=80"];
      await writeTiny(host, experiment({ ...GO_ON, ...START_AGAIN }));
      assertEquals(await run(host, ...longer), 0, host.complained);
      const whole = await filesOf(host);
      await Deno.remove(join(host.folder, "results"), { recursive: true });

      assertEquals(await run(host, "run", "tiny.json"), 0, host.complained);
      host.printed = "";
      assertEquals(await run(host, ...longer), 0, host.complained);
      assertEquals(await filesOf(host), whole);
      const wentOn = [...host.printed.matchAll(/^(.*?) +goes on from the run of 40 steps$/gm)]
        .map(([, name]) => name);
      assertEquals(wentOn, Object.keys(GO_ON));

      host.printed = "";
      await Deno.remove(join(host.folder, "results/tiny/report.html"));
      assertEquals(await run(host, ...longer, "--force"), 0, host.complained);
      assertEquals(host.printed.includes("goes on"), false);
      assertEquals(await filesOf(host), whole);
    }),
);

Deno.test(
  needs("a run that a shorter one has no records for starts again, and says why", FILES),
  () =>
    withHost(async (host) => {
      await writeTiny(host, experiment({ plain: {} }));
      assertEquals(await run(host, "run", "tiny.json"), 0, host.complained);
      host.printed = "";
      assertEquals(await run(host, "run", "tiny.json", "--set", "training.steps=60"), 0);
      assertStringIncludes(
        host.printed,
        "plain  from the start: the run of 40 steps was not evaluated at step 15, " +
          "where this one is to be: a whole multiple of its steps could go on from it",
      );
      // Nor does one with another seed, or other data, go on; nor from a damaged file.
      host.printed = "";
      assertEquals(
        await run(host, "run", "tiny.json", "--set", "training.steps=80", "--set", "seeds=[7]"),
        0,
      );
      assertEquals(
        await run(
          host,
          "run",
          "tiny.json",
          "--set",
          "training.steps=80",
          "--set",
          "dataset.first=400",
        ),
        0,
      );
      const path = join(host.folder, "results/tiny");
      for (const { name, isDirectory } of Deno.readDirSync(path)) {
        if (!isDirectory || name === "datasets") continue;
        const file = join(path, name, "continuation");
        const bytes = await Deno.readFile(file);
        bytes[bytes.length >> 1] ^= 1;
        await Deno.writeFile(file, bytes);
      }
      assertEquals(await run(host, "run", "tiny.json", "--set", "training.steps=80"), 0);
      assertEquals(host.printed.includes("goes on"), false);
    }),
);
