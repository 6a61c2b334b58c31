import { assert, assertEquals, assertRejects } from "@std/assert";
import { join } from "node:path";
import type { CheckpointOwner } from "../../runner/store/checkpoint.ts";
import { needs } from "../permissions.ts";
import {
  ended,
  EXACT,
  exactFiles,
  inFolder,
  inspectFolder,
  NEEDS,
  runFolders,
  start,
  TINY,
} from "./command.ts";

const KILLS = 50;
const CHECKPOINT = ["--checkpoint", "0.02"];

/** Half as long: it is begun and gone on with a hundred times. */
const SHORT = {
  ...TINY,
  variants: { ...TINY.variants, large: { ...TINY.variants.large, training: { steps: 400 } } },
};

/** What an uninterrupted process leaves. */
async function reference(folder: string) {
  let duration = 0;
  // The second one finds its modules compiled.
  for (let i = 0; i < 2; i++) {
    const began = performance.now();
    const { code, text } = await ended(start(folder, ...CHECKPOINT, "--force"));
    duration = performance.now() - began;
    assertEquals(code, 0, text);
  }
  const folders = await runFolders(folder);
  const files: Record<string, Record<string, string>> = {};
  const owners: Record<string, CheckpointOwner> = {};
  let trainingTime = 0;
  for (const [variant, path] of Object.entries(folders)) {
    files[variant] = await exactFiles(path);
    const [{ hash, seconds }, config] = await Promise.all(
      ["summary.json", "config.json"].map(async (name) =>
        JSON.parse(await Deno.readTextFile(join(path, name)))
      ),
    );
    owners[variant] = { hash, config };
    trainingTime = Math.max(trainingTime, 1000 * seconds);
  }
  await Deno.remove(join(folder, "results"), { recursive: true });
  return { duration, trainingTime, files, owners };
}

/**
 * Waits for a moment in a process's life: any or, from the first checkpoint on, one at which a checkpoint is being
 * written.
 */
async function moment(
  process: Deno.ChildProcess,
  folder: string,
  { duration, isInWrite }: { duration: number; isInWrite: boolean },
): Promise<void> {
  let hasEnded = false;
  process.status.then(() => hasEnded = true);
  const isWriting = async () => {
    const { large } = await runFolders(folder).catch(() => ({ large: undefined }));
    if (large === undefined) return false;
    const names = await Array.fromAsync(Deno.readDir(large), ({ name }) => name);
    return names.some((name) => name.startsWith("checkpoint") && name.endsWith(".tmp"));
  };
  const untilWriting = async () => {
    // A pause each time: looking without one takes a core, which two lanes of processes share.
    while (!hasEnded && !await isWriting()) await new Promise((resolve) => setTimeout(resolve, 1));
  };
  if (isInWrite) await untilWriting();
  await new Promise((resolve) => setTimeout(resolve, Math.random() * duration));
  if (isInWrite) await untilWriting();
}

Deno.test(
  needs(`a run killed at ${KILLS} random moments, and gone on with, has the same bytes`, NEEDS),
  async () => {
    let inWrites = 0;
    let resumed = 0;
    let quickKept = 0;
    const steps: number[] = [];
    const lane = async (kills: number) => {
      await inFolder(async (folder) => {
        const { duration, trainingTime, files, owners } = await reference(folder);
        for (let i = 0; i < kills; i++) {
          const killed = start(folder, ...CHECKPOINT);
          const isInWrite = i % 2 === 0;
          await moment(killed, folder, {
            // Half of it: when it was measured, the machine may have been busier.
            duration: isInWrite ? trainingTime / 2 : duration,
            isInWrite,
          });
          try {
            killed.kill("SIGKILL");
          } catch {
            // It has ended.
          }
          await ended(killed);

          const folders = await runFolders(folder).catch(() => ({} as Record<string, string>));
          const kept: Record<string, number> = {};
          for (const [variant, path] of Object.entries(folders)) {
            const { step, isFinished, temporary } = await inspectFolder(path, owners[variant]);
            inWrites += temporary;
            if (step !== null && !isFinished) steps.push(step);
            if (isFinished) kept[variant] = (await Deno.stat(join(path, "summary.json"))).ino!;
          }

          const { code, text } = await ended(start(folder, ...CHECKPOINT));
          assertEquals(code, 0, text);
          if (text.includes("resumed at step")) resumed++;
          if ("quick" in kept) quickKept++;
          for (const [variant, path] of Object.entries(await runFolders(folder))) {
            assertEquals(await exactFiles(path), files[variant], `${variant}, kill ${i}`);
            const { temporary } = await inspectFolder(path, owners[variant]);
            assertEquals(temporary, 0);
            const { ino } = await Deno.stat(join(path, "summary.json"));
            if (variant in kept) {
              assertEquals(ino, kept[variant], "a finished run was trained again");
            }
          }
          await Deno.remove(join(folder, "results"), { recursive: true });
        }
      }, SHORT);
    };
    await Promise.all([lane(KILLS / 2), lane(KILLS / 2)]);
    console.log(
      `${inWrites} of ${KILLS} kills left a half-written file under a temporary name; ${resumed} runs were resumed, at steps ` +
        `${Math.min(...steps)} to ${
          Math.max(...steps)
        }; ${quickKept} times the quick run had been finished and was kept`,
    );
    assert(inWrites >= 5, `only ${inWrites} kills in a write`);
    assert(resumed >= 10, `only ${resumed} resumed`);
    assert(quickKept >= 5, `only ${quickKept} kept`);
  },
);

Deno.test(needs("a half-written file under a final name is noticed", NEEDS), async () => {
  await inFolder(async (folder) => {
    const { code, text } = await ended(start(folder));
    assertEquals(code, 0, text);
    const { quick } = await runFolders(folder);
    const read = async (name: string) => JSON.parse(await Deno.readTextFile(join(quick, name)));
    const owner = { hash: (await read("summary.json")).hash, config: await read("config.json") };
    await inspectFolder(quick, owner);
    for (const name of [...EXACT, "summary.json"]) {
      const bytes = await Deno.readFile(join(quick, name));
      const half = name.endsWith(".csv") ? 3 : bytes.length / 2; // a row less is no damage that shows
      await Deno.writeFile(join(quick, name), bytes.slice(0, half));
      await assertRejects(() => inspectFolder(quick, owner), Error, "", name);
      await Deno.writeFile(join(quick, name), bytes);
    }
    await Deno.writeTextFile(join(quick, "checkpoint"), "handgrad checkpoint 1\n");
    await assertRejects(() => inspectFolder(quick, owner), SyntaxError);
  });
});
