/**
 * makemore's names.txt for the tests that reproduce the notebooks.
 *
 * @module
 */
import { resolve } from "node:path";
import { readSource } from "../runner/data/sources.ts";
import type { SourceText } from "../runner/data/lines.ts";
import { can, type Needs } from "./permissions.ts";

/** Where the tests look for data: as the command line does, as far as their permissions go. */
export function sourceOptions() {
  const env = (name: string) => can("env", name) ? Deno.env.get(name) : undefined;
  const base = env("INIT_CWD") ?? Deno.cwd(), names = env("HANDGRAD_DATA");
  return {
    base,
    cache: can("write", ".cache") ? `${Deno.cwd()}/.cache` : undefined,
    // Tests run experiments in folders of their own too.
    namesFolder: names && resolve(base, names),
  };
}

async function find(): Promise<SourceText | undefined> {
  if (!can("read", true)) return undefined;
  const text = await readSource("names", sourceOptions());
  return text.name === "names" ? text : undefined;
}

const found = await find();

/** What a test needs that uses {@linkcode namesTxt}: `Deno.test(needs("…", needsNamesTxt), …)`. */
export const needsNamesTxt: Needs = {
  read: true,
  other: {
    what: "names.txt (set HANDGRAD_DATA to its folder, or allow the download)",
    isThere: found !== undefined,
  },
};

/** The 32,033 names; only in tests that need `needsNamesTxt`. */
export function namesTxt(): SourceText {
  if (found === undefined) throw new Error("names.txt is not there: the test lacks needsNamesTxt");
  return found;
}
