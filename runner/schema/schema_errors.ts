/**
 * What the schema has found, in plain words.
 *
 * @module
 */
import type { z } from "zod";
import type { KeyPath } from "../config/json.ts";
import { ALTERNATIVES, KINDS, valueAt } from "../config/merge.ts";
import { didYouMean } from "../nearest.ts";

/** Something wrong with a value. */
export interface Problem {
  path: KeyPath;
  /** Reads on from the path: "must be …, found …". */
  message: string;
  /** Other values that have to do with it: the mistake may be there. */
  also?: KeyPath[];
}

/** A key path as a reader would write it: `variants."batch norm".model.hiddenSizes[0]`. */
export function showPath(path: KeyPath): string {
  if (path.length === 0) return "the experiment";
  return path.map((key, i) => {
    if (typeof key === "number") return `[${key}]`;
    const plain = /^[\p{L}\p{N}_$-]{1,100}$/u.test(key);
    return (i > 0 ? "." : "") + (plain ? key : JSON.stringify(key.slice(0, 100)));
  }).join("");
}

/** A value as a reader would call it. */
export function show(value: unknown): string {
  if (typeof value === "string") {
    return `the text ${JSON.stringify(value.length > 60 ? value.slice(0, 60) + "…" : value)}`;
  }
  if (Array.isArray(value)) return `a list of ${value.length}`;
  if (typeof value !== "object" || value === null) return String(value);
  const keys = Object.keys(value);
  if (keys.length === 0) return "an empty object {}";
  const shown = keys.slice(0, 3).map((key) => `${JSON.stringify(key.slice(0, 60))}: …`);
  return `the object { ${shown.join(", ")}${keys.length > 3 ? ", …" : ""} }`;
}

type Issue = z.core.$ZodIssue;

/** All of `issues`, which a schema has with `value`. Of a value of the wrong type nothing else is said. */
export function problemsIn(issues: readonly Issue[], value: unknown): Problem[] {
  const key = ({ path }: Issue) => JSON.stringify(path);
  const mistyped = new Set(issues.filter(({ code }) => code === "invalid_type").map(key));
  return issues.filter((issue) => issue.code === "invalid_type" || !mistyped.has(key(issue)))
    .flatMap((issue) => problemsOf(issue, value));
}

function problemsOf(issue: Issue, root: unknown): Problem[] {
  const path = issue.path as KeyPath;
  const value = valueAt(root, path);
  switch (issue.code) {
    case "unrecognized_keys": {
      const messages = issue.message.split("\n");
      return issue.keys.map((key, i) => ({ path: [...path, key], message: messages[i] }));
    }
    case "invalid_union": {
      const closest = closestOption(issue.errors, value);
      if (closest) {
        return problemsIn(
          closest.map((inner) => ({ ...inner, path: [...issue.path, ...inner.path] })),
          root,
        );
      }
      break;
    }
    case "invalid_key":
      return problemsIn(issue.issues, path.at(-1))
        .map(({ message }) => ({ path, message: `is misnamed: a name ${message}` }));
  }
  return [{ path, message: words(issue, value), also: value === undefined ? beside(path) : [] }];
}

/** The keys beside a missing one that may have made it necessary. */
const beside = (path: KeyPath): KeyPath[] =>
  [...KINDS, ...ALTERNATIVES.flat()].map((key) => [...path.slice(0, -1), key]);

/**
 * The issues of the form of a union that was most likely meant: among those that are of the value's kind at all, the
 * one that knows most of its keys, and of these the one with the fewest. undefined where there is none.
 */
function closestOption(options: readonly Issue[][], value: unknown): Issue[] | undefined {
  if (value === undefined) return undefined;
  return options
    .filter((issues) =>
      !issues.some(({ code, path }) =>
        path.length === 0 && (code === "invalid_type" || code === "invalid_value")
      )
    )
    .sort((a, b) => unknownKeys(a) - unknownKeys(b) || a.length - b.length)[0];
}

const unknownKeys = (issues: readonly Issue[]): number =>
  issues.reduce(
    (sum, issue) => sum + (issue.code === "unrecognized_keys" ? issue.keys.length : 0),
    0,
  );

function words(issue: Issue, value: unknown): string {
  const found = value === undefined ? "" : `, found ${show(value)}`;
  const wanted = value === undefined ? "is missing; it must be" : "must be";
  switch (issue.code) {
    case "invalid_type":
      return `${wanted} ${typeWords(issue)}${found}${inBrackets(issue, value)}`;
    case "invalid_value":
      return `${wanted} ${oneOf(issue.values)}${found}${near(value, issue.values)}`;
    case "invalid_union": {
      if ("discriminator" in issue && issue.discriminator) {
        const { options = [] } = issue as { options?: z.core.util.Primitive[] };
        return `${wanted} ${oneOf(options)}${found}${near(value, options)}`;
      }
      const values = issue.errors.flat().flatMap((inner) =>
        inner.code === "invalid_value" ? inner.values : []
      );
      return `${issue.message}${found}${near(value, values)}`;
    }
    case "too_small":
    case "too_big":
      return bound(issue, value) + (typeof value === "number" ? found : "");
    case "custom":
      return issue.message;
    default:
      return `is not valid (${issue.message})${found}`;
  }
}

/** The schema's own words, if it has any. */
const typeWords = ({ message, expected }: Issue & { code: "invalid_type" }) =>
  message.startsWith("Invalid") ? TYPES[expected] ?? expected : message;

/** Numbers that stand for a list of them: 5 or "1,2,3". */
const inBrackets = ({ expected }: Issue & { code: "invalid_type" }, value: unknown): string =>
  (expected === "array" || expected === "tuple") &&
    (typeof value === "number" ||
      typeof value === "string" && /^-?\d+(?:\.\d+)?(?:, ?-?\d+(?:\.\d+)?){0,9}$/.test(value))
    ? `; did you mean [${value}]?`
    : "";

const TYPES: Record<string, string> = {
  string: "a text",
  number: "a number",
  boolean: "true or false",
  array: "a list [ … ]",
  tuple: "a list [ … ]",
  object: "an object { … }",
  record: "an object { … }",
};

function bound(issue: Issue & { code: "too_small" | "too_big" }, value: unknown): string {
  const small = issue.code === "too_small";
  const limit = Number(small ? issue.minimum : issue.maximum);
  if (issue.origin === "string") {
    if (small) return "must not be empty";
    return `must have at most ${limit} characters; it has ${String(value).length}`;
  }
  if (Array.isArray(value)) {
    const how = issue.exact ? "exactly" : small ? "at least" : "at most";
    return `must have ${how} ${limit} ${limit === 1 ? "item" : "items"}; it has ${value.length}`;
  }
  if (issue.inclusive) return `must be at ${small ? "least" : "most"} ${limit}`;
  return `must be ${small ? "greater" : "less"} than ${limit}`;
}

function oneOf(values: readonly z.core.util.Primitive[]): string {
  // What a default fills in may be undefined.
  const shown = values.filter((value) => value !== undefined).map((value) =>
    typeof value === "string" ? `"${value}"` : String(value)
  );
  return shown.length > 1 ? `one of ${shown.join(", ")}` : shown.join();
}

const near = (value: unknown, values: readonly z.core.util.Primitive[]) =>
  typeof value === "string"
    ? didYouMean(value, values.filter((option): option is string => typeof option === "string"))
    : "";
