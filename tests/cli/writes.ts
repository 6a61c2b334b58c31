/**
 * Which paths a piece of code writes to.
 *
 * @module
 */
import { resolve } from "node:path";

const ONE_PATH = ["mkdir", "create", "writeFile", "writeTextFile", "remove", "truncate"]
  .concat(["chmod", "chown", "utime"]);
const TWO_PATHS = ["rename", "copyFile", "link", "symlink"];
const TEMPORARY = ["makeTempDir", "makeTempFile"];

// deno-lint-ignore no-explicit-any
type Functions = Record<string, (...args: any[]) => unknown>;

/** Carries `work` out, and notes all that it creates, changes or removes through Deno's functions, in this thread. */
export async function writesOf(work: () => Promise<unknown>): Promise<string[]> {
  const paths: string[] = [];
  const note = (...some: (string | URL)[]) => void paths.push(...some.map((path) => `${path}`));
  const deno = Deno as unknown as Functions;
  const originals: Functions = {};
  // deno-lint-ignore no-explicit-any
  const watch = (name: string, before: (...args: any[]) => void) => {
    for (const each of [name, `${name}Sync`].filter((name) => name in deno)) {
      const original = originals[each] = deno[each];
      deno[each] = (...args) => {
        before(...args);
        return original.apply(Deno, args);
      };
    }
  };
  for (const name of ONE_PATH) watch(name, (path) => note(path));
  for (const name of TWO_PATHS) watch(name, (from, to) => note(from, to));
  for (const name of TEMPORARY) watch(name, () => note("/temporary"));
  watch("open", (path, { write, append, create }: Deno.OpenOptions = {}) => {
    if (write || append || create) note(path);
  });
  try {
    await work();
  } finally {
    Object.assign(deno, originals);
  }
  return paths.map((path) => resolve(path));
}

/** Those of `paths` that are not `folder` or inside it. */
export const outside = (folder: string, paths: readonly string[]): string[] =>
  paths.filter((path) => path !== folder && !path.startsWith(`${folder}/`));
