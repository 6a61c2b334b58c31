/**
 * What a layer is: a record beside its two functions. All that asks a model about itself (its shapes, counts, names,
 * initial values, checks, reports, the config's schema) asks these records, and nothing outside core/layers/ knows a
 * layer by name.
 *
 * How to add one: docs/how-to/add_a_layer.md.
 *
 * @module
 */
import type { Call } from "./call.ts";
import type { InitScheme } from "./init.ts";
import type { Lesson } from "./lesson.ts";
import type { TorchGenerator } from "./random/torch.ts";
import type { Dtype, Parameter, Shape, Tensor } from "./tensor.ts";

/** What a config says of a layer; the other keys are its options. */
export interface LayerSpec {
  /** Its kind, as configs call it. */
  type: string;
  /** What its module is called, and what a variant patches it by. Default: its kind's name, numbered. */
  name?: string;
  /** Initial values by tensor, where they are not the layer's own. */
  init?: Record<string, InitScheme>;
  /** Its kind's options. */
  [option: string]: unknown;
}

/** What is known before any layer. */
export interface Setting {
  /** V */
  vocabularySize: number;
  /** T */
  contextLength: number;
  /** What is predicted: the symbol after the last position (the default), or after each one. */
  targets?: "last" | "every";
}

/** What a model has to give, without the batch: a logit for each symbol, at each position that predicts. */
export const logitsShape = ({ vocabularySize: V, contextLength: T, targets }: Setting): Shape =>
  targets === "every" ? [T, V] : [V];

/** An option: what the schema, the editors and the docs know of it. Without a default it may be left out. */
export type OptionKind =
  & { about: string }
  & (
    /** A whole number from 1. */
    | { kind: "size"; default?: number }
    | { kind: "number"; default: number; min?: number; max?: number }
    | { kind: "flag"; default: boolean }
    | { kind: "choice"; of: readonly string[]; default: string }
    /** A list of layers, which is placed by `inner`. */
    | { kind: "layers"; isOptional?: boolean }
  );

/** A tensor that training changes. */
export interface ParameterKind {
  /** What it is to its layer. */
  role: Parameter["role"];
  /** What it is called in texts and stored results, before the layer's number: the notebooks' letters. */
  alias: string;
  /** How it starts where the config does not say it. */
  init: InitScheme;
  /** Drawn after the tensors of all layers that are not, as the notebooks do with batch norm's. */
  drawnLast?: boolean;
}

/** A tensor that is learnt without a gradient. */
export interface StateKind {
  /** Its shape. */
  shape: Shape;
  /** What it is called in texts, before the layer's number. */
  alias: string;
  /** What each of its numbers starts with. */
  start: number;
}

/** The shapes of a layer, all without the batch. */
export interface Shapes {
  /** What comes out. */
  output: Shape;
  /** By the names of the kind's `parameters`; null where the options do without it. */
  parameters?: Record<string, Shape | null>;
  /**
   * What `pytorch` takes for all parameters' fan-in, where that is not how many numbers go into a unit of their matrix.
   */
  pytorchFanIn?: number;
  /** Learnt without a gradient. */
  state?: Record<string, StateKind>;
  /** Room for the statistics that a kind with `statistics` is evaluated with. */
  fixed?: Record<string, Shape>;
}

/** Where a layer is put, for batches of B. */
export interface Place<O> {
  /** How many examples a batch has. */
  B: number;
  /** Complete. */
  options: O;
  /** What is known before any layer. */
  setting: Setting;
  /** What the tensors hold. */
  dtype: Dtype;
  /** [B, T] the symbols of the batch. */
  X: Int32Array;
  /** [B, …input] What comes in, and the gradient by it, which the layer writes. Of no use to what takes symbols. */
  x: Tensor;
  /** The gradient of the loss by x. */
  dx: Tensor;
  /** [B, …output] */
  output: Shape;
  /** The layer's tensors by name; null where its options do without. */
  parameters: Record<string, Tensor | null>;
  /** Where the gradients by these go. */
  gradients: Record<string, Tensor | null>;
  /** What is learnt without a gradient. */
  state: Record<string, Tensor>;
  /** The statistics to evaluate with. */
  fixed: Record<string, Tensor>;
  /** A tensor of zeros for what the layer keeps of a batch. */
  allocate(shape: Shape): Tensor;
  /** Places the layers of an option, one behind the other. */
  inner(option: string, x: Tensor, dx: Tensor): Placed;
}

/** A layer in its place. */
export interface Placed {
  /** [B, …output] What comes out, and the gradient by it, which whoever follows writes. */
  out: Tensor;
  /** The gradient of the loss by it. */
  dout: Tensor;
  /** What its forward pass does, in order. */
  forward: Call[];
  /** What its backward pass does, in order. */
  backward: Call[];
  /** The forward pass of evaluation; default: `forward`. */
  infer?: Call[];
  /** Draws what the forward pass of training needs of chance, before it; without it, nothing is random. */
  draw?: (generator: TorchGenerator) => void;
  /** Lets `state` take in the batch of the last forward pass. */
  learn?: () => void;
  /** What the forward pass leaves for the backward pass, for those who look inside. */
  cache?: Record<string, Tensor>;
  /** What else of a step may become infinite, and so be learnt by `state`, with what it is called. */
  watched?: { what: string; tensors: Tensor[] };
}

/** A kind of layer, with options O. */
// deno-lint-ignore no-explicit-any
export interface LayerKind<O = any> {
  /** In configs. */
  readonly type: string;
  /** Its module's name in a model's file; a number follows, but not behind the first where `isNumbered` is false. */
  readonly module: string;
  /** Default: true. */
  readonly isNumbered?: boolean;
  /** One line for editors and `explain`. */
  readonly about: string;
  /** Its options by name. */
  readonly options: Record<string, OptionKind>;
  /** Its parameters by PyTorch's names; default: none. */
  readonly parameters?: Record<string, ParameterKind>;
  /** What is given to it: the symbols of the context, or numbers (the default). */
  readonly takes?: "symbols";
  /**
   * Of a layer that gives rows that are alike where rows that are alike come in, whatever their places: "product" where
   * these are multiplied by a matrix, "view" where they are the same numbers in another shape. See repeats.ts.
   */
  readonly rows?: "alike" | "product" | "view";
  /**
   * Whether what comes out at a position depends on no later one, nor on other examples or chance: then positions that
   * nobody asks for can be left out (see trim.ts). Default: false.
   */
  readonly isCausal?: boolean;
  /**
   * With its most telling option, e.g. "linear of 128"; default: its type. Further options are told behind it where
   * they are not their defaults.
   */
  title?(options: O): string;
  /**
   * What comes of an input of this shape.
   *
   * @param inner what comes out of each list of layers in the options
   * @throws TypeError that says what comes in and what is wanted
   */
  shapes(input: Shape, options: O, setting: Setting, inner: Record<string, Shape>): Shapes;
  /** Allocates a layer's tensors for batches of B, and says what it computes on them. */
  place(at: Place<O>): Placed;
  /** The PyTorch module that its tensors load into. */
  pytorch(at: PytorchPlace<O>): PytorchModule;
  /** Of an activation: what its outputs are like. */
  readonly activation?: Activation;
  /**
   * Whether each unit of what comes out is linear in its column of `weight`, the last dimension, plus its number of
   * `bias`, which the option of that name switches on: whatever scales and shifts the units behind it can be folded
   * into these. Default: false.
   */
  readonly absorbs?: boolean;
  /** Of a layer that normalizes over the batch: how it is evaluated, where examples must not depend on each other. */
  readonly statistics?: StatisticsKind<O>;
  /** How its gradients are derived: one for each pair of functions that it is made of and no other layer has. */
  readonly lessons: readonly Lesson[];
}

/** Where a layer stands, for whoever writes it in PyTorch. */
export interface PytorchPlace<O> {
  /** Without the batch. */
  input: Shape;
  /** What comes out, without the batch. */
  output: Shape;
  /** Complete. */
  options: O;
  /** What is known before any layer. */
  setting: Setting;
  /** Each list of layers in its options, as an OrderedDict. */
  inside: Record<string, string>;
}

/** A module of PyTorch, as Python code. */
export interface PytorchModule {
  /** "nn.Linear(30, 200)" */
  module: string;
  /** Its class, and those that this needs, where torch.nn has none. */
  uses?: readonly string[];
}

/** What there is to know about an activation function, for initial values and reports. */
export interface Activation {
  /** What keeps the spread of numbers that pass a linear layer and then it: PyTorch's nn.init.calculate_gain. */
  gain: number;
  /** The interval that its values lie in, where they do. */
  range?: readonly [number, number];
  /** Where it is flat and passes (almost) no gradient back. */
  isFlat?(h: number): boolean;
}

/** Mean and Σ(x − mean)² of each unit over `count` numbers. */
export interface Moments {
  /** [H] */
  mean: ArrayLike<number>;
  /** [H] Σ(x − mean)² */
  squares: ArrayLike<number>;
  /** Of how many numbers of each unit. */
  count: number;
}

/** Statistics to evaluate with, by the names of `Shapes.fixed`. */
export type FixedStatistics = Record<string, Tensor>;

/** The statistics that a layer is evaluated with. */
export interface StatisticsKind<O> {
  /** Those that have been learnt. */
  learnt(state: Record<string, Tensor>, options: O, dtype: Dtype): FixedStatistics;
  /** Whether there are none to evaluate with before the first step. */
  startsEmpty(options: O): boolean;
  /** Those of its input over many examples. */
  of(moments: Moments, options: O, dtype: Dtype): FixedStatistics;
  /** What it does to each unit with fixed statistics, scale · x + shift, where it does no more than that. */
  affine?(
    fixed: FixedStatistics,
    parameters: Record<string, Tensor>,
    options: O,
  ): { scale: Float64Array; shift: Float64Array };
}
