/**
 * What of a run's looks inside and updates tells why it went as it did: few numbers, so that a page has room for them
 * where it has none for the looks.
 *
 * @module
 */
import type { Inspection, StoredRun } from "../../runner/results.ts";
import { roleOf } from "../inside/role.ts";
import { mean } from "../statistics.ts";

/** What the looks inside a run, and its updates, tell of why it went as it did. */
export interface Clues {
  /** The first look and the last, which may be the same one; empty where there was none. */
  looks: LookClues[];
  /** Of the matrices and tables whose updates were measured. */
  updates: UpdateClues[];
}

/** What one look tells. */
export interface LookClues {
  /** After so many updates. */
  step: number;
  /** Of the examples looked at, nats per symbol; null where it is not finite. */
  loss: number | null;
  /** The mean probability of the likeliest symbol. */
  likeliest: number | null;
  /** The standard deviation of the logits. */
  logits: number | null;
  /** The hidden layers, in order. */
  layers: LayerClues[];
  /** The matrices and tables, in order. */
  matrices: MatrixClues[];
}

/** What it tells of a matrix or table. */
export interface MatrixClues {
  /** What it is called. */
  name: string;
  /** Its standard deviation. */
  size: number | null;
  /** Its gradient's. */
  gradient: number | null;
  /** Whether each of its gradients is exactly 0; pages of before do not say it. */
  still?: boolean;
}

/** What it tells of a hidden layer. */
export interface LayerClues {
  /** As its look calls it. */
  name: string;
  /** The activation's type. */
  kind?: string;
  /** How many units it has. */
  units: number;
  /** The standard deviation of what the activation is given, over the batch, on average over the units. */
  spread: number | null;
  /** log₁₀ |dh|, on average over those that are not 0. */
  gradient: number | null;
  /** The share of saturated h, and how many units are dead; null for an activation that is nowhere flat. */
  saturated: number | null;
  /** How many units are saturated in every example; null where it is not known. */
  dead: number | null;
  /** How many h are not finite. */
  notFinite: number;
}

/** The sizes of a parameter's updates beside it: std(update) / std(parameter). */
export interface UpdateClues {
  /** Which parameter it is. */
  parameter: string;
  /** How many were measured. */
  count: number;
  /** The largest measured, and in the update after how many others. */
  largest: number;
  /** After how many updates. */
  at: number;
  /** The mean of their log₁₀. */
  usual: number;
}

export function cluesIn(
  { inspections, updates }: Pick<StoredRun, "inspections" | "updates">,
): Clues {
  const whole = inspections.filter(({ layers }) => layers.length > 0);
  const looks = [...new Set([whole[0], whole.at(-1)])].filter((look) => look !== undefined);
  const roles = new Map(whole[0]?.parameters.map((one) => [one.name, roleOf(one)]));
  const rows = updates.filter(({ parameter }) =>
    (roles.get(parameter) ?? roleOf({ name: parameter })) !== "vector"
  );
  return {
    looks: looks.map(lookClues),
    updates: [...Map.groupBy(rows, ({ parameter }) => parameter)].flatMap(([parameter, rows]) => {
      const ratios = rows.map(({ step, data, update }) => ({ step, ratio: update / data }))
        .filter(({ ratio }) => Number.isFinite(ratio) && ratio > 0);
      if (ratios.length === 0) return [];
      const most = ratios.reduce((a, b) => b.ratio > a.ratio ? b : a);
      const usual = mean(ratios.map(({ ratio }) => Math.log10(ratio)));
      return [{
        parameter,
        count: ratios.length,
        largest: short(most.ratio)!,
        at: most.step,
        usual: short(usual)!,
      }];
    }),
  };
}

function lookClues({ step, logits, layers, parameters }: Inspection): LookClues {
  const { loss, std, likeliest } = logits;
  return {
    step,
    loss,
    likeliest,
    logits: std,
    layers: layers.slice(0, -1).map(
      ({ name, kind, units, std, gradients, activations, saturation }) => ({
        name,
        ...kind === undefined ? {} : { kind },
        units,
        spread: short(mean(std.filter((x) => x !== null))),
        gradient: short(sizeOf(gradients)),
        saturated: saturation?.share ?? null,
        dead: saturation?.dead ?? null,
        notFinite: activations.nonFinite,
      }),
    ),
    matrices: parameters.filter((one) => roleOf(one) !== "vector").map(
      ({ name, std, gradStd, gradients }) => (
        { name, size: std, gradient: gradStd, still: isStill(gradients) }
      ),
    ),
  };
}

type Magnitudes = Inspection["parameters"][number]["gradients"];

/** The mean log₁₀ of those that are not 0, by the middles of their bins. */
const sizeOf = ({ low, high, counts }: Magnitudes): number =>
  counts.reduce(
    (sum, count, k) => sum + count * (low + (high - low) * (k + 0.5) / counts.length),
    0,
  ) /
  sum(counts);

const isStill = ({ counts, zeros, nonFinite }: Magnitudes): boolean =>
  zeros > 0 && sum(counts) + nonFinite === 0;

/** Four digits; JSON has no NaN. */
const short = (x: number): number | null => Number.isFinite(x) ? Number(x.toPrecision(4)) : null;
const sum = (x: readonly number[]): number => x.reduce((total, xi) => total + xi, 0);
