/**
 * What recurrent layers have in common: they work on all examples of a position at once, and so keep positions
 * outermost.
 *
 * @module
 */
import { call } from "../call.ts";
import type { InitScheme } from "../init.ts";
import type { LayerKind, OptionKind } from "../layer.ts";
import type { Lesson } from "../lesson.ts";
import { type FloatArray, rowsOf, type Tensor } from "../tensor.ts";
import { linearBackward, linearForward } from "./linear.ts";
import { positionsOf } from "./positions.ts";

/**
 * The parameters of the recurrence, and in the same form their gradients. N is H, or H for each gate. What comes in has
 * passed a linear layer already: zx = x Wx + bx.
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

/** What all recurrent layers can be told. */
export interface RecurrenceOptions {
  /** H */
  size: number;
  /** On what comes in and on the state, on the first alone, or none. */
  bias: "both" | "one" | "none";
  /** Whether the state before the first position is learned. */
  learnsStart: boolean;
}

/** A pair of functions that goes from position to position. */
export interface Recurrence<Cache> {
  /** The shapes of what the forward pass leaves for the backward pass. */
  cacheShapes(B: number, T: number, H: number): Record<keyof Cache & string, number[]>;
  /** What of the cache a forward pass fills, for those who look inside. */
  inside: readonly (keyof Cache & string)[];
  /** Goes through the positions, and writes the state at each. */
  forward(out: Tensor, cache: Cache, zx: Tensor, parameters: RecurrenceParameters): void;
  /** Goes through them from behind, and writes the gradients. */
  backward(
    dzx: Tensor,
    gradients: RecurrenceParameters,
    dout: Tensor,
    cache: Cache,
    parameters: RecurrenceParameters,
  ): void;
}

const init: InitScheme = { scheme: "pytorch", scale: 1 };

/** What torch.nn's own modules lack, in PyTorch. */
const RECURRENT = `class Recurrent(nn.Module):
    """torch.rnn_tanh, torch.gru or torch.lstm with any of the biases, and with a start that may be learned."""

    def __init__(self, cell, K, H, gates, names):
        super().__init__()
        shapes = {
            "weight_ih_l0": (gates * H, K), "weight_hh_l0": (gates * H, H),
            "bias_ih_l0": (gates * H,), "bias_hh_l0": (gates * H,), "start": (H,),
        }
        self.cell = cell
        for name, shape in shapes.items():
            self.register_parameter(name, nn.Parameter(torch.zeros(shape)) if name in names else None)

    def given(self, B):
        zeros = self.weight_hh_l0.new_zeros(self.weight_hh_l0.shape)
        biases = [zeros[:, 0] if b is None else b for b in (self.bias_ih_l0, self.bias_hh_l0)]
        start = zeros[0] if self.start is None else self.start
        return start.expand(1, B, len(start)).contiguous(), [self.weight_ih_l0, self.weight_hh_l0, *biases]

    def forward(self, x):
        start, weights = self.given(len(x))
        state = (start, torch.zeros_like(start)) if self.cell is torch.lstm else start
        return self.cell(x, state, weights, True, 1, 0.0, False, False, True)[0]`;

/** A module of torch.nn that gives the state at each position. */
const everyState = (name: string) =>
  `class ${name}(nn.${name}):
    def forward(self, x):
        return super().forward(x)[0]`;

/** The names of the parameters that there are. */
const namesOf = ({ bias, learnsStart }: RecurrenceOptions) => [
  ...["weight_ih_l0", "weight_hh_l0"],
  ...bias === "none" ? [] : ["bias_ih_l0"],
  ...bias === "both" ? ["bias_hh_l0"] : [],
  ...learnsStart ? ["start"] : [],
];

/**
 * A linear layer on what comes in, and then a recurrence; the tensors' names are PyTorch's.
 *
 * @param gates how many times H numbers the recurrence takes at a position
 * @param own further options, which may choose between recurrences
 */
export const recurrentLayer = <Own, Cache>(
  { type, about, gates, own, recurrence: chosen, lessons, torch }: {
    type: string;
    about: string;
    gates: number;
    own: Record<keyof Own & string, OptionKind>;
    recurrence(options: Own): Recurrence<Cache>;
    /** The function and the module of PyTorch; where they do something else, a class for it. */
    torch(options: Own): { cell: string; module: string; class?: string };
    lessons: readonly Lesson[];
  },
): LayerKind<RecurrenceOptions & Own> => ({
  type,
  module: type,
  about,
  options: {
    size: { kind: "size", default: 64, about: "H, how many numbers its state has" },
    bias: {
      kind: "choice",
      of: ["both", "one", "none"],
      default: "both",
      about: "both: one on what comes in and one on the state, as in PyTorch; one: only the first",
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
  pytorch({ input: [, K], options }) {
    const { size: H, bias, learnsStart } = options;
    const { cell, module, class: own } = torch(options);
    if (own === undefined && bias !== "one" && !learnsStart) {
      const without = bias === "none" ? ", bias=False" : "";
      return {
        module: `${module}(${K}, ${H}${without}, batch_first=True)`,
        uses: [everyState(module)],
      };
    }
    const names = JSON.stringify(namesOf(options));
    return {
      module: `${
        own === undefined ? "Recurrent" : module
      }(${cell}, ${K}, ${H}, ${gates}, ${names})`,
      uses: [RECURRENT, ...own === undefined ? [] : [own]],
    };
  },
  isCausal: true,
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
    const { cacheShapes, inside, forward, backward } = chosen(options);
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
      cache: Object.fromEntries(inside.map((name) => [name, cache[name] as Tensor])),
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
