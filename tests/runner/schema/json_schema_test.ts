import { assert, assertEquals } from "@std/assert";
import bn from "../../../experiments/bn.json" with { type: "json" };
import stored from "../../../experiments/experiment.schema.json" with { type: "json" };
import init from "../../../experiments/init.json" with { type: "json" };
import lr from "../../../experiments/lr.json" with { type: "json" };
import seed003 from "../../../experiments/notebooks/seed_003_running.json" with { type: "json" };
import { jsonSchemaText } from "../../../runner/schema/json_schema.ts";

Deno.test("experiment.schema.json is what `deno task schema` would write now", () => {
  assertEquals(stored as unknown, JSON.parse(jsonSchemaText()));
});

Deno.test("every reference in the JSON Schema leads to a definition, and every definition is used", () => {
  const text = jsonSchemaText();
  const used = [...text.matchAll(/"#\/definitions\/([^"]+)"/g)].map(([, name]) => name);
  assertEquals([...new Set(used)].sort(), Object.keys(stored.definitions).sort());
});

Deno.test("every key has words for editors and the reference, and no bound is missing its number", () => {
  const silent: string[] = [];
  const look = (at: string, schema: unknown): void => {
    if (typeof schema !== "object" || schema === null) return;
    if (!Array.isArray(schema)) {
      for (const [key, one] of Object.entries((schema as Schema).properties ?? {})) {
        if (!one.description && !("const" in one) && !one.$ref) silent.push(`${at}: ${key}`);
      }
    }
    for (const [key, inner] of Object.entries(schema)) {
      if (/^(exclusive)?m(in|ax)imum$/i.test(key) && inner === null) {
        silent.push(`${at}: ${key}`);
      }
      look(`${at}/${key}`, inner);
    }
  };
  look("", JSON.parse(jsonSchemaText()));
  // In a variant, the key that chooses is any of those that the alternatives have words for.
  const isChoice = /\/definitions\/(\w+Patch|model): (kind|name|schedule|scheme|type)$/;
  assertEquals(silent.filter((at) => !isChoice.test(at)), []);
});

interface Schema {
  description?: string;
  $ref?: string;
  type?: string;
  const?: unknown;
  enum?: unknown[];
  properties?: Record<string, Schema>;
  additionalProperties?: false | Schema;
  required?: string[];
  items?: Schema;
  anyOf?: Schema[];
  oneOf?: Schema[];
  allOf?: Schema[];
}

/** Whether a value has the types, keys and words that `schema` allows; bounds are not looked at. */
function fits(value: unknown, schema: Schema): boolean {
  const { definitions } = stored as unknown as { definitions: Record<string, Schema> };
  if (schema.$ref) return fits(value, definitions[schema.$ref.replace("#/definitions/", "")]);
  if (schema.allOf && !schema.allOf.every((one) => fits(value, one))) return false;
  if (schema.anyOf && !schema.anyOf.some((one) => fits(value, one))) return false;
  if (schema.oneOf && schema.oneOf.filter((one) => fits(value, one)).length !== 1) return false;
  if ("const" in schema && schema.const !== value) return false;
  if (schema.enum && !schema.enum.includes(value)) return false;
  if (schema.type === "integer") return Number.isInteger(value);
  if (schema.type === "array") {
    return Array.isArray(value) && value.every((item) => fits(item, schema.items!));
  }
  if (schema.type !== "object") return !schema.type || schema.type === typeof value;
  if (typeof value !== "object" || value === null) return false;
  return (schema.required ?? []).every((key) => key in value) &&
    Object.entries(value).every(([key, inner]) => {
      const property = schema.properties?.[key] ?? schema.additionalProperties ?? false;
      return property && fits(inner, property);
    });
}

Deno.test("the experiments that come with handgrad fit the JSON Schema, and mistakes do not", () => {
  const schema = stored as unknown as Schema;
  for (const experiment of [bn, init, lr, seed003]) assert(fits(experiment, schema));
  assert(!fits({ ...bn, variant: {} }, schema));
  assert(!fits({ ...bn, variants: { a: { training: { stepz: 1 } } } }, schema));
  assert(!fits({ ...bn, model: { init: { hidden: { weight: { scheme: "step" } } } } }, schema));
});
