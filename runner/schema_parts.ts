/**
 * The building blocks of the schema: strict objects and unions whose errors name what is allowed, and patches.
 *
 * @module
 */
import { closest, distance } from "fastest-levenshtein";
import { z } from "zod";

/** `word` as an error message shows it, followed by the nearest of `allowed` if one is near. */
export function didYouMean(word: string, allowed: readonly string[]): string {
  if (allowed.length === 0 || word.length > 100) return "";
  const nearest = closest(word, [...allowed]);
  return distance(word, nearest) <= Math.max(2, nearest.length / 3)
    ? `; did you mean "${nearest}"?`
    : "";
}

/** A strict object: an unknown key is an error that names the nearest key and all the allowed ones. */
export function object<S extends z.ZodRawShape>(shape: S) {
  const allowed = Object.keys(shape).filter((key) => key !== "$schema");
  return z.strictObject(shape, {
    error: (issue) =>
      issue.code === "unrecognized_keys"
        ? issue.keys.map((key) =>
          `unknown key "${key.slice(0, 100)}"${didYouMean(key, allowed)}` +
          ` (allowed here: ${allowed.join(", ")})`
        ).join("; ")
        : undefined,
  });
}

/** A union that is called `what` where a value fits none of its options. */
export function union<const O extends readonly z.ZodType[]>(what: string, options: O) {
  return z.union(options, { error: `fits no form of ${what}` });
}

/**
 * The schema of a JSON Merge Patch (RFC 7396) on objects of `schema`: every key may be left out, at every depth, and no
 * default is filled in.
 */
export function patchOf(schema: z.ZodType): z.ZodType {
  const described = (patch: z.ZodType) =>
    schema.description ? patch.describe(schema.description) : patch;
  if (
    schema instanceof z.ZodDefault || schema instanceof z.ZodPrefault ||
    schema instanceof z.ZodOptional
  ) {
    return described(patchOf(schema.unwrap() as z.ZodType));
  }
  if (schema instanceof z.ZodObject) return described(object(patchShape(schema.shape)));
  if (schema instanceof z.ZodDiscriminatedUnion) {
    return described(
      patchOfDiscriminatedUnion(schema.def.discriminator, schema.options as z.ZodObject[]),
    );
  }
  if (schema instanceof z.ZodUnion) {
    const options = schema.options.map((option) => patchOf(option as z.ZodType));
    return described(new z.ZodUnion({ ...schema.def, options }));
  }
  return schema;
}

function patchShape(shape: z.ZodRawShape): z.ZodRawShape {
  return Object.fromEntries(
    Object.entries(shape).map(([key, value]) => [key, patchOf(value as z.ZodType).optional()]),
  );
}

/**
 * All options' keys in one object: which of them go together is only known once the patch is merged, and checked then.
 */
function patchOfDiscriminatedUnion(
  discriminator: string,
  options: readonly z.ZodObject[],
): z.ZodType {
  const names = options.map((option) =>
    (option.shape[discriminator] as z.ZodLiteral<string>).value
  );
  const shape = Object.assign({}, ...options.map((option) => patchShape(option.shape)));
  return object({ ...shape, [discriminator]: z.enum(names).optional() });
}
