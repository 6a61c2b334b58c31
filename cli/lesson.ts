/**
 * `deno task lesson`: writes the course on all layers' gradients, one page.
 *
 * @module
 */
import { fileURLToPath } from "node:url";
import type { SourceFile } from "../reports/lesson/source.ts";

const CORE = new URL("../core/", import.meta.url);

/** The files of core/ that the lesson shows functions of. */
export async function coreFiles(): Promise<SourceFile[]> {
  const paths: string[] = [];
  for (const folder of ["", "layers/", "losses/"]) {
    for await (const { name, isFile } of Deno.readDir(new URL(folder, CORE))) {
      if (isFile && name.endsWith(".ts")) paths.push(folder + name);
    }
  }
  return await Promise.all(
    paths.sort().map(async (path) => ({
      path: `core/${path}`,
      text: await Deno.readTextFile(fileURLToPath(new URL(path, CORE))),
    })),
  );
}
