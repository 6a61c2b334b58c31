/**
 * What a grid or a search has tried: its keys, and what became of each configuration. Charts, tables and the page's
 * script are made from it.
 *
 * @module
 */
import type { Split } from "../../runner/results.ts";
import { formatValue } from "../differences.ts";
import { formatCount } from "../format.ts";
import { trouble } from "../hopeless.ts";
import { finalLoss, type Variant } from "../rows.ts";
import { decidingSplit, score } from "../scores.ts";
import type { ShownExperiment, ShownRun } from "../shown_run.ts";
import { mean } from "../statistics.ts";
import { symbolOf } from "../units.ts";
import { keyName } from "../charts/key_name.ts";
import { places } from "./group_statistics.ts";

export interface SweepData {
  /** Of the losses. */
  split: Split;
  /** What a loss is of: "character". */
  unit: string;
  /** What was varied, without what was not. */
  keys: SweepKey[];
  /** Keys with one value only, in words. */
  constant: string[];
  /** In the order in which they were planned. */
  configs: SweepConfig[];
  /** The steps at which halving decided; none without it. */
  rungs: number[];
}

/** Something that was varied. */
export interface SweepKey {
  /** Dotted, e.g. `training.learningRate.initial`; "variant" for the file's own variants. */
  path: string;
  /** In plain words. */
  name: string;
  /** Its values, ascending, where all are numbers; else in words, each once. */
  values: number[] | string[];
}

/** What was tried, with all its seeds. */
export interface SweepConfig {
  name: string;
  /** Its place among the page's variants; null where no run of it is there. */
  variant: number | null;
  /** Of each key, the place of its value. */
  at: number[];
  /** The final losses of the runs that are not hopeless. */
  losses: number[];
  /**
   * Their mean; null where a run is hopeless or failed, since the rest would flatter it. Of one that was pruned, the
   * mean of those that it had.
   */
  loss: number | null;
  /** Where a run is hopeless: the final losses of all, if each has one, to be shown and not compared. */
  hopeless?: number[];
  /** What became of it, in words. */
  state: string;
  /** The last rung at which halving decided on it, and the loss there; only where it went no further. */
  ended?: { step: number; loss: number | null };
  /** Its losses at the rungs that it came to. */
  rungs: (number | null)[];
  /**
   * Its place in the order in which all ended, from 1 on: by the final loss; then those that halving ended, the later
   * the better, by the loss there; last those without a loss. Equal ones share a place. null where nothing is known of
   * it: it failed, or has not been trained.
   */
  place: number | null;
}

/** Whether it is of numbers. */
export const isNumeric = (key: SweepKey): key is SweepKey & { values: number[] } =>
  typeof key.values[0] === "number";

/** What a configuration has of a key, in words. */
export const valueText = ({ values }: SweepKey, at: number): string => {
  const value = values[at];
  if (typeof value === "string") return value;
  return (Number.isInteger(value) && value >= 1000 ? formatCount(value) : String(value))
    .replaceAll("-", "−").replace("e+", "e");
};

const FINISHED = "finished";

/** The data of an experiment that swept; undefined where it did not, or fewer than two configurations are known. */
export function sweepData(
  experiment: Pick<ShownExperiment, "swept" | "rungs" | "missing">,
  variants: readonly Variant[],
): SweepData | undefined {
  const { swept = [], rungs = [], missing } = experiment;
  if (swept.length < 2 || variants.length === 0) return undefined;
  const named = new Set(swept.map(({ variant }) => variant)).size > 1;
  const settings = swept.map(({ variant, parameters }) => (
    { ...named ? { variant } : {}, ...parameters }
  ));
  const paths = [...new Set(settings.flatMap(Object.keys))];
  const columns = paths.map((path) => keyOf(path, settings.map((one) => valueOf(one, path))));
  const varied = columns.filter(({ key }) => key.values.length > 1);
  const split = decidingSplit(variants), byName = new Map(variants.map((one) => [one.name, one]));
  const gone = Map.groupBy(missing, ({ variant }) => variant);
  const configs = swept.map(({ name }, i): SweepConfig => {
    const variant = byName.get(name), runs = variant?.runs ?? [], lost = gone.get(name) ?? [];
    const decided = rungs.map(({ step, scores }) => (
      { step, score: scores.find((score) => score.variant === name) }
    )).filter(({ score }) => score !== undefined);
    const last = decided.at(-1);
    const isEnded = last !== undefined && !last.score!.kept;
    const losses = isEnded ? [] : runs.flatMap((run) => score(run, split) ?? []);
    const failed = lost.filter(({ stopped }) => !stopped).length;
    const isWhole = losses.length > 0 && losses.length === runs.length && failed === 0;
    const all = isEnded || failed > 0 ? [] : runs.flatMap((run) => finalLoss(run, split) ?? []);
    const isHopeless = losses.length < runs.length && all.length === runs.length;
    return {
      name,
      variant: variant?.index ?? null,
      at: varied.map(({ at }) => at[i]),
      losses,
      loss: isWhole ? mean(losses) : null,
      ...isHopeless ? { hopeless: all } : {},
      state: isEnded
        ? `ended by halving at step ${formatCount(last.step)}`
        : stateOf(runs, { failed, pruned: lost.length - failed }, split),
      ...isEnded && { ended: { step: last.step, loss: last.score!.loss } },
      rungs: decided.map(({ score }) => score!.loss),
      place: null,
    };
  });
  const known = configs.filter(({ variant, ended }) => variant !== null || ended !== undefined);
  if (known.length < 2) return undefined;
  const keys = inOrder(known);
  places(keys).forEach((place, i) => known[i].place = place);
  return {
    split,
    unit: symbolOf(variants.flatMap(({ runs }) => runs)),
    keys: varied.map(({ key }) => key),
    constant: columns.filter(({ key }) => key.values.length < 2)
      .map(({ key }) => `${key.name} ${valueText(key, 0)}`),
    configs,
    rungs: rungs.map(({ step }) => step),
  };
}

const valueOf = (settings: Record<string, unknown>, path: string): unknown =>
  Object.hasOwn(settings, path) ? settings[path] : undefined;

/** A key, and of each configuration the place of its value. */
function keyOf(path: string, all: readonly unknown[]): { key: SweepKey; at: number[] } {
  const name = path === "variant" ? path : keyName(path);
  if (all.every((value) => typeof value === "number" && Number.isFinite(value))) {
    const values = [...new Set(all as number[])].sort((a, b) => a - b);
    const place = new Map(values.map((value, i) => [value, i]));
    return { key: { path, name, values }, at: all.map((value) => place.get(value as number)!) };
  }
  const distinct = new Map(inTurn(all).map((value) => [JSON.stringify(value), value]));
  const texts: string[] = [];
  for (const value of distinct.values()) texts.push(unlike(inWords(value), texts));
  const place = new Map([...distinct.keys()].map((json, i) => [json, i]));
  return {
    key: { path, name, values: texts },
    at: all.map((value) => place.get(JSON.stringify(value))!),
  };
}

/** The text, with a number where there is one like it already: long values may begin alike. */
function unlike(text: string, others: readonly string[]): string {
  let one = text;
  for (let i = 2; others.includes(one); i++) one = `${text} (${i})`;
  return one;
}

/** Lists of numbers by these; anything else as it comes. */
function inTurn(all: readonly unknown[]): unknown[] {
  const isList = (value: unknown): value is number[] =>
    Array.isArray(value) && value.every((x) => typeof x === "number");
  return all.every(isList)
    ? all.toSorted((a, b) => a.length - b.length || a.map((x, i) => x - b[i]).find((d) => d) || 0)
    : [...all];
}

/** A value in few words. An object is told by its kind, if that is enough. */
const inWords = (value: unknown): string => {
  const text = formatValue(value);
  return text.length > MAX_TEXT ? `${[...text].slice(0, MAX_TEXT - 1).join("")}…` : text;
};

const MAX_TEXT = 60;

/** "finished", "diverged at step 3", "2 of 5 seeds diverged", "pruned after 3 of 5 seeds". */
function stateOf(
  runs: readonly ShownRun[],
  { failed, pruned }: { failed: number; pruned: number },
  split: Split,
): string {
  const troubles = runs.flatMap((run) => trouble(run, split) ?? []);
  const all = runs.length + failed + pruned;
  if (runs.length === 0) return "failed or not there";
  const parts = [...Map.groupBy(troubles, (text) => text.replace(/ at step .*/, ""))].map((
    [kind, some],
  ) => all === 1 ? some[0] : some.length === all ? kind : `${some.length} of ${all} seeds ${kind}`);
  if (failed > 0) parts.push(`${failed} of ${all} seeds missing`);
  if (pruned > 0) parts.push(`pruned after ${runs.length} of ${all} seeds`);
  return parts.join(", ") || FINISHED;
}

/** A number for each by which they are in order: see `place`. */
function inOrder(configs: readonly SweepConfig[]): number[] {
  const tier = ({ loss, ended }: SweepConfig) =>
    loss !== null ? 0 : ended === undefined || ended.loss === null ? Infinity : 1 / ended.step;
  const within = ({ loss, ended }: SweepConfig) => loss ?? ended?.loss ?? 0;
  const compare = (a: SweepConfig, b: SweepConfig) =>
    tier(a) === tier(b) ? within(a) - within(b) : tier(a) - tier(b);
  const order = configs.toSorted(compare), numbers = new Map<SweepConfig, number>();
  order.forEach((config, i) => {
    const before = order[i - 1];
    const isSame = i > 0 && compare(before, config) === 0;
    numbers.set(config, isSame ? numbers.get(before)! : i);
  });
  return configs.map((config) => numbers.get(config)!);
}
