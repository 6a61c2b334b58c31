/**
 * What recurrent layers have in common: they work on all examples of a position at once, and so keep positions outermost.
 *
 * @module
 */
import { call } from "../call.ts";
import type { InitScheme } from "../init.ts";
import { layer, type LayerKind, type OptionKind } from "../layer.ts";
import type { Lesson } from "../lesson.ts";
import { type FloatArray, rowsOf, type Tensor } from "../tensor.ts";
import { linearBackward, linearForward } from "./linear.ts";
import { positionsOf } from "./positions.ts";

/**
 * The parameters of the recurrence, and in the same form their gradients. N is H, or H for each gate. What comes in has passed a linear layer
 * already: zx = x Wx + bx.
 */
export interface RecurrenceParameters {
  /** [H, N] on the state before; PyTorch's is [N, H] */
  Wh: Tensor;
  /** [N], or null for a layer without it */
  bh: Tensor | null;
  /** [H] the state before the first position, where it is learned, as makemore's is; null: 0 */
  start: Tensor | null;
}

/** The part of a tensor [T, B, N] that is position t, as a view on the same memory. */
export function position({ data, shape: [, B, N] }: Tensor, t: number): FloatArray {
  return data.subarray(t * B * N, (t + 1) * B * N);
}

/** Sets the state before the first position of every example: the same row for all, or 0. */
export function setStart(state: Tensor, start: Tensor | null): void {
  const first = position(state, 0);
  for (let i = 0; i < first.length; i++) {
    first[i] = start === null ? 0 : start.data[i % start.data.length];
  }
}

export interface RecurrenceOptions {
  size: number;
  bias: "both" | "one" | "none";
  learnsStart: boolean;
}

/** A pair of functions that goes from position to position. */
interface Recurrence<Cache> {
  cacheShapes(B: number, T: number, H: number): Record<keyof Cache & string, number[]>;
  forward(out: Tensor, cache: Cache, zx: Tensor, parameters: RecurrenceParameters): void;
  backward(
    dzx: Tensor,
    gradients: RecurrenceParameters,
    dout: Tensor,
    cache: Cache,
    parameters: RecurrenceParameters,
  ): void;
}

const init: InitScheme = { scheme: "pytorch", scale: 1 };

/**
 * A linear layer on what comes in, and then a recurrence; the tensors' names are PyTorch's.
 *
 * @param gates how many times H numbers the recurrence takes at a position
 * @param own further options, which may choose between recurrences
 */
export const recurrentLayer = <Own, Cache>(
  { type, about, gates, own, recurrence: chosen, lessons }: {
    type: string;
    about: string;
    gates: number;
    own: Record<keyof Own & string, OptionKind>;
    recurrence(options: Own): Recurrence<Cache>;
    lessons: readonly Lesson[];
  },
): LayerKind<RecurrenceOptions & Own> =>
  layer<RecurrenceOptions & Own>({
    type,
    module: type,
    about,
    options: {
      size: { kind: "size", default: 64, about: "H, how many numbers its state has" },
      bias: {
        kind: "choice",
        of: ["both", "one", "none"],
        default: "both",
        about:
          "both: one on what comes in and one on the state, as in PyTorch; one: only the first",
      },
      learnsStart: {
        kind: "flag",
        default: false,
        about: "whether the state before the first position is learned; else it is 0",
      },
      ...own,
    },
    parameters: {
      weight_ih_l0: { role: "matrix", alias: "Wx", init },
      weight_hh_l0: { role: "matrix", alias: "Wh", init },
      bias_ih_l0: { role: "vector", alias: "bx", init },
      bias_hh_l0: { role: "vector", alias: "bh", init },
      start: { role: "vector", alias: "start", init: { scheme: "zeros", scale: 1 } },
    },
    title: ({ size }) => `${type} of ${size}`,
    shapes(input, { size: H, bias, learnsStart }) {
      const [T, K] = positionsOf(input);
      return {
        output: [T, H],
        pytorchFanIn: H,
        parameters: {
          weight_ih_l0: [K, gates * H],
          weight_hh_l0: [H, gates * H],
          bias_ih_l0: bias === "none" ? null : [gates * H],
          bias_hh_l0: bias === "both" ? [gates * H] : null,
          start: learnsStart ? [H] : null,
        },
      };
    },
    place({ B, x, dx, output, options, parameters, gradients, allocate }) {
      const [, T, H] = output;
      const { cacheShapes, forward, backward } = chosen(options);
      const [out, dout] = [allocate(output), allocate(output)];
      const [zx, dzx] = [allocate([B, T, gates * H]), allocate([B, T, gates * H])];
      const cache = Object.fromEntries(
        Object.entries<number[]>(cacheShapes(B, T, H)).map((
          [name, shape],
        ) => [name, allocate(shape)]),
      ) as unknown as Cache;
      const ofRecurrence = (tensors: Record<string, Tensor | null>): RecurrenceParameters => (
        { Wh: tensors.weight_hh_l0!, bh: tensors.bias_hh_l0, start: tensors.start }
      );
      const [p, dp] = [ofRecurrence(parameters), ofRecurrence(gradients)];
      const [xs, dxs, zxs, dzxs] = [x, dx, zx, dzx].map(rowsOf);
      const { weight_ih_l0: Wx, bias_ih_l0: bx } = parameters;
      const { weight_ih_l0: dWx, bias_ih_l0: dbx } = gradients;
      return {
        out,
        dout,
        forward: [
          call([zx], linearForward, zxs, xs, Wx!, bx),
          call([out], forward, out, cache, zx, p),
        ],
        backward: [
          call([dzx], backward, dzx, dp, dout, cache, p),
          call([dx], linearBackward, dxs, dWx!, dbx, dzxs, xs, Wx!),
        ],
      };
    },
    lessons,
  });
