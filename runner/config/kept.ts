/**
 * What a patch keeps without saying so: `{"scheme": "normal"}` on normal numbers of some other std changes nothing,
 * though the same words in the file itself would stand for a std of 1. Patches of other kinds share their settings on
 * purpose: a schedule its first rate, an optimizer its momentum.
 *
 * @module
 */
import { RunConfigSchema } from "../schema/schema.ts";
import { show, showPath } from "../schema/schema_errors.ts";
import { isSameJson } from "../sorted_json.ts";
import type { KeyPath } from "./json.ts";
import { isObject, type JsonObject } from "../json_object.ts";
import { merge, valueAt } from "./merge.ts";

/** What is allowed, but surely not meant, in patches that are merged into `base` one after the other. */
export function keptByScheme(base: unknown, patches: readonly JsonObject[]): string[] {
  const befores = [base];
  for (const patch of patches) befores.push(merge(befores.at(-1), patch));
  const merged = befores.at(-1);
  return patches.flatMap((patch, i) =>
    [...repeatedSchemes(befores[i], patch)].flatMap((path) => {
      const written = path.reduceRight<unknown>((inner, key) => ({ [key]: inner }), null);
      // null is never a value, and so takes the place of all that was there.
      const alone = merge(merge(merged, written), patch);
      const [meant, got] = [alone, merged]
        .map((config) => valueAt(RunConfigSchema.safeParse(config).data, path) as JsonObject);
      if (meant === undefined || got === undefined) return [];
      const before = valueAt(befores[i], path) as JsonObject;
      const kept = Object.keys(got).filter((key) =>
        !isSameJson(got[key], meant[key]) && isSameJson(got[key], before[key])
      );
      return kept.map((key) =>
        `${showPath(path)} keeps ${JSON.stringify(key)}: ${show(got[key])}, ` +
        "for a patch changes only the keys that it names; name it too"
      );
    })
  );
}

/** Where a patch names nothing but the scheme that is there already. */
function* repeatedSchemes(base: unknown, patch: unknown, path: KeyPath = []): Generator<KeyPath> {
  if (!isObject(base) || !isObject(patch)) return;
  const keys = Object.keys(patch);
  if (keys.join() === "scheme" && base.scheme === patch.scheme) yield path;
  for (const key of keys) yield* repeatedSchemes(valueAt(base, [key]), patch[key], [...path, key]);
}
