/**
 * What was most likely meant by a path where there is nothing.
 *
 * @module
 */
import { basename, dirname, isAbsolute, join, resolve, sep } from "node:path";
import { nearest } from "./nearest.ts";

type Fits = (path: string) => Promise<boolean>;

const isFile: Fits = (path) => Deno.stat(path).then((info) => info.isFile, () => false);

/** The end of an error message on a file that `typed` names from `base`: `; did you mean "…"?`, or nothing. */
export async function didYouMeanFile(typed: string, base: string): Promise<string> {
  // Paths start at the experiment's file; many type them from the project's folder, which is above it.
  const above = isAbsolute(typed) ? [] : ["..", "../.."].map((up) => join(up, typed));
  for (const path of above) if (await isFile(resolve(base, path))) return meant(path);
  const name = await nearName(resolve(base, typed), isFile);
  return name === undefined ? "" : meant(join(dirname(typed), name));
}

/**
 * The end of an error message on a folder of results.
 *
 * @param typed what the message calls it
 * @param records what may be in it: experiment.json in an experiment's, summary.json in a run's
 */
export async function didYouMeanFolder(
  folder: string,
  typed: string,
  ...records: ("experiment.json" | "summary.json")[]
): Promise<string> {
  const fits: Fits = async (path) =>
    (await Promise.all(records.map((record) => isFile(join(path, record))))).includes(true);
  for (const inside of ["", "results"]) {
    const place = join(dirname(folder), inside);
    const name = await nearName(join(place, basename(folder)), fits);
    if (name !== undefined) return meant(join(dirname(typed), inside, name));
  }
  return "";
}

const meant = (path: string) => `; did you mean ${JSON.stringify(path.replaceAll(sep, "/"))}?`;

/** The name beside `path` that is most like its own, or else begins with it. */
async function nearName(path: string, fits: Fits): Promise<string | undefined> {
  const [folder, wanted] = [dirname(path), basename(path)];
  const names: string[] = [];
  try {
    for await (const { name } of Deno.readDir(folder)) {
      if (await fits(join(folder, name))) names.push(name);
    }
  } catch {
    return undefined;
  }
  names.sort();
  return nearest(wanted, names) ?? names.find((name) => name.startsWith(wanted));
}
