/**
 * docs/reference/experiment.md and layers.md: every key of an experiment, as the JSON Schema tells it.
 *
 * @module
 */
import { capitalized } from "../../reports/capitalized.ts";
import { jsonSchemaText } from "../../runner/schema/json_schema.ts";
import { anchor, code, generated, plain, table } from "./markdown.ts";

/** What the pages need of JSON Schema. */
interface Schema {
  $ref?: string;
  type?: string;
  description?: string;
  default?: unknown;
  const?: unknown;
  enum?: unknown[];
  properties?: Record<string, Schema>;
  required?: string[];
  additionalProperties?: false | Schema;
  items?: Schema | Schema[];
  anyOf?: Schema[];
  oneOf?: Schema[];
  allOf?: Schema[];
  minimum?: number;
  maximum?: number;
  exclusiveMinimum?: number;
  exclusiveMaximum?: number;
  minLength?: number;
  maxLength?: number;
  minItems?: number;
  maxItems?: number;
  pattern?: string;
  definitions?: Record<string, Schema>;
}

const root: Schema = JSON.parse(jsonSchemaText());
const definitions = root.definitions!;

/** Where definitions that many keys refer to are told. */
const PLACES: Record<string, string> = {
  Patch: "[a patch](#variants)",
  Layers: "[a list of layers](layers.md)",
  Layer: "[a layer](layers.md)",
  VectorInit: "[initial values](#initial-values)",
  BiasInit: "[initial values](#initial-values)",
  WeightInit: "[initial values](#initial-values)",
};

const nameIn = (ref: string) => ref.replace("#/definitions/", "");

/** A schema with what it refers to; its own words come first. */
function resolve(schema: Schema): Schema {
  const { $ref, allOf, ...own } = schema;
  const behind = $ref ?? allOf?.[0].$ref;
  if (behind === undefined) return schema;
  return { ...resolve(definitions[nameIn(behind)]), ...own };
}

/** The definition that a key refers to, if it does. */
const referenceOf = ({ $ref, allOf }: Schema): string | undefined => {
  const ref = $ref ?? allOf?.[0].$ref;
  return ref && nameIn(ref);
};

const number = (value: number) =>
  Math.abs(value) > 0 && Math.abs(value) < 1e-6
    ? json(value)
    : value.toLocaleString("en-US", { maximumFractionDigits: 12 });
/** Beyond it a whole number is not exact: no bound that is meant. */
const isBound = (value?: number): value is number =>
  value !== undefined && value !== Number.MAX_SAFE_INTEGER;

function range(schema: Schema): string {
  const { minimum, maximum, exclusiveMinimum, exclusiveMaximum } = schema;
  const bounds = [
    isBound(minimum) && `from ${number(minimum)}`,
    exclusiveMinimum !== undefined && `above ${number(exclusiveMinimum)}`,
    isBound(maximum) && `to ${number(maximum)}`,
    exclusiveMaximum !== undefined && `to below ${number(exclusiveMaximum)}`,
  ].filter((bound) => bound !== false);
  return bounds.length === 0 ? "" : ` ${bounds.join(" ")}`;
}

/** How many there may be. */
function counts(min: number | undefined, max: number | undefined, what: string): string {
  if (min !== undefined && min === max) return `${number(min)} ${what}`;
  if (!min && max === undefined) return "";
  if (!min) return `up to ${number(max!)} ${what}`;
  return max === undefined
    ? `${number(min)} ${what} or more`
    : `${number(min)} to ${number(max)} ${what}`;
}

const json = (value: unknown): string =>
  JSON.stringify(value, null, 1).replace(/\n\s*/g, " ").replace(/([[{]) | ([\]}])/g, "$1$2");

const alternativesOf = ({ anyOf, oneOf }: Schema): Schema[] | undefined => anyOf ?? oneOf;

/** What may stand there, as Markdown; `path` is the section that tells of an object's keys. */
function valuesOf(written: Schema, path: string): string {
  const reference = referenceOf(written) ?? "";
  if (PLACES[reference]) return PLACES[reference];
  const schema = resolve(written);
  const alternatives = alternativesOf(schema);
  if (alternatives) {
    const isObject = (one: Schema) => resolve(one).type === "object";
    const others = alternatives.filter((one) => !isObject(one)).map((one) => valuesOf(one, path));
    const hasObjects = alternatives.some(isObject);
    return [...others, ...hasObjects ? [objectLink(path)] : []].join(", ");
  }
  if ("const" in schema) return code(json(schema.const));
  if (schema.enum) return schema.enum.map((one) => code(json(one))).join(", ");
  switch (schema.type) {
    case "boolean":
      return "`true`, `false`";
    case "integer":
      return `whole number${range(schema)}`;
    case "number":
      return `number${range(schema)}`;
    case "string": {
      const { minLength, maxLength, pattern } = schema;
      const length = counts(minLength, maxLength, "characters");
      return ["text", length, pattern && `matching ${code(pattern)}`].filter(Boolean).join(", ");
    }
    case "array": {
      const { items, minItems, maxItems } = schema;
      const [item] = [items!].flat();
      const length = counts(minItems, maxItems, "of them");
      return [`list: ${valuesOf(item, path)}`, length].filter(Boolean).join("; ");
    }
    case "object":
      return objectLink(path);
  }
  throw new TypeError(`No words for ${json(schema)}`);
}

const below = (path: string, key: string) => path === "" ? key : `${path}.${key}`;
const objectLink = (path: string) => `[object](#${anchor(path)})`;

/** The default: the schema's, or where it depends on other keys what the key's words say of it. */
function defaultOf(schema: Schema, isRequired: boolean): [text: string, about: string] {
  const about = schema.description ?? "";
  if (isRequired) return ["**required**", about];
  const [, before, said] = /^(.*?)(?:; )?default: (.*)$/s.exec(about) ?? [];
  if (said !== undefined) return [plain(said), before];
  if (schema.default === undefined) return ["none", about];
  return [json(schema.default) === "{}" ? "" : code(json(schema.default)), about];
}

/**
 * A table of an object's keys. `without`: a key that the heading tells; `of`: whose keys they are, where others have
 * the same.
 */
function keyTable(object: Schema, path: string, without?: string, of = ""): string {
  const rows = Object.entries(object.properties!).filter(([key]) => key !== without)
    .map(([key, written]) => {
      const schema = resolve(written);
      const [initial, about] = defaultOf(schema, object.required?.includes(key) ?? false);
      return [
        code(key),
        valuesOf(written, below(path, key) + of),
        initial,
        plain(about),
      ];
    });
  return rows.length === 0
    ? "It has no keys.\n"
    : table(["key", "values", "default", "meaning"], rows);
}

/** The key whose word tells an alternative from the others. */
const choosing = (object: Schema): string | undefined =>
  Object.entries(object.properties!).find(([, schema]) => "const" in schema)?.[0];

/** The sections of an object's keys that are objects themselves, and of what they hold. */
function sectionsBelow(object: Schema, path: string, depth: number, of = ""): string {
  return Object.entries(object.properties!).map(([key, written]) => {
    if (PLACES[referenceOf(written) ?? ""]) return "";
    return section(resolve(written), below(path, key) + of, depth);
  }).join("");
}

/** A key's section, where it is an object or one of several. */
function section(schema: Schema, path: string, depth: number): string {
  const own = OWN_WORDS[path];
  if (own !== undefined) return `${"#".repeat(depth)} ${path}\n\n${own}\n`;
  const objects = (alternativesOf(schema) ?? [schema]).map(resolve)
    .filter((one) => one.properties !== undefined);
  if (objects.length === 0) return "";
  const about = schema.description?.replace(/(; )?default: .*$/s, "");
  const intro = about ? `${sentence(plain(about))}\n\n` : "";
  const heading = `${"#".repeat(depth)} ${path}\n\n${intro}`;
  if (objects.length === 1 && choosing(objects[0]) === undefined) {
    return heading + keyTable(objects[0], path) + "\n" + sectionsBelow(objects[0], path, depth + 1);
  }
  return heading + objects.map((object) => alternative(object, path, depth + 1)).join("");
}

const sentence = (text: string) => text && capitalized(text) + ".";

function alternative(object: Schema, path: string, depth: number): string {
  const key = choosing(object);
  if (key === undefined) {
    const keys = Object.keys(object.properties!).filter((key) => object.required?.includes(key));
    const shape = `{ ${
      (keys.length > 0 ? keys : Object.keys(object.properties!).slice(0, 1))
        .map((key) => `"${key}": …`).join(", ")
    } }`;
    return `${code(shape)}\n\n${keyTable(object, path)}\n`;
  }
  const { const: word, description: words } = object.properties![key];
  const isDefault = !object.required?.includes(key);
  const about = [words ?? object.description, isDefault ? "this is the default" : undefined]
    .filter(Boolean).join("; ");
  const title = `${code(`"${key}": ${json(word)}`)}${about ? `: ${plain(about)}` : ""}`;
  const of = isDefault ? "" : ` of ${word}`;
  return `**${title.replace(/^(`[^`]*`)/, "$1**")}\n\n${keyTable(object, path, key, of)}\n` +
    sectionsBelow(object, path, depth, of);
}

/** What is told of keys whose schema lists all others by their dotted names, or a patch on them. */
const OWN_WORDS: Record<string, string> = {
  variants:
    `A variant is a patch on the keys \`dataset\`, \`model\`, \`training\`, \`random\`, \`evaluation\`,
\`inspections\`, \`samples\` and \`arithmetic\` of the file: what it says replaces what stands there, key by
key ([RFC 7396](https://www.rfc-editor.org/rfc/rfc7396)). Its name is text on one line, of 1 to 100
characters. Three things are special:

- A patch that changes \`kind\`, \`schedule\`, \`scheme\` or \`name\` replaces the whole object, since the
  other keys belong to the old one.
- \`null\` is no value: leave a key out instead.
- In a patch, \`layers\` may be an object: the names that layers have, each with a patch on that layer.
`,
  grid:
    `Each key is the dotted path of a key of this page, such as \`"training.learningRate.initial"\`, and its
value a list of 1 to 1,000 values. Every variant is run with every combination.
`,
  "search.parameters":
    `Each key is the dotted path of a key of this page. Its value is \`{ "values": […] }\`, a list of 1 to
1,000 values of which one is drawn, or a range:

${keyTable(definitions.Range, "search.parameters")}`,
};

/** Initial values: which schemes there are, and for which tensors. */
function initialValues(): string {
  const schemes = (name: string) =>
    new Map(definitions[name].oneOf!.map((one) => [one.properties!.scheme.const as string, one]));
  const [any, bias] = [schemes("VectorInit"), schemes("BiasInit")];
  return [...schemes("WeightInit")].map(([name, object]) => {
    const where = any.has(name)
      ? "any tensor"
      : bias.has(name)
      ? "a weight matrix, and the bias beside it"
      : "a weight matrix";
    const about = object.description ? `: ${plain(object.description)}` : "";
    return `**${code(`"scheme": "${name}"`)}**${about}; for ${where}\n\n${
      keyTable(object, "initial values", "scheme")
    }\n`;
  }).join("");
}

/** The text of docs/reference/experiment.md. */
export function experimentPage(): string {
  return `${generated("runner/schema/")}
# Keys of an experiment

An experiment is a JSON file of at most 250 kB. A key that is not told here is an error, and so is
\`null\`. What is left out has the default that stands here. An editor that knows JSON Schema
completes and checks all of it ([how](../how-to/editors.md)).

${keyTable(root, "")}
${sectionsBelow(root, "", 2)}## initial values

Keys of \`model.init\` and of a layer's \`init\` say how a tensor starts.

${initialValues()}`.trimEnd() + "\n";
}

/** The text of docs/reference/layers.md. */
export function layersPage(): string {
  const kinds = definitions.Layer.oneOf!;
  const rows = kinds.map(({ properties }) => {
    const { const: type, description } = properties!.type;
    return [`[${code(`${type}`)}](#${anchor(`${type}`)})`, plain(description!)];
  });
  const sections = kinds.map((object) => {
    const { const: type, description } = object.properties!.type;
    const { init, ...properties } = object.properties!;
    const keys = keyTable({ ...object, properties }, `${type}`, "type");
    return `## ${type}\n\n${sentence(plain(description!))}\n\n${keys}${inits(init)}`;
  });
  return `${generated("core/layers/ by way of runner/schema/")}
# Layers

A model of \`"kind": "sequential"\` is a list of at most 256 of these, each an object with its \`type\`:
\`{ "type": "linear", "size": 200 }\`. Shapes are those of one example, without the batch: T is the
context length, E the embedding size, V how many symbols there are. \`deno task explain\` prints a model's
layers with their shapes.

${table(["type", "what it does"], rows)}
${sections.join("\n")}`;
}

/** The tensors whose initial values a layer takes. */
function inits(init: Schema | undefined): string {
  if (init === undefined) return "";
  const tensors = Object.keys(init.properties!).map(code).join(", ");
  return `\n\`init\` says how its tensors start: ${tensors}, each by [initial values](experiment.md#initial-values).\n`;
}
