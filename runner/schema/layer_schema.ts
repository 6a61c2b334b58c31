/**
 * The schema of layers, made of their records: what a layer's file says of its options is all that there is to say.
 *
 * @module
 */
import { z } from "zod";
import type { LayerKind, LayerSpec, OptionKind } from "../../core/layer.ts";
import { LAYERS } from "../../core/layers.ts";
import { byName, choice, object } from "./schema_parts.ts";

const MAX_SIZE = 65_536;
const MAX_LAYERS = 256;

/** The schemas of initial values. */
export interface InitSchemas {
  /** Of tensors without a fan-in. */
  vector: z.ZodType;
  /** Of those beside a matrix, whose fan-in counts for them too. */
  bias: z.ZodType;
  matrix: z.ZodType;
}

/** The schema of an option of any layer; `layers` is that of a list of layers. */
function optionSchema(option: OptionKind, layers: z.ZodType): z.ZodType {
  switch (option.kind) {
    case "size": {
      const size = z.int().min(1).max(MAX_SIZE);
      return option.default === undefined ? size.optional() : size.default(option.default);
    }
    case "number": {
      const { min, max } = option;
      const number = min === undefined ? z.number() : z.number().min(min);
      return (max === undefined ? number : number.max(max)).default(option.default);
    }
    case "flag":
      return z.boolean().default(option.default);
    case "choice":
      return z.enum(option.of).default(option.default);
    case "layers":
      return option.isOptional ? layers.optional() : layers;
  }
}

/** The options of a layer as the keys of an object. */
export const optionShape = (
  { options }: Pick<LayerKind, "options">,
  layers: z.ZodType = z.never(),
): z.ZodRawShape =>
  Object.fromEntries(
    Object.entries(options).map(([name, option]) => [
      name,
      optionSchema(option, layers).describe(option.about),
    ]),
  );

const Name = z.string().max(50).regex(/^[A-Za-z_]\w*$/, {
  error: "must be a letter, and then letters, digits or _",
}).optional().describe(
  "what its module is called in model.safetensors, and what variants patch it by; default: its type, numbered",
);

/** The schema of a list of layers. */
export function layersSchema({ vector, bias, matrix }: InitSchemas): z.ZodType<LayerSpec[]> {
  const list: z.ZodType = z.lazy(() => layers);
  const initOf = ({ parameters = {} }: LayerKind) => {
    const hasMatrix = Object.values(parameters).some(({ role }) => role === "matrix");
    const schemas = { table: vector, matrix, vector: hasMatrix ? bias : vector };
    const tensors = Object.entries(parameters).map(([name, { role }]) => [
      name,
      schemas[role].optional(),
    ]);
    return object(Object.fromEntries(tensors)).optional().describe("initial values, by tensor");
  };
  const kinds = LAYERS.map((kind) =>
    object({
      type: z.literal(kind.type).describe(kind.about),
      name: Name,
      ...optionShape(kind, list),
      ...kind.parameters ? { init: initOf(kind) } : {},
    })
  );
  const [first, ...others] = kinds;
  const Layer = choice("type", [first, ...others]).meta({ id: "Layer" });
  const layers = byName(
    z.array(Layer, { error: LIST }).min(1).max(MAX_LAYERS).meta({
      id: "Layers",
      description: "one behind the other, from the symbols of a context to a logit for each symbol",
    }),
  );
  return layers as unknown as z.ZodType<LayerSpec[]>;
}

const LIST = "a list of layers, or in a variant an object of patches by names that the list gives";
