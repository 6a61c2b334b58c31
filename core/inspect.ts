/**
 * What happens inside a model: sizes of activations, gradients and updates, as the notebooks plot them.
 *
 * @module
 */
import { standardDeviation } from "./deviations.ts";
import type { Examples, Indices } from "./examples.ts";
import { type Histogram, histogram, type Magnitudes, magnitudes } from "./histogram.ts";
import type { Activation } from "./layer.ts";
import { type Activations, activationsFor } from "./activations.ts";
import { drawMasks, forward } from "./passes.ts";
import type { Model } from "./model.ts";
import { principalComponents } from "./principal_components.ts";
import { probe } from "./probe.ts";
import { TorchGenerator } from "./random/torch.ts";
import { type FloatArray, type Parameter, rowsOf, type Tensor } from "./tensor.ts";

/**
 * What a hidden or the output layer did to the probe batch. Numbers have 4 significant digits; null stands for those
 * that are not finite.
 */
export interface LayerInspection {
  /** "hidden 1", …, one for each activation, and "output" */
  name: string;
  /** The activation's type, e.g. "tanh"; absent in the output layer, and in looks of before. */
  kind?: string;
  /** How many units it has; what is kept a unit is kept of the first 1,000. */
  units: number;
  /** Of y, what the activation is given: a number a unit, over the batch. */
  mean: (number | null)[];
  /** The standard deviation of each unit; null where it is not finite. */
  std: (number | null)[];
  /** Of h; in the output layer, the logits. */
  activations: Histogram;
  /** Of dh, the loss's gradient by h. */
  gradients: Magnitudes;
  /** Where the activation is flat; null in the output layer. */
  saturation: Saturation | null;
}

/** Where an activation is flat and passes (almost) no gradient back: |h| > 0.97 for tanh, h = 0 for relu. */
export interface Saturation {
  /** Of all h. */
  share: number;
  /** How many units are saturated in every example of the batch. */
  dead: number;
  /**
   * [rows, units] of up to 32 examples: a bit an h, 1 where it is saturated, row after row, the lowest bit of a byte
   * first, base64.
   */
  map: { rows: number; units: number; bits: string };
}

/** A parameter, and its gradient on the probe batch. */
export interface ParameterInspection {
  /** What it is called. */
  name: string;
  /** What it is; absent in looks of before. */
  role?: Parameter["role"];
  /** Its standard deviation; null where it is not finite. */
  std: number | null;
  /** Its gradient's. */
  gradStd: number | null;
  /** How large its gradient's numbers are. */
  gradients: Magnitudes;
}

/** What the model believes about the probe batch. */
export interface LogitsInspection {
  /** Nats per character. */
  loss: number | null;
  /** Of all logits. */
  std: number | null;
  /** The largest absolute value. */
  max: number | null;
  /** The probability of the right character, and of the likeliest one, on average. */
  right: number | null;
  /** That of the likeliest one. */
  likeliest: number | null;
}

/**
 * The inside of a model, seen by a batch: a probe, which are training examples with different contexts, drawn at
 * random, the same ones each time (see `probe`), or one that it was trained on.
 */
export interface ModelInspection {
  /** In order. */
  layers: LayerInspection[];
  /** In the order in which they are drawn. */
  parameters: ParameterInspection[];
  /** What comes out of the last layer. */
  logits: LogitsInspection;
  /**
   * The embedding in a plane, [V, 2], and the share of its variance that this keeps: itself where E ≤ 2 (0 as the
   * second coordinate where E is 1), else its first two principal components. null where there is none, where it is not
   * finite, or has more than 128 dimensions and characters.
   */
  embedding: { coordinates: number[]; kept: number } | null;
}

/** Of the stream that dropout draws by. */
const SEED = 2012;
/** Of how many units, and of how many examples, single values are kept. */
const MAX_UNITS = 1000;
const MAX_ROWS = 32;
/** Finding principal components takes the cube of it. */
const MAX_DIMENSIONS = 128;

/**
 * Looks inside a model by a probe batch of B; its parameters, running statistics and streams stay as they are. Dropout
 * drops the same each time.
 */
export function inspectModel(model: Model, examples: Examples, B: number): ModelInspection {
  const { X, Y } = probe(examples, B);
  const acts = activationsFor(model, B);
  drawMasks(acts, new TorchGenerator(SEED));
  const loss = forward(acts, X, Y);
  acts.backwardOfEach()();
  return lookInto(model, acts, loss, Y);
}

/**
 * What a batch has left inside a model on its way forward and back.
 *
 * @param loss of the batch
 * @param Y what followed its contexts
 * @param gradients on the way, of each hidden layer; default: those that lie there, which is right after
 * `backwardOfEach`
 */
export function lookInto(
  model: Model,
  acts: Activations,
  loss: number,
  Y: Indices,
  gradients: readonly Magnitudes[] = magnitudesOf(acts),
): ModelInspection {
  return {
    layers: [
      ...hiddenOf(acts).map(({ layer: { kind }, x, out }, l) => ({
        name: `hidden ${l + 1}`,
        kind: kind.type,
        ...inspectLayer(x, out, gradients[l], kind.activation!),
      })),
      {
        name: "output",
        ...inspectLayer(acts.logits, acts.logits, magnitudes(acts.dlogits.data), null),
      },
    ],
    parameters: model.parameters.map(({ name, role, value, grad }) => ({
      name,
      role,
      std: rounded(standardDeviation(value.data)),
      gradStd: rounded(standardDeviation(grad.data)),
      gradients: magnitudes(grad.data),
    })),
    logits: { loss: rounded(loss, 6), ...inspectLogits(acts, Y) },
    embedding: inspectEmbedding(model),
  };
}

const hiddenOf = ({ layers }: Activations) =>
  layers.filter(({ layer }) => layer.kind.activation !== undefined);

const magnitudesOf = (acts: Activations): Magnitudes[] =>
  hiddenOf(acts).map(({ dout }) => magnitudes(dout.data));

/**
 * The gradients on the way, of each hidden layer, as a step left them that is still to be looked into after its update:
 * `backward` may have left the sum of some rows' in one of them. Those of the parameters stay as they are.
 */
export function gradientsOnTheWay({ parameters }: Model, acts: Activations): Magnitudes[] {
  if (acts.backwardOfEach !== acts.backward) {
    const kept = parameters.map(({ grad }) => grad.data.slice());
    acts.backwardOfEach()();
    parameters.forEach(({ grad }, i) => grad.data.set(kept[i]));
  }
  return magnitudesOf(acts);
}

/**
 * @param y, h what comes in and what goes out: any shape whose last axis are the units
 * @param gradients by h
 */
function inspectLayer(
  y: Tensor,
  h: Tensor,
  gradients: Magnitudes,
  activation: Activation | null,
) {
  const [rows, N] = rowsOf(h).shape;
  const kept = Math.min(N, MAX_UNITS);
  const isFlat = activation?.isFlat;
  return {
    units: N,
    ...statisticsByUnit(y.data, rows, N, kept),
    activations: histogram(h.data, activation?.range),
    gradients,
    saturation: isFlat ? saturation(isFlat, h.data, rows, N, kept) : null,
  };
}

/** Mean and standard deviation (over B) of the first `kept` columns of y [B, N]. */
function statisticsByUnit(y: FloatArray, B: number, N: number, kept: number) {
  const mean: (number | null)[] = [];
  const std: (number | null)[] = [];
  const column = new Float64Array(B);
  for (let j = 0; j < kept; j++) {
    let sum = 0;
    for (let i = 0; i < B; i++) sum += column[i] = y[i * N + j];
    mean.push(rounded(sum / B));
    std.push(rounded(standardDeviation(column)));
  }
  return { mean, std };
}

function saturation(
  isFlat: (h: number) => boolean,
  h: FloatArray,
  B: number,
  N: number,
  kept: number,
): Saturation {
  const rows = Math.min(B, MAX_ROWS);
  const bits = new Uint8Array(Math.ceil(rows * kept / 8));
  const alive = new Uint8Array(N);
  let count = 0;
  for (let i = 0; i < B; i++) {
    for (let j = 0; j < N; j++) {
      if (isFlat(h[i * N + j])) {
        count++;
        if (i < rows && j < kept) bits[(i * kept + j) >> 3] |= 1 << ((i * kept + j) & 7);
      } else alive[j] = 1;
    }
  }
  return {
    share: rounded(count / (B * N))!,
    dead: alive.reduce((dead, lives) => dead - lives, N),
    map: { rows, units: kept, bits: btoa(String.fromCharCode(...bits)) },
  };
}

function inspectLogits({ logits, probs }: Activations, Y: Indices) {
  const V = logits.shape[1];
  let B = 0;
  for (const next of Y) if (next !== V) B++;
  let [max, right, likeliest] = [0, 0, 0];
  for (let i = 0; i < Y.length; i++) {
    if (Y[i] === V) continue;
    let largest = 0;
    for (let j = 0; j < V; j++) {
      max = Math.max(max, Math.abs(logits.data[i * V + j]));
      largest = Math.max(largest, probs.data[i * V + j]);
    }
    right += probs.data[i * V + Y[i]] / B;
    likeliest += largest / B;
  }
  return {
    std: rounded(standardDeviation(logits.data)),
    max: rounded(max),
    right: rounded(right),
    likeliest: rounded(likeliest),
  };
}

/** Of the first table. */
function inspectEmbedding({ parameters }: Model): ModelInspection["embedding"] {
  const table = parameters.find(({ role }) => role === "table");
  if (table === undefined) return null;
  const { data, shape: [V, E] } = table.value;
  if (!data.every(Number.isFinite) || Math.min(V, E) > MAX_DIMENSIONS) return null;
  if (E <= 2) {
    const coordinates = Array.from(data, (x) => rounded(x)!);
    return { coordinates: E === 2 ? coordinates : coordinates.flatMap((x) => [x, 0]), kept: 1 };
  }
  const { coordinates, kept } = principalComponents(data, V, E);
  return { coordinates: Array.from(coordinates, (x) => rounded(x)!), kept: rounded(kept)! };
}

/** To `digits` significant digits; null where x is not finite, as in JSON. */
function rounded(x: number, digits = 4): number | null {
  return Number.isFinite(x) ? Number(x.toPrecision(digits)) : null;
}
