/**
 * An experiment's file: its text and its name.
 *
 * @module
 */
import { InputError } from "../errors.ts";
import { MAX_BYTES } from "./json.ts";
import { nearest } from "../nearest.ts";

/** The experiment's name: the file's, without folders and .json or .handgrad.json. */
export const nameOf = (path: string) => splitPath(path)[1].replace(/(\.handgrad)?\.json$/i, "");

/**
 * The name is that of a folder, on any system.
 *
 * @throws {InputError} if it cannot be
 */
export function checkName(name: string, file: string): void {
  const rename = (why: string) => {
    throw new InputError(
      `${file}: the file's name names the folder of the results, and ${why}; please rename the file`,
    );
  };
  if (name === "") rename("it is empty");
  if (name.length > 100) rename(`it has more than 100 characters`);
  if (name.startsWith(".")) rename("it begins with a dot");
  if (/[.\s]$|^\s/u.test(name)) rename("it begins with a space or ends with a dot or a space");
  if (/[\p{Cc}\p{Cs}/\\<>:"|?*]/u.test(name)) {
    rename('it has a control character or one of / \\ < > : " | ? *');
  }
  if (/[\p{Bidi_Control}\p{Zl}\p{Zp}]/u.test(name)) {
    rename("it has an invisible character that turns the text's direction or breaks its line");
  }
  if (/^(con|prn|aux|nul|conin\$|conout\$|(com|lpt)[\d¹²³]) *(\.|$)/i.test(name)) {
    rename("Windows reserves it");
  }
}

/**
 * The text of the file at `path`, which error messages call `display`.
 *
 * @throws {InputError} if there is none
 */
export async function readExperimentFile(path: string, display: string): Promise<string> {
  let bytes: Uint8Array;
  try {
    const { isDirectory, isFile, size } = await Deno.stat(path);
    if (isDirectory) {
      throw new InputError(`${display} is a folder; name a JSON file in it${await listed(path)}`);
    }
    if (!isFile) throw new InputError(`${display} is not a regular file`);
    if (size > MAX_BYTES) {
      throw new InputError(`${display} is larger than 250 kB, which no experiment needs to be`);
    }
    bytes = await Deno.readFile(path);
  } catch (error) {
    if (error instanceof InputError) throw error;
    if (error instanceof Deno.errors.NotFound) {
      throw new InputError(`${display} does not exist${await suggestion(path, display)}`);
    }
    if (
      error instanceof Deno.errors.PermissionDenied || error instanceof Deno.errors.NotCapable
    ) {
      throw new InputError(`${display} cannot be read: permission denied`);
    }
    const why = (error as Error).message.replace(/: \w+ '.*$/s, "");
    throw new InputError(`${display} cannot be read: ${why}`);
  }
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw new InputError(`${display} is not UTF-8 text`);
  }
}

/** "; did you mean …?" with a JSON file of nearly that name in the same folder. */
async function suggestion(path: string, display: string): Promise<string> {
  const [folder, file] = splitPath(path);
  const files = await jsonFiles(folder || ".");
  const found = files.includes(`${file}.json`) ? `${file}.json` : nearest(file, files);
  return found === undefined ? "" : `; did you mean ${splitPath(display)[0]}${found}?`;
}

const splitPath = (path: string) =>
  path.match(/^(.*[/\\])?(.*)$/s)!.slice(1).map((part) => part ?? "");

/** ": …" with the first JSON files of a folder. */
async function listed(folder: string): Promise<string> {
  const files = await jsonFiles(folder);
  return files.length > 0 ? `: ${files.slice(0, 10).join(", ")}` : "";
}

async function jsonFiles(folder: string): Promise<string[]> {
  try {
    const entries = await Array.fromAsync(Deno.readDir(folder));
    return entries.map(({ name }) => name)
      .filter((name) => name.endsWith(".json") && !name.endsWith(".schema.json")).sort();
  } catch {
    return [];
  }
}
