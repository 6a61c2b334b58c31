import { parseArgs } from "@std/cli";
import { InputError } from "../runner/errors.ts";
import { didYouMean } from "../runner/nearest.ts";

/** What a seed can be. */
const MAX_COUNT = 0xffff_ffff;

/** What an option of a command takes: nothing, one text, or a text each time it is given. */
export type OptionKind = "flag" | "text" | "texts";

/** A command line, taken apart: positional arguments and the options that were given. */
export interface Arguments {
  positional: string[];
  flag(name: string): boolean;
  text(name: string): string | undefined;
  texts(name: string): string[];
  /** An option's whole number from `min` on. */
  count(name: string, min: number): number | undefined;
  /** An option's number of seconds, from 0 on. */
  seconds(name: string): number | undefined;
}

/**
 * Takes a command's arguments apart.
 *
 * @throws InputError for an unknown option, an option without its value, or a number that is none
 */
export function parseArguments(
  command: string,
  args: readonly string[],
  options: Record<string, OptionKind>,
): Arguments {
  const names = Object.keys(options);
  const named = (...kinds: OptionKind[]) => names.filter((name) => kinds.includes(options[name]));
  const fail = (message: string): never => {
    throw new InputError(`${message}\nTry: deno task ${command} --help`);
  };
  const joined = joinNegatives(args, named("text", "texts"));
  const parsed: Record<string, unknown> & { _: unknown[] } = parseArgs(joined, {
    boolean: named("flag"),
    string: [...named("text", "texts"), "_"],
    collect: named("texts"),
    alias: { h: "help" },
    unknown: (argument: string, key?: string) => {
      if (key === undefined) return true;
      const name = key.split(".")[0];
      return fail(
        `Unknown option ${argument.split("=")[0].slice(0, 100)}${didYouMean(name, names)}` +
          ` (allowed: ${names.map((name) => `--${name}`).join(", ")})`,
      );
    },
  });
  const given = (name: string) =>
    joined.some((a) => a === `--${name}` || a.startsWith(`--${name}=`));
  for (const name of named("text", "texts")) {
    if (given(name) && [parsed[name]].flat().includes("")) fail(`--${name} needs a value`);
  }
  const text = (name: string) => given(name) ? String(parsed[name]) : undefined;
  return {
    positional: parsed._.map(String),
    flag: (name) => parsed[name] === true,
    text,
    texts: (name) => parsed[name] as string[] ?? [],
    count(name, min) {
      const value = text(name);
      if (value === undefined) return undefined;
      const isWhole = /^\d+$/.test(value);
      if (isWhole && Number(value) >= min && Number(value) <= MAX_COUNT) return Number(value);
      const limit = isWhole && Number(value) > MAX_COUNT
        ? `at most ${MAX_COUNT}`
        : `of at least ${min}`;
      return fail(`--${name} must be a whole number ${limit}, found "${value.slice(0, 100)}"`);
    },
    seconds(name) {
      const value = text(name);
      if (value === undefined) return undefined;
      if (/^\d{1,9}(\.\d{1,9})?$/.test(value)) return Number(value);
      return fail(`--${name} must be a number of seconds, such as 10 or 0.5, found "${value}"`);
    },
  };
}

/** Joins a negative number to the option it is given to: "--seed -1" is no option -1. */
function joinNegatives(args: readonly string[], takers: readonly string[]): string[] {
  const joined: string[] = [];
  args.forEach((argument, i) => {
    const isValue = /^-\.?\d/.test(argument) && takers.some((name) => args[i - 1] === `--${name}`);
    if (isValue && !joined.includes("--")) joined.push(`${joined.pop()}=${argument}`);
    else joined.push(argument);
  });
  return joined;
}

/**
 * The only positional argument of a command.
 *
 * @param what it names, e.g. "experiment"
 * @throws InputError where there is none, or more than one
 */
export function onePath(what: string, positional: readonly string[], example = ""): string {
  if (positional.length === 0) {
    throw new InputError(`Which ${what}?${example && ` For example: ${example}`}`);
  }
  if (positional.length === 1) return positional[0];
  throw new InputError(
    `One ${what} at a time, found ${positional.length}: ${positional.join(", ")}`,
  );
}
