import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { join } from "node:path";
import type { ExperimentRecord } from "../../runner/store/experiment_store.ts";
import { needs } from "../permissions.ts";
import { run, type TestHost, withHost, writeTiny } from "../cli/host.ts";

const FILES = { read: true, write: ".cache" } as const;
const RATE = "training.learningRate.initial";

/** Nine rates, of which one diverges and one learns nothing. */
const sweep = (steps: number) => ({
  variants: undefined,
  training: { steps },
  evaluation: { count: 1 },
  inspections: { count: 1, updates: 0 },
  grid: { [RATE]: [0, 0.01, 0.03, 0.1, 0.3, 1, 2, 10, 1e30] },
  halving: { minSteps: steps / 9 },
  seeds: [1, 2],
});

async function recordOf(host: TestHost): Promise<ExperimentRecord> {
  const file = join(host.folder, "results/tiny/experiment.json");
  return JSON.parse(await Deno.readTextFile(file));
}

/** What must not depend on how it came about: who was ended when, and the bits of who was not. */
async function outcomeOf(host: TestHost): Promise<unknown> {
  const { rungs, runs } = await recordOf(host);
  const folder = (name: string) => join(host.folder, "results/tiny", name);
  const models = runs.filter(({ stopped }) => stopped === undefined).map(async (
    { folder: name },
  ) => [
    name,
    (await Deno.readFile(join(folder(name), "model.safetensors"))).toHex(),
    await Deno.readTextFile(join(folder(name), "evaluations.csv")),
  ]);
  return { rungs, runs, models: await Promise.all(models) };
}

Deno.test(
  needs("halving keeps the best, with any number of workers", FILES),
  () =>
    withHost(async (host) => {
      await writeTiny(host, sweep(180));
      assertEquals(await run(host, "run", "tiny.json", "--jobs", "1"), 1, host.complained);
      const { rungs, runs } = await recordOf(host);
      assertEquals(rungs!.map(({ step, scores }) => [step, scores.length]), [[20, 9], [60, 3]]);
      assertEquals(rungs![0].scores.at(-1), {
        variant: "learningRate=1e+30",
        loss: null,
        kept: false,
      });
      assertEquals(runs.filter(({ stopped }) => stopped === undefined).length, 2);
      assertMatch(host.printed, /Step 20: 3 of 9 go on, with losses from \d/);
      assertStringIncludes(host.printed, "16 runs were given up early, for better ones.");
      assert(!host.complained.includes("Missing"), host.complained);
      const alone = await outcomeOf(host);
      await Deno.remove(join(host.folder, "results"), { recursive: true });
      assertEquals(await run(host, "run", "tiny.json", "--jobs", "4"), 1, host.complained);
      assertEquals(await outcomeOf(host), alone);
      // Again, from what is stored; and all anew.
      assertEquals(await run(host, "run", "tiny.json"), 1, host.complained);
      assertEquals(await outcomeOf(host), alone);
      assertEquals(await run(host, "run", "tiny.json", "--force"), 1, host.complained);
      assertEquals(await outcomeOf(host), alone);
      assertEquals(await run(host, "report", "results/tiny"), 0, host.complained);
    }),
);

Deno.test(
  needs("halving goes on with the same decisions after it was stopped", FILES),
  () =>
    withHost(async (host) => {
      await writeTiny(host, { ...sweep(4500), seeds: [1] });
      assertEquals(await run(host, "run", "tiny.json"), 1, host.complained);
      const whole = await outcomeOf(host);
      await Deno.remove(join(host.folder, "results"), { recursive: true });

      const { print } = host;
      host.terminalWidth = () => 80;
      let stops = 0;
      for (let code = 130; code === 130;) {
        let draws = 0;
        host.print = (text) => {
          print(text);
          if (/step [1-9]/.test(text) && ++draws === 3 + 2 * stops) host.signal?.("SIGINT");
        };
        code = await run(host, "run", "tiny.json");
        if (code === 130) stops++;
        else assertEquals(code, 1, host.complained);
        assert(stops < 50);
      }
      assert(stops > 0);
      assertEquals(await outcomeOf(host), whole);
    }),
);

Deno.test(
  needs("a run that halving ended goes on where halving is taken out", FILES),
  () =>
    withHost(async (host) => {
      await writeTiny(host, { ...sweep(180), grid: { [RATE]: [0.1, 0.2, 0.3] }, seeds: [1] });
      assertEquals(await run(host, "run", "tiny.json"), 0, host.complained);
      const { halving: _, ...rest } = sweep(180);
      const at = { count: 1, at: [20, 60] };
      await writeTiny(host, {
        ...rest,
        grid: { [RATE]: [0.1, 0.2, 0.3] },
        seeds: [1],
        evaluation: at,
      });
      host.printed = "";
      assertEquals(await run(host, "run", "tiny.json"), 0, host.complained);
      assertEquals(host.printed.match(/resumed at step 20/g)?.length, 2);
      assertEquals(host.printed.match(/ cached /g)?.length, 1);
      const { rungs, runs } = await recordOf(host);
      assertEquals([rungs, runs.some(({ stopped }) => stopped)], [undefined, false]);
    }),
);
