/**
 * Which of the project's files import which.
 *
 * @module
 */
import { join, posix } from "node:path";
import { fileURLToPath } from "node:url";

export const ROOT = fileURLToPath(new URL("../..", import.meta.url));

/** All .ts files in a folder of the project and below it, in order. */
export async function sources(folder: string): Promise<string[]> {
  const found: string[] = [];
  for await (const entry of Deno.readDir(join(ROOT, folder))) {
    const path = `${folder}/${entry.name}`;
    if (entry.isDirectory) found.push(...await sources(path));
    else if (path.endsWith(".ts")) found.push(path);
  }
  return found.sort();
}

/** The project's own files that `file` imports, values and types alike. */
export const importsOf = (file: string, text: string): string[] =>
  [...text.matchAll(/\bfrom "(\.[^"]+)"/g)]
    .map(([, specifier]) => posix.join(posix.dirname(file), specifier));
