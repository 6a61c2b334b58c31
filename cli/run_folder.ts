/**
 * A run's folder as one types it.
 *
 * @module
 */
import { join } from "node:path";
import { reasonOf } from "../runner/data/bytes.ts";
import { InputError } from "../runner/errors.ts";
import { didYouMeanFolder } from "../runner/near_path.ts";

/** Someone who names the experiment's folder means one of its runs. */
export async function refuseExperimentFolder(folder: string, typed: string): Promise<void> {
  const runs: string[] = [];
  try {
    for await (const { name, isDirectory } of Deno.readDir(folder)) {
      if (name === "summary.json") return;
      if (isDirectory && await isFile(join(folder, name, "summary.json"))) runs.push(name);
    }
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) {
      throw new InputError(
        `There is no folder ${typed}${await didYouMeanFolder(
          folder,
          typed,
          "summary.json",
          "experiment.json",
        )}`,
      );
    }
    if (error instanceof Deno.errors.NotADirectory) {
      throw new InputError(`${typed} is not a folder`);
    }
    throw new InputError(`Cannot read ${typed}: ${reasonOf(error)}`);
  }
  if (runs.length === 0) return;
  const list = runs.sort().slice(0, 20).map((run) => `  ${typed.replace(/\/$/, "")}/${run}\n`);
  const what = runs.length === 1 ? "one run; name it" : "several runs; name one of them";
  throw new InputError(`${typed} holds ${what}:\n${list.join("")}`.trimEnd());
}

/** Whether there is such a file. */
export const isFile = (path: string): Promise<boolean> =>
  Deno.stat(path).then((info) => info.isFile, () => false);
