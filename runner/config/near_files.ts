/**
 * JSON files near a path that was mistyped.
 *
 * @module
 */
import { basename, dirname, join } from "node:path";
import { nearest } from "../nearest.ts";

/** In so many folders is looked at most. */
const MAX_FOLDERS = 100;

/**
 * The file that was most likely meant by `path`: in its folder, in those below it, or in those beside it. A file of
 * just that name goes before one of nearly that name; the ending may be missing or another.
 */
export async function nearFile(path: string): Promise<string | undefined> {
  const folder = dirname(path), outer = dirname(folder);
  const folders = [folder, ...await foldersIn(folder), ...await foldersIn(outer)];
  const files: string[] = [];
  for (const place of new Set(folders.slice(0, MAX_FOLDERS))) {
    files.push(...(await jsonFiles(place)).map((name) => join(place, name)));
  }
  const wanted = basename(path).replace(/\.\w*$/, "");
  const stem = (file: string) => basename(file, ".json");
  const same = files.filter((file) => stem(file) === wanted);
  if (same.length > 0) {
    return same.find((file) => dirname(file) === nearest(folder, same.map(dirname))) ?? same[0];
  }
  const beside = files.filter((file) => dirname(file) === folder);
  const name = nearest(wanted, beside.map(stem));
  return beside.find((file) => stem(file) === name);
}

/** The names of a folder's JSON files but schemas, in order; none where it cannot be read. */
export const jsonFiles = async (folder: string): Promise<string[]> =>
  (await entriesOf(folder)).flatMap(({ name, isDirectory }) =>
    !isDirectory && name.endsWith(".json") && !name.endsWith(".schema.json") ? name : []
  ).sort();

/** Folders that may hold questions: none that is hidden or holds packages. */
const foldersIn = async (folder: string): Promise<string[]> =>
  (await entriesOf(folder)).flatMap(({ name, isDirectory }) =>
    isDirectory && !name.startsWith(".") && name !== "node_modules" ? join(folder, name) : []
  ).sort();

async function entriesOf(folder: string): Promise<Deno.DirEntry[]> {
  try {
    return await Array.fromAsync(Deno.readDir(folder));
  } catch {
    return [];
  }
}
