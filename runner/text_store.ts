/**
 * The lines that an experiment's runs were trained on, kept beside them in results/<experiment>/datasets/, so that a report can be made
 * again without their source.
 *
 * @module
 */
import { join } from "node:path";
import { sha256 } from "./bytes.ts";
import { writeWhole } from "./files.ts";
import { columnOf, type StoredRun, type StoredText } from "./results.ts";

/** Writes a text below `experimentFolder`, unless it is there already, whole. */
export async function writeText(experimentFolder: string, text: StoredText): Promise<void> {
  const path = await pathOf(experimentFolder, text);
  const whole = text.lines.join("\n") + "\n";
  if ((await readLines(path))?.join("\n") + "\n" !== whole) await writeWhole(path, whole);
}

/** The texts of these runs, each once; what was not kept is left out. */
export async function readTexts(
  experimentFolder: string,
  runs: readonly StoredRun[],
): Promise<StoredText[]> {
  const texts = new Map<string, StoredText>();
  for (const { config, summary: { dataset } } of runs) {
    const identity = { sha256: dataset.sha256, column: columnOf(config.dataset.source) };
    const path = await pathOf(experimentFolder, identity);
    if (texts.has(path)) continue;
    const lines = await readLines(path);
    if (lines?.length === dataset.size) texts.set(path, { ...identity, lines });
  }
  return [...texts.values()];
}

/** The lines kept of the text that a run was trained on; undefined where they were not. */
export async function readLinesOf(
  experimentFolder: string,
  { dataset }: StoredRun["config"],
  sha256: string,
): Promise<string[] | undefined> {
  const column = columnOf(dataset.source);
  return await readLines(await pathOf(experimentFolder, { sha256, column })) ?? undefined;
}

/** Named after the hash of the source's bytes, and of the column where that has several. */
async function pathOf(
  experimentFolder: string,
  { sha256: source, column }: Omit<StoredText, "lines">,
): Promise<string> {
  const ofColumn = column === null
    ? ""
    : `-${(await sha256(new TextEncoder().encode(column))).slice(0, 8)}`;
  return join(experimentFolder, "datasets", `${source.slice(0, 16)}${ofColumn}.txt`);
}

async function readLines(path: string): Promise<string[] | null> {
  try {
    return (await Deno.readTextFile(path)).replace(/\n$/, "").split("\n");
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return null;
    throw error;
  }
}
