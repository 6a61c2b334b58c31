import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { join, resolve } from "node:path";
import { needs } from "../permissions.ts";
import { ended, exactFiles, inFolder, NEEDS, printing, runFolders, start } from "./command.ts";

const ROOT = resolve(import.meta.dirname!, "../..");
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

const LONG = {
  title: "Long",
  question: "Can it be stopped?",
  dataset: { source: "first-names", first: 300 },
  model: { embeddingSize: 2 },
  training: { steps: 400_000, batchSize: 8 },
  // What has told that it begins is at its first step at once.
  evaluation: { count: 0 },
  samples: { count: 2, maxLength: 10 },
  seeds: [1, 2, 3],
  variants: {
    quick: { training: { steps: 10 }, model: { hiddenSizes: [4] } },
    long: { model: { hiddenSizes: [20] } },
  },
};

async function filesOf(folder: string): Promise<Record<string, Record<string, string>>> {
  const files: Record<string, Record<string, string>> = {};
  for (const [variant, path] of Object.entries(await runFolders(folder))) {
    files[variant] = await exactFiles(path);
  }
  return files;
}

let whole: ReturnType<typeof filesOf> | undefined;

/** The files of a run that nobody stops, which is trained once. */
const filesOfWhole = () =>
  whole ??= (async () => {
    let files: Awaited<ReturnType<typeof filesOf>> = {};
    await inFolder(async (folder) => {
      const { code, text } = await ended(start(folder));
      assertEquals(code, 0, text);
      files = await filesOf(folder);
    }, LONG);
    return files;
  })();

const signals: [Deno.Signal, number][] = [["SIGINT", 130]];
if (Deno.build.os !== "windows") signals.push(["SIGTERM", 143]);

for (const [signal, exitCode] of signals) {
  Deno.test(
    needs(`${signal}, twice at once, saves the active runs and ends the queue`, NEEDS),
    async () => {
      await inFolder(async (folder) => {
        const files = await filesOfWhole();
        const first = start(folder, "--jobs", "2");
        const toTheEnd = await printing(first, /long \(seed 1\) +step/);
        await pause(300);
        first.kill(signal);
        await pause(3);
        first.kill(signal);
        const { code, text } = await toTheEnd();
        assertEquals(code, exitCode, text);
        assertStringIncludes(text, "Stopping: the runs finish their step and are saved.\n");
        assertStringIncludes(text, "\nStopped; what is finished or saved is kept. ");
        assertStringIncludes(text, "To go on: deno task run tiny.json --jobs 2\n");
        assert(/long \(seed 1\) +saved at step \d/.test(text), text);

        const again = await ended(start(folder));
        assertEquals(again.code, 0, again.text);
        const saved = text.match(/saved at step [\d,]+/g)!.map((line) => line.slice(6));
        for (const step of saved) assertStringIncludes(again.text, `resumed ${step}`);
        const cached = again.text.match(/ cached /g)?.length ?? 0;
        assertEquals(cached, text.match(/ done /g)?.length ?? 0);
        assertEquals(await filesOf(folder), files);
      }, LONG);
    },
  );
}

Deno.test(needs("a signal ends the waiting for another process", NEEDS), async () => {
  await inFolder(async (folder) => {
    const first = start(folder);
    const firstToTheEnd = await printing(first, /long \(seed 1\) +step/);
    const second = start(folder);
    const secondToTheEnd = await printing(second, /waiting for it/);
    second.kill("SIGINT");
    assertEquals((await secondToTheEnd()).code, 130);
    first.kill("SIGINT");
    assertEquals((await firstToTheEnd()).code, 130);
  }, LONG);
});

Deno.test(
  needs("a reader that goes away stops no training", NEEDS),
  async () => {
    await inFolder(async (folder) => {
      const process = start(folder, "--set", "training.steps=20");
      await process.stdout.cancel();
      assertEquals((await process.status).code, 0, await new Response(process.stderr).text());
      assertEquals(Object.keys(await runFolders(folder)).length, 6);
    }, LONG);
  },
);

Deno.test(
  needs("Ctrl-C under deno task, where the signal comes twice, saves and ends with 130", {
    ...NEEDS,
    write: ["results", ".cache"],
    run: ["deno", "setsid", "kill"],
    other: { what: "setsid", isThere: Deno.build.os === "linux" },
  }),
  async () => {
    await inFolder(async (folder) => {
      const name = `survival-${crypto.randomUUID()}`;
      await Deno.rename(join(folder, "tiny.json"), join(folder, `${name}.json`));
      const results = join(ROOT, "results", name);
      try {
        const task = new Deno.Command("setsid", {
          args: ["--wait", "deno", "task", "run", join(folder, `${name}.json`)],
          cwd: ROOT,
          stdin: "null",
          stdout: "piped",
          stderr: "piped",
          env: { NO_COLOR: "1" },
        }).spawn();
        const toTheEnd = await printing(task, /long \(seed 1\) +step/);
        await pause(300);
        // A Ctrl-C goes to all processes of the terminal's foreground group.
        await new Deno.Command("kill", { args: ["-INT", "--", `-${task.pid}`] }).output();
        const { code, text } = await toTheEnd();
        assertEquals(code, 130, text);
        assert(/long \(seed 1\) +saved at step \d/.test(text), text);
        const names = await Array.fromAsync(Deno.readDir(results), ({ name }) => name);
        const saved = names.filter((name) => name.startsWith("long"));
        assert(saved.length > 0);
        for (const name of saved) await Deno.stat(join(results, name, "checkpoint"));
      } finally {
        await Deno.remove(results, { recursive: true }).catch(() => {});
      }
    }, LONG);
  },
);
