/**
 * Which settings tell the variants apart.
 *
 * @module
 */
import { isObject } from "../runner/json_object.ts";

/** A setting and its value in each config; undefined where a config lacks it. */
export interface Difference {
  /** Dotted, e.g. `training.learningRate.initial`. */
  path: string;
  values: unknown[];
}

/** Keys that say what the other keys of their object are: where these differ, the objects are compared as a whole. */
const TAGS = ["schedule", "scheme", "name"];

/**
 * The settings in which `configs` differ, in the order of their keys. Lists are compared as a whole. What is `false` in
 * some configs and an object in others is a difference of false and true; its keys are then compared where it is on.
 */
export function differences(configs: readonly unknown[], path = ""): Difference[] {
  const present = configs.filter((config) => config !== undefined);
  if (present.every(isObject)) return objectDifferences(configs, path);
  if (present.every((config) => isObject(config) || config === false)) {
    const on = [...configs.keys()].filter((i) => isObject(configs[i]));
    if (on.length === 0) return differ(configs) ? [{ path, values: [...configs] }] : [];
    const switched = configs.map((config) => isObject(config) ? true : config);
    const inside = differences(on.map((i) => configs[i]), path).map(({ path, values }) => ({
      path,
      values: configs.map((_, i) => on.includes(i) ? values[on.indexOf(i)] : undefined),
    }));
    return [{ path, values: switched }, ...inside];
  }
  return differ(configs) ? [{ path, values: [...configs] }] : [];
}

function objectDifferences(configs: readonly unknown[], path: string): Difference[] {
  const keys = [...new Set(configs.filter(isObject).flatMap((config) => Object.keys(config)))];
  const valuesOf = (key: string) =>
    configs.map((config) =>
      isObject(config) && Object.hasOwn(config, key) ? config[key] : undefined
    );
  const tag = TAGS.find((tag) => keys.includes(tag) && differ(valuesOf(tag)));
  if (tag !== undefined) {
    const differing = [tag, ...keys.filter((key) => key !== tag && differ(valuesOf(key)))];
    return [{ path, values: configs.map((config) => pick(config, differing)) }];
  }
  return keys.flatMap((key) => differences(valuesOf(key), path === "" ? key : `${path}.${key}`));
}

/**
 * A setting's value on one line: text plainly, lists and objects with a little air, an object with a tag as
 * `step (initial 0.1, factor 0.5)`.
 */
export function formatValue(value: unknown): string {
  if (value === undefined) return "–";
  if (Array.isArray(value)) return `[${value.map(formatValue).join(", ")}]`;
  if (!isObject(value)) return String(value);
  const entries = Object.entries(value).map(([key, value]) => `${key} ${formatValue(value)}`);
  const tag = TAGS.find((tag) => Object.keys(value)[0] === tag);
  if (tag === undefined) return `{ ${entries.join(", ")} }`;
  return entries.length === 1 ? `${value[tag]}` : `${value[tag]} (${entries.slice(1).join(", ")})`;
}

const differ = (values: readonly unknown[]): boolean =>
  new Set(values.map((value) => JSON.stringify(value))).size > 1;

const pick = (config: unknown, keys: string[]): unknown =>
  isObject(config)
    ? Object.fromEntries(
      keys.filter((key) => Object.hasOwn(config, key)).map((key) => [key, config[key]]),
    )
    : undefined;
