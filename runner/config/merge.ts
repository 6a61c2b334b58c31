/**
 * Patches: how a variant and `--set` change the settings.
 *
 * @module
 */
import { InputError } from "../errors.ts";
import { isObject, type JsonObject } from "../json_object.ts";
import { isJson, type KeyPath, parseJson } from "./json.ts";

/** Keys that say of which kind an object is, and so which other keys it has. */
export const KINDS = ["schedule", "scheme", "name", "kind", "type"];
/** Keys of which an object has only one. */
export const ALTERNATIVES = [["seed", "continues"], ["file", "text", "csv"], ["norm", "value"]];

/** Keys of which one takes the other's place. */
const REPLACED = [["steps", "epochs"]];

/**
 * `base` with `patch` merged into it (JSON Merge Patch, RFC 7396): objects key by key, anything else replaced. Except
 * that an object is replaced whole where the patch makes another kind of it: a cosine schedule has no use for the
 * milestones of the step schedule before it. Neither argument is changed.
 */
export function merge(base: unknown, patch: unknown): unknown {
  if (!isObject(patch)) return patch;
  if (Array.isArray(base)) return mergeByName(base, patch) ?? patch;
  const kept = isObject(base) && !makesAnotherKind(base, patch) ? base : {};
  const merged = { ...kept };
  for (const keys of REPLACED) {
    const given = keys.filter((key) => Object.hasOwn(patch, key));
    if (given.length > 0) { for (const key of keys) delete merged[key]; }
  }
  for (const [key, value] of Object.entries(patch)) {
    merged[key] = merge(valueAt(kept, [key]), value);
  }
  return merged;
}

/** A list of objects of which some are patched, by their names; null where there is none of a name. */
function mergeByName(base: readonly unknown[], patch: JsonObject): unknown[] | null {
  const nameOf = (item: unknown) => isObject(item) ? item.name : undefined;
  const names = new Set(base.map(nameOf));
  if (Object.keys(patch).some((name) => !names.has(name))) return null;
  return base.map((item) => {
    const name = nameOf(item);
    if (typeof name !== "string" || !Object.hasOwn(patch, name)) return item;
    const merged = merge(item, patch[name]);
    return isObject(merged) ? { name, ...merged } : merged;
  });
}

function makesAnotherKind(base: JsonObject, patch: JsonObject): boolean {
  const has = Object.hasOwn;
  return KINDS.some((key) => has(base, key) && has(patch, key) && base[key] !== patch[key]) ||
    ALTERNATIVES.some((keys) =>
      keys.some((key) => has(patch, key) && keys.some((other) => other !== key && has(base, other)))
    );
}

/** The value at `path`, undefined where there is none. */
export function valueAt(value: unknown, path: KeyPath): unknown {
  for (const key of path) {
    if (typeof value !== "object" || value === null || !Object.hasOwn(value, key)) return undefined;
    value = (value as JsonObject)[key];
  }
  return value;
}

/** One `--set a.b.c=value`. */
export interface Setting {
  /** As error messages show it. */
  label: string;
  path: string[];
  /** The same as a patch: { a: { b: { c: value } } }. */
  patch: JsonObject;
}

/**
 * Reads `a.b.c=value`: the value is JSON, or else a text as it stands; a key with dots or spaces goes in double quotes
 * (`variants."batch norm".training.steps=100`).
 *
 * @throws {InputError}
 */
export function parseSetting(text: string): Setting {
  const label = `--set ${text.length > 100 ? text.slice(0, 100) + "…" : text}`;
  const match = text.match(/^((?:"[^"]*"|[^"=])+)=(.*)$/s);
  if (!match) {
    throw new InputError(`${label}: wants a key path and a value, e.g. --set training.steps=100`);
  }
  const [, keys, written] = match;
  const path = [...keys.matchAll(/(?:^|\.)(?:"([^"]*)"|([^".]*))(?=\.|$)/g)]
    .map(([, quoted, plain]) => quoted ?? plain);
  const isWhole = path.join(".") === keys.replaceAll('"', "");
  if (!isWhole || path.includes("") || path.includes("__proto__") || path.length > 32) {
    throw new InputError(`${label}: ${JSON.stringify(keys)} is no key path like training.steps`);
  }
  const value = isJson(written) ? parseJson(written, `--set ${keys}=…`).value : written;
  const patch = path.reduceRight<unknown>((inner, key) => ({ [key]: inner }), value) as JsonObject;
  return { label, path, patch };
}
