/**
 * `deno task npm`: the library as an npm package, in .cache/npm/package: its types by `deno pack`, its code by esbuild,
 * once for Node and once for pages.
 *
 * What Deno has and the others have not comes from node/ and browser/ beside this file. In pages there are no files:
 * what needs them says so.
 *
 * @module
 */
import { join } from "node:path";
import { copy, copyPackage, emptyFolder, readConfig, run } from "./files.ts";
// deno-lint-ignore no-import-prefix
import { build, type BuildOptions, stop } from "npm:esbuild@0.28.2";

const ROOT = join(import.meta.dirname!, "..");
const NPM = join(ROOT, ".cache/npm");
const PACKAGE = join(NPM, "package");
const NAME = "handgrad";

/** Versions of what stands in for Deno. */
const NODE_DEPENDENCIES = {
  "@deno/shim-deno": "0.19.2",
  "core-js": "3.51.0",
  "web-worker": "1.5.0",
};
const BROWSER_DEPENDENCIES = { fflate: "0.8.2" };

/** What Node 20 lacks of the language. */
const POLYFILLS = [
  "array/from-async",
  "iterator/index",
  "map/group-by",
  "promise/with-resolvers",
  "symbol/async-dispose",
  "symbol/dispose",
  "typed-array/from-base64",
  "typed-array/from-hex",
  "typed-array/to-base64",
  "typed-array/to-hex",
];

/** What the package exports, and what is started as a worker. */
const ENTRIES = {
  mod: "mod.ts",
  core: "core/mod.ts",
  report: "reports/mod.ts",
  worker: "runner/training/worker.ts",
  gradcheck_worker: "runner/checks/gradcheck_worker.ts",
  helper_thread: "runner/training/helper_thread.ts",
};

if (Deno.args.length > 0) {
  const isHelp = Deno.args.every((arg) => arg === "--help" || arg === "-h");
  const say = isHelp ? console.log : console.error;
  if (!isHelp) say(`deno task npm takes nothing, but "${Deno.args[0]}" was given`);
  say("Usage: deno task npm\nMakes an npm package of the library in .cache/npm/package.");
  Deno.exit(isHelp ? 0 : 2);
}
await emptyFolder(PACKAGE);
await packTypes();
await bundle("node", {
  platform: "node",
  target: "node20",
  inject: [join(ROOT, "packaging/node/deno.ts")],
  banner: { js: `import ${JSON.stringify("./polyfills.js")};` },
});
await Deno.writeTextFile(
  join(PACKAGE, "node/polyfills.js"),
  POLYFILLS.map((name) => `import "core-js/actual/${name}.js";\n`).join(""),
);
await bundle("browser", {
  platform: "browser",
  target: "es2024",
  inject: [join(ROOT, "packaging/browser/deno.ts")],
  alias: Object.fromEntries(
    ["path", "zlib", "url", "crypto"].map((
      name,
    ) => [`node:${name}`, join(ROOT, `packaging/browser/${name}.ts`)]),
  ),
});
await writeManifest();
stop();
console.log(`.cache/npm/package: npm pack or npm publish it`);

/** The declarations of all modules, where the modules are. */
async function packTypes(): Promise<void> {
  const source = await Deno.makeTempDir(); // what Git ignores is not packed
  await copyPackage(source, ({ imports, publish }) => ({
    imports: { ...imports, "@std/csv": "./std/csv/mod.ts" },
    publish: { ...publish, include: [...publish.include, "std/csv/mod.ts"] },
  }));
  await copy("std/csv/mod.ts", source);
  await run("deno", ["pack", "--allow-dirty", "--output", join(NPM, "types.tgz")], source);
  await Deno.remove(source, { recursive: true });
  await run("tar", ["xzf", "types.tgz", "--wildcards", "*.d.ts"], NPM);
  await Deno.remove(join(NPM, "types.tgz"));
}

/** The code for one kind of machine. */
async function bundle(folder: string, options: BuildOptions): Promise<void> {
  await build({
    entryPoints: ENTRIES,
    bundle: true,
    splitting: true,
    format: "esm",
    outdir: join(PACKAGE, folder),
    absWorkingDir: ROOT,
    chunkNames: "chunk-[hash]",
    packages: "external",
    loader: { ".txt": "text" },
    legalComments: "none",
    logLevel: "warning",
    ...options,
    alias: { "@std/csv": "./std/csv/mod.ts", ...options.alias },
    plugins: [{
      name: "as Deno names modules, and with workers beside what starts them",
      setup({ onLoad, onResolve }) {
        onResolve({ filter: /^npm:/ }, ({ path }) => (
          { path: path.replace(/^npm:(.+)@[\d.]+$/, "$1"), external: true }
        ));
        onLoad({ filter: /\/(runner|core)\/.*\.ts$/ }, async ({ path }) => {
          const text = await Deno.readTextFile(path);
          const contents = text.replace(
            /new URL\("\.\/(\w+)\.ts", import\.meta\.url\)/g,
            'new URL("./$1.js", import.meta.url)',
          );
          return { contents, loader: "ts" };
        });
      },
    }],
  });
}

async function writeManifest(): Promise<void> {
  const { version, license, imports } = await readConfig();
  const dependencies = Object.fromEntries(
    Object.values(imports).flatMap((specifier) => {
      const [, name, version] = /^npm:(.+)@([\d.]+)$/.exec(specifier) ?? [];
      return name === undefined ? [] : [[name, version]];
    }),
  );
  const entry = (types: string, file: string) => ({
    types: `./${types}`,
    browser: `./browser/${file}`,
    default: `./node/${file}`,
  });
  const manifest = {
    name: NAME,
    version,
    license,
    description:
      "Small neural language models whose gradients are derived by hand, and experiments on how they train",
    type: "module",
    engines: { node: ">=20" },
    exports: {
      ".": entry("mod.d.ts", "mod.js"),
      "./core": entry("core/mod.d.ts", "core.js"),
      "./report": entry("reports/mod.d.ts", "report.js"),
    },
    dependencies: { ...dependencies, ...NODE_DEPENDENCIES, ...BROWSER_DEPENDENCIES },
  };
  await Deno.writeTextFile(join(PACKAGE, "package.json"), JSON.stringify(manifest, null, 2) + "\n");
  await copy("LICENSE", PACKAGE);
  await copy("README.md", PACKAGE);
}
