/**
 * makemore's names.txt, from wherever it can be had, and the first names that stand in for it.
 *
 * @module
 */
import { join, resolve } from "node:path";
import firstNamesText from "../../experiments/data/first_names.txt" with { type: "text" };
import { readBytes, reasonOf, sha256 } from "./bytes.ts";
import { InputError } from "../errors.ts";
import { writeWhole } from "../store/files.ts";
import { linesOf, type SourceText } from "./lines.ts";

const ADDRESS = "https://raw.githubusercontent.com/karpathy/makemore/master/names.txt";
const SHA256 = "0a30b5557f192f32ab962680889aac5f6fda0f4cecf40a6d0b5694f58ea8cc4d";
const TIMEOUT = 10; // seconds

/** Where to look for names.txt. */
export interface NamesOptions {
  /** The folder that relative paths start from. */
  base: string;
  /** The folder that keeps what was downloaded; without one, nothing is kept. */
  cache?: string;
  /** The folder of the user's own names.txt: what HANDGRAD_DATA says. */
  namesFolder?: string;
  /** Default: the global `fetch`. */
  fetch?: typeof fetch;
}

/**
 * The 32,033 names of names.txt: from `options.namesFolder`, else the cache, else GitHub; where none of them has it,
 * the embedded first names with a notice.
 *
 * @throws {InputError} where `namesFolder` has an unreadable or a different names.txt
 */
export async function readNames(options: NamesOptions): Promise<SourceText> {
  const given = await readOwn(options);
  if (given) return names(given);

  const cached = options.cache && join(resolve(options.base, options.cache), "names.txt");
  if (cached) {
    const bytes = await readBytes(cached).catch(() => undefined);
    if (bytes && await sha256(bytes) === SHA256) return names(bytes);
  }
  try {
    const bytes = await download(options.fetch ?? fetch);
    // A cache that cannot be written costs a download, no more.
    if (cached) await writeWhole(cached, bytes).catch(() => {});
    return names(bytes);
  } catch (error) {
    const folder = options.namesFolder ? "it is not in the folder of HANDGRAD_DATA, and " : "";
    return { ...await readFirstNames(), notice: noticeOf(folder + whyNot(error)) };
  }
}

/** The 8,403 first names that come with handgrad. */
export async function readFirstNames(): Promise<SourceText> {
  return {
    name: "first-names",
    lines: linesOf(firstNamesText, "first_names.txt"),
    sha256: await sha256(new TextEncoder().encode(firstNamesText)),
  };
}

function names(bytes: Uint8Array): SourceText {
  const lines = linesOf(new TextDecoder().decode(bytes), "names.txt");
  return { name: "names", lines, sha256: SHA256 };
}

async function readOwn(
  { base, namesFolder }: NamesOptions,
): Promise<Uint8Array<ArrayBuffer> | undefined> {
  if (!namesFolder) return undefined;
  const path = join(resolve(base, namesFolder), "names.txt");
  let bytes: Uint8Array<ArrayBuffer>;
  try {
    bytes = await readBytes(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw new InputError(`Cannot read ${path} (HANDGRAD_DATA): ${reasonOf(error)}`);
  }
  const found = await sha256(bytes);
  if (found === SHA256) return bytes;
  throw new InputError(
    `${path} (HANDGRAD_DATA) is not makemore's names.txt: its SHA-256 is ${found}, not ${SHA256}. ` +
      `The right one is at ${ADDRESS}; to train on this one, write "source": {"file": …} instead`,
  );
}

async function download(fetch: typeof globalThis.fetch): Promise<Uint8Array<ArrayBuffer>> {
  const response = await fetch(ADDRESS, { signal: AbortSignal.timeout(TIMEOUT * 1000) });
  if (!response.ok) {
    await response.body?.cancel();
    throw new Error(`${new URL(ADDRESS).host} answered ${response.status}`);
  }
  const bytes = new Uint8Array(await response.arrayBuffer());
  if (await sha256(bytes) === SHA256) return bytes;
  throw new Error(`what ${new URL(ADDRESS).host} answered is not names.txt (wrong SHA-256)`);
}

function whyNot(error: unknown): string {
  const { host } = new URL(ADDRESS);
  if (error instanceof Deno.errors.NotCapable) return `--allow-net=${host} is not given`;
  if (error instanceof DOMException && error.name === "TimeoutError") {
    return `${host} did not answer within ${TIMEOUT} seconds`;
  }
  if (error instanceof TypeError) return `${host} cannot be reached`;
  return (error as Error).message;
}

function noticeOf(reason: string): string {
  return "The 8,403 first names that come with handgrad stand in for the 32,033 names of makemore's " +
    `names.txt, which could not be had: ${reason}. For the real ones, save ${ADDRESS} in a folder ` +
    "and set HANDGRAD_DATA to that folder.";
}
