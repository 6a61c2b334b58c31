/**
 * Several experiments as one: their variants in one table, their curves in one chart.
 *
 * @module
 */
import type { CurveData } from "./charts/curve_data.ts";
import { MAX_COLORS } from "./charts/curve_view.ts";
import { MAX_ALL } from "./few.ts";
import { type Variant, variantsOf } from "./rows.ts";
import type { ShownExperiment } from "./shown_run.ts";

/** A variant's name among those of several experiments, which are numbered from 1. */
const nameAmong = (experiment: number, variant: string): string => `${experiment + 1}: ${variant}`;

/** The variants of all experiments, one after the other. */
export const variantsTogether = (experiments: readonly ShownExperiment[]): Variant[] =>
  experiments.flatMap(({ runs }, i) =>
    variantsOf(runs).map((variant) => ({ ...variant, name: nameAmong(i, variant.name) }))
  ).map((variant, index) => ({ ...variant, index }));

/** The same of their curves; what stands out in one of them does so here too, as far as there are colours. */
export function curvesTogether(all: readonly CurveData[]): CurveData {
  const before = (length: (data: CurveData) => number, i: number) =>
    all.slice(0, i).reduce((sum, data) => sum + length(data), 0);
  const firstVariant = (i: number) => before(({ variants }) => variants.length, i);
  const firstRate = (i: number) => before(({ rates }) => rates.length, i);
  const units = new Set(all.map(({ unit }) => unit));
  const drawn = all.map(({ drawn = { val: [null], test: [null] } }) => drawn);
  const references = all.flatMap(({ references }) => references);
  const orders = all.map(({ crowd, variants }, i) =>
    (crowd?.order ?? [...variants.keys()]).map((place) => firstVariant(i) + place)
  );
  // Each experiment's first, then each one's second.
  const order = Array.from({ length: Math.max(0, ...orders.map(({ length }) => length)) })
    .flatMap((_, k) => orders.flatMap((places) => places[k] ?? []));
  const first = "the variants that stand out in each experiment’s own chart";
  return {
    variants: all.flatMap(({ variants }, i) => variants.map((name) => nameAmong(i, name))),
    standOut: all.flatMap(({ standOut }, i) => standOut.map((place) => firstVariant(i) + place))
      .slice(0, MAX_COLORS),
    ...order.length > MAX_ALL &&
      { crowd: { first, rule: "those that come first in each experiment", order } },
    runs: all.flatMap(({ runs }, i) =>
      runs.map((run) => ({
        ...run,
        variant: firstVariant(i) + run.variant,
        rate: firstRate(i) + run.rate,
      }))
    ),
    unit: units.size === 1 ? [...units][0] : "symbol",
    rates: all.flatMap(({ rates }) => rates),
    statistics: [...new Set(all.flatMap(({ statistics }) => statistics))],
    ...all.some(({ drawn }) => drawn) && {
      drawn: {
        val: merged(drawn.map(({ val }) => val)),
        test: merged(drawn.map(({ test }) => test)),
      },
    },
    ...all.some(({ penalized }) => penalized) && { penalized: true },
    references: [...new Map(references.map((line) => [line.label, line])).values()],
  };
}

const merged = (counts: readonly (readonly (number | null)[])[]): (number | null)[] =>
  [...new Set(counts.flat())].sort((a, b) => (a ?? 0) - (b ?? 0));
