/**
 * `deno task clean`: what results/ holds, and what of it may go.
 *
 * @module
 */
import { join, relative } from "node:path";
import { plural } from "../reports/format.ts";
import { InputError } from "../runner/errors.ts";
import { didYouMeanFolder } from "../runner/near_path.ts";
import { type Inventory, type Kind, removeAll, takeInventory } from "../runner/store/leftovers.ts";
import { refuseLinks } from "../runner/store/links.ts";
import { parseArguments } from "./arguments.ts";
import { paint } from "./color.ts";
import { forUser, fromUser, type Host } from "./host.ts";
import { harmless } from "../conduct/harmless.ts";

/** @returns the exit code */
export async function cleanCommand(args: readonly string[], host: Host): Promise<number> {
  const { positional, flag } = parseArguments("clean", args, { help: "flag", delete: "flag" });
  const named = await Promise.all(positional.map((typed) => folderFor(typed, host)));
  const folders = named.length > 0 ? named : await foldersIn(host.results());
  let bytes = 0;
  for (const folder of folders) {
    await refuseLinks(host.results(), folder);
    bytes += await clean(folder, { isNamed: named.length > 0, isMeant: flag("delete") }, host);
  }
  if (folders.length === 0) host.print("There are no results.\n");
  else if (flag("delete")) host.print(`\nDeleted: ${size(bytes)}\n`);
  else if (bytes === 0) host.print("\nNothing may go.\n");
  else {
    const again = ["deno task clean", ...positional, "--delete"].join(" ");
    host.print(
      harmless(`\nNothing has been deleted. ${again} deletes what may go, ${size(bytes)}.\n`),
    );
  }
  return 0;
}

/** A folder right below results/. @throws {InputError} for any other */
async function folderFor(typed: string, host: Host): Promise<string> {
  const folder = fromUser(host, typed);
  const inside = relative(host.results(), folder);
  if (!/^(?!\.\.?$)[^/\\]+$/.test(inside)) {
    throw new InputError(`${typed} is no experiment's folder; name one such as results/bn`);
  }
  const isThere = await Deno.lstat(folder).then(() => true, () => false);
  if (isThere) return folder;
  const other = await didYouMeanFolder(folder, typed, "experiment.json");
  throw new InputError(`${typed} does not exist${other}`);
}

async function foldersIn(results: string): Promise<string[]> {
  const entries = await Array.fromAsync(Deno.readDir(results)).catch(() => []);
  return entries.filter(({ isDirectory }) => isDirectory).map(({ name }) => join(results, name))
    .sort();
}

/** Tells of a folder and, if that is meant, deletes what may go. @returns the bytes of that */
async function clean(
  folder: string,
  { isNamed, isMeant }: { isNamed: boolean; isMeant: boolean },
  host: Host,
): Promise<number> {
  const say = (text: string) => host.print(harmless(`${text}\n`));
  const path = paint(host, "bold", harmless(forUser(host, folder)));
  const found = await takeInventory(folder);
  if (found === undefined) {
    host.print(`${path}  holds no results of handgrad's, and is left alone\n`);
    return 0;
  }
  const lock = await takeLock(folder);
  if (lock === "taken") {
    host.print(`${path}  is being worked on, and left alone\n`);
    return 0;
  }
  using _ = lock;
  const { runs, used, others, halfWritten, damaged } = found;
  host.print(`${path}  ${plural(runs, "run")}, ${size(used.bytes)}\n`);
  const kinds: [Kind, string][] = [
    [others, `${plural(others.folders.length, "run")} that no report shows`],
    [halfWritten, `${plural(halfWritten.paths.length, "half-written file")}`],
    [damaged, `${plural(damaged.paths.length, "damaged file")}, set aside`],
  ];
  const going = kinds.filter(([{ paths }]) => paths.length > 0);
  for (const [{ bytes }, what] of going) say(`  may go: ${what}, ${size(bytes)}`);
  if (isNamed) say(`  may go: ${plural(runs, "run")} and the report, ${size(used.bytes)}`);
  const all = [...going.map(([kind]) => kind), ...isNamed ? [used] : []];
  if (isMeant) await remove(folder, all.flatMap(({ paths }) => paths), found, isNamed);
  return all.reduce((sum, { bytes }) => sum + bytes, 0);
}

async function remove(
  folder: string,
  paths: readonly string[],
  { others, used }: Inventory,
  isNamed: boolean,
): Promise<void> {
  const inFolders = new Set(used.paths.map((path) => join(path, "..")));
  inFolders.delete(folder);
  await removeAll(paths, [...others.folders, ...isNamed ? [...inFolders, folder] : []]);
}

/** The lock of a folder, to be closed; null where there is none, "taken" where another process has it. */
async function takeLock(folder: string): Promise<Deno.FsFile | "taken" | null> {
  const file = await Deno.open(join(folder, ".lock"), { write: true }).catch(() => null);
  if (file === null || await file.tryLock(true)) return file;
  file.close();
  return "taken";
}

/** "12.3 MB" */
const size = (bytes: number): string =>
  bytes < 1e5 ? `${(bytes / 1e3).toFixed(1)} kB` : `${(bytes / 1e6).toFixed(1)} MB`;
