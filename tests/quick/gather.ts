/**
 * The quick tests, gathered in a few modules that Deno runs beside each other. A module of tests has a thread of its
 * own, which loads and compiles all that it imports anew: for a module per file that takes longer than most tests do.
 *
 * @module
 */
import { relative } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const TESTS = fileURLToPath(new URL("../", import.meta.url));

/** Folders with tests that take long, or need browsers, processes or a database: other tasks run them. */
const OTHERS = ["bench", "browser", "engines", "long", "notebooks", "npm", "queue", "survival"]
  .concat("walkthrough");

/** Folders whose tests are imported together, each by the module of its name; rest.ts has all others. */
const PARTS = ["core/kernels", "core", "runner", "cli", "reports"] as const;

export type Part = typeof PARTS[number] | "rest";

/** The part that a file below tests/ is of; undefined for one that is not of the quick tests. */
export function partOf(file: string): Part | undefined {
  const isIn = (folder: string) => file.startsWith(`${folder}/`);
  if (!file.endsWith("_test.ts") || OTHERS.some(isIn)) return undefined;
  return PARTS.find(isIn) ?? "rest";
}

/** All files below tests/, in order. */
export function filesOfTests(folder = TESTS): string[] {
  return [...Deno.readDirSync(folder)].toSorted((a, b) => a.name < b.name ? -1 : 1)
    .flatMap(({ name, isDirectory }) =>
      isDirectory
        ? filesOfTests(`${folder}${name}/`)
        : [relative(TESTS, `${folder}${name}`).replaceAll("\\", "/")]
    );
}

/** Imports the files of a part, which registers their tests. */
export const gather = (part: Part): Promise<void> =>
  importAll(filesOfTests().filter((file) => partOf(file) === part));

/** Imports files below tests/, one after the other. */
export async function importAll(files: readonly string[]): Promise<void> {
  for (const file of files) await import(pathToFileURL(TESTS + file).href);
}
