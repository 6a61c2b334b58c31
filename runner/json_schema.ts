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
  const { $schema, ...schema } = z.toJSONSchema(ExperimentSchema, {
    io: "input",
    target: "draft-7",
  });
  return format({
    $schema,
    title: "A handgrad experiment",
    description: "A question, and the variants of a model whose trainings are to answer it.",
    ...schema,
  }) + "\n";
}

const WIDTH = 100;

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
  const file = new URL("../experiments/experiment.schema.json", import.meta.url);
  await Deno.writeTextFile(file, jsonSchemaText());
}
