/**
 * An experiment's file → its variants' settings, checked, complete and frozen.
 *
 * @module
 */
import { bestArithmetic } from "../core/arithmetic.ts";
import { checkRun, warningsOn } from "./config_checks.ts";
import { checkName, nameOf, readExperimentFile } from "./experiment_file.ts";
import { problemsIn } from "./schema_errors.ts";
import { type JsonDocument, parseJson } from "./json.ts";
import { type JsonObject, merge, parseSetting } from "./merge.ts";
import { Mistakes } from "./config_errors.ts";
import { ExperimentSchema, PatchSchema, type RunConfig, RunConfigSchema } from "./schema.ts";

const MAX_RUNS = 1000;

/** A question and the variants that are to answer it. */
export interface Experiment {
  /** The file's name without .json; names the folder in results/, see `folderOf`. */
  name: string;
  title: string;
  question: string;
  comment: string;
  /** Each variant is run once with each. */
  seeds: readonly number[];
  /** In the order of the file; without any there, just "baseline". */
  variants: readonly { name: string; config: RunConfig }[];
  /** What is allowed, but surely not meant. */
  warnings: readonly string[];
}

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
 * @throws {InputError} that lists what is wrong, at most ten lines of it: place, key path, what is allowed, what was found
 */
export function parseExperiment(text: string, { file, name, set = [] }: ParseOptions): Experiment {
  checkName(name, file);
  const document = parseJson(text, file);
  const mistakes = new Mistakes(document, file, set.map(parseSetting));
  const content = mistakes.settingsOnFile.map(({ patch }) => patch)
    .reduce<unknown>(merge, mistakes.checkForm(document.value)) as JsonObject;
  const experiment = checkExperiment(content, mistakes);
  mistakes.throwAny();

  const { $schema: _, title, question, comment, seeds, variants: __, ...base } = experiment!;
  const patches = (content.variants ?? { baseline: {} }) as Record<string, JsonObject>;
  /** Each with the variants that it is about. */
  const warnings = new Map<string, string[]>();
  const variants = inOrder(patches, document).map((variant) => {
    const config = checkVariant(variant, base, patches[variant], mistakes);
    for (const warning of config ? warningsOn(config) : []) {
      warnings.set(warning, [...warnings.get(warning) ?? [], variant]);
    }
    return { name: variant, config: config! };
  });
  mistakes.throwAny();
  return freeze({
    name,
    title,
    question,
    comment,
    seeds,
    variants,
    warnings: [...warnings].map(([warning, some]) =>
      content.variants ? `${describeSome(some, variants.length)}: ${warning}` : warning
    ),
  });
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
  for (const { patch, label } of mistakes.settingsOnRuns) {
    const issues = PatchSchema.safeParse(patch).error?.issues ?? [];
    for (const problem of problemsIn(issues, patch)) mistakes.addInSetting(label, problem);
  }
  const { data, error } = ExperimentSchema.safeParse(content);
  for (const problem of problemsIn(error?.issues ?? [], content)) mistakes.addInFile(problem);
  const { seeds = [], variants = {} } = data ?? {};
  const runs = seeds.length * Object.keys(variants).length;
  if (runs > MAX_RUNS) {
    const message = `and seeds give ${runs} runs; at most ${MAX_RUNS} are allowed`;
    mistakes.addInFile({ path: ["variants"], message });
  }
  const again = seeds.findIndex((seed, i) => seeds.indexOf(seed) < i);
  if (again > 0) {
    mistakes.addInFile({ path: ["seeds", again], message: `is ${seeds[again]} a second time` });
  }
  return data;
}

/** Stage 2: one variant's patch and the `--set`s merged into the settings that all variants share. */
function checkVariant(
  variant: string,
  base: unknown,
  patch: JsonObject,
  mistakes: Mistakes,
): RunConfig | undefined {
  const patches = [patch, ...mistakes.settingsOnRuns.map(({ patch }) => patch)];
  const merged = patches.reduce<unknown>(merge, base);
  const { data, error } = RunConfigSchema.safeParse(merged);
  const problems = data ? checkRun(data) : problemsIn(error!.issues, merged);
  for (const problem of problems) mistakes.addInVariant(variant, patch, problem);
  return data && { arithmetic: bestArithmetic(), ...data };
}

/** The variants in the order of the file; JavaScript's objects would put one called "2" before "b". */
function inOrder(patches: JsonObject, document: JsonDocument): string[] {
  const written = document.keysOf(["variants"]).filter((name) => Object.hasOwn(patches, name));
  return [...new Set([...written, ...Object.keys(patches)])];
}

/** `variant "a"`, `variants "a", "b", "c" and 10 more`, `all 13 variants` */
function describeSome(names: readonly string[], all: number): string {
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
