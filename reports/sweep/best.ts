/**
 * The best configuration of a sweep, and those that it is not told from.
 *
 * @module
 */
import { type RunConfig, RunConfigSchema } from "../../runner/schema/schema.ts";
import { isSameJson } from "../../runner/sorted_json.ts";
import { compareVariants, type Comparison, isSameData } from "../comparison.ts";
import { isObject } from "../../runner/json_object.ts";
import { ranking } from "../ranking.ts";
import type { Variant } from "../rows.ts";
import { decidingSplit } from "../scores.ts";

export interface Best {
  best: Variant;
  /** Those that it cannot be told from, by the verdict's rule, the lowest first. */
  equal: Comparison[];
  /** How many it was compared with: those with as many seeds, none hopeless. */
  rivals: number;
  /** How many it was not compared with, since they have fewer seeds: given up early, or hopeless with some. */
  fewer: number;
  /** Whether several seeds say something; without, nobody can be told from anybody. */
  isSure: boolean;
}

/** Undefined where no variant has a loss, or they were evaluated on different data. */
export function bestOf(variants: readonly Variant[]): Best | undefined {
  const { compared, ranked: [best, ...others] } = ranking(variants);
  if (best === undefined || !isSameData(compared)) return undefined;
  const fewer = compared.length - 1 - others.length;
  if (others.length === 0) return { best, equal: [], rivals: 0, fewer, isSure: false };
  const { compare } = compareVariants(compared, decidingSplit(variants));
  const rivals = others.map((other) => compare(best, other));
  const isSure = rivals.some(({ seeds, isSame }) => seeds > 1 && !isSame);
  const equal = isSure ? rivals.filter(({ verdict }) => verdict !== "lower") : [];
  return { best, equal, rivals: others.length, fewer, isSure };
}

/**
 * An experiment's file that runs just this configuration with the same seeds. Defaults are left out where they can be.
 */
export function experimentOf(
  { config, title, name, seeds }: {
    config: RunConfig;
    title: string;
    /** What the sweep calls it. */
    name: string;
    seeds: readonly number[];
  },
): string {
  const question = cut(`How does ${name} train, which ended lowest?`, MAX_QUESTION);
  const file = {
    title: cut(`${title}: the best`, MAX_TITLE),
    question,
    ...withoutDefaults(config),
    seeds,
  };
  const text = JSON.stringify(file, null, 2);
  // Numbers stand in a row. No text of a setting has a line break of its own.
  return text.replace(/\[\n[-+.,\s\de]*\]/g, (list) => JSON.stringify(JSON.parse(list))) + "\n";
}

/** A file's texts have no more characters. */
const MAX_TITLE = 190, MAX_QUESTION = 900;
const cut = (text: string, most: number): string => [...text].slice(0, most).join("");

/** The least that means the same; the config itself where leaving out defaults would mean something else. */
function withoutDefaults(config: RunConfig): object {
  const defaults = RunConfigSchema.parse({});
  const short = (difference(config, defaults) ?? {}) as object;
  const parsed = RunConfigSchema.safeParse(short);
  return parsed.success && isSameJson(parsed.data, config) ? short : config;
}

/** What `value` has and `usual` has not; undefined where they are alike. Objects of another kind are taken whole. */
function difference(value: unknown, usual: unknown): unknown {
  if (isSameJson(value, usual)) return undefined;
  if (!isObject(value) || !isObject(usual)) return value;
  if (KINDS.some((kind) => value[kind] !== usual[kind])) return value;
  const entries = Object.entries(value).map(([key, one]) => [
    key,
    KINDS.includes(key) ? one : difference(one, usual[key]),
  ]);
  return Object.fromEntries(entries.filter(([, one]) => one !== undefined));
}

/** Whoever says anything of such an object has to say its kind. */
const KINDS = ["kind", "name", "scheme", "schedule"];
