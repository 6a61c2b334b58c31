/**
 * variants × grid × search → the configurations of an experiment, each named by what differs.
 *
 * @module
 */
import { isObject, type JsonObject } from "../json_object.ts";
import { KINDS } from "../config/merge.ts";
import { sortedJson } from "../sorted_json.ts";
import type { Problem } from "../schema/schema_errors.ts";
import { type Combination, drawTrials } from "./search.ts";
import type { Search } from "../schema/sweep_schema.ts";

/** Dotted key → the values it takes. */
export type Grid = Record<string, readonly unknown[]>;

/** A key that is given a value, and where in the file it is. */
export interface Assignment {
  key: string;
  value: unknown;
  place: (string | number)[];
}

/** How many combinations a grid has; Infinity beyond the largest number. */
export const sizeOfGrid = (grid: Grid): number =>
  Object.values(grid).reduce((product, { length }) => product * length, 1);

/** What `grid` and `search` must be to themselves and to each other. */
export function checkSweep(grid?: Grid, search?: Search): Problem[] {
  const problems: Problem[] = [];
  if (grid && Object.keys(grid).length === 0) {
    problems.push({ path: ["grid"], message: "is empty; name a key to vary, or leave grid out" });
  }
  for (const [key, values] of Object.entries(grid ?? {})) {
    const seen = new Set<string>();
    for (const [i, value] of values.entries()) {
      const text = sortedJson(value);
      const message = `is ${cut(text, MAX_VALUE)} a second time`;
      if (seen.has(text)) problems.push({ path: ["grid", key, i], message });
      seen.add(text);
    }
    if (search && Object.hasOwn(search.parameters, key)) {
      const message = "is in grid too; only one of them can vary it";
      problems.push({ path: ["search", "parameters", key], message });
    }
  }
  return problems;
}

/** What an experiment is to run with each seed. */
export interface Configuration {
  name: string;
  /** The file's variant that it belongs to. */
  variant: string;
  assignments: Assignment[];
}

/**
 * Every variant with every combination.
 *
 * @param named whether the variants have names of the file's own, which then begin the configurations'
 */
export function configurations(
  variants: readonly string[],
  named: boolean,
  grid?: Grid,
  search?: Search,
): Configuration[] {
  if (grid === undefined && search === undefined) {
    return variants.map((variant) => ({ name: variant, variant, assignments: [] }));
  }
  const all = combinations(grid, search);
  const names = namesOf(all);
  return variants.flatMap((variant) =>
    all.map((assignments, i) => (
      { name: named ? `${variant}, ${names[i]}` : names[i], variant, assignments }
    ))
  );
}

/**
 * All combinations of a grid and a search, in order: the grid's last key changes first, then its others; for each, all
 * trials.
 */
function combinations(grid: Grid = {}, search?: Search): Assignment[][] {
  let all: Assignment[][] = [[]];
  for (const [key, values] of Object.entries(grid)) {
    all = all.flatMap((before) =>
      values.map((value, i) => [...before, { key, value, place: ["grid", key, i] }])
    );
  }
  if (search) {
    const trials = drawTrials(search).map((trial) =>
      Object.entries(trial).map(([key, value]) => (
        { key, value, place: ["search", "parameters", key] }
      ))
    );
    all = all.flatMap((before) => trials.map((trial) => [...before, ...trial]));
  }
  return all;
}

/** The patch that gives a dotted key a value. */
export const patchFor = ({ key, value }: Assignment): JsonObject =>
  key.split(".").reduceRight<unknown>((inner, part) => ({ [part]: inner }), value) as JsonObject;

/** In the order in which they are to be merged: a whole object before what is in it. */
export const inMergeOrder = (assignments: readonly Assignment[]): Assignment[] =>
  assignments.toSorted((a, b) => a.key.split(".").length - b.key.split(".").length);

/** The parameters of a combination, as they are stored. */
export const parametersOf = (assignments: readonly Assignment[]): Combination =>
  Object.fromEntries(assignments.map(({ key, value }) => [key, value]));

const MAX_NAME = 100;
const MAX_VALUE = 40;

/**
 * A name for each combination: `learningRate=0.1, hiddenSizes=[100]`, by the last words of the keys that tell them
 * apart. One that would be too long is cut and numbered, and so is one that would be there twice.
 */
function namesOf(all: readonly Assignment[][]): string[] {
  const keys = all[0].map(({ key }) => key);
  const plain = keys.map((key) => {
    // What a learning rate begins with is the learning rate.
    const whole = key.replace(/(?<=.)\.initial$/, "");
    return keys.includes(whole) ? key : whole;
  });
  const short = new Map(keys.map((key, i) => [key, shortName(plain[i], plain)]));
  const names = all.map((one) =>
    one.map(({ key, value }) => `${short.get(key)}=${shown(value)}`).join(", ")
  );
  const counts = Map.groupBy(names, (name) => name);
  return names.map((name, i) =>
    name.length > MAX_NAME || counts.get(name)!.length > 1
      ? `#${i + 1} ${cut(name, MAX_NAME - 10)}`
      : name
  );
}

/** The end of a dotted key that no other of the keys has. */
function shortName(key: string, keys: readonly string[]): string {
  const parts = key.split(".");
  for (let count = 1; count < parts.length; count++) {
    const end = parts.slice(-count).join(".");
    if (keys.filter((other) => `.${other}`.endsWith(`.${end}`)).length === 1) return end;
  }
  return key;
}

/** A value in few characters: of an object its kind, if it is no more than that. */
function shown(value: unknown): string {
  if (isObject(value)) {
    const entries = Object.entries(value);
    if (entries.length === 1 && KINDS.includes(entries[0][0])) return shown(entries[0][1]);
  }
  const text = typeof value === "string" ? value : JSON.stringify(value);
  return cut(text.replace(/[\p{Cc}\p{Zl}\p{Zp}]/gu, " ").trim(), MAX_VALUE);
}

const cut = (text: string, length: number) =>
  text.length > length ? text.slice(0, length - 1).replace(/[\ud800-\udbff]$/, "") + "…" : text;
