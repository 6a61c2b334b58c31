/**
 * `deno task new`: writes a configuration to begin with.
 *
 * @module
 */
import { dirname, join } from "node:path";
import { quoted } from "../reports/shell.ts";
import { InputError } from "../runner/errors.ts";
import { checkName, nameOf } from "../runner/config/experiment_file.ts";
import { onePath, parseArguments } from "./arguments.ts";
import { forUser, type Host } from "./host.ts";

const COMMENT =
  "Write above what you ask. What all variants share stands here, and what is left out has a default, which the schema states. " +
  "Each variant is a patch on it, the first one the baseline, and is trained once with each seed: with several, the answer says how sure it is. " +
  "dataset names a file of your own; grid, search, halving, pruning, lrFinder and expect are further keys.";

/** @returns the exit code */
export async function newCommand(args: readonly string[], host: Host): Promise<number> {
  const { positional } = parseArguments("new", args, { help: "flag" });
  const name = nameOf(onePath("name", positional, "deno task new width"));
  const base = positional[0] === name ? `${name}.json` : positional[0];
  const file = join(dirname(host.results()), "experiments", base);
  const typed = forUser(host, file);
  if (![`${name}.json`, `${name}.handgrad.json`].includes(base)) {
    const example = name === "" ? "" : `, e.g. deno task new ${quoted(name)}`;
    throw new InputError(
      `"${positional[0]}" is no name: the file goes to experiments/ by itself${example}`,
    );
  }
  checkName(name, typed);
  try {
    await Deno.writeTextFile(file, beginning(name), { createNew: true });
  } catch (error) {
    if (!(error instanceof Deno.errors.AlreadyExists)) throw error;
    throw new InputError(`${typed} is there already`);
  }
  host.print(`Wrote ${typed}. To train it: deno task run ${quoted(typed)}\n`);
  return 0;
}

/** It asks something already, and is trained in half a minute. */
export const beginning = (name: string): string =>
  JSON.stringify(
    {
      $schema: "./experiment.schema.json",
      title: name,
      question: "Does a wider hidden layer predict names better?",
      comment: COMMENT,
      model: { hiddenSizes: [100] },
      training: { steps: 5000, learningRate: { schedule: "cosine", initial: 0.1 } },
      seeds: [1, 2, 3],
      variants: { narrow: {}, wide: { model: { hiddenSizes: [300] } } },
    },
    null,
    2,
  ) + "\n";
