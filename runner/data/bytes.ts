/**
 * A user's file as bytes: how it is read, why it cannot be, and which it was.
 *
 * @module
 */

import { type Load, tooLarge } from "./file_memory.ts";

const MAX_MEGABYTES = 256;

/**
 * Reads a file whole. Give what it throws to {@linkcode reasonOf}.
 *
 * @param load refuses a file that would take too much memory to train on; default: one that is absurdly large
 */
export async function readBytes(path: string, load?: Load): Promise<Uint8Array<ArrayBuffer>> {
  const { isFile, isDirectory, size } = await Deno.stat(path);
  if (isDirectory) throw new Error("it is a folder, not a file");
  if (!isFile) throw new Error("it is not a regular file");
  const reason = load && tooLarge(size, load);
  if (reason) throw new Error(reason);
  const megabytes = Math.ceil(size / 2 ** 20);
  if (megabytes > MAX_MEGABYTES) {
    throw new Error(`it has ${megabytes} MB, and at most ${MAX_MEGABYTES} MB are read`);
  }
  return await Deno.readFile(path);
}

/** Why a file could not be read, in plain words. */
export function reasonOf(error: unknown): string {
  if (error instanceof Deno.errors.NotFound) return "there is no such file";
  if (error instanceof Deno.errors.NotCapable) return "--allow-read is not given for it";
  if (error instanceof Deno.errors.PermissionDenied) return "you have no permission to read it";
  if (error instanceof Deno.errors.NotADirectory) return "a part of its path is not a folder";
  return (error as Error).message;
}

/** Lower-case hex SHA-256. */
export async function sha256(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  return new Uint8Array(await crypto.subtle.digest("SHA-256", bytes)).toHex();
}
