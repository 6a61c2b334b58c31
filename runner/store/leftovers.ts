/**
 * What lies in an experiment's folder, and what of it may go. Nothing counts that handgrad has not written.
 *
 * @module
 */
import { join } from "node:path";
import { ownerOf } from "./experiment_folder.ts";
import { CONTINUATION, FOLDED, RUN_FILES } from "./store.ts";

/** Files of one kind. */
export interface Kind {
  paths: string[];
  bytes: number;
}

/** An experiment's folder. */
export interface Inventory {
  /** The runs that its report has, and all else that belongs to it. */
  runs: number;
  used: Kind;
  /** Folders of runs that no report has: of settings before, or of a variant that is gone. */
  others: Kind & { folders: string[] };
  /** What a killed process has left half-written. */
  halfWritten: Kind;
  /** What was damaged, and has been set aside. */
  damaged: Kind;
}

const HALF_WRITTEN = /\.[0-9a-f]{8}\.tmp$/;
const IN_RUN: readonly string[] = [...RUN_FILES, CONTINUATION, FOLDED];
const IN_EXPERIMENT = [
  "experiment.json",
  "gradcheck.json",
  "gradcheck.html",
  "report.html",
  ".lock",
];
/** A damaged file of those names that was in the way. */
const isDamaged = (name: string, of: readonly string[]) =>
  of.includes(name.replace(/\.bad(-\d+)?$/, "")) && /\.bad(-\d+)?$/.test(name);
const RUN_FOLDER = /-[0-9a-f]{8}$/;
const TEXT = /^[0-9a-f]{16}(-[0-9a-z]+)*\.txt$/;

/** @returns undefined where it is no folder of an experiment */
export async function takeInventory(folder: string): Promise<Inventory | undefined> {
  const record = await ownerOf(folder);
  if (record === undefined) return undefined;
  const kind = (): Kind => ({ paths: [], bytes: 0 });
  const inventory: Inventory = {
    runs: 0,
    used: kind(),
    others: { ...kind(), folders: [] },
    halfWritten: kind(),
    damaged: kind(),
  };
  const { used, others, halfWritten, damaged } = inventory;
  const wanted = new Set(record.runs.map(({ folder }) => folder));
  const sort = async (path: string, names: readonly string[], own: Kind, texts = false) => {
    for await (const { name, isFile } of Deno.readDir(path)) {
      if (!isFile) continue;
      const to = HALF_WRITTEN.test(name)
        ? halfWritten
        : isDamaged(name, names)
        ? damaged
        : names.includes(name) || texts && TEXT.test(name)
        ? own
        : undefined;
      if (to === undefined) continue;
      to.paths.push(join(path, name));
      to.bytes += (await Deno.lstat(join(path, name))).size;
    }
  };
  await sort(folder, IN_EXPERIMENT, used);
  for await (const { name, isDirectory } of Deno.readDir(folder)) {
    const path = join(folder, name);
    if (!isDirectory) continue;
    if (name === "datasets") await sort(path, [], used, true);
    else if (wanted.has(name)) {
      await sort(path, IN_RUN, used);
      inventory.runs++;
    } else if (RUN_FOLDER.test(name)) {
      others.folders.push(path);
      await sort(path, IN_RUN, others);
    }
  }
  return inventory;
}

/** Removes these files, and then these folders where nothing is left in them. */
export async function removeAll(
  paths: readonly string[],
  folders: readonly string[],
): Promise<void> {
  for (const path of paths) await Deno.remove(path);
  for (const folder of folders) {
    const isEmpty = (await Array.fromAsync(Deno.readDir(folder)).catch(() => [0])).length === 0;
    if (isEmpty) await Deno.remove(folder);
  }
}
