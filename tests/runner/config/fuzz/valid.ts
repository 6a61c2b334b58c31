/**
 * Experiments of the form that the schema allows, whatever that is: they are drawn from the JSON Schema.
 *
 * @module
 */
import fc from "../../../fast_check.ts";
import schemaFile from "../../../../experiments/experiment.schema.json" with { type: "json" };

/** What of JSON Schema (draft 7) the experiments' schema uses. */
interface Schema {
  $ref?: string;
  allOf?: Schema[];
  anyOf?: Schema[];
  oneOf?: Schema[];
  const?: unknown;
  enum?: unknown[];
  default?: unknown;
  type?: string;
  properties?: Record<string, Schema>;
  required?: string[];
  additionalProperties?: Schema | false;
  items?: Schema | Schema[];
  minItems?: number;
  maxItems?: number;
  minimum?: number;
  maximum?: number;
  minLength?: number;
  maxLength?: number;
}

const schema = schemaFile as unknown as Schema & { definitions: Record<string, Schema> };

const text = fc.oneof(
  fc.string({ unit: "grapheme", minLength: 1, maxLength: 12 }),
  fc.constantFrom("../../x", "/abs/olute", "con", "..", "\u202eabc", "e\u0301", "\u00e9", "A", "a"),
);

/** What a definition stands for; one may hold itself, as a layer may hold layers. */
let definition: (name: string) => fc.Arbitrary<unknown>;

/** A value that fits, more often a small one than a large one. */
function drawn(schema: Schema): fc.Arbitrary<unknown> {
  if (schema.$ref) return definition(schema.$ref.split("/").at(-1)!);
  if ("const" in schema) return fc.constant(schema.const);
  if (schema.enum) return fc.constantFrom(...schema.enum);
  const options = schema.allOf ?? schema.anyOf ?? schema.oneOf;
  if (options) return fc.oneof(...options.map(drawn));
  const { minimum = -1e6, maximum = 1e6 } = schema;
  switch (schema.type) {
    case "boolean":
      return fc.boolean();
    case "integer":
      return fc.oneof(
        {
          weight: 9,
          arbitrary: fc.integer({ min: minimum, max: Math.min(maximum, minimum + 20) }),
        },
        { weight: 1, arbitrary: fc.constantFrom(minimum, maximum) },
      );
    case "number":
      return fc.double({ min: minimum, max: Math.min(maximum, minimum + 2), noNaN: true });
    case "string":
      return text.map((text) => text.slice(0, schema.maxLength));
    case "array":
      if (Array.isArray(schema.items)) return fc.tuple(...schema.items.map(drawn));
      return fc.array(drawn(schema.items!), {
        minLength: schema.minItems,
        maxLength: Math.min(schema.maxItems ?? 4, 4),
      });
    case "object":
      return objectOf(schema);
  }
  throw new TypeError(`No value can be drawn from ${JSON.stringify(schema)}`);
}

function objectOf({ properties, required = [], additionalProperties }: Schema) {
  if (!properties) {
    return fc.dictionary(text, drawn(additionalProperties as Schema), { maxKeys: 4 });
  }
  // Of the dotted keys of a grid or a search only a few.
  const names = Object.keys(properties);
  if (names.length > 50) {
    return fc.subarray(names, { minLength: 1, maxLength: 2 }).chain((some) =>
      fc.record(Object.fromEntries(some.map((key) => [key, drawn(properties[key])])))
    );
  }
  const keys = Object.entries(properties).map(([key, property]) => {
    const value = drawn(property);
    return [key, required.includes(key) ? value : leftOut(property, value)];
  });
  return fc.record(Object.fromEntries(keys), { noNullPrototype: true });
}

/** Most of the time not there at all (JSON leaves out what is undefined), or as the default has it. */
const leftOut = ({ default: usual }: Schema, value: fc.Arbitrary<unknown>) =>
  fc.oneof(
    { weight: 5, arbitrary: fc.constant(undefined) },
    { weight: 1, arbitrary: fc.constant(usual) },
    { weight: 1, arbitrary: value },
  );

/** Experiments as plain values; not all are accepted, since some settings do not go together. */
export const experiments = fc.letrec<Record<string, unknown>>((tie) => {
  definition = tie;
  const definitions = Object.entries(schema.definitions)
    .map(([name, inner]) => [name, drawn(inner)]);
  return { ...Object.fromEntries(definitions), "": drawn(schema) };
})[""] as fc.Arbitrary<Record<string, unknown>>;
