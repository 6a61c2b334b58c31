/**
 * Walks through a page as a reader would: in a copy of the project, block by block. Comments right before a block say
 * where a reader would do something else than to type it:
 *
 *     <!-- run with: --set training.steps=100 -->   these go behind each `deno task run`, so that it is over soon
 *     <!-- replace: a => b -->                      b stands for a
 *     <!-- exits: 1 -->                             the exit code is this one
 *     <!-- not run: why -->                         nothing is done with it
 *     <!-- file: experiments/width.json -->         what is to be saved as that file
 *     <!-- part of: experiments/bn.json -->         JSON that is patched onto that experiment's file, which is then planned
 *     <!-- prints -->                               what the commands before it print, in order; "…" stands for anything, also for lines
 *     <!-- from: core/layers/silu.ts -->            it stands in that file
 *     <!-- apply -->                                a diff, that is applied
 *     <!-- needs torch -->                          it is left out where there is no PyTorch
 *     <!-- needs names -->                          the page is left out where there is no names.txt
 *
 * @module
 */
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { dirname, join, resolve } from "node:path";
import { merge } from "../../runner/config/merge.ts";
import type { JsonObject } from "../../runner/json_object.ts";
import { type Block, blocksIn, read, ROOT } from "../docs/markdown.ts";

const LEFT_OUT = [".git", ".cache", "results", "node_modules"];

/** Copies the project to a new folder. */
async function copyProject(dir?: string): Promise<string> {
  const folder = await Deno.makeTempDir({ dir, prefix: "walk-" });
  const copy = async (from: string, to: string) => {
    for await (const { name, isDirectory, isFile } of Deno.readDir(from)) {
      if (from === ROOT && LEFT_OUT.includes(name)) continue;
      if (isDirectory) {
        await Deno.mkdir(join(to, name));
        await copy(join(from, name), join(to, name));
      } else if (isFile) await Deno.copyFile(join(from, name), join(to, name));
    }
  };
  await copy(ROOT, folder);
  for (const name of [".cache", "results"]) await Deno.mkdir(join(folder, name));
  return folder;
}

/** Whether Debian's PyTorch is there, or another one. */
const hasTorch = () =>
  new Deno.Command("bash", {
    args: ["-c", "python3 -c 'import torch'"],
    stdout: "null",
    stderr: "null",
  })
    .output().then(({ success }) => success);

/** Deno is there already, of the version that Deno's npm package would bring. */
const PRELUDE =
  `unset INIT_CWD\nnpx() { [ "$1 $2" = "--yes deno@${Deno.version.deno}" ] && shift 2 && deno "$@"; }\n`;

export interface WalkOptions {
  /** Changes a block before it is run, and what it says of itself. */
  change?: (block: Block) => Block;
  env?: Record<string, string>;
  /** Where the copy goes; default: outside of the project, since what .cache ignores is not formatted. */
  dir?: string;
  /** What is done at the end, however it ends. */
  end?: string;
}

/** Walks through a page. @throws where a block does not do what it says */
export async function walk(
  page: string,
  { change = (block) => block, env = {}, dir, end = "" }: WalkOptions = {},
) {
  const folder = await copyProject(dir);
  let printed = "";
  const sh = async (script: string, expected: number) => {
    const data = Deno.env.get("HANDGRAD_DATA");
    const { code, stdout, stderr } = await new Deno.Command("bash", {
      args: ["-e", "-o", "pipefail", "-c", PRELUDE + script],
      cwd: folder,
      stdin: "null",
      env: {
        NO_COLOR: "1",
        ...data && { HANDGRAD_DATA: resolve(data) },
        ...env,
      },
    }).output();
    const [out, err] = [stdout, stderr].map((bytes) => new TextDecoder().decode(bytes));
    assertEquals(code, expected, `exit code of\n${script}\n${out}${err}`);
    printed = out + err;
  };
  const save = async (path: string, text: string) => {
    await Deno.mkdir(dirname(join(folder, path)), { recursive: true });
    await Deno.writeTextFile(join(folder, path), text);
  };
  const plan = (path: string) => sh(`deno task -q run '${path}' --dry-run`, 0);

  const step = async ({ language, text: written, how }: Block) => {
    const [from, to] = how.replace?.split(" => ") ?? ["", ""];
    assert(written.includes(from), `${from} is not in it`);
    const text = written.replace(from, to);
    if ("not run" in how || "needs torch" in how && !await hasTorch()) return;
    if ("from" in how) {
      return assertStringIncludes(await Deno.readTextFile(join(folder, how.from)), text);
    }
    if ("prints" in how) return assertPrints(printed, text);
    if ("part of" in how) {
      const whole = JSON.parse(await Deno.readTextFile(join(folder, how["part of"])));
      const path = join(dirname(how["part of"]), "part.json");
      await save(path, JSON.stringify(merge(whole, JSON.parse(text) as JsonObject)));
      return plan(path);
    }
    if ("apply" in how) {
      await save(".cache/change.diff", text);
      return sh("patch -p1 --fuzz=0 < .cache/change.diff", 0);
    }
    if ("file" in how) await save(how.file, text);
    switch (language) {
      case "sh": {
        const more = how["run with"] === undefined ? "" : ` ${how["run with"]}`;
        const script = text.replace(
          /^(.*deno(?:@[\d.]+)? task(?: -q)? run [^|>#\n]*[^|>#\s])/gm,
          `$1${more}`,
        );
        return await sh(script, Number(how.exits ?? 0));
      }
      case "json":
        if (how.file === undefined) await save("experiments/block.json", text);
        return await plan(how.file ?? "experiments/block.json");
      case "ts":
        if (how.file !== undefined) return;
        await save("block.ts", text);
        return await sh(
          "deno run --check --allow-read --allow-env --allow-write=.cache,results block.ts",
          0,
        );
    }
    assert("file" in how, `nobody knows how to test a block of "${language}"`);
  };
  try {
    for (const block of blocksIn(await read(page)).map(change)) {
      try {
        await step(block);
      } catch (error) {
        throw new Error(`${page}, line ${block.line}: ${(error as Error).message}`);
      }
    }
  } finally {
    if (end !== "") await sh(end, 0);
    await Deno.remove(folder, { recursive: true });
  }
}

/** Whether each line of `told`, in order, is printed. */
export function assertPrints(printed: string, told: string): void {
  const pattern = told.trim().split(/\s*…\s*/).map((part) =>
    part.split(/\s+/).map((word) => word.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&")).join("\\s+")
  ).join(".*?");
  assert(new RegExp(pattern, "s").test(printed), `it does not print\n${told}\nbut\n${printed}`);
}
