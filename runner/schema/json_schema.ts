/**
 * The JSON Schema that editors complete and check experiments with. As a program (`deno task schema`) it writes
 * experiments/experiment.schema.json anew.
 *
 * @module
 */
import { z } from "zod";
import { ExperimentSchema } from "./schema.ts";

/** The text of experiments/experiment.schema.json. */
export function jsonSchemaText(): string {
  const { $schema, ...schema } = shareEqual(z.toJSONSchema(ExperimentSchema, {
    io: "input",
    target: "draft-7",
  }));
  return format({
    $schema,
    title: "A handgrad experiment",
    description: "A question, and the variants of a model whose trainings are to answer it.",
    ...schema,
  }) + "\n";
}

const REF = "#/definitions/";

/**
 * Of definitions that say the same the first stands for all; what refers to one and says nothing else is that
 * reference.
 */
function shareEqual(schema: z.core.JSONSchema.BaseSchema): z.core.JSONSchema.BaseSchema {
  const firsts = new Map<string, string>();
  const refs = new Map<string, string>();
  const kept: Record<string, unknown> = {};
  for (const [name, definition] of Object.entries(schema.definitions ?? {})) {
    const text = JSON.stringify(definition);
    const first = firsts.get(text);
    if (first === undefined) {
      firsts.set(text, name);
      kept[name] = definition;
    } else refs.set(REF + name, REF + first);
  }
  const referring = JSON.stringify({ ...schema, definitions: kept });
  const shared = JSON.parse(referring, (key, value) => {
    if (key === "$ref") return refs.get(value) ?? value;
    const [only] = Object.keys(value ?? {}).join() === "allOf" ? value.allOf : [];
    return only !== undefined && value.allOf.length === 1 ? only : value;
  });
  // Definitions that refer to others may be equal now.
  return refs.size === 0 ? shared : shareEqual(shared);
}

const WIDTH = 200;

/** JSON in which whatever fits on a line stands on one. */
function format(value: unknown, indent = ""): string {
  const line = JSON.stringify(value, null, 1).replace(/\n\s*/g, " ");
  if (indent.length + line.length <= WIDTH || typeof value !== "object" || value === null) {
    return line;
  }
  const deeper = indent + "  ";
  const [open, items, close] = Array.isArray(value)
    ? ["[", value.map((item) => format(item, deeper)), "]"]
    : ["{", Object.entries(value).map(([key, item]) => `"${key}": ${format(item, deeper)}`), "}"];
  return `${open}\n${deeper}${items.join(`,\n${deeper}`)}\n${indent}${close}`;
}

if (import.meta.main) {
  const file = new URL("../../experiments/experiment.schema.json", import.meta.url);
  await Deno.writeTextFile(file, jsonSchemaText());
}
