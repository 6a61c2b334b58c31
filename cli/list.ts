/**
 * `deno task list`: which questions there are, and what is known of each.
 *
 * @module
 */
import { dirname, join } from "node:path";
import { answerOf } from "../reports/answer.ts";
import { formatCount, plural } from "../reports/format.ts";
import { findRates } from "../reports/finder/find_rates.ts";
import { verdictText } from "../reports/verdict.ts";
import { loadExperiment } from "../runner/config/config.ts";
import { InputError } from "../runner/errors.ts";
import { readExperiment } from "../runner/store/experiment_store.ts";
import { parseArguments } from "./arguments.ts";
import { paint } from "./color.ts";
import { forUser, type Host } from "./host.ts";
import { harmless } from "../conduct/harmless.ts";
import { askedIn, questionFiles } from "./questions.ts";

/** A question, and where it is known from. */
interface Listed {
  /** Its file, or where there is none its results. */
  path: string;
  question: string;
  /** What is known of it, a line each. */
  known: string[];
}

/** @returns the exit code */
export async function listCommand(args: readonly string[], host: Host): Promise<number> {
  const { positional } = parseArguments("list", args, { help: "flag" });
  if (positional.length > 0) throw new InputError("deno task list takes no file");
  const root = dirname(host.results());
  const listed = new Map<string, Listed>();
  for (const file of await questionFiles(root)) {
    const path = forUser(host, join(root, file));
    listed.set(file, { path, ...await asked(join(root, file), path) });
  }
  for (const { folder, question, file = "" } of await askedIn(host.results())) {
    const path = forUser(host, folder);
    const of = listed.get(file) ?? { path, question, known: [] };
    of.known.push(...await found(folder, path));
    listed.set(file || folder, of);
  }
  if (listed.size === 0) host.print("There are no experiments and no results here.\n");
  for (const { path, question, known } of listed.values()) {
    const lines = known.length > 0 ? known : ["not run yet"];
    const heading = `${paint(host, "bold", harmless(path))}  ${harmless(question)}`.trimEnd() +
      "\n";
    host.print(heading + harmless(lines.map((line) => `  ${line}\n`).join("")));
  }
  return 0;
}

/** What a file asks, or why it does not. */
async function asked(file: string, display: string): Promise<Omit<Listed, "path">> {
  try {
    return { question: (await loadExperiment(file, { display })).question, known: [] };
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    return { question: "", known: [`cannot be read: ${error.message.split("\n")[0]}`] };
  }
}

/** What an experiment's results say. */
async function found(folder: string, path: string): Promise<string[]> {
  try {
    const experiment = await readExperiment(folder, path);
    const { runs, missing, expected = [] } = experiment;
    const verdict = answerOf({ ...experiment, found: findRates(experiment) });
    const stopped = missing.filter(({ stopped }) => stopped).length;
    const lost = missing.length - stopped;
    const counts = [`${plural(runs.length, "run")} finished`]
      .concat(stopped > 0 ? `${formatCount(stopped)} given up early` : [])
      .concat(lost > 0 ? `${formatCount(lost)} missing` : []);
    const outcomes = Map.groupBy(expected, ({ outcome }) => outcome);
    const told = [...outcomes].map(([outcome, some]) => `${formatCount(some.length)} ${outcome}`);
    return [
      `${counts.join(", ")} (${path})`,
      ...verdictText(verdict).split("\n"),
      ...told.length > 0 ? [`expectations: ${told.join(", ")}`] : [],
    ].filter((line) => line !== "");
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    return [error.message];
  }
}
