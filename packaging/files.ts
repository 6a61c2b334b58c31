/**
 * The files that are published, as a folder of their own.
 *
 * @module
 */
import { dirname, join } from "node:path";

const ROOT = join(import.meta.dirname!, "..");

/** What of deno.json is needed here. */
export interface PackageConfig {
  name: string;
  version: string;
  license: string;
  publish: { include: string[]; exclude: string[] };
  imports: Record<string, string>;
  links?: string[];
  [key: string]: unknown;
}

/** The project's deno.json. */
export const readConfig = async (): Promise<PackageConfig> =>
  JSON.parse(await Deno.readTextFile(join(ROOT, "deno.json")));

/**
 * Copies what is published into an empty folder, with a deno.json of its own.
 *
 * @param change of the configuration
 */
export async function copyPackage(
  to: string,
  change: (config: PackageConfig) => Partial<PackageConfig>,
): Promise<void> {
  const config = await readConfig();
  await emptyFolder(to);
  for (const path of config.publish.include) {
    await copy(path, to, config.publish.exclude);
  }
  const { name, version, license, exports, imports, compilerOptions, publish } = config;
  const own = { name, version, license, exports, imports, compilerOptions, publish };
  await Deno.writeTextFile(
    join(to, "deno.json"),
    JSON.stringify({ ...own, ...change(config) }, null, 2),
  );
}

/** Copies a file or folder of the project to the same place below `to`. */
export async function copy(path: string, to: string, exclude: readonly string[] = []) {
  if (exclude.includes(path)) return;
  const from = join(ROOT, path), target = join(to, path);
  if ((await Deno.stat(from)).isDirectory) {
    for await (const { name } of Deno.readDir(from)) await copy(`${path}/${name}`, to, exclude);
    return;
  }
  await Deno.mkdir(dirname(target), { recursive: true });
  await Deno.writeFile(target, await Deno.readFile(from));
}

/** An empty folder, whatever was there. */
export async function emptyFolder(folder: string): Promise<void> {
  await Deno.remove(folder, { recursive: true }).catch((error) => {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  });
  await Deno.mkdir(folder, { recursive: true });
}

/** So many lines of what a command says are shown. */
const LINES = 40;

/** Runs a command, and shows what it prints where it fails. @throws Error where it fails */
export async function run(command: string, args: string[], cwd: string): Promise<string> {
  const { code, stdout, stderr } = await new Deno.Command(command, { args, cwd }).output();
  const [printed, complained] = [stdout, stderr].map((bytes) => new TextDecoder().decode(bytes));
  if (code === 0) return printed;
  const last = `${printed}${complained}`.trimEnd().split("\n").slice(-LINES).join("\n");
  throw new Error(`${command} ${args.join(" ")} failed:\n${last}`);
}
