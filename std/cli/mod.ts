/**
 * Stands in for JSR's `@std/cli` where JSR cannot be reached: the same results for the options below, on top of
 * `node:util`. Dotted keys (`--a.b`), numbers glued to a letter (`-n5`), `negatable` and `stopEarly` are left out.
 *
 * @module
 */
import { parseArgs as tokenize } from "node:util";

type Names<N extends string> = N | readonly N[];

/** Options of {@linkcode parseArgs}. */
export interface ParseOptions<B extends string, S extends string, C extends string> {
  /** Options that take no value: false unless given. */
  boolean?: Names<B>;
  /** Options whose values stay strings; "_" for the positional arguments. Others that look like numbers become numbers. */
  string?: Names<S>;
  /** Options that may be repeated: their values come as a list. */
  collect?: Names<C>;
  /** Further names of an option. */
  alias?: Record<string, string | string[]>;
  /** Values of options that are not given. */
  default?: Record<string, unknown>;
  /** Called with whatever no option above mentions; where it returns false, that is left out. */
  unknown?: (arg: string, key?: string, value?: unknown) => unknown;
}

/** What {@linkcode parseArgs} returns: the options by name, the positional arguments in `_`. */
export type Args<B extends string, S extends string, C extends string> =
  & Record<B, boolean>
  & Partial<Record<Exclude<S, C | "_">, string>>
  & Record<Extract<S, C>, string[]>
  & { _: (string | number)[]; [key: string]: unknown };

/** Parses a command line: `--key value`, `--key=value`, `-k value`, `--flag`; what follows `--` is positional. */
export function parseArgs<
  B extends string = never,
  S extends string = never,
  C extends string = never,
>(args: readonly string[], options: ParseOptions<B, S, C> = {}): Args<B, S, C> {
  const aliases = aliasesOf(options.alias ?? {});
  const named = (names: Names<string> = []) =>
    new Set([names].flat().flatMap((name) => [name, ...aliases.get(name) ?? []]));
  const [boolean, string, collect] = [options.boolean, options.string, options.collect].map(named);
  const result: Record<string, unknown> & { _: (string | number)[] } = { _: [] };

  function set(key: string, value: string | boolean, arg: string) {
    const isKnown = [boolean, string, collect, aliases].some((names) => names.has(key));
    if (!isKnown && options.unknown?.(arg, key, value) === false) return;
    const converted = string.has(key) ? value : numberIfNumeric(value);
    for (const name of [key, ...aliases.get(key) ?? []]) {
      if (!collect.has(key)) result[name] = converted;
      else if (Array.isArray(result[name])) result[name].push(converted);
      else result[name] = [converted];
    }
  }

  const { tokens } = tokenize({ args: [...args], strict: false, tokens: true });
  let isAfterDashes = false;
  for (let i = 0; i < tokens.length; i++) {
    const token = tokens[i];
    if (token.kind === "option-terminator") {
      isAfterDashes = true;
    } else if (token.kind === "positional") {
      if (isAfterDashes) result._.push(token.value);
      else if (options.unknown?.(token.value) !== false) {
        result._.push(string.has("_") ? token.value : numberIfNumeric(token.value));
      }
    } else {
      const { name, index, inlineValue } = token;
      const following = tokens[i + 1];
      const next = following?.kind === "positional" ? following.value : "";
      const isLong = token.rawName.startsWith("--");
      let value: string | boolean = string.has(name) ? "" : true;
      if (inlineValue) {
        value = boolean.has(name) ? token.value !== "false" : token.value;
      } else if (next && !boolean.has(name) && !(isLong && next === "-")) {
        value = next;
        i++;
      } else if (next === "true" || next === "false") {
        value = next === "true";
        i++;
      }
      set(name, value, args[index]);
    }
  }

  const setDefault = (key: string, value: unknown) => {
    if (!Object.hasOwn(result, key)) result[key] = value;
  };
  for (const [key, value] of Object.entries(options.default ?? {})) {
    for (const name of [key, ...aliases.get(key) ?? []]) setDefault(name, value);
  }
  for (const key of boolean) setDefault(key, collect.has(key) ? [] : false);
  for (const key of string) if (collect.has(key)) setDefault(key, []);
  return result as Args<B, S, C>;
}

/** Every name to all its other names. */
function aliasesOf(alias: Record<string, string | string[]>): Map<string, string[]> {
  const groups = Object.entries(alias).map(([key, others]) => [key, ...[others].flat()]);
  return new Map(
    groups.flatMap((names) =>
      names.map((name) => [name, names.filter((other) => other !== name)] as const)
    ),
  );
}

function numberIfNumeric<T extends string | boolean>(value: T): T | number {
  return typeof value === "string" && value.trim() !== "" && Number.isFinite(Number(value))
    ? Number(value)
    : value;
}
