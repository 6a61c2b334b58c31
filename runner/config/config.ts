/**
 * An experiment's file → its variants' settings, checked, complete and frozen.
 *
 * @module
 */
import type { z } from "zod";
import { checkRun } from "./config_checks.ts";
import { checkName, nameOf, readExperimentFile } from "./experiment_file.ts";
import { type Problem, problemsIn } from "../schema/schema_errors.ts";
import { type JsonDocument, parseJson } from "./json.ts";
import { keptByScheme } from "./kept.ts";
import { isObject, type JsonObject } from "../json_object.ts";
import { merge, parseSetting, type Setting, valueAt } from "./merge.ts";
import { type Layer, MAX_LINES, Mistakes } from "./config_errors.ts";
import {
  ExperimentSchema,
  PatchSchema,
  RUN_KEYS,
  type RunConfig,
  RunConfigSchema,
} from "../schema/schema.ts";
import { checkSearch, type Combination } from "../sweep/search.ts";
import {
  type Assignment,
  checkSweep,
  configurations,
  type Grid,
  inMergeOrder,
  parametersOf,
  patchFor,
  sizeOfGrid,
} from "../sweep/sweep.ts";
import { type Expectation, metricsOf, parseExpectation } from "./expect.ts";
import { finderLayer, finderProblems, finderSteps } from "../sweep/lr_finder.ts";
import { uselessPruning } from "../sweep/pruning.ts";
import type { Halving, LrFinder, Pruning, Search } from "../schema/sweep_schema.ts";
import { warningsOn } from "./warnings.ts";

const MAX_RUNS = 1000;

/** A question and the variants that are to answer it. */
export interface Experiment {
  /** The file's name without .json; names the folder in results/, see `folderOf`. */
  name: string;
  /** One line. */
  title: string;
  /** What the report answers. */
  question: string;
  /** What to look at in the report. */
  comment: string;
  /** What came out when it was run before, as its file tells it. */
  findings?: string;
  /** Each variant is run once with each. */
  seeds: readonly number[];
  /** In the order of the file, each with all combinations of grid and search; without any there, just "baseline". */
  variants: readonly Variant[];
  /** Successive halving, if it is wanted. */
  halving?: Halving;
  /** Pruning by paired seeds, if it is wanted. */
  pruning?: Pruning;
  /** Between which learning rates a good one is looked for, if it is. */
  lrFinder?: LrFinder;
  /** What is expected of its runs, and what becomes of what they do not decide. */
  expect?: readonly Expectation[];
  /** Default: pass. */
  whenUndecided?: "pass" | "fail";
  /** What is allowed, but surely not meant. */
  warnings: readonly string[];
}

/** One configuration. */
export interface Variant {
  /** What the config calls it. */
  name: string;
  /** Checked, complete and frozen. */
  config: RunConfig;
  /** What a grid or a search gives it: the file's variant that it belongs to, and dotted key → value. */
  swept?: { variant: string; parameters: Combination };
  /** What its settings allow, but surely do not mean; absent where there is nothing. */
  warnings?: readonly string[];
}

/** What there is to know besides the text. */
export interface ParseOptions {
  /** What error messages call the file. */
  file: string;
  /** The experiment's name. */
  name: string;
  /** The command line's `--set a.b.c=value`, without `--set`; applied after the variants, in order. */
  set?: readonly string[];
}

/**
 * Reads an experiment from its JSON text.
 *
 * @throws {InputError} that lists what is wrong, at most ten lines of it: place, key path, what is allowed, what was
 * found
 */
export function parseExperiment(text: string, { file, name, set = [] }: ParseOptions): Experiment {
  checkName(name, file);
  const document = parseJson(text, file);
  const mistakes = new Mistakes(document, file, set.map(parseSetting));
  const content = mistakes.settingsOnFile.map(({ patch }) => patch)
    .reduce<unknown>(merge, mistakes.checkForm(document.value)) as JsonObject;
  const experiment = checkExperiment(content, mistakes);
  mistakes.throwAny();

  const { title, question, comment, findings, ...asWritten } = experiment!;
  const { halving, pruning, lrFinder, expect, whenUndecided } = asWritten;
  const written = settingsIn(experiment!);
  const base = lrFinder ? finderSteps(written) : written;
  const patches = (content.variants ?? { baseline: {} }) as Record<string, JsonObject>;
  const asked = inOrder(patches, document);
  const { grid, search } = sweepOf(experiment!, content);
  const variants = configurations(asked, content.variants !== undefined, grid, search)
    .map(({ name, variant, assignments }): Variant => {
      const layers = [
        variantLayer(variant, patches[variant]),
        ...gridLayers(assignments),
        ...lrFinder ? [finderLayer(lrFinder)] : [],
      ];
      const config = checkVariant(base, layers, mistakes)!;
      const merging = patchesOf(layers, mistakes);
      const warnings = config ? [...warningsOn(config), ...keptByScheme(base, merging)] : [];
      const parameters = parametersOf(assignments);
      return {
        name,
        config,
        ...assignments.length > 0 && { swept: { variant, parameters } },
        ...warnings.length > 0 && { warnings },
      };
    });
  const expectations = parseAll(expect ?? [], variants.map(({ name }) => name), mistakes);
  for (const [i, { left, right }] of expectations.entries()) {
    const isOfFinder = [left, right].flatMap(metricsOf)
      .some(({ measure }) => measure.name === "suggestedRate");
    if (!isOfFinder || lrFinder) continue;
    mistakes.addInFile({
      path: ["expect", i],
      message: "names suggestedRate, which takes lrFinder",
    });
  }
  mistakes.throwAny();
  const seeds = seedsOf(experiment!);
  return freeze({
    name,
    title,
    question,
    comment,
    ...findings !== undefined && { findings },
    seeds,
    variants,
    ...halving && { halving },
    ...pruning && { pruning },
    ...lrFinder && { lrFinder },
    ...expectations.length > 0 && { expect: expectations, whenUndecided },
    warnings: warningsIn(
      { pruning, seeds, variants },
      content.variants !== undefined || variants.length > 1,
    ),
  });
}

/**
 * What an experiment with these variants allows, but surely does not mean: a line each.
 *
 * @param isNamed whether the variants that it is about are told
 */
export function warningsIn(
  { pruning, seeds, variants }: Pick<Experiment, "pruning" | "seeds" | "variants">,
  isNamed: boolean,
): string[] {
  const about = new Map<string, string[]>();
  for (const { name, warnings = [] } of variants) {
    for (const warning of warnings) about.set(warning, [...about.get(warning) ?? [], name]);
  }
  return [
    ...uselessPruning({ pruning, seeds, variants }),
    ...[...about].map(([warning, some]) =>
      isNamed ? `${describeSome(some, variants.length)}: ${warning}` : warning
    ),
  ];
}

/**
 * Reads an experiment from its file.
 *
 * @param path of the JSON file, as Deno resolves it
 * @param options.set the command line's `--set a.b.c=value`s, without `--set`
 * @param options.display what error messages call the file, e.g. the path as it was typed; default: `path`
 * @throws {InputError} as {@linkcode parseExperiment}, or if the file cannot be read
 */
export async function loadExperiment(
  path: string,
  { set, display = path }: { set?: readonly string[]; display?: string } = {},
): Promise<Experiment> {
  const text = await readExperimentFile(path, display);
  return parseExperiment(text, { file: display, name: nameOf(path), set });
}

/** Stage 1: the whole document, key by key. */
function checkExperiment(content: JsonObject, mistakes: Mistakes) {
  const contexts = new Contexts(content, mistakes.settingsOnRuns);
  for (const { patch, label } of mistakes.settingsOnRuns) {
    const issues = PatchSchema.safeParse(patch).error?.issues ?? [];
    for (const problem of problemsIn(issues, patch)) {
      mistakes.addInSetting(label, contexts.of(undefined, problem));
    }
  }
  const { data, error } = ExperimentSchema.safeParse(content);
  for (const problem of problemsIn(error?.issues ?? [], content)) {
    const [key, variant, ...path] = problem.path;
    if (key !== "variants" || path.length === 0) mistakes.addInFile(problem);
    else {
      const { message } = contexts.of(`${variant}`, { ...problem, path });
      mistakes.addInFile({ ...problem, message });
    }
  }
  if (data === undefined) return undefined;
  const { seeds, repeats } = data;
  const { grid, search } = sweepOf(data, content);
  for (const problem of [...checkSweep(grid, search), ...search ? checkSearch(search) : []]) {
    mistakes.addInFile(problem);
  }
  for (const key of [...Object.keys(grid ?? {}), ...Object.keys(search?.parameters ?? {})]) {
    checkSettings(key, grid?.[key] ?? [], mistakes);
  }
  if (data.lrFinder) {
    for (const problem of finderProblems(content)) mistakes.addInFile(problem);
    for (const { label, patch } of mistakes.settingsOnRuns) {
      for (const problem of finderProblems(patch)) mistakes.addInSetting(label, problem);
    }
  }
  if (data.pruning && data.halving) {
    const message = "and halving are two ways to stop early; leave one of them out";
    mistakes.addInFile({ path: ["pruning"], message });
  }
  checkNumber(data, mistakes);
  if (repeats !== undefined && seeds.length > 1) {
    const message = `counts up from one seed, and seeds has ${seeds.length}`;
    mistakes.addInFile({ path: ["repeats"], message });
  }
  const again = seeds.findIndex((seed, i) => seeds.indexOf(seed) < i);
  if (again > 0) {
    mistakes.addInFile({ path: ["seeds", again], message: `is ${seeds[again]} a second time` });
  }
  return data;
}

/**
 * What a patch's mistakes are once it is merged. A patch may have the keys of any kind of model, so that of a key which
 * this kind does not have, the patch by itself only says that its value is wrong.
 */
class Contexts {
  readonly #known = new Map<string | undefined, Map<string, Problem>>();

  constructor(readonly content: JsonObject, readonly settings: readonly Setting[]) {}

  /** @param variant undefined for a `--set`, which is looked at on the first variant */
  of(variant: string | undefined, problem: Problem): Problem {
    if (!this.#known.has(variant)) {
      if (this.#known.size > MAX_LINES) return problem; // which is not told
      this.#known.set(variant, this.#problems(variant));
    }
    return this.#known.get(variant)!.get(JSON.stringify(problem.path)) ?? problem;
  }

  #problems(variant: string | undefined): Map<string, Problem> {
    const { variants = {} } = this.content;
    const [first = {}] = isObject(variants) ? Object.values(variants) : [];
    const patch = variant === undefined ? first : valueAt(variants, [variant]);
    const settings = variant === undefined ? this.settings.map(({ patch }) => patch) : [];
    const merged = [patch, ...settings].reduce(merge, settingsIn(this.content));
    const issues = RunConfigSchema.safeParse(merged).error?.issues ?? [];
    return new Map(
      problemsIn(issues, merged).map((problem) => [JSON.stringify(problem.path), problem]),
    );
  }
}

/** What all runs share. */
const settingsIn = (content: JsonObject): JsonObject =>
  Object.fromEntries(Object.entries(content).filter(([key]) => RUN_KEYS.includes(key)));

/** Stops, before anything is built, where there are too many runs. */
function checkNumber(content: z.infer<typeof ExperimentSchema>, mistakes: Mistakes): void {
  const { seeds, repeats = seeds.length, variants = {}, grid = {}, search } = content;
  const factors = Object.entries({
    variants: Object.keys(variants).length,
    grid: sizeOfGrid(grid as Grid),
    search: search?.trials ?? 1,
    [content.repeats === undefined ? "seeds" : "repeats"]: repeats,
  }).filter(([, factor]) => factor > 1);
  const runs = factors.reduce((product, [, factor]) => product * factor, 1);
  if (runs <= MAX_RUNS) return;
  const [[first], ...others] = factors;
  const and = others.map(([key]) => `and ${key} `).join("");
  const many = runs < Infinity ? runs.toLocaleString("en-US") : "more than 10^300";
  mistakes.addInFile({
    path: [first],
    message: `${and}${and === "" ? "gives" : "give"} ${many} runs; ` +
      `at most ${MAX_RUNS.toLocaleString("en-US")} are allowed`,
  });
  mistakes.throwAny();
}

/** A `--set` comes after grid and search: it must not make what they vary all the same. */
function checkSettings(key: string, values: readonly unknown[], mistakes: Mistakes): void {
  const parts = key.split(".");
  for (const { path, label } of mistakes.settingsOnRuns) {
    const replaces = path.length <= parts.length && path.every((part, i) => part === parts[i]);
    const inside = path.slice(parts.length);
    const isInside = parts.every((part, i) => part === path[i]) &&
      values.some((value) => isObject(value) && valueAt(value, inside) !== undefined);
    if (!replaces && !isInside) continue;
    const message = `is what the experiment varies (${
      JSON.stringify(key)
    }); set its values instead`;
    mistakes.addInSetting(label, { path, message });
  }
}

/** What is varied, in the order of the file. Values are patches, and so as they are written there, without defaults. */
function sweepOf(
  checked: z.infer<typeof ExperimentSchema>,
  written: JsonObject,
): { grid?: Grid; search?: Search } {
  const { grid, search } = written as { grid?: Grid; search?: Search };
  if (search === undefined) return { grid };
  const parameters = Object.entries(search.parameters).map(([key, parameter]) => [
    key,
    "values" in parameter ? parameter : checked.search!.parameters[key],
  ]);
  return { grid, search: { ...checked.search!, parameters: Object.fromEntries(parameters) } };
}

/** Reads the expectations. */
function parseAll(
  texts: readonly string[],
  variants: readonly string[],
  mistakes: Mistakes,
): Expectation[] {
  return texts.flatMap((text, i) => {
    try {
      return parseExpectation(text, variants);
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error;
      mistakes.addInFile({ path: ["expect", i], message: error.message });
      return [];
    }
  });
}

/** The seeds that `seeds` and `repeats` say. */
const seedsOf = ({ seeds, repeats }: { seeds: number[]; repeats?: number }): number[] =>
  repeats === undefined ? seeds : Array.from({ length: repeats }, (_, i) => seeds[0] + i);

/** A variant's patch. */
const variantLayer = (variant: string, patch: JsonObject): Layer => ({
  patch,
  at: (path) => ["variants", variant, ...path],
  called: (path) => ["variants", variant, ...path],
});

/** What a combination gives its keys. */
const gridLayers = (assignments: readonly Assignment[]): Layer[] =>
  inMergeOrder(assignments).map((assignment) => {
    const { key, place } = assignment;
    const length = key.split(".").length;
    return {
      patch: patchFor(assignment),
      at: () => place,
      called: (path) => [...place, ...path.slice(length)],
    };
  });

/** What is merged into what all variants share, in order. */
const patchesOf = (layers: readonly Layer[], { settingsOnRuns }: Mistakes): JsonObject[] =>
  [...layers, ...settingsOnRuns].map(({ patch }) => patch);

/** Stage 2: a configuration's patches and the `--set`s merged into the settings that all variants share. */
function checkVariant(
  base: unknown,
  layers: readonly Layer[],
  mistakes: Mistakes,
): RunConfig | undefined {
  const merged = patchesOf(layers, mistakes).reduce<unknown>(merge, base);
  const { data, error } = RunConfigSchema.safeParse(merged);
  const problems = data ? checkRun(data) : problemsIn(error!.issues, merged);
  for (const problem of problems) mistakes.addInLayers(layers, problem);
  return data;
}

/** The variants in the order of the file; JavaScript's objects would put one called "2" before "b". */
function inOrder(patches: JsonObject, document: JsonDocument): string[] {
  const written = document.keysOf(["variants"]).filter((name) => Object.hasOwn(patches, name));
  return [...new Set([...written, ...Object.keys(patches)])];
}

/** `variant "a"`, `variants "a", "b", "c" and 10 more`, `all 13 variants` */
export function describeSome(names: readonly string[], all: number): string {
  if (names.length === 1) return `variant ${JSON.stringify(names[0])}`;
  if (names.length === all) return all === 2 ? "both variants" : `all ${all} variants`;
  const some = names.slice(0, 3).map((name) => JSON.stringify(name)).join(", ");
  return `variants ${some}${names.length > 3 ? ` and ${names.length - 3} more` : ""}`;
}

/** Freezes a plain value and all in it. */
function freeze<T>(value: T): T {
  if (typeof value === "object" && value !== null && !Object.isFrozen(value)) {
    Object.values(Object.freeze(value)).forEach(freeze);
  }
  return value;
}
