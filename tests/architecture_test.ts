import { assertEquals } from "@std/assert";
import { dirname, join, relative } from "node:path";
import { needs } from "./permissions.ts";

/** What each room may import, of the project's own. */
const ALLOWED: Record<string, RegExp> = {
  core: /^core\//,
  runner: /^(runner|core)\/|^deno\.json$|^experiments\/data\/first_names\.txt$/,
  // The lesson of the gradient check tells the chain's steps.
  reports: /^reports\/|^runner\/(results|schema)\.ts$|^core\/(chain_steps|gradcheck\/compare)\.ts$/,
  cli: /^(cli|runner|reports|core)\//,
};

const ROOT = join(import.meta.dirname!, "..");

/** All .ts files below a folder of the project. */
async function* sources(folder: string): AsyncGenerator<string> {
  for await (const entry of Deno.readDir(join(ROOT, folder))) {
    const path = `${folder}/${entry.name}`;
    if (entry.isDirectory) yield* sources(path);
    else if (path.endsWith(".ts")) yield path;
  }
}

/** Imports of `file` that its room forbids. */
function forbiddenImports(file: string, text: string): string[] {
  const allowed = ALLOWED[file.split("/")[0]];
  const specifiers = [...text.matchAll(/\bfrom "([^"]+)"/g)].map(([, specifier]) => specifier);
  return specifiers.filter((specifier) => {
    if (!specifier.startsWith(".")) return file.startsWith("core/");
    return !allowed.test(relative(ROOT, join(ROOT, dirname(file), specifier)));
  }).map((specifier) => `${file} imports ${specifier}`);
}

Deno.test(needs("each room imports only from the rooms it may", { read: true }), async () => {
  const forbidden: string[] = [];
  for (const room of Object.keys(ALLOWED)) {
    for await (const file of sources(room)) {
      forbidden.push(...forbiddenImports(file, await Deno.readTextFile(join(ROOT, file))));
    }
  }
  assertEquals(forbidden, []);
});

Deno.test(
  needs("core uses no files, no network, no clock and nothing of Deno", { read: true }),
  async () => {
    for await (const file of sources("core")) {
      const text = await Deno.readTextFile(join(ROOT, file));
      assertEquals(
        /\b(Deno|fetch|performance|Date|process|setTimeout)\b[.(]/.exec(text),
        null,
        file,
      );
    }
  },
);

Deno.test("an import that a room may not have is found", () => {
  assertEquals(forbiddenImports("core/x.ts", 'import { a } from "../runner/config.ts";'), [
    "core/x.ts imports ../runner/config.ts",
  ]);
  assertEquals(
    forbiddenImports("reports/charts/x.ts", 'import a from "../../core/mlp.ts";').length,
    1,
  );
  assertEquals(forbiddenImports("cli/x.ts", 'import a from "../core/mlp.ts";'), []);
});
