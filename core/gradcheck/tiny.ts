/**
 * Tiny batches on their way through one pair of functions, with numbers that can be changed: the values, the gradients,
 * and central differences beside them. The lesson shows them, and checks by them what its readers make of a backward
 * function.
 *
 * @module
 */
import { placeLayers } from "../activations.ts";
import { plainArithmetic } from "../arithmetic.ts";
import type { Arithmetic, Operation } from "../call.ts";
import { chainBackward, chainForward } from "../chain.ts";
import type { LayerKind } from "../layer.ts";
import type { Lesson } from "../lesson.ts";
import { createLayer } from "../model.ts";
import { planAlone } from "../plan.ts";
import { TorchGenerator } from "../random/torch.ts";
import { allocate, type Shape, sizeOf, type Tensor } from "../tensor.ts";
import { differencesInPlace, stepFor } from "./central_differences.ts";
import { chainDifferences, checkGradient, gradientsOf } from "./checks.ts";
import { compare, type Comparison, type Tensors, TOLERANCES } from "./compare.ts";

/** Whole numbers, each below `limit`. */
export interface Symbols {
  data: Int32Array;
  shape: Shape;
  limit: number;
}

export interface Tiny {
  /** What may be changed, by name: what comes in, parameters, and the gradient dout that comes back. */
  given: Tensors;
  symbols: Record<string, Symbols>;
  /**
   * Computes everything anew from what is given.
   *
   * @throws whatever a changed backward function throws
   */
  run(): Outcome;
}

/** What comes of the numbers given. The tensors are the same at each run. */
export interface Outcome {
  /** By name: what the forward pass leaves for the backward pass, and what comes out; or each step. */
  values: Tensors;
  /** Those of the chain from the loss back. */
  gradients: TinyGradient[];
}

export interface TinyGradient {
  /** "dW" */
  name: string;
  /** What the backward function gives. */
  backward: Tensor;
  /** What central differences give. */
  differences: Tensor;
  /** The elements that have a slope: relu has none at 0. */
  smooth: number[];
  comparison: Comparison;
}

/** Which function is to run in the place of which. */
export type Replaced = ReadonlyMap<Operation, Operation>;

/** How many symbols there are. */
const V = 4;
/** Of the stream that dropout draws by. */
const SEED = 2012;

const tensor = (...shape: number[]): Tensor => allocate(shape, "float64");
const symbols = (limit: number, ...shape: number[]): Symbols => ({
  data: new Int32Array(sizeOf(shape)),
  shape,
  limit,
});

/**
 * A layer by itself.
 *
 * @param lesson one of the kind's
 * @param options those that are not as the lesson has them
 */
export function tinyLayer(
  kind: LayerKind,
  { tiny: { B = 3, input = [3], options: usual, names = {} } = {} }: Lesson,
  { options, replaced }: { options?: Readonly<Record<string, unknown>>; replaced?: Replaced } = {},
): Tiny {
  const arithmetic = replacing(replaced);
  const setting = { vocabularySize: V, contextLength: input[0] };
  const planned = planAlone({ ...usual, ...options, type: kind.type }, input, setting);
  const layer = createLayer(planned, arithmetic);
  const X = symbols(V, B, input[0]);
  const [x, dx] = [tensor(B, ...input), tensor(B, ...input)];
  const { layers: [placed] } = placeLayers({ layers: [layer], arithmetic, setting }, X.data, x, dx);
  const { out, dout, draw } = placed;
  draw?.(new TorchGenerator(SEED));
  const [forward, backward] = [placed.forward, placed.backward].map((calls) => {
    const steps = calls.map((call) => arithmetic.prepare(call));
    return () => steps.forEach((step) => step());
  });
  const takesSymbols = kind.takes === "symbols";
  const called = new Map(
    Object.entries(layer.parameters).flatMap(([name, parameter]) =>
      parameter ? [[parameter.value, names[name] ?? parameter.kind.alias]] : []
    ),
  );
  return {
    given: {
      ...takesSymbols ? {} : { x },
      ...Object.fromEntries([...called].map(([value, name]) => [name, value])),
      ...placed.backward.length > 0 ? { dout } : {},
    },
    symbols: takesSymbols ? { X } : {},
    run() {
      forward();
      const gradients = placed.backward.length === 0 ? [] : gradientsOf(placed, "x");
      for (const { grad } of gradients) grad.data.fill(NaN); // so that what is not written, or only added to, shows
      backward();
      return {
        values: { ...placed.cache, out },
        gradients: gradients.map((gradient) => {
          const all = Array.from(gradient.value.data.keys());
          const { numerical, smooth, comparison } = checkGradient(
            gradient,
            { out, dout, run: forward },
            all,
          );
          const name = `d${called.get(gradient.value) ?? "x"}`;
          return { name, backward: gradient.grad, differences: numerical, smooth, comparison };
        }),
      };
    },
  };
}

/** A loss by itself, from its logits. */
export function tinyLoss(
  { forward, backward, tiny: { B = 3, targets = V } = {} }: Lesson,
  { replaced }: { replaced?: Replaced } = {},
): Tiny {
  const [logits, dlogits, probs] = [tensor(B, V), tensor(B, V), tensor(B, V)];
  const loss = tensor(1);
  const Y = symbols(targets, B);
  // Losses that know positions without a target are told what stands there: V, which is no symbol.
  const lossOf = () => forward!(probs, logits, Y.data, V) as number;
  const back = replaced?.get(backward!) ?? backward!;
  return {
    given: { logits },
    symbols: { Y },
    run() {
      loss.data[0] = lossOf();
      dlogits.data.fill(NaN);
      back(dlogits, probs, Y.data, V);
      const smooth = Array.from(logits.data.keys());
      const differences = differencesInPlace(logits, smooth, lossOf);
      lossOf();
      return {
        values: { probs, loss },
        gradients: [{
          name: "dlogits",
          backward: dlogits,
          differences,
          smooth,
          comparison: compare("dlogits", dlogits, differences, TOLERANCES.differences),
        }],
      };
    },
  };
}

/** The notebooks' conventions. */
const CHAIN_OPTIONS = { epsilon: 1e-5, unbiased: true };

/**
 * What the variance is made of, and it itself: three examples may hardly differ, and its inverse root bends sharply
 * near 0.
 */
const VARIANCE = ["bndiff2", "z1_diff_sum", "bnvar"];

/** As stepFor, but of a small variance in proportion to it. */
function stepOfChain(name: string, { data, shape }: Tensor): (x: number, i: number) => number {
  const step = stepFor(name);
  if (!VARIANCE.includes(name)) return step;
  const columns = shape[shape.length - 1];
  return (x, i) => {
    let squares = 0;
    for (let j = i % columns; j < data.length; j += columns) squares += data[j] * data[j];
    const scale = Math.sqrt(squares / (data.length / columns));
    return Math.min(1, Math.max(1e-5, scale)) * step(x);
  };
}

/** The chain, in which each step has its value and its gradient. */
export function tinyChain({ replaced }: { replaced?: Replaced } = {}): Tiny {
  const [B, T, E, H] = [3, 2, 2, 2];
  const parameters = {
    C: tensor(V, E),
    W1: tensor(T * E, H),
    b1: tensor(1, H),
    bngain: tensor(1, H),
    bnbias: tensor(1, H),
    W2: tensor(H, V),
    b2: tensor(1, V),
  };
  const [X, Y] = [symbols(V, B, T), symbols(V, B)];
  const back = (replaced?.get(chainBackward) ?? chainBackward) as typeof chainBackward;
  return {
    given: parameters,
    symbols: { X, Y },
    run() {
      const { loss, ...values } = chainForward(parameters, X.data, Y.data, CHAIN_OPTIONS);
      const gradients: Tensors = back(
        parameters,
        { ...values, loss },
        X.data,
        Y.data,
        CHAIN_OPTIONS,
      );
      return {
        values: { ...values, loss },
        gradients: chainDifferences(parameters, X.data, Y.data, CHAIN_OPTIONS, stepOfChain)
          .toReversed().map(
            ({ name, numerical, elements }) => ({
              name: `d${name}`,
              backward: gradients[name],
              differences: numerical,
              smooth: elements,
              comparison: compare(
                `d${name}`,
                gradients[name],
                numerical,
                TOLERANCES.differences,
                elements,
              ),
            }),
          ),
      };
    },
  };
}

/**
 * Fills what is given with numbers from a normal distribution, of one decimal place and never 0, and with symbols. They
 * are small, so that gates are not shut.
 */
export function fillTiny({ given, symbols }: Tiny, seed: number): void {
  const generator = new TorchGenerator(seed);
  for (const { data } of Object.values(given)) {
    generator.randn(data);
    for (let i = 0; i < data.length; i++) data[i] = Math.round(data[i] * 5) / 10 || 0.5;
  }
  for (const { data, limit } of Object.values(symbols)) {
    for (let i = 0; i < data.length; i++) data[i] = generator.randint(limit);
  }
}

/** The plain functions in float64, some in the place of others. */
function replacing(replaced: Replaced = new Map()): Arithmetic {
  const plain = plainArithmetic("float64");
  return {
    ...plain,
    prepare: (call) =>
      plain.prepare({ ...call, operation: replaced.get(call.operation) ?? call.operation }),
  };
}
