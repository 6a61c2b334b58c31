/**
 * What the library uses of Deno, for Node: Deno's own stand-in, and what that lacks.
 *
 * @module
 */
// deno-lint-ignore no-import-prefix
import { Deno as shim } from "npm:@deno/shim-deno@0.19.2";
import { open as openFile } from "node:fs/promises";
import { availableParallelism } from "node:os";
// deno-lint-ignore no-import-prefix
import WebWorker from "npm:web-worker@1.5.0";

class NotCapable extends Error {}
class NotADirectory extends Error {}
const errors = { NotCapable, NotADirectory, ...shim.errors };
const KINDS: Record<string, (new (message: string) => Error) | undefined> = {
  ENOENT: errors.NotFound,
  ENOTDIR: errors.NotADirectory,
  EACCES: errors.PermissionDenied,
  EPERM: errors.PermissionDenied,
  EEXIST: errors.AlreadyExists,
};

/** An error as Deno has it; the stand-in leaves some as Node has them. */
function asDeno(error: Error & { code?: string }): Error {
  const Kind = KINDS[error.code ?? ""];
  return Kind === undefined ? error : new Kind(error.message);
}

const throwing = <A extends unknown[], R>(call: (...args: A) => Promise<R>) => (...args: A) =>
  call(...args).catch((error) => {
    throw asDeno(error);
  });

/** Node has no locks of the operating system: two processes must not work on one folder. */
async function open(path: string, { createNew = false }: { createNew?: boolean }) {
  const file = await throwing(openFile)(path, createNew ? "wx" : "w");
  return {
    write: async (bytes: Uint8Array) => (await file.write(bytes)).bytesWritten,
    sync: () => file.sync(),
    tryLock: () => Promise.resolve(true),
    close: () => void file.close(),
    [Symbol.dispose]: () => void file.close(),
  };
}

export const Deno = {
  ...shim,
  lstat: throwing(shim.lstat),
  mkdir: throwing(shim.mkdir),
  readFile: throwing(shim.readFile),
  readTextFile: throwing(shim.readTextFile),
  realPath: throwing(shim.realPath),
  remove: throwing(shim.remove),
  rename: throwing(shim.rename),
  stat: throwing(shim.stat),
  writeTextFile: throwing(shim.writeTextFile),
  async *readDir(path: string) {
    try {
      yield* shim.readDir(path);
    } catch (error) {
      throw asDeno(error as Error);
    }
  },
  open,
  errors,
  version: { deno: `Node ${process.versions.node}`, v8: process.versions.v8 },
};

/** A worker whose errors can be taken for told, as those of the web. A worker itself starts none. */
export const Worker = WebWorker && class extends WebWorker {
  override dispatchEvent(event: Event): boolean {
    Object.assign(event, { preventDefault() {} });
    return super.dispatchEvent(event);
  }
};

export const navigator = { hardwareConcurrency: availableParallelism() };
