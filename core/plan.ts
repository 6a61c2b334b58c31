/**
 * From what a config says of layers to layers whose shapes fit: each is named, numbered and given what comes out of the
 * one before.
 *
 * @module
 */
import { type LayerKind, type LayerSpec, logitsShape, type Setting, type Shapes } from "./layer.ts";
import { LAYERS } from "./layers.ts";
import { type Shape, sizeOf } from "./tensor.ts";

/** A layer without tensors. */
export interface PlannedLayer {
  /** What it is. */
  kind: LayerKind;
  /** What the config says of it. */
  spec: LayerSpec;
  /** Complete. */
  options: Record<string, unknown>;
  /** Where it stands: its index in the list, and inside another layer the option that lists it and its index there. */
  path: readonly (string | number)[];
  /** Its module in a model's file: "linear1", "residual2.linear5", or as the config names it. */
  name: string;
  /** What stands behind its parameters' letters: its number among those that have one of these letters, or nothing. */
  suffix: string;
  /** Without the batch. */
  input: Shape;
  /** What comes out, without the batch. */
  output: Shape;
  /** Those of all its tensors. */
  shapes: Shapes;
  /** Those inside it, of all its options. */
  layers: PlannedLayer[];
}

/** Layers that do not fit each other, or the data. */
export class LayerError extends TypeError {
  /**
   * What does not fit, and where.
   *
   * @param path of the layer in its list; see PlannedLayer
   */
  constructor(readonly path: readonly (string | number)[], readonly reason: string) {
    super(`${showPath(path)} ${reason}`);
  }
}

/** "layers[6].layers[0]" */
const showPath = (path: readonly (string | number)[]) =>
  path.reduce(
    (text, key) => typeof key === "number" ? `${text}[${key}]` : `${text}.${key}`,
    "layers",
  );

/**
 * The layers of a model that predicts one symbol.
 *
 * @throws {LayerError} where they do not fit
 */
export function planLayers(specs: readonly LayerSpec[], setting: Setting): PlannedLayer[] {
  const planned = planShapes(specs, setting);
  if (planned.length === 0) throw new LayerError([], "is empty: a model has at least one layer");
  const last = planned[planned.length - 1];
  const wanted = logitsShape(setting);
  if (showShape(last.output) !== showShape(wanted)) {
    throw new LayerError(
      last.path,
      `${titleOf(last)}: it is the last and gives ${showShape(last.output)}, wanted ${
        showShape(wanted)
      }, a logit for each symbol${wanted.length === 1 ? "" : " at each position"}`,
    );
  }
  const names = allOf(planned).map(({ name, path }) => ({ name, path }));
  names.forEach(({ name, path }, i) => {
    const first = names.findIndex((other) => other.name === name);
    if (first < i) {
      throw new LayerError(path, `is called "${name}", as ${showPath(names[first].path)}`);
    }
  });
  return planned;
}

/** The same layers, and nobody has looked whether the last one predicts symbols. */
export const planShapes = (specs: readonly LayerSpec[], setting: Setting): PlannedLayer[] =>
  planList(specs, [setting.contextLength], setting, {
    path: [],
    prefix: "",
    numbers: new Map(),
    letters: new Map(),
    bare: new Set(),
  });

/**
 * A layer without any before or behind it, to look at by itself.
 *
 * @param input what comes in, without the batch
 * @throws {LayerError} where its options do not fit that
 */
export const planAlone = (spec: LayerSpec, input: Shape, setting: Setting): PlannedLayer =>
  planLayer(spec, input, setting, undefined, {
    path: [0],
    prefix: "",
    numbers: new Map(),
    letters: new Map(),
    bare: new Set(),
  });

/** "linear of 128", "tanh", "gelu, approximate tanh": with all options that are not their defaults. */
export function titleOf({ kind, options }: Pick<PlannedLayer, "kind" | "options">): string {
  const title = (options: PlannedLayer["options"]) => kind.title?.(options) ?? kind.type;
  const own = title(options);
  const others = Object.entries(kind.options).flatMap(([name, option]) => {
    if (!("default" in option) || options[name] === option.default) return [];
    // What the kind's own title tells changes it.
    const isTold = title({ ...options, [name]: option.default }) !== own;
    return isTold ? [] : optionWords(name, options[name]);
  });
  return [own, ...others].join(", ");
}

const optionWords = (name: string, value: unknown): string =>
  typeof value === "boolean" ? `${value ? "" : "no "}${name}` : `${name} ${value}`;

/** "[64, 3, 10]" */
export const showShape = (shape: Shape): string => `[${shape.join(", ")}]`;

/** Where a list of layers stands. */
interface Where {
  path: readonly (string | number)[];
  /** In front of the names. */
  prefix: string;
  /** How many of each module, and of each parameter's letter, there are so far, in the whole model. */
  numbers: Map<string, number>;
  letters: Map<string, number>;
  /** The kinds of which there has been one without a number. */
  bare: Set<LayerKind>;
}

function planList(
  specs: readonly LayerSpec[],
  input: Shape,
  setting: Setting,
  where: Where,
): PlannedLayer[] {
  let comesIn = input;
  return specs.map((spec, i) => {
    const isFirst = i === 0 && where.path.length === 0;
    const planned = planLayer(spec, comesIn, setting, isFirst, {
      ...where,
      path: [...where.path, i],
    });
    comesIn = planned.output;
    return planned;
  });
}

/** @param isFirst of its model; undefined where it stands alone */
function planLayer(
  spec: LayerSpec,
  input: Shape,
  setting: Setting,
  isFirst: boolean | undefined,
  { path, prefix, numbers, letters, bare }: Where,
): PlannedLayer {
  const kind = LAYERS.find(({ type }) => type === spec.type);
  if (kind === undefined) {
    const known = LAYERS.map(({ type }) => type).join(", ");
    throw new LayerError(path, `has the type "${spec.type}"; there are ${known}`);
  }
  const options = completeOptions(kind, spec);
  const fail = (reason: string) => new LayerError(path, `${titleOf({ kind, options })}: ${reason}`);
  if (isFirst === true && kind.takes !== "symbols") {
    const first = LAYERS.filter(({ takes }) => takes === "symbols").map(({ type }) => type);
    throw fail(`it is the first, and symbols come in; the first layer is ${first.join(" or ")}`);
  }
  if (isFirst === false && kind.takes === "symbols") {
    throw fail("it takes symbols, and so can only be the first");
  }
  const number = next(numbers, [kind.module]);
  const letter = next(letters, Object.values(kind.parameters ?? {}).map(({ alias }) => alias));
  const isBare = kind.isNumbered === false && !bare.has(kind);
  if (isBare) bare.add(kind);
  const numbered = (n: number) => isBare ? "" : String(n);
  const suffix = numbered(letter);
  const name = prefix + (spec.name ?? kind.module + numbered(number));
  const inner: Record<string, Shape> = {};
  const layers = listsIn(kind).flatMap((option) => {
    const specs = options[option] as readonly LayerSpec[] | undefined;
    if (specs === undefined) return [];
    const planned = planList(specs, input, setting, {
      path: [...path, option],
      prefix: option === "layers" ? `${name}.` : `${name}.${option}.`,
      numbers,
      letters,
      bare,
    });
    inner[option] = planned.at(-1)?.output ?? input;
    return planned;
  });
  try {
    const shapes = kind.shapes(input, options, setting, inner);
    return {
      kind,
      spec,
      options,
      path,
      name,
      suffix,
      input,
      output: shapes.output,
      shapes,
      layers,
    };
  } catch (error) {
    throw error instanceof TypeError ? fail(error.message) : error;
  }
}

/** The options of a kind that list layers. */
export const listsIn = ({ options }: LayerKind): string[] =>
  Object.keys(options).filter((name) => options[name].kind === "layers");

/** Whether a planned layer, or one with tensors, stands in that option of the layer around it. */
export const isIn = ({ path }: Pick<PlannedLayer, "path">, option: string): boolean =>
  path[path.length - 2] === option;

/** The number of the next that has one of these words. */
function next(counts: Map<string, number>, words: readonly string[]): number {
  const number = 1 + Math.max(0, ...words.map((word) => counts.get(word) ?? 0));
  for (const word of words) counts.set(word, number);
  return number;
}

/** A layer's options, those that are not said at their defaults. */
function completeOptions(kind: LayerKind, spec: LayerSpec): Record<string, unknown> {
  const options: Record<string, unknown> = {};
  for (const [name, option] of Object.entries(kind.options)) {
    options[name] = spec[name] ?? ("default" in option ? option.default : undefined);
  }
  return options;
}

/** Layers and those inside them, each before what is inside it. */
export const allOf = <L extends { layers: readonly L[] }>(layers: readonly L[]): L[] =>
  layers.flatMap((layer) => [layer, ...allOf(layer.layers)]);

/** The shapes of a layer's parameters, without those inside it. */
export const shapesOf = ({ shapes }: PlannedLayer): Shape[] =>
  Object.values(shapes.parameters ?? {}).filter((shape) => shape !== null);

/** How many numbers a layer's parameters have, without those inside it. */
export const countOf = (layer: PlannedLayer): number =>
  shapesOf(layer).reduce((sum, shape) => sum + sizeOf(shape), 0);

/** What there is to tell of a layer, in words. */
export interface LayerRow {
  /** How many layers it is inside of. */
  depth: number;
  /** Its module in a model's file. */
  name: string;
  /** As titleOf tells it. */
  title: string;
  /** Shapes, without the batch. */
  input: string;
  /** What comes out, e.g. "[64]". */
  output: string;
  /** How many numbers its own parameters have. */
  parameters: number;
}

/** A row a layer, each before what is inside it. */
export const layerRows = (layers: readonly PlannedLayer[]): LayerRow[] =>
  allOf(layers).map((layer) => ({
    depth: (layer.path.length - 1) / 2,
    name: layer.name,
    title: titleOf(layer),
    input: showShape(layer.input),
    output: showShape(layer.output),
    parameters: countOf(layer),
  }));

/** Multiplications of an example's forward pass, about: each matrix, at each position. */
export const costOfExample = (layers: readonly PlannedLayer[]): number =>
  allOf(layers).reduce((sum, { kind, shapes, output }) => {
    const positions = sizeOf(output) / output[output.length - 1];
    const matrices = Object.entries(shapes.parameters ?? {})
      .filter(([name]) => kind.parameters![name].role === "matrix");
    return sum +
      matrices.reduce(
        (cost, [, shape]) => cost + positions * (shape === null ? 0 : sizeOf(shape)),
        0,
      );
  }, 0);
