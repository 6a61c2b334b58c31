/**
 * What is wrong with an experiment, and where.
 *
 * @module
 */
import { InputError } from "../errors.ts";
import { type Problem, show, showPath } from "../schema/schema_errors.ts";
import type { JsonDocument, KeyPath, Place } from "./json.ts";
import { isObject, type JsonObject } from "../json_object.ts";
import { type Setting, valueAt } from "./merge.ts";
import { ExperimentSchema, RUN_KEYS } from "../schema/schema.ts";
import { keysInside } from "../schema/schema_parts.ts";
import { byLastKey, didYouMean } from "../nearest.ts";

/** A patch on what all variants share, and how its values are found in the file and called. */
export interface Layer {
  patch: JsonObject;
  /** The place in the file of what the patch has at `path`. */
  at: (path: KeyPath) => KeyPath;
  /** What a problem at `path` is called. */
  called: (path: KeyPath) => KeyPath;
}

/** So many mistakes are told. */
export const MAX_LINES = 10;

/** Collects what is wrong, and where: in the file or in a `--set`. */
export class Mistakes {
  /** The `--set`s that patch every variant, and those that patch the rest of the file. */
  readonly settingsOnRuns: Setting[];
  readonly settingsOnFile: Setting[];
  /** One for each place and what is wrong there, whatever else was found there too: a search may draw many values. */
  #mistakes = new Map<string, { text: string; place: Place }>();

  constructor(readonly document: JsonDocument, readonly file: string, settings: Setting[]) {
    const isOnRun = ({ path }: Setting) => RUN_KEYS.includes(path[0]);
    this.settingsOnRuns = settings.filter(isOnRun);
    this.settingsOnFile = settings.filter((setting) => !isOnRun(setting) && this.#check(setting));
  }

  /** Whether a `--set` outside the runs' keys has something to patch. */
  #check({ label, path }: Setting): boolean {
    const keys = Object.keys(ExperimentSchema.shape).filter((key) => key !== "$schema");
    if (!keys.includes(path[0])) {
      const near = didYouMean(path[0], keys, byLastKey(keysInside(ExperimentSchema.shape)));
      const message = `is not a known key${near} (allowed: ${keys.join(", ")})`;
      this.addInSetting(label, { path: path.slice(0, 1), message });
      return false;
    }
    const variants = this.document.keysOf(["variants"]);
    if (path[0] === "variants" && path.length > 1) {
      const quoted = quotedForm(path.slice(1), variants);
      const isThere = variants.includes(path[1]);
      if (isThere && quoted === undefined) return true;
      const message = quoted === undefined
        ? `is no variant of ${this.file}${didYouMean(path[1], variants)}`
        : `${
          isThere ? `has no key ${JSON.stringify(path[2])}` : `is no variant of ${this.file}`
        }; ` +
          `a name with dots goes in double quotes: variants.${quoted}`;
      this.addInSetting(label, { path: path.slice(0, 2), message });
      return false;
    }
    return true;
  }

  /** Checks what the schema would not say as plainly. */
  checkForm(content: unknown): JsonObject {
    if (!isObject(content)) {
      this.addInFile({ path: [], message: `must be a JSON object { … }, found ${show(content)}` });
      this.throwAny();
    }
    return content as JsonObject;
  }

  addInSetting(label: string, problem: Problem): void {
    this.#add(label, { line: Infinity, column: 0 }, problem);
  }

  /** In the file as it stands, or in the `--set` that changed it there. */
  addInFile(problem: Problem): void {
    const setting = this.settingsOnFile.findLast(({ patch }) => has(patch, problem.path));
    if (setting) this.addInSetting(setting.label, problem);
    else this.#addAt(problem.path, problem);
  }

  /**
   * In the last `--set` that has to do with it, or else in the last layer that has, or else in what all variants share.
   */
  addInLayers(layers: readonly Layer[], problem: Problem): void {
    for (const paths of [[problem.path, ...problem.also ?? []], [problem.path.slice(0, -1)]]) {
      const setting = this.settingsOnRuns
        .findLast(({ patch }) => paths.some((path) => has(patch, path)));
      if (setting) return this.addInSetting(setting.label, problem);
      for (const { patch, at, called } of layers.toReversed()) {
        const patched = paths.find((path) => has(patch, path));
        if (patched === undefined) continue;
        return this.#addAt(at(patched), { ...problem, path: called(problem.path) });
      }
    }
    this.#addAt(problem.path, problem);
  }

  #addAt(path: KeyPath, problem: Problem): void {
    const place = this.document.placeOf(path);
    this.#add(`${this.file}:${place.line}:${place.column}`, place, problem);
  }

  #add(shown: string, place: Place, { path, message }: Problem): void {
    const text = `${shown}: ${showPath(path)} ${message}`;
    const key = text.replace(/, found .*/s, "");
    if (!this.#mistakes.has(key)) this.#mistakes.set(key, { text, place });
  }

  /** @throws {InputError} if there is anything to report */
  throwAny(): void {
    if (this.#mistakes.size === 0) return;
    const lines = [...this.#mistakes.values()].sort((a, b) => inOrder(a.place, b.place))
      .map(({ text }) => text);
    const more = lines.length - MAX_LINES;
    const shown = more > 0 ? [...lines.slice(0, MAX_LINES), `… and ${more} more`] : lines;
    throw new InputError(shown.join("\n"));
  }
}

/** The keys below "variants" as they have to be typed, where they are the parts of a variant's name that has dots. */
function quotedForm(keys: readonly string[], variants: readonly string[]): string | undefined {
  if (RUN_KEYS.includes(keys[1] ?? "")) return undefined;
  const whole = keys.join(".");
  const name = variants.filter((name) => name.includes(".") && `${whole}.`.startsWith(`${name}.`))
    .sort((a, b) => b.length - a.length)[0];
  return name && JSON.stringify(name) + whole.slice(name.length);
}

const inOrder = (a: Place, b: Place) => a.line === b.line ? a.column - b.column : a.line - b.line;

const has = (patch: JsonObject, path: KeyPath) =>
  path.length > 0 && valueAt(patch, path) !== undefined;
