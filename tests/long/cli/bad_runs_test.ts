import { assertEquals, assertMatch } from "@std/assert";
import { join } from "node:path";
import { datasetsOf } from "../../../cli/datasets_of.ts";
import { ProgressDisplay } from "../../../cli/progress.ts";
import { trainAll } from "../../../conduct/train_all.ts";
import { loadExperiment } from "../../../runner/config/config.ts";
import { withRungs } from "../../../runner/sweep/halving.ts";
import { planRuns, type Run } from "../../../runner/sweep/plan.ts";
import type { Found } from "../../../runner/store/resume.ts";
import { FolderStore } from "../../../runner/store/run_store.ts";
import { needs } from "../../permissions.ts";
import { type TestHost, withHost, writeTiny } from "../../cli/host.ts";

const FILES = { read: true, write: ".cache" } as const;
const RATE = "training.learningRate.initial";

/** A store whose run of one rate is to go on from nonsense, on which its worker breaks. */
class CrashingStore extends FolderStore {
  readonly #rate: number;

  constructor(folder: string, rate: number) {
    super(folder);
    this.#rate = rate;
  }

  override async find(run: Run, force: boolean): Promise<Found> {
    const found = await super.find(run, force);
    if (run.config.training.learningRate.initial !== this.#rate) return found;
    const streams = { parameters: {}, batches: {}, samples: {} };
    const state = { step: 3, tensors: [], streams };
    return { ...found, from: { state, losses: [], evaluations: [] } as unknown as Found["from"] };
  }
}

/**
 * Trains a sweep over these rates.
 *
 * @returns what came of each run, by its rate; and of those that came to an end their bytes
 */
async function sweep(host: TestHost, rates: number[], halving?: { minSteps: number }) {
  await writeTiny(host, {
    variants: undefined,
    grid: { [RATE]: rates },
    training: { steps: 60, stopWhen: { averagedOver: 10, after: 40 } },
    evaluation: { count: 1 },
    inspections: { count: 0, updates: 0 },
    ...halving && { halving },
  });
  const file = join(host.folder, "tiny.json");
  const datasets = datasetsOf(host, file);
  const { experiment, rungs } = withRungs(await loadExperiment(file));
  const runs = await planRuns(experiment, async (config) => (await datasets.get(config)).summary);
  const folder = join(host.results(), "tiny");
  await Deno.mkdir(folder, { recursive: true });
  const trained = await trainAll(runs, {
    experiment: "tiny",
    store: new CrashingStore(folder, 0.5),
    datasets,
    watch: new ProgressDisplay(host, runs.map(({ variant }) => variant)),
    warn: (warning) => host.complain(`Warning: ${warning}\n`),
    jobs: 2,
    checkpointSeconds: 0,
    force: false,
    rungs,
    halving: experiment.halving,
    stop: new AbortController().signal,
  });
  const outcomes: Record<number, string> = {}, bytes: Record<number, string> = {};
  for (const [index, { config, folder: name }] of runs.entries()) {
    const rate = config.training.learningRate.initial!;
    const run = trained.stored.get(index);
    outcomes[rate] = trained.failed.has(index)
      ? `failed: ${trained.failed.get(index)}`
      : run?.summary.status ?? trained.stopped.get(index)!;
    if (run?.summary.status !== "finished") continue;
    const read = (file: string) => Deno.readFile(join(folder, name, file));
    bytes[rate] = (await read("model.safetensors")).toHex();
  }
  await Deno.remove(host.results(), { recursive: true });
  return {
    outcomes,
    bytes,
    failures: trained.failures,
    isWhole: trained.isWhole,
    rungs: trained.rungs,
  };
}

for (const halving of [undefined, { minSteps: 20 }]) {
  Deno.test(
    needs(
      `a run that diverges, one that is hopeless and one that crashes take nothing along${
        halving ? ", with halving" : ""
      }`,
      FILES,
    ),
    () =>
      withHost(async (host) => {
        const good = [0.1, 0.2, 0.3];
        const alone = await sweep(host, good, halving);
        const { outcomes, bytes, failures, isWhole, rungs } = await sweep(
          host,
          [1e30, 0.1, 0.5, 0.2, 30, 0.3, ...halving ? [0.001, 0.002, 0.003] : []],
          halving,
        );
        assertEquals([failures, isWhole], [2, true]);
        assertMatch(outcomes[0.5], /^failed: /);
        assertEquals(outcomes[1e30], "diverged");
        if (halving) {
          const [{ scores }] = rungs;
          const kept = scores.filter(({ kept }) => kept).map(({ variant }) => variant);
          assertEquals(kept.length, 3);
          for (const variant of kept) assertMatch(variant, /^learningRate=0\.[123]$/);
          assertMatch(outcomes[30], /^stopped by halving at step 20/);
        } else {
          assertEquals(outcomes[30], "hopeless");
          assertEquals(bytes, alone.bytes);
          assertEquals(Object.keys(bytes).length, 3);
        }
      }),
  );
}
