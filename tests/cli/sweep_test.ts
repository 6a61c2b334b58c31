import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { join } from "node:path";
import { needs } from "../permissions.ts";
import { run, withHost, writeTiny } from "./host.ts";

const FILES = { read: true, write: ".cache" } as const;
const RATE = "training.learningRate.initial";

Deno.test(
  needs("--dry-run tells every run, cached or new, and writes nothing", FILES),
  () =>
    withHost(async (host) => {
      await writeTiny(host, { grid: { [RATE]: [0.1, 0.2] }, variants: undefined });
      assertEquals(await run(host, "run", "tiny.json", "--only", "learningRate=0.1"), 0);
      const before = [...Deno.readDirSync(join(host.folder, "results/tiny"))].length;
      host.printed = "";
      assertEquals(await run(host, "run", "tiny.json", "--dry-run"), 0);
      assertMatch(host.printed, /learningRate=0\.1 +42 +[0-9a-f]{8} +20 +cached\n/);
      assertMatch(host.printed, /learningRate=0\.2 +42 +[0-9a-f]{8} +20 +new +\d/);
      assertMatch(host.printed, /1 run to train, 1 cached: about \d.* s with \d+ at once/);
      assertEquals([...Deno.readDirSync(join(host.folder, "results/tiny"))].length, before);
    }),
);

Deno.test(needs("--dry-run makes no folder", FILES), () =>
  withHost(async (host) => {
    await writeTiny(host);
    assertEquals(await run(host, "run", "tiny.json", "--dry-run"), 0);
    assertEquals([...Deno.readDirSync(host.folder)].map(({ name }) => name), ["tiny.json"]);
    assertEquals(host.printed.includes("halving"), false);
    await writeTiny(host, { halving: { minSteps: 5 } });
    assertEquals(await run(host, "run", "tiny.json", "--dry-run"), 0);
    assertMatch(host.printed, /at once, less what halving saves\n/);
  }));

Deno.test(
  needs("--only trains the variants of a name and names near ones", FILES),
  () =>
    withHost(async (host) => {
      await writeTiny(host, { grid: { [RATE]: [0.1, 0.2] } });
      assertEquals(await run(host, "run", "tiny.json", "--only", "plain", "--dry-run"), 0);
      assertStringIncludes(host.printed, "plain, learningRate=0.1");
      assertStringIncludes(host.printed, "plain, learningRate=0.2");
      assert(!host.printed.includes("batch norm"));
      assertEquals(await run(host, "run", "tiny.json", "--only", "plane"), 2);
      assertStringIncludes(host.complained, `--only "plane" is no variant; did you mean "plain"?`);
    }),
);

Deno.test(
  needs("trials that are added to a finished search train just those", FILES),
  () =>
    withHost(async (host) => {
      const search = (trials: number) => ({
        parameters: { [RATE]: { min: 0.01, max: 1, distribution: "logUniform" } },
        trials,
      });
      await writeTiny(host, { search: search(2), variants: undefined });
      assertEquals(await run(host, "run", "tiny.json"), 0);
      await writeTiny(host, { search: search(4), variants: undefined });
      host.printed = "";
      assertEquals(await run(host, "run", "tiny.json"), 0);
      assertEquals(host.printed.match(/ cached /g)?.length, 2);
      assertEquals(host.printed.match(/ done /g)?.length, 2);
      const record = JSON.parse(
        await Deno.readTextFile(join(host.folder, "results/tiny/experiment.json")),
      );
      assertEquals(record.swept.length, 4);
      const { name, variant, parameters } = record.swept[3];
      assertEquals([name, variant], [`learningRate=${parameters[RATE]}`, "baseline"]);
      assertEquals(record.runs[3].variant, name);
    }),
);

Deno.test(
  needs("expectations decide the exit code and stand in the report", FILES),
  () =>
    withHost(async (host) => {
      const expecting = async (code: number, expect: string, rest: object = {}) => {
        await writeTiny(host, { expect: [expect], ...rest });
        host.printed = "";
        assertEquals(await run(host, "run", "tiny.json"), code, host.complained);
      };
      await expecting(0, "abs(plain.loss[0] - ln V) < 0.5");
      assertMatch(
        host.printed,
        /✓ held {2}abs\(plain\.loss\[0\] - ln V\) < 0\.5 {2}\(0\.\d+ < 0\.5\)/,
      );
      await expecting(1, "final.val < 0");
      assertMatch(host.printed, /✗ failed {2}final\.val < 0 {2}\(plain: \d\.\d+ is not < 0; batch/);
      const page = await Deno.readTextFile(join(host.folder, "results/tiny/report.html"));
      assertStringIncludes(page, "✗ failed");
      const unsure = '"batch norm".final.val < plain.final.val with 95% confidence';
      await expecting(0, unsure);
      assertStringIncludes(host.printed, "? undecided");
      await expecting(1, unsure, { whenUndecided: "fail" });
      await expecting(2, "final.val < ");
      assertEquals(await run(host, "report", "results/tiny"), 0, host.complained);
      assertStringIncludes(host.printed, "? undecided");
    }),
);

Deno.test(
  needs("a finder tells a rate, and a training that it breaks is no failure", FILES),
  () =>
    withHost(async (host) => {
      await writeTiny(host, {
        variants: { calm: {}, wild: { training: { optimizer: { weightDecay: 0.01 } } } },
        lrFinder: { min: 0.001, max: 1e6 },
        training: { steps: 2000 },
        evaluation: { count: 0 },
        inspections: { count: 0, updates: 0 },
      });
      assertEquals(await run(host, "run", "tiny.json"), 0, host.complained);
      assertMatch(host.printed, /DIVERGED at step/);
      assertMatch(host.printed, /learning rate .*for calm: /);
      assert(!/lower|ends lowest|±/.test(host.printed), host.printed);
      const answer = host.printed.match(/^.*learning rate.*for calm.*$/m)![0];
      host.printed = "";
      assertEquals(await run(host, "report", "results/tiny"), 0);
      assertStringIncludes(host.printed, answer);
      host.printed = "";
      assertEquals(await run(host, "list"), 0);
      assertStringIncludes(host.printed, answer);
      host.printed = "";
      assertEquals(await run(host, "verify", "results/tiny/report.html"), 0, host.printed);
    }),
);

/** Events of `--json`, a line each. */
const eventsIn = (printed: string) =>
  printed.trimEnd().split("\n").map((line) => JSON.parse(line)) as Record<string, unknown>[];

Deno.test(
  needs("pruning leaves out who is worse over the seeds so far, with any number of workers", FILES),
  () =>
    withHost(async (host) => {
      await writeTiny(host, {
        variants: undefined,
        grid: { [RATE]: [0.3, 0.001, 1e30] },
        training: { steps: 60 },
        evaluation: { count: 1 },
        inspections: { count: 0, updates: 0 },
        repeats: 6,
        pruning: {},
      });
      const recordOf = async () =>
        JSON.parse(await Deno.readTextFile(join(host.folder, "results/tiny/experiment.json")));
      // Those that diverged are failures.
      assertEquals(await run(host, "run", "tiny.json", "--jobs", "1"), 1, host.complained);
      const record = await recordOf();
      const stopped = record.runs.filter(({ stopped }: { stopped?: string }) => stopped);
      assertEquals(
        stopped.map(({ variant, seed }: { variant: string; seed: number }) => [variant, seed]),
        [46, 47].map((seed) => ["learningRate=0.001", seed])
          .concat([46, 47].map((seed) => ["learningRate=1e+30", seed])),
      );
      assertMatch(
        stopped[0].stopped,
        /^pruned after 4 seeds: worse than "learningRate=0\.3" \(p = 0\.063\)$/,
      );
      assertEquals(record.rounds.map(({ seeds }: { seeds: number }) => seeds), [4]);
      assertMatch(host.printed, /After 4 seeds: 1 of 3 go on, with loss \d/);
      assertMatch(
        host.printed,
        /Of 3 variants, pruning leaves learningRate=0\.3 \(mean val loss \d\.\d{4}, 6 seeds\)\./,
      );
      assertStringIncludes(host.printed, "4 runs were given up early, for better ones.");
      assertEquals(await run(host, "run", "tiny.json", "--jobs", "3"), 1, host.complained);
      assertEquals(await recordOf(), { ...record, command: (await recordOf()).command });
      await Deno.remove(join(host.folder, "results"), { recursive: true });
      assertEquals(await run(host, "run", "tiny.json", "--jobs", "3"), 1, host.complained);
      assertEquals(await recordOf(), { ...record, command: (await recordOf()).command });
    }),
);

Deno.test(
  needs("--json prints events, a line each, and nothing else; --quiet the answer", FILES),
  () =>
    withHost(async (host) => {
      const small = { evaluation: { count: 1 }, inspections: { count: 0, updates: 0 } };
      await writeTiny(host, { ...small, expect: ["final.val < 9"], halving: { minSteps: 5 } });
      assertEquals(await run(host, "run", "tiny.json", "--json"), 0, host.complained);
      const events = eventsIn(host.printed);
      const of = (name: string) => events.filter(({ event }) => event === name);
      const { runs } = events[0] as { runs: { variant: string; steps: number; hash: string }[] };
      assertEquals(events[0].event, "plan");
      assertEquals(runs.map(({ variant, steps }) => [variant, steps]), [
        ["plain", 20],
        ["batch norm", 20],
      ]);
      assertEquals(of("run").map(({ state }) => state).sort(), ["finished", "given up"]);
      assertEquals(of("decision").map(({ step }) => step), [5]);
      const { done, waiting, givenUp, best } = of("all").at(-1)!;
      assertEquals([done, waiting, givenUp], [1, 0, 1]);
      assertEquals(typeof (best as { loss: number }).loss, "number");
      const { exitCode, report, answer, expected } = events.at(-1)!;
      assertEquals([events.at(-1)!.event, exitCode, report], [
        "end",
        0,
        "results/tiny/report.html",
      ]);
      assertMatch(answer as string, /given up early/);
      assertEquals((expected as { outcome: string }[])[0].outcome, "held");

      host.printed = "";
      assertEquals(await run(host, "run", "tiny.json", "--json"), 0);
      assertEquals(
        eventsIn(host.printed).filter(({ event }) => event === "run").map(({ state }) => state),
        ["cached", "given up"],
      );
      host.printed = "";
      assertEquals(await run(host, "run", "tiny.json", "--quiet"), 0);
      assertEquals(host.printed.split("\n").filter((line) => line !== "").length, 4, host.printed);
      assertMatch(host.printed, /Report: results\/tiny\/report\.html\n$/);
      const record = await Deno.readTextFile(join(host.folder, "results/tiny/experiment.json"));
      assert(!/--(json|quiet)/.test(record));
      assertEquals(await run(host, "run", "tiny.json", "--json", "--dry-run"), 2);
    }),
);
