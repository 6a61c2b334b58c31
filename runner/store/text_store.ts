/**
 * The lines that an experiment's runs were trained on, kept beside them in results/<experiment>/datasets/, so that a
 * report can be made again without their source.
 *
 * @module
 */
import { join } from "node:path";
import { sha256 } from "../data/bytes.ts";
import { writeWhole } from "./files.ts";
import {
  type DatasetSummary,
  identityOf,
  separatorOf,
  type StoredRun,
  type StoredText,
  type TextIdentity,
} from "../results.ts";
import { splitSymbols } from "../data/symbols.ts";

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
    const identity = identityOf(config.dataset, dataset);
    const path = await pathOf(experimentFolder, identity);
    if (texts.has(path)) continue;
    const lines = await readLines(path);
    if (lines === null) continue;
    const size = identity.running
      ? splitSymbols(lines.join("\n"), separatorOf(config.dataset)).length
      : lines.length;
    if (size === dataset.size) texts.set(path, { ...identity, lines });
  }
  return [...texts.values()];
}

/** The lines kept of the text that a run was trained on; undefined where they were not. */
export async function readLinesOf(
  experimentFolder: string,
  config: StoredRun["config"],
  dataset: Pick<DatasetSummary, "sha256" | "content">,
): Promise<string[] | undefined> {
  const path = await pathOf(experimentFolder, identityOf(config.dataset, dataset));
  return await readLines(path) ?? undefined;
}

/**
 * Named after the hash of the source's bytes, of the column where that has several, and of what cleaning has made of
 * it.
 */
async function pathOf(
  experimentFolder: string,
  { sha256: source, column, running, content }: TextIdentity,
): Promise<string> {
  const name = [source.slice(0, 16)];
  if (column !== null) name.push((await sha256(new TextEncoder().encode(column))).slice(0, 8));
  if (running) name.push("text");
  if (content !== undefined) name.push(content.slice(0, 16));
  return join(experimentFolder, "datasets", `${name.join("-")}.txt`);
}

async function readLines(path: string): Promise<string[] | null> {
  try {
    return (await Deno.readTextFile(path)).replace(/\n$/, "").split("\n");
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return null;
    throw error;
  }
}
