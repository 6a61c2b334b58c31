/**
 * How the learning rate goes, in few points.
 *
 * @module
 */
import { binEdges } from "../bin.ts";
import { shortNumber } from "../format.ts";

/** A run's learning rate: between its points it stays (`stepped`) or goes straight from one to the next. */
export interface RateCurve {
  /** Whether it stays between points. */
  stepped: boolean;
  /** Step and rate; the last step is the number of steps. */
  points: [step: number, rate: number][];
}

/**
 * Where the rate of every step is known. A schedule of few plateaus keeps them exactly; any other is sampled, also
 * around its `corners`.
 */
export function rateCurve(rates: ArrayLike<number>, corners: readonly number[]): RateCurve {
  const MAX_POINTS = 100, n = rates.length;
  const point = (step: number): [number, number] => [step, shortNumber(rates[step], 6)];
  const end: [number, number][] = n === 0 ? [] : [[n, shortNumber(rates[n - 1], 6)]];

  const changes: number[] = [];
  for (let step = 0; step < n && changes.length <= MAX_POINTS; step++) {
    if (step === 0 || rates[step] !== rates[step - 1]) changes.push(step);
  }
  if (changes.length <= MAX_POINTS && changes.length < Math.max(2, n / 4)) {
    return { stepped: true, points: [...changes.map(point), ...end] };
  }
  const around = corners.slice(0, MAX_POINTS).flatMap((step) => [step - 1, step]);
  const steps = [...new Set([...binEdges(n, MAX_POINTS), ...around, n - 1])]
    .filter((step) => step >= 0 && step < n).sort((a, b) => a - b);
  return { stepped: false, points: [...steps.map(point), ...end] };
}

/**
 * The rate of the last update that led to the weights after `step` updates, which was that of the step before; at step
 * 0, of the update to come. NaN where there is none.
 */
export const rateBefore = (curve: RateCurve, step: number): number =>
  rateAt(curve, Math.max(0, step - 1));

/** The rate at `step`; NaN where there is none. */
export function rateAt({ stepped, points }: RateCurve, step: number): number {
  const after = points.findIndex(([s]) => s > step);
  if (after === -1) return points.at(-1)?.[0] === step ? points.at(-1)![1] : NaN;
  if (after === 0) return NaN;
  const [[s0, r0], [s1, r1]] = [points[after - 1], points[after]];
  return stepped ? r0 : r0 + (r1 - r0) * (step - s0) / (s1 - s0);
}
