/**
 * An experiment's file: its text and its name.
 *
 * @module
 */
import { dirname, isAbsolute, join, relative, sep } from "node:path";
import { InputError } from "../errors.ts";
import { show } from "../schema/schema_errors.ts";
import { MAX_BYTES } from "./json.ts";
import { jsonFiles, nearFile } from "./near_files.ts";

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
  if (display.trim() === "") {
    throw new InputError(
      "The name of the experiment's file is empty; name a JSON file, such as experiments/bn.json",
    );
  }
  let bytes: Uint8Array;
  try {
    const { isDirectory, isFile, size } = await Deno.stat(path);
    if (isDirectory) {
      throw new InputError(`${display} is a folder; ${await insteadOf(path, display)}`);
    }
    if (!isFile) throw new InputError(`${display} is not a regular file`);
    if (size > MAX_BYTES) {
      throw new InputError(`${display} is larger than 250 kB, which no experiment needs to be`);
    }
    bytes = await Deno.readFile(path);
  } catch (error) {
    if (error instanceof InputError) throw error;
    if (error instanceof Deno.errors.NotFound) {
      const where = isAbsolute(display) ? "" : `: there is no ${path}`;
      throw new InputError(`${display} does not exist${where}${await suggestion(path, display)}`);
    }
    if (
      error instanceof Deno.errors.PermissionDenied || error instanceof Deno.errors.NotCapable
    ) {
      throw new InputError(`${display} cannot be read: permission denied`);
    }
    const why = (error as Error).message.replace(/: \w+ '.*$/s, "");
    throw new InputError(`${display} cannot be read: ${why}`);
  }
  let text: string;
  try {
    text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw new InputError(`${display} is not UTF-8 text`);
  }
  if (!/\.json$/i.test(path) && !/^\s*\{/.test(text)) {
    const line = text.trim().split("\n", 1)[0];
    throw new InputError(
      `${display} is no JSON file: an experiment is an object { … }, and it begins with ${
        show(line)
      }${await suggestion(path, display)}`,
    );
  }
  return text;
}

/** "; did you mean …?" with the nearest JSON file there is, as the user would type it. */
async function suggestion(path: string, display: string): Promise<string> {
  const found = await nearFile(path);
  if (found === undefined) return "";
  const typed = join(dirname(display), relative(dirname(path), found));
  return `; did you mean ${typed.replaceAll(sep, "/")}?`;
}

/** What can be named in the place of a folder: what it holds, or else a file of its name. */
async function insteadOf(folder: string, display: string): Promise<string> {
  const files = await jsonFiles(folder);
  return files.length > 0 && !files.includes(RECORD)
    ? `name a JSON file in it: ${files.slice(0, MAX_LISTED).join(", ")}${
      files.length > MAX_LISTED ? ", …" : ""
    }`
    : `name a JSON file${await suggestion(folder, display)}`;
}

const MAX_LISTED = 10;
/** What a folder of results says of its experiment, which is none. */
const RECORD = "experiment.json";

const splitPath = (path: string) =>
  path.match(/^(.*[/\\])?(.*)$/s)!.slice(1).map((part) => part ?? "");
