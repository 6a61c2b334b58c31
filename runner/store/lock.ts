/**
 * One process at a time works on an experiment's folder: it holds the operating system's lock on the file .lock in it.
 * A process that ends, however it ends, frees its lock.
 *
 * @module
 */
import { join } from "node:path";

const INTERVAL = 100; // ms

export interface LockOptions {
  /** Called once, where another process holds the lock. */
  onWait?: () => void;
  /** Ends the waiting. */
  signal?: AbortSignal;
}

/**
 * Takes the lock of a folder, waiting for it where another process has it.
 *
 * @returns what frees the lock when it is closed; null where the signal ended the waiting
 * @throws where the folder cannot be written
 */
export async function lockFolder(
  folder: string,
  { onWait, signal }: LockOptions = {},
): Promise<Deno.FsFile | null> {
  const file = await Deno.open(join(folder, ".lock"), { create: true, write: true })
    .catch((error: Error) => {
      error.message = `Nothing is trained, for results cannot be written: ${error.message}`;
      throw error;
    });
  // Asking again and again, unlike lock(), which waits in the system, can be given up at any time.
  for (let waited = false; !signal?.aborted; waited = true) {
    if (await file.tryLock(true)) return file;
    if (!waited) onWait?.();
    await new Promise((resolve) => setTimeout(resolve, INTERVAL));
  }
  file.close();
  return null;
}
