import { assertEquals } from "@std/assert";
import { dirname, join, relative } from "node:path";
import { importsOf, ROOT, sources } from "../docs/make/imports.ts";
import { needs } from "./permissions.ts";

/** What each room may import, of the project's own. */
const ALLOWED: Record<string, RegExp> = {
  core: /^core\//,
  runner: /^(runner|core)\/|^deno\.json$|^experiments\/data\/first_names\.txt$/,
  // The lessons of the gradient check tell the chain's steps and the layers; the report draws what layers a model
  // stands for.
  reports:
    /^reports\/|^runner\/(json_object|results|sorted_json|version|config\/(expect|setting|warnings)|data\/symbols|schema\/schema|training\/step_cost)\.ts$|^core\/(architectures|chain_steps|gradcheck\/compare|layers|lesson|losses|plan)\.ts$/,
  // What runs in the page: the core, and what of the runner trains without files.
  "reports/script":
    /^reports\/|^core\/|^runner\/(results|schema\/schema|data\/(dataset|lines|symbols)|store\/(safetensors|state_dict)|training\/(batches|rates|streams|train|weights))\.ts$/,
  // The lesson computes its numbers and checks its exercises.
  "reports/lesson": /^reports\/|^core\//,
  // Carries experiments out, for the commands and for the library.
  conduct: /^(conduct|runner|reports|core)\//,
  cli: /^(cli|conduct|runner|reports|core)\/|^deno\.json$/,
};

/** Files that import each other in a circle; none where there is no circle. */
function findCircle(imports: ReadonlyMap<string, readonly string[]>): string[] {
  const done = new Set<string>();
  const search = (file: string, path: readonly string[]): string[] => {
    const start = path.indexOf(file);
    if (start >= 0) return [...path.slice(start), file];
    if (done.has(file)) return [];
    for (const next of imports.get(file) ?? []) {
      const circle = search(next, [...path, file]);
      if (circle.length > 0) return circle;
    }
    done.add(file);
    return [];
  };
  for (const file of imports.keys()) {
    const circle = search(file, []);
    if (circle.length > 0) return circle;
  }
  return [];
}

Deno.test(needs("no files import each other in a circle", { read: true }), async () => {
  const imports = new Map<string, string[]>();
  for (const room of ["core", "runner", "reports", "conduct", "cli", "tests"]) {
    for (const file of await sources(room)) {
      imports.set(file, importsOf(file, await Deno.readTextFile(join(ROOT, file))));
    }
  }
  assertEquals(findCircle(imports), []);
});

Deno.test("a circle is found, of types too", () => {
  const imports = new Map(
    Object.entries({
      "core/a.ts": 'import type { B } from "./x/b.ts";',
      "core/x/b.ts": 'export { c } from "../c.ts";',
      "core/c.ts": 'import { a } from "./a.ts";',
      "core/d.ts": 'import { a } from "./a.ts";',
    }).map(([file, text]) => [file, importsOf(file, text)]),
  );
  assertEquals(findCircle(imports), ["core/a.ts", "core/x/b.ts", "core/c.ts", "core/a.ts"]);
  imports.delete("core/c.ts");
  assertEquals(findCircle(imports), []);
});

/** Imports of `file` that its room forbids. */
function forbiddenImports(file: string, text: string): string[] {
  const room = /^reports\/(?:script|lesson)(?=\/)/.exec(file)?.[0] ?? file.split("/")[0];
  const allowed = ALLOWED[room];
  const specifiers = [...text.matchAll(/\bfrom "([^"]+)"/g)].map(([, specifier]) => specifier);
  return specifiers.filter((specifier) => {
    if (!specifier.startsWith(".")) return file.startsWith("core/");
    return !allowed.test(relative(ROOT, join(ROOT, dirname(file), specifier)));
  }).map((specifier) => `${file} imports ${specifier}`);
}

Deno.test(needs("each room imports only from the rooms it may", { read: true }), async () => {
  const forbidden: string[] = [];
  for (const room of Object.keys(ALLOWED)) {
    for (const file of await sources(room)) {
      forbidden.push(...forbiddenImports(file, await Deno.readTextFile(join(ROOT, file))));
    }
  }
  assertEquals(forbidden, []);
});

Deno.test(
  needs("core uses no files, no network, no clock and nothing of Deno", { read: true }),
  async () => {
    for (const file of await sources("core")) {
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
  assertEquals(forbiddenImports("core/x.ts", 'import { a } from "../runner/config/config.ts";'), [
    "core/x.ts imports ../runner/config/config.ts",
  ]);
  assertEquals(
    forbiddenImports("reports/charts/x.ts", 'import a from "../../core/mlp.ts";').length,
    1,
  );
  assertEquals(forbiddenImports("cli/x.ts", 'import a from "../core/mlp.ts";'), []);
});

/**
 * What the language does not specify to the last bit, so that engines differ: most functions of Math, and most powers.
 */
function inexactArithmetic(text: string): string[] {
  const code = text.replace(/\/\*[^]*?\*\/|\/\/.*/g, "");
  const exact = "abs|ceil|clz32|floor|fround|imul|max|min|round|sign|sqrt|trunc|[A-Z0-9_]+";
  const functions = code.match(new RegExp(`\\bMath\\b(?!\\.(?:${exact})\\b)[.\\w]*`, "g")) ?? [];
  // Squares, and 2 to the power of a number or of a number and a loop's index, are the same everywhere.
  const powers = (code.match(/[\w.)\]]* *\*\*=? *(\([^()]*\)?|[-\w.]*)/g) ?? [])
    .filter((power) => !/^2 \*\* (-?\d+|\(\d+ [+-] [ijk]\))$|[\w)\]] \*\* 2$/.test(power));
  return [...functions, ...powers];
}

Deno.test(
  needs("core uses no arithmetic that engines may round differently", { read: true }),
  async () => {
    for (const file of await sources("core")) {
      assertEquals(inexactArithmetic(await Deno.readTextFile(join(ROOT, file))), [], file);
    }
  },
);

Deno.test("arithmetic that differs between engines is found", () => {
  const found = inexactArithmetic(`
    const { log } = Math;
    y = Math.exp(x) + Math.sqrt(x) + x ** 0.5 + 2 ** k; // Math.cos(x), x ** 3
    y = map(x, Math.tanh) + (x + 1) ** n + x[0] ** 2 + 2 ** -54 + 2 ** (7 - i) + x ** 2.5 + Math.PI;
    y = 2 ** (p / 2) + 2 ** 0.5;
    y **= 3;`);
  assertEquals(found, [
    "Math",
    "Math.exp",
    "Math.tanh",
    "x ** 0.5",
    "2 ** k",
    "1) ** n",
    "x ** 2.5",
    "2 ** (p / 2)",
    "2 ** 0.5",
    "y **= 3",
  ]);
});
