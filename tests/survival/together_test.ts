import { assertEquals } from "@std/assert";
import { needs } from "../permissions.ts";
import { ended, exactFiles, inFolder, NEEDS, printing, runFolders, start } from "./command.ts";

const TRIES = 20;

const QUICK = {
  title: "Quick",
  question: "Who trains it?",
  dataset: { source: "first-names", first: 200 },
  model: { embeddingSize: 2 },
  training: { steps: 30 },
  inspections: { count: 1 },
  samples: { count: 2, maxLength: 10 },
  seeds: [1, 2],
  variants: { four: { model: { hiddenSizes: [4] } }, five: { model: { hiddenSizes: [5] } } },
};
const RUNS = 4;

const count = (text: string, word: RegExp) => text.match(word)?.length ?? 0;

Deno.test(
  needs("of two processes started at once, one trains each run and the other finds it", NEEDS),
  async () => {
    let waits = 0;
    let files: Record<string, Record<string, string>> = {};
    const filesIn = async (folder: string) => {
      const found: typeof files = {};
      for (const [variant, path] of Object.entries(await runFolders(folder))) {
        found[variant] = await exactFiles(path);
      }
      return found;
    };
    await inFolder(async (folder) => {
      assertEquals((await ended(start(folder))).code, 0);
      files = await filesIn(folder);
      assertEquals(Object.keys(files).length, RUNS);
    }, QUICK);
    await inFolder(async (folder) => {
      for (let i = 0; i < TRIES; i++) {
        const both = await Promise.all([ended(start(folder)), ended(start(folder))]);
        const text = both.map(({ text }) => text).join("\n");
        assertEquals(both.map(({ code }) => code), [0, 0], text);
        assertEquals([count(text, / done /g), count(text, / cached /g)], [RUNS, RUNS], text);
        waits += count(text, /Another process is working on results\/tiny; waiting for it/g);
        assertEquals(await filesIn(folder), files);
        await Deno.remove(`${folder}/results`, { recursive: true });
      }
    }, QUICK);
    assertEquals(waits > 0, true);
    console.log(`in ${waits} of ${TRIES} tries one process waited for the other`);
  },
);

Deno.test(
  needs("the lock of a killed process is free", NEEDS),
  async () => {
    await inFolder(async (folder) => {
      const killed = start(folder, "--checkpoint", "0.02");
      const killedToTheEnd = await printing(killed, /large +step/);
      const waiting = start(folder);
      const toTheEnd = await printing(waiting, /waiting for it/);
      killed.kill("SIGKILL");
      await killedToTheEnd();
      const { code, text } = await toTheEnd();
      assertEquals([code, count(text, / (done|cached) /g)], [0, 2], text);
    });
  },
);
