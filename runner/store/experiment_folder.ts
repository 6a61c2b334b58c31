/**
 * Which folder below results/ an experiment's file owns: two files of the same name, in different folders, have a page
 * and a record each.
 *
 * @module
 */
import { dirname, isAbsolute, join, relative, sep } from "node:path";
import { type ExperimentRecord, readRecord } from "./experiment_store.ts";

/** An experiment's file, and what tells whether another one is the same, moved. */
export interface ExperimentFile {
  /** Without folders and .json. */
  name: string;
  /** As `placeOfFile` gives it. */
  file: string | undefined;
  title: string;
  question: string;
}

/**
 * Where a file is, as seen from the folder that holds results/: so a project can be moved, and results can be passed
 * on. undefined where there is no such path, as on another drive.
 */
export async function placeOfFile(results: string, path: string): Promise<string | undefined> {
  const place = relative(await Deno.realPath(dirname(results)), await Deno.realPath(path));
  return isAbsolute(place) ? undefined : place.replaceAll(sep, "/");
}

/**
 * The name of the folder: that of the experiment, or the first of "name-2", "name-3", … that is not another file's. A
 * folder without a record, or with one that does not say whose it is, is anybody's; so is that of a file which is gone
 * and asked the same.
 *
 * @param results the folder results/
 */
export async function folderOf(results: string, experiment: ExperimentFile): Promise<string> {
  for (let i = 1;; i++) {
    const name = i === 1 ? experiment.name : `${experiment.name}-${i}`;
    const owner = await ownerOf(join(results, name));
    if (owner?.file === undefined || await isSame(results, owner, experiment)) return name;
  }
}

/** What is said of the folder's owner; undefined where that cannot be told. */
export const ownerOf = (folder: string): Promise<ExperimentRecord | undefined> =>
  readRecord(folder, folder).catch(() => undefined);

async function isSame(
  results: string,
  owner: ExperimentRecord,
  { file, title, question }: ExperimentFile,
): Promise<boolean> {
  if (owner.file === file) return true;
  const isGone = await Deno.stat(join(dirname(results), owner.file!)).then(() => false, () => true);
  return isGone && owner.title === title && owner.question === question;
}
