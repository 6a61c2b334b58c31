/**
 * Keeps a training's numbers finite: finds the first that is not, and takes back an update that would write one.
 *
 * @module
 */
import { call } from "../../core/call.ts";
import { largest } from "../../core/largest.ts";
import type { Activations } from "../../core/activations.ts";
import type { Model } from "../../core/model.ts";
import { updateRunning } from "../../core/passes.ts";
import { kindOf, nextNumbers, type Optimizer, updateBy } from "../../core/optimizers.ts";
import type { Bounds, Numbers } from "../../core/optimizers/kind.ts";
import type { Tensor } from "../../core/tensor.ts";
import type { NamedTensor } from "../store/safetensors.ts";
import { copyInto, copyOf, type Named } from "./weights.ts";

/**
 * Watches over the updates of one training; `acts` are those of the batch at hand. What it finds it names, as in
 * "diverged at step 3: the gradient of W1 is not finite".
 */
export interface Guard {
  /** What is not finite before the first step. */
  start(): string | null;
  /** What is not finite after a backward pass. */
  gradients(acts: Activations): string | null;
  /**
   * Updates parameters and running statistics, after `gradients` has found nothing. Where the update makes something
   * infinite, it is taken back and named.
   */
  update(learningRate: number, acts: Activations): string | null;
}

/**
 * As long as all numbers are below this, no sum that an update makes of them overflows (at 3.4e38), by far: so
 * rounding, which makes numbers a little larger than the bounds kept below, need not be counted.
 */
const FAR = 1e30;

/**
 * @param tensors all that an update writes: parameters, running statistics, what the optimizer keeps
 */
export function createGuard(
  model: Model,
  optimizer: Optimizer,
  tensors: readonly Named[],
): Guard {
  const { arithmetic, parameters } = model;
  const values = parameters.map(({ value }) => value);
  const { options } = optimizer;
  const kind = kindOf(options);
  const memories = kind.keeps(options).map((_, k) => optimizer.kept.map((tensors) => tensors[k]));
  const gradients = parameters.map(({ grad }) => grad);
  const largestOf = (tensors: readonly Tensor[]) => arithmetic.prepare(call([], largest, tensors));
  /** By batch: those of different sizes have tensors of their own. */
  const statisticsOf = new Map<Activations, ReturnType<typeof watchedIn>>();
  const watchedIn = (acts: Activations) => {
    const watched = acts.layers.flatMap(({ layer, watched }) =>
      watched ? [{ ...watched, layer: layer.name }] : []
    );
    return { watched, largest: largestOf(watched.flatMap(({ tensors }) => tensors)) };
  };
  const statisticsIn = (acts: Activations) => {
    let found = statisticsOf.get(acts);
    if (found === undefined) statisticsOf.set(acts, found = watchedIn(acts));
    return found;
  };
  const running = model.allLayers.flatMap(({ state }) => Object.values(state));
  const written = [...values, ...memories.flat(), ...running];
  const largestValue = largestOf(values);
  const largestKept = memories.map(largestOf);
  const largestGradient = largestOf(gradients);
  const largestWritten = largestOf(written);
  let kept: NamedTensor[] | undefined;
  // Of this step's gradients and batch statistics; and of all parameters and of what is kept. The latter are not
  // measured at each step but grow with it, by what it can add at most, and are measured when they have got FAR.
  let gradient = 0;
  let statistic = 0;
  const unknown = () => ({ value: Infinity, kept: memories.map(() => Infinity) });
  let bounds: Omit<Bounds, "gradient"> = unknown();

  const measure = () => {
    bounds = { value: largestValue(), kept: largestKept.map((find) => find()) };
  };
  /** Lets the bounds grow by an update; false where they get too far. Written so that NaN (of 0 · ∞) is too far. */
  const staysNear = (numbers: ReadonlyMap<number, Numbers>): boolean => {
    let next = bounds;
    for (const one of numbers.values()) {
      const grown = kind.grow({ gradient, ...bounds }, inFloat32(one), options);
      next = {
        value: Math.max(next.value, grown.value),
        kept: next.kept.map((bound, k) => Math.max(bound, grown.kept[k])),
      };
    }
    if (![next.value, ...next.kept].every((bound) => bound < FAR)) return false;
    bounds = next;
    return true;
  };
  /** A training may stay FAR for all its steps, so the copies' room is used again. */
  const keep = (): NamedTensor[] => {
    if (kept === undefined) return kept = tensors.map(copyOf);
    tensors.forEach(({ tensor }, i) => kept![i].data.set(tensor.data));
    return kept;
  };
  const isNotFinite = (tensor: Tensor) => !Number.isFinite(largest([tensor]));
  const firstNotFinite = () => tensors.find(({ tensor }) => isNotFinite(tensor))?.name;

  return {
    start() {
      bounds = unknown(); // it may have watched over another run
      const name = firstNotFinite();
      return name === undefined ? null : `the initial ${name}`;
    },
    gradients(acts) {
      gradient = largestGradient();
      if (!Number.isFinite(gradient)) {
        return `the gradient of ${parameters[gradients.findIndex(isNotFinite)].name}`;
      }
      const statistics = statisticsIn(acts);
      statistic = statistics.largest();
      if (!Number.isFinite(statistic)) {
        const { what, layer } = statistics.watched.find(({ tensors }) =>
          tensors.some(isNotFinite)
        )!;
        return `${what} in ${layer}`;
      }
      return null;
    },
    update(learningRate, acts) {
      const numbers = nextNumbers(optimizer, learningRate);
      const isSafe = statistic < FAR && (staysNear(numbers) || (measure(), staysNear(numbers)));
      const before = isSafe ? null : keep();
      updateRunning(acts);
      updateBy(optimizer, numbers);
      if (before === null) return null;
      bounds = unknown();
      if (Number.isFinite(largestWritten())) return null;
      const name = firstNotFinite();
      copyInto(tensors, before);
      return `the update of ${name}`;
    },
  };
}

/** As an update has them: a number that float32 does not hold is infinite. */
function inFloat32(numbers: Numbers): Numbers {
  const rounded: Record<string, number> = {};
  for (const name in numbers) rounded[name] = Math.fround(numbers[name]);
  return rounded;
}
