/**
 * Files that appear whole or not at all.
 *
 * @module
 */
import { dirname, join } from "node:path";

/** The end of a file's name while it is being written. */
const TEMPORARY = /\.[0-9a-f]{8}\.tmp$/;

/** Writes a file so that it appears whole or not at all: under a temporary name, flushed, then renamed. */
export async function writeWhole(path: string, content: string | Uint8Array): Promise<void> {
  await Deno.mkdir(dirname(path), { recursive: true });
  const temporary = await writeTemporary(path, content);
  try {
    await patiently(() => Deno.rename(temporary, path));
  } catch (error) {
    await Deno.remove(temporary).catch(() => {});
    throw error;
  }
}

/**
 * Writes a folder's files, in order; the last says by its presence that all are there. None is touched before all have
 * been written under temporary names: a full disk leaves the folder as it was.
 */
export async function writeTogether(
  folder: string,
  files: Record<string, string | Uint8Array>,
): Promise<void> {
  await Deno.mkdir(folder, { recursive: true });
  const temporary = new Map<string, string>();
  try {
    for (const [name, content] of Object.entries(files)) {
      const path = join(folder, name);
      temporary.set(path, await writeTemporary(path, content));
    }
    await removeIfThere([...temporary.keys()].at(-1)!);
    for (const [path, written] of temporary) {
      await patiently(() => Deno.rename(written, path));
      temporary.delete(path);
    }
  } finally {
    for (const written of temporary.values()) await Deno.remove(written).catch(() => {});
  }
}

const TRIES = 20;
const PAUSE = 50; // ms

/**
 * Does something with a file, again and again for a second where permission is denied: on Windows, a virus scanner or a
 * viewer that has the file open for a moment is in the way, and elsewhere nobody.
 */
export async function patiently<T>(
  action: () => Promise<T>,
  { isWindows = Deno.build.os === "windows", pause = PAUSE } = {},
): Promise<T> {
  for (let tries = 1;; tries++) {
    try {
      return await action();
    } catch (error) {
      const isTransient = isWindows && error instanceof Deno.errors.PermissionDenied;
      if (!isTransient || tries === TRIES) throw error;
      await new Promise((resolve) => setTimeout(resolve, pause));
    }
  }
}

async function writeTemporary(path: string, content: string | Uint8Array): Promise<string> {
  const temporary = `${path}.${crypto.randomUUID().slice(0, 8)}.tmp`;
  try {
    using file = await Deno.open(temporary, { write: true, createNew: true });
    const bytes = typeof content === "string" ? new TextEncoder().encode(content) : content;
    for (let written = 0; written < bytes.length;) {
      written += await file.write(bytes.subarray(written));
    }
    await file.sync();
  } catch (error) {
    await Deno.remove(temporary).catch(() => {});
    if (error instanceof Error && !error.message.includes(path)) {
      error.message += `: write '${path}'`; // Deno says it of open, but not of write
    }
    throw error;
  }
  return temporary;
}

/** Removes what a killed process has left half-written in a folder that no other process is writing in. */
export async function removeTemporary(folder: string): Promise<void> {
  for await (const { name, isFile } of Deno.readDir(folder)) {
    if (isFile && TEMPORARY.test(name)) await removeIfThere(join(folder, name));
  }
}

/** Removes a file that may not be there. */
export async function removeIfThere(path: string): Promise<void> {
  await patiently(() => Deno.remove(path)).catch((error) => {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  });
}

/**
 * Gives a file or folder that is in the way another name: the first free one of name.bad, name.bad-2, …
 *
 * @returns that name's path
 */
export async function setAside(path: string): Promise<string> {
  for (let i = 1;; i++) {
    const aside = `${path}.bad${i === 1 ? "" : `-${i}`}`;
    if (await Deno.lstat(aside).catch(() => undefined)) continue;
    await Deno.rename(path, aside);
    return aside;
  }
}
