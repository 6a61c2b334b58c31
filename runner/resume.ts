/**
 * What a run's folder holds already: the finished run, a checkpoint to go on from, or damage.
 *
 * @module
 */
import { basename, join } from "node:path";
import { reasonOf } from "./bytes.ts";
import { type Checkpoint, decodeCheckpoint } from "./checkpoint.ts";
import { InputError } from "./errors.ts";
import { removeIfThere, removeTemporary, setAside } from "./files.ts";
import type { Run } from "./plan.ts";
import type { StoredRun } from "./results.ts";
import { readFinished, RUN_FILES } from "./store.ts";

export interface Found {
  finished?: StoredRun;
  from?: Checkpoint;
  /** What is wrong with the folder, and what has been done about it; for the user. */
  warnings: string[];
}

/**
 * Looks into a run's folder, which need not exist, and makes it ready to be written: what killed processes have left half-written
 * is removed, what is in the way is set aside.
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
  for (const file of RUN_FILES) {
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

function nothingThere(error: unknown): undefined {
  if (!(error instanceof Deno.errors.NotFound)) throw error;
}
