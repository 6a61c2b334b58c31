/**
 * Finds the text that a dataset is built from, and checks it.
 *
 * @module
 */
import { basename, resolve } from "node:path";
import { readBytes, reasonOf, sha256 } from "./bytes.ts";
import { columnOf } from "./csv.ts";
import { decodeText } from "./encoding.ts";
import { InputError } from "../errors.ts";
import { linesOf, quote, runningLinesOf, type SourceText } from "./lines.ts";
import { didYouMeanFile } from "../near_path.ts";
import type { Load } from "./file_memory.ts";
import { type NamesOptions, readFirstNames, readNames } from "./names.ts";
import { isRunningText } from "../results.ts";
import type { RunConfig } from "../schema/schema.ts";

/** Where to look for a text: relative paths start from `base`. */
export interface SourceOptions extends NamesOptions {
  /**
   * What will be made of a file of the user's, as far as memory depends on it; default: a dataset with contexts of 3,
   * and one run at once.
   */
  load?: Load;
}

/**
 * Reads the lines that `source` names. Of a user's file, a byte order mark, line ends (LF or CR LF) and blank lines are
 * left out, and all else is kept as it stands.
 *
 * @throws {InputError} where there is no such text, or where no dataset can be built from it
 */
export async function readSource(
  source: RunConfig["dataset"]["source"],
  options: SourceOptions,
): Promise<SourceText> {
  if (source === "names") return await readNames(options);
  if (source === "first-names") return await readFirstNames();
  const file = fileOf(source);
  const bytes = await readFile(file, options);
  const { lines, done } = readLines(bytes, source, file);
  const { encoding: _, ...plainly } = source;
  if ("delimiter" in plainly) delete plainly.delimiter;
  const isPlain = Object.keys(plainly).length === Object.keys(source).length;
  const plain = isPlain ? undefined : plainLines(bytes, plainly, file);
  if (source.encoding !== undefined && plain) {
    const at = lines.findIndex((line, i) => line !== plain[i] && /[^\0-\x7f]/.test(plain[i] ?? ""));
    if (at >= 0) {
      done.push(
        `${
          basename(file)
        } is valid UTF-8 too: is its "encoding" rather that than "${source.encoding}"? A line reads ${
          quote(lines[at])
        }, and as UTF-8 ${quote(plain[at])}.`,
      );
    }
  }
  return {
    name: basename(file),
    lines,
    sha256: await sha256(bytes),
    ...done.length > 0 ? { done } : {},
    ...plain === undefined ? {} : { plain },
  };
}

type FileSource = Exclude<RunConfig["dataset"]["source"], string>;

/** The lines of a file, and what its reader should know of how they were found. */
function readLines(
  bytes: Uint8Array,
  source: FileSource,
  file: string,
): { lines: string[]; done: string[] } {
  const { text, mark } = decodeText(bytes, file, source.encoding);
  const name = basename(file);
  const done = mark === undefined || mark === "utf-8"
    ? []
    : [`${name} is read as ${mark.toUpperCase()}, as its byte-order mark says.`];
  if (/\r(?!\n)/.test(text)) {
    done.push(
      `${name} has line ends of old Macintosh files (CR); they are taken for line ends like any other.`,
    );
  }
  if ("csv" in source) {
    const { values, delimiter } = columnOf(text, source, file);
    if (delimiter !== "," && source.delimiter === undefined) {
      done.push(
        `The fields of ${name} stand between ${
          delimiter === "\t" ? "tabs" : `"${delimiter}"`
        }, as its header tells.`,
      );
    }
    return { lines: values, done };
  }
  const lines = isRunningText(source) ? runningLinesOf(text, file) : linesOf(text, file);
  return { lines, done };
}

/** What is read without any key on how to; null where that fails. */
function plainLines(bytes: Uint8Array, source: FileSource, file: string): string[] | null {
  try {
    return readLines(bytes, source, file).lines;
  } catch (error) {
    if (error instanceof InputError) return null;
    throw error;
  }
}

const fileOf = (source: FileSource): string =>
  "csv" in source ? source.csv : "text" in source ? source.text : source.file;

async function readFile(
  file: string,
  { base, load = { indices: 4, jobs: 1 } }: SourceOptions,
): Promise<Uint8Array<ArrayBuffer>> {
  const path = resolve(base, file);
  const bytes = await readBytes(path, load).catch(async (error) => {
    const where = path === file ? "" : ` (looked for ${path})`;
    const other = error instanceof Deno.errors.NotFound ? await didYouMeanFile(file, base) : "";
    throw new InputError(`Cannot read ${file}: ${reasonOf(error)}${where}${other}`);
  });
  if (bytes.length === 0) throw new InputError(`${file} is empty`);
  return bytes;
}
