/**
 * The questions that there are, and the results that there are of each.
 *
 * @module
 */
import { join } from "node:path";
import { readRecord } from "../runner/store/experiment_store.ts";

/** Folders below experiments/ that hold no questions: texts, and PyTorch's figures for notebooks. */
const OTHERS = ["data", "pytorch"];

/**
 * The experiments' files, also those in folders, as one types them in the project's folder
 * ("experiments/init/hockey_stick.json"): by folder, those right in experiments/ first.
 *
 * @param root the project's folder
 */
export async function questionFiles(root: string, folder = "experiments"): Promise<string[]> {
  const entries = await namesIn(join(root, folder));
  const files = entries.filter(({ name, isDirectory }) =>
    !isDirectory && /^(?!.*\.schema\.).*\.json$/.test(name)
  ).map(({ name }) => `${folder}/${name}`);
  const folders = entries.filter(({ name, isDirectory }) => isDirectory && !OTHERS.includes(name));
  const inside = await Promise.all(
    folders.map(({ name }) => questionFiles(root, `${folder}/${name}`)),
  );
  return [...files, ...inside.flat()];
}

/** A folder of results. */
export interface Asked {
  folder: string;
  question: string;
  /** The file that asked, as {@linkcode questionFiles} names it, where that is known. */
  file?: string;
}

/** The experiments in results/, in order. */
export async function askedIn(results: string): Promise<Asked[]> {
  const asked: Asked[] = [];
  for (const { name } of await namesIn(results)) {
    if (name.startsWith(".")) continue;
    const folder = join(results, name);
    const record = await readRecord(folder, name).catch(() => undefined);
    if (record) asked.push({ folder, question: record.question, file: record.file });
  }
  return asked;
}

/** What is in a folder, in order; nothing where there is no such folder. */
async function namesIn(folder: string): Promise<Deno.DirEntry[]> {
  const entries = await Array.fromAsync(Deno.readDir(folder)).catch(() => []);
  return entries.sort((a, b) => a.name < b.name ? -1 : 1);
}
