/**
 * `deno task run` as a process of its own, in a temporary folder.
 *
 * @module
 */
import { join, resolve } from "node:path";
import { type CheckpointOwner, decodeCheckpoint } from "../../runner/store/checkpoint.ts";
import { readModel, readRun } from "../../runner/store/store.ts";
import type { Needs } from "../permissions.ts";

const ROOT = resolve(import.meta.dirname!, "../..");

export const NEEDS: Needs = { read: true, write: ".cache", run: "deno" };

/** The files that have the same bytes each time a run is trained. */
export const EXACT = [
  "config.json",
  "metrics.csv",
  "evaluations.csv",
  "updates.csv",
  "inspections.json",
  "model.safetensors",
];

/** An experiment that takes about a second, most of it in the one variant whose checkpoints are large. */
export const TINY = {
  title: "Tiny",
  question: "Does it survive?",
  dataset: { source: "first-names", first: 300 },
  training: { batchSize: 8, optimizer: { name: "sgd", momentum: 0.9 } },
  random: { batches: { continues: "parameters" }, samples: { continues: "batches" } },
  evaluation: { count: 4 },
  inspections: { count: 3, updates: 10 },
  samples: { count: 4, when: "after", maxLength: 10 },
  variants: {
    quick: { training: { steps: 10 }, model: { hiddenSizes: [4] } },
    large: { training: { steps: 800 }, model: { hiddenSizes: [2000], batchNorm: true } },
  },
};

/** Runs `test` in a folder that has tiny.json in it, and removes it afterwards. */
export async function inFolder(
  test: (folder: string) => Promise<void>,
  experiment: unknown = TINY,
): Promise<void> {
  const folder = await Deno.makeTempDir({ dir: join(ROOT, ".cache") });
  try {
    await Deno.writeTextFile(join(folder, "tiny.json"), JSON.stringify(experiment));
    await test(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** Starts `run tiny.json` with the permissions of the task. */
export function start(folder: string, ...args: string[]): Deno.ChildProcess {
  const config = ["--config", join(ROOT, "deno.json"), "--no-check", "--quiet"];
  const permissions = ["--allow-read", "--allow-write=results,.cache", "--allow-env"];
  return new Deno.Command("deno", {
    args: ["run", ...config, ...permissions, join(ROOT, "cli.ts"), "run", "tiny.json", ...args],
    cwd: folder,
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
    env: { INIT_CWD: folder, NO_COLOR: "1" },
  }).spawn();
}

/** Waits for the end of a process. @returns its exit code and all that it has printed */
export async function ended(process: Deno.ChildProcess): Promise<{ code: number; text: string }> {
  const { code, stdout, stderr } = await process.output();
  const decoder = new TextDecoder();
  return { code, text: decoder.decode(stdout) + decoder.decode(stderr) };
}

/**
 * Waits until a process has printed `words`.
 *
 * @returns what waits for its end, and returns its exit code and all that it has printed
 */
export async function printing(process: Deno.ChildProcess, words: RegExp) {
  const reader = process.stdout.pipeThrough(new TextDecoderStream()).getReader();
  let text = "";
  while (!words.test(text)) {
    const { value, done } = await reader.read();
    if (done) throw new Error(`${words} is not in: ${text}`);
    text += value;
  }
  return async () => {
    for (;;) {
      const { value, done } = await reader.read();
      if (done) break;
      text += value;
    }
    const complaint = await new Response(process.stderr).text();
    return { text: text + complaint, code: (await process.status).code };
  };
}

/** The folders of the runs, by the start of their names. */
export async function runFolders(folder: string): Promise<Record<string, string>> {
  const experiment = join(folder, "results/tiny");
  const folders: Record<string, string> = {};
  for await (const { name, isDirectory } of Deno.readDir(experiment)) {
    const variant = /^(.*)-[0-9a-f]{8}$/.exec(name)?.[1];
    if (isDirectory && variant) folders[variant] = join(experiment, name);
  }
  return folders;
}

/** The bytes of the files that must not depend on what happened, in hex. */
export async function exactFiles(runFolder: string): Promise<Record<string, string>> {
  const files: Record<string, string> = {};
  for (const name of EXACT) files[name] = (await Deno.readFile(join(runFolder, name))).toHex();
  return files;
}

/** What lies in a run's folder, every file under a final name being whole. @throws where one is not */
export async function inspectFolder(
  runFolder: string,
  owner: CheckpointOwner,
): Promise<{ step: number | null; isFinished: boolean; temporary: number }> {
  const names = await Array.fromAsync(Deno.readDir(runFolder), ({ name }) => name).catch(() =>
    [] as string[]
  );
  const temporary = names.filter((name) => name.endsWith(".tmp"));
  const unknown = names.filter((name) =>
    ![...EXACT, "summary.json", "checkpoint", "continuation", ...temporary].includes(name)
  );
  if (unknown.length > 0) throw new Error(`Not expected: ${unknown}`);
  let step = null;
  if (names.includes("checkpoint")) {
    const bytes = await Deno.readFile(join(runFolder, "checkpoint"));
    step = (await decodeCheckpoint(bytes, owner)).state.step;
  }
  const isFinished = names.includes("summary.json");
  if (isFinished) await Promise.all([readRun(runFolder), readModel(runFolder)]);
  for (const name of names.filter((name) => name.endsWith(".json"))) {
    JSON.parse(await Deno.readTextFile(join(runFolder, name)));
  }
  return { step, isFinished, temporary: temporary.length };
}
