/**
 * What a run's folder holds already: the finished run, a checkpoint to go on from, or damage.
 *
 * @module
 */
import { basename, join } from "node:path";
import { reasonOf } from "../data/bytes.ts";
import { type Checkpoint, decodeCheckpoint } from "./checkpoint.ts";
import { InputError } from "../errors.ts";
import { removeIfThere, removeTemporary, setAside } from "./files.ts";
import type { Run } from "../sweep/plan.ts";
import type { StoredRun } from "../results.ts";
import { CONTINUATION, readFinished, RUN_FILES } from "./store.ts";

export interface Found {
  finished?: StoredRun;
  from?: Checkpoint;
  /** What is wrong with the folder, and what has been done about it; for the user. */
  warnings: string[];
}

/**
 * Looks into a run's folder, which need not exist, and makes it ready to be written: what killed processes have left
 * half-written is removed, what is in the way is set aside.
 *
 * @param force removes a checkpoint, and lets a finished run be
 */
export async function findRun(folder: string, run: Run, force: boolean): Promise<Found> {
  const warnings: string[] = [];
  const aside = async (path: string, why: string) => {
    warnings.push(`${path} ${why}; it is now called ${basename(await setAside(path))}`);
  };
  const info = await Deno.stat(folder).catch(nothingThere);
  if (info === undefined) return { warnings };
  if (!info.isDirectory) {
    await aside(folder, "is not a folder");
    return { warnings };
  }
  await removeTemporary(folder);
  for (const file of [...RUN_FILES, CONTINUATION]) {
    const path = join(folder, file);
    if ((await Deno.stat(path).catch(nothingThere))?.isDirectory) await aside(path, "is a folder");
  }

  const checkpoint = join(folder, "checkpoint");
  if (force) {
    await removeIfThere(checkpoint);
    return { warnings };
  }
  try {
    const finished = await readFinished(folder, run);
    if (finished) {
      await removeIfThere(checkpoint); // the process was killed before it did that
      return { finished, warnings };
    }
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    warnings.push(`${error.message}; the run is trained again`);
  }
  const bytes = await Deno.readFile(checkpoint).catch(nothingThere);
  if (bytes === undefined) return { warnings };
  try {
    return { from: await decodeCheckpoint(bytes, run), warnings };
  } catch (error) {
    await aside(checkpoint, `cannot be used: ${reasonOf(error)}`);
    return { warnings };
  }
}

/** What a run's folder holds, without changing anything there. */
export type Peeked = { state: "finished" | "new" } | { state: "saved"; step: number };

/** As {@linkcode findRun}, but nothing is mended: what is damaged counts as not there. */
export async function peekRun(folder: string, run: Run): Promise<Peeked> {
  const finished = await readFinished(folder, run).catch(() => undefined);
  if (finished) return { state: "finished" };
  try {
    const bytes = await Deno.readFile(join(folder, "checkpoint"));
    return { state: "saved", step: (await decodeCheckpoint(bytes, run)).state.step };
  } catch {
    return { state: "new" };
  }
}

/**
 * Makes an experiment's folder ready to be written: removes what killed processes have left half-written, and sets
 * aside what is in the way of its files.
 *
 * @returns what has been set aside, for the user
 */
export async function clearWay(folder: string): Promise<string[]> {
  const warnings: string[] = [];
  const places = {
    "datasets": true,
    "experiment.json": false,
    "gradcheck.json": false,
    "report.html": false,
  };
  for (const [name, isFolder] of Object.entries(places)) {
    const path = join(folder, name);
    const info = await Deno.stat(path).catch(nothingThere);
    if (info === undefined || info.isDirectory === isFolder) continue;
    const what = isFolder ? "is not a folder" : "is a folder";
    warnings.push(`${path} ${what}; it is now called ${basename(await setAside(path))}`);
  }
  await removeTemporary(folder);
  const datasets = join(folder, "datasets");
  if (await Deno.stat(datasets).catch(nothingThere)) await removeTemporary(datasets);
  return warnings;
}

/**
 * The runs, each with the folder that it has already: one of the same hash may have been named after another variant,
 * or from a time when there was only one seed.
 */
export async function adoptFolders(folder: string, runs: readonly Run[]): Promise<Run[]> {
  const there = await Array.fromAsync(Deno.readDir(folder), ({ name }) => name);
  const taken = new Set(runs.map((run) => run.folder));
  return runs.map((run) => {
    if (there.includes(run.folder)) return run;
    const end = `-${run.hash.slice(0, 8)}`;
    const adopted = there.find((name) => name.endsWith(end) && !taken.has(name));
    if (adopted === undefined) return run;
    taken.add(adopted);
    return { ...run, folder: adopted };
  });
}

function nothingThere(error: unknown): undefined {
  if (!(error instanceof Deno.errors.NotFound)) throw error;
}
