/**
 * The building blocks of the schema: strict objects and unions whose errors name what is allowed, and patches.
 *
 * @module
 */
import { z } from "zod";
import { byLastKey, didYouMean } from "../nearest.ts";

/** Of more keys than these only some are listed. */
const MAX_LISTED = 30;
const MAX_SOME = 3;
/** So many are shown of an object's keys where something else stands. */
const MAX_SHOWN = 2;

/**
 * A strict object: an unknown key is an error that names the nearest key and all the allowed ones. Several unknown keys
 * give a line each, in the order of the issue's `keys`.
 */
export function object<S extends z.ZodRawShape>(shape: S) {
  const allowed = Object.keys(shape).filter((key) => key !== "$schema");
  const listed = allowed.length <= MAX_LISTED
    ? allowed.join(", ")
    : `${allowed.length} keys, such as ${allowed.slice(-MAX_SOME).join(", ")}`;
  let made: Map<string, string> | undefined;
  const paths = () => made ??= byLastKey([...allowed, ...keysInside(shape)]);
  return z.strictObject(shape, {
    error: (issue) =>
      issue.code === "unrecognized_keys"
        ? issue.keys.map((key) =>
          `is not a known key${didYouMean(key, allowed, paths())} (allowed here: ${listed})`
        ).join("\n")
        : issue.code === "invalid_type"
        ? objectOf(allowed)
        : undefined,
  });
}

/** The dotted paths of all keys of the objects that stand inside a shape: where somebody may have meant to put one. */
export function keysInside(shape: z.ZodRawShape, before = ""): string[] {
  return (Object.entries(shape) as [string, z.ZodType][]).flatMap(([key, schema]) => {
    const path = `${before}${key}.`;
    return objectsOf(schema).flatMap(({ shape }) => [
      ...Object.keys(shape).map((inner) => path + inner),
      ...keysInside(shape, path),
    ]);
  });
}

/** The object that a value must be, or those among which it may choose. */
export function objectsOf(schema: z.ZodType): z.ZodObject[] {
  if (schema instanceof z.ZodObject) return [schema];
  if (schema instanceof z.ZodUnion) return (schema.options as z.ZodType[]).flatMap(objectsOf);
  return mayBeLeftOut(schema) ? objectsOf(schema.unwrap() as z.ZodType) : [];
}

/** Whether it may be left out, with or without a default. */
const mayBeLeftOut = (
  schema: z.ZodType,
): schema is z.ZodOptional | z.ZodDefault | z.ZodPrefault =>
  schema instanceof z.ZodOptional || schema instanceof z.ZodDefault ||
  schema instanceof z.ZodPrefault;

/** A strict object that `key` says the kind of. */
export function choice<const O extends readonly [z.ZodObject, ...z.ZodObject[]]>(
  key: string,
  options: O,
) {
  const keys = Object.keys(options[0].shape).filter((other) => other !== key);
  return z.discriminatedUnion(key, options, {
    // Zod's types leave out that a value of another kind comes here too.
    error: ({ code }: { code?: string }) =>
      code === "invalid_type" ? objectOf([key, ...keys]) : undefined,
  });
}

/** `an object { "schedule": …, "initial": …, … }` */
const objectOf = (keys: readonly string[]): string => {
  const shown = keys.slice(0, MAX_SHOWN).map((key) => `${JSON.stringify(key)}: …`);
  return `an object { ${[...shown, ...keys.length > MAX_SHOWN ? ["…"] : []].join(", ")} }`;
};

/** A union whose errors say that a value must be `forms`, e.g. "true, false or an object". */
export function union<const O extends readonly z.ZodType[]>(forms: string, options: O) {
  return z.union(options, { error: `must be ${forms}` });
}

/**
 * The schema of a JSON Merge Patch (RFC 7396) on objects of `schema`: every key may be left out, at every depth, and no
 * default is filled in. Where `schema` is a union of objects, its patch takes all their keys: which of them go together
 * is only known once the patch is merged, and checked then.
 */
export function patchOf(schema: z.ZodType): z.ZodType {
  const made = patches.get(schema);
  if (made) return made;
  const id = schema.meta()?.id;
  const patch = makePatch(schema);
  if (id && patch !== schema) z.globalRegistry.add(patch, { id: `${id}Patch` });
  patches.set(schema, patch);
  return patch;
}

/** Says of a list of objects that they may have a `name`: its patch is another list, or patches by these names. */
export function byName<L extends z.ZodArray>(list: L): L {
  named.add(list);
  return list;
}
const named = new WeakSet<z.ZodType>();

/** One patch a schema, so that the JSON Schema can refer to it by its id. */
const patches = new WeakMap<z.ZodType, z.ZodType>();

function makePatch(schema: z.ZodType): z.ZodType {
  if (mayBeLeftOut(schema)) return patchOf(schema.unwrap() as z.ZodType);
  if (schema instanceof z.ZodLazy) return z.lazy(() => patchOf(schema.unwrap() as z.ZodType));
  if (named.has(schema)) {
    const { element } = schema as z.ZodArray;
    return z.union([schema, z.record(z.string(), patchOf(element as z.ZodType))]);
  }
  if (schema instanceof z.ZodObject) return object(patchShape(schema.shape));
  if (schema instanceof z.ZodDiscriminatedUnion) {
    const options = schema.options as z.ZodObject[];
    const key = schema.def.discriminator;
    const names = options.map((option) => literalOf(option.shape[key] as z.ZodType));
    return object({ ...patchShape(...shapes(options)), [key]: z.enum(names).optional() });
  }
  if (schema instanceof z.ZodUnion) {
    const options = schema.options as z.ZodType[];
    const objects = options.filter((option) => option instanceof z.ZodObject);
    if (objects.length === 0) return schema;
    const others = options.filter((option) => !objects.includes(option as z.ZodObject));
    const all = objects.length === 1 ? patchOf(objects[0]) : object(patchShape(...shapes(objects)));
    return new z.ZodUnion({ ...schema.def, options: [...others, all] });
  }
  return schema;
}

/** The value of a literal, which may have a default. */
function literalOf(schema: z.ZodType): string {
  if (schema instanceof z.ZodDefault || schema instanceof z.ZodOptional) {
    return literalOf(schema.unwrap() as z.ZodType);
  }
  return (schema as z.ZodLiteral<string>).value;
}

const shapes = (objects: readonly z.ZodObject[]) => objects.map((object) => object.shape);

/** All keys of the shapes; of two schemas for one key the first counts. */
function patchShape(...shapes: z.ZodRawShape[]): z.ZodRawShape {
  const shape: Record<string, z.ZodType> = {};
  for (
    const [key, value] of shapes.flatMap((one) => Object.entries(one) as [string, z.ZodType][])
  ) {
    if (Object.hasOwn(shape, key)) continue;
    const patch = patchOf(value).optional();
    shape[key] = value.description ? patch.describe(value.description) : patch;
  }
  return shape;
}
