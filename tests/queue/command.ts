/**
 * The queue's commands as processes of their own, with the permissions of their tasks, in temporary folders.
 *
 * @module
 */
import { join, resolve } from "node:path";
import { childArguments } from "../../cli/launch.ts";
import config from "../../deno.json" with { type: "json" };
import { PASSWORD } from "./postgres.ts";

const ROOT = resolve(import.meta.dirname!, "../..");

/** What a task's command gives the launcher. */
function flagsOf(task: "run" | "worker" | "queue"): string[] {
  const words = config.tasks[task].command.split(" ");
  return words.slice(words.indexOf("cli/launch.ts") + 1, words.indexOf("cli.ts"));
}

export interface StartOptions {
  /** Runs it with another program, e.g. ["ip", "netns", "exec", "a"]. */
  with?: string[];
  env?: Record<string, string>;
}

/** A process whose output is kept. */
export interface Started {
  process: Deno.ChildProcess;
  /** What it has printed so far. */
  text(): string;
  /** Waits for its end. */
  ended(): Promise<{ code: number; text: string }>;
  /** Waits until it has printed this. @throws where it ends before */
  printing(words: RegExp): Promise<void>;
}

/** Starts a task's command in `folder`. */
export function start(
  folder: string,
  task: "run" | "worker" | "queue",
  args: string[],
  { with: prefix = [], env = {} }: StartOptions = {},
): Started {
  const [run, ...rest] = childArguments(
    [...flagsOf(task), "cli.ts", task, ...args],
    () => undefined,
  );
  const program = rest.indexOf("cli.ts");
  const how = ["--config", join(ROOT, "deno.json"), "--no-check", "--quiet", "--no-prompt"];
  const all = [
    run,
    ...how,
    ...rest.slice(0, program),
    join(ROOT, "cli.ts"),
    ...rest.slice(program + 1),
  ];
  const [first, ...others] = [...prefix, "deno", ...all];
  const process = new Deno.Command(first, {
    args: others,
    cwd: folder,
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
    env: { INIT_CWD: folder, NO_COLOR: "1", PGPASSWORD: PASSWORD, ...env },
  }).spawn();
  let text = "", wake = () => {};
  const read = async (stream: ReadableStream<Uint8Array<ArrayBuffer>>) => {
    for await (const part of stream.pipeThrough(new TextDecoderStream())) {
      text += part;
      wake();
    }
  };
  let isOver = false;
  const over = Promise.all([read(process.stdout), read(process.stderr)]).then(() => {
    isOver = true;
    wake();
  });
  return {
    process,
    text: () => text,
    ended: async () => {
      await over;
      return { code: (await process.status).code, text };
    },
    printing: async (words) => {
      while (!words.test(text)) {
        if (isOver) throw new Error(`${words} is not in: ${text}`);
        await new Promise<void>((resolve) => wake = resolve);
      }
    },
  };
}

/** Ends a process, however it is. */
export async function end({ process, ended }: Started, signal: Deno.Signal = "SIGKILL") {
  try {
    process.kill(signal);
  } catch {
    // It has ended.
  }
  return await ended();
}

/** Runs `test` in a folder that has these files, and removes it afterwards. */
export async function inFolder(
  files: Record<string, unknown>,
  test: (folder: string) => Promise<void>,
): Promise<void> {
  const folder = await Deno.makeTempDir({ dir: join(ROOT, ".cache") });
  try {
    for (const [name, content] of Object.entries(files)) {
      await Deno.writeTextFile(join(folder, name), JSON.stringify(content));
    }
    await test(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** The files of an experiment's runs that have the same bytes each time, by folder and name. */
export async function exactFiles(experimentFolder: string): Promise<Record<string, string>> {
  const names = [
    "config.json",
    "metrics.csv",
    "evaluations.csv",
    "updates.csv",
    "inspections.json",
  ];
  const files: Record<string, string> = {};
  for await (const { name: run, isDirectory } of Deno.readDir(experimentFolder)) {
    if (!isDirectory || run === "datasets") continue;
    for (const name of [...names, "model.safetensors"]) {
      const path = join(experimentFolder, run, name);
      files[`${run}/${name}`] = (await Deno.readFile(path)).toHex();
    }
  }
  return files;
}
