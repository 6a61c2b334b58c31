/**
 * `deno task compare`: two variants, or two runs, side by side.
 *
 * @module
 */
import { basename, dirname } from "node:path";
import { differences, formatValue } from "../reports/differences.ts";
import { formatCount, formatSeconds } from "../reports/format.ts";
import { trouble } from "../reports/hopeless.ts";
import { type Variant, variantsOf } from "../reports/rows.ts";
import { decidingSplit } from "../reports/scores.ts";
import { mean } from "../reports/statistics.ts";
import { judge, verdictText } from "../reports/verdict.ts";
import { InputError } from "../runner/errors.ts";
import { didYouMeanFolder } from "../runner/near_path.ts";
import { readExperiment } from "../runner/store/experiment_store.ts";
import type { StoredRun } from "../runner/results.ts";
import { didYouMean } from "../runner/nearest.ts";
import { readRun } from "../runner/store/store.ts";
import { parseArguments } from "./arguments.ts";
import { paint } from "./color.ts";
import { fromUser, type Host } from "./host.ts";
import { meanLoss } from "./mean_loss.ts";
import { formatTable } from "./table.ts";
import { harmless } from "../conduct/harmless.ts";

/** @returns the exit code */
export async function compareCommand(args: readonly string[], host: Host): Promise<number> {
  const { positional } = parseArguments("compare", args, { help: "flag" });
  if (positional.length !== 2) {
    throw new InputError(
      `Which two? For example: deno task compare results/bn:plain "results/bn:batch norm"`,
    );
  }
  const found = await Promise.all(positional.map((typed) => read(typed, host)));
  const isSameName = found[0].name === found[1].name;
  const [a, b] = found.map(({ name, runs }, index): Variant<StoredRun> => (
    { name: isSameName ? positional[index] : name, index, runs }
  ));
  host.print(harmless(`${describe(a, b)}\n`));
  const isSame = a.runs.length === b.runs.length &&
    a.runs.every(({ summary }, i) => summary.hash === b.runs[i].summary.hash);
  const answer = isSame
    ? "These are the same runs: the same settings, seeds and data.\n"
    : verdictText(judge([a, b]));
  host.print(paint(host, "bold", harmless(answer)));
  return 0;
}

/** What an argument names. @throws {InputError} where it names nothing, or too much */
async function read(
  typed: string,
  host: Host,
): Promise<{ name: string; runs: StoredRun[] }> {
  const isFolder = (path: string) =>
    Deno.stat(path).then(({ isDirectory }) => isDirectory, () => false);
  const whole = fromUser(host, typed);
  const colons = [...typed.matchAll(/:/g)].map(({ index }) => index);
  if (await isFolder(whole)) {
    const isRun = await Deno.stat(`${whole}/summary.json`).then(() => true, () => false);
    if (isRun) return { name: nameOfRun(whole), runs: [await readRun(whole)] };
    return variantOf(whole, typed, undefined);
  }
  for (const at of colons) {
    const folder = fromUser(host, typed.slice(0, at));
    if (at > 0 && await isFolder(folder)) {
      return variantOf(folder, typed.slice(0, at), typed.slice(at + 1));
    }
  }
  const display = typed.replace(/:[^:]*$/, "");
  const other = await didYouMeanFolder(fromUser(host, display), display, "experiment.json") ||
    "; name results/<experiment>:<variant> or results/<experiment>/<run>";
  throw new InputError(`${typed} does not exist${other}`);
}

async function variantOf(
  folder: string,
  typed: string,
  wanted: string | undefined,
): Promise<{ name: string; runs: StoredRun[] }> {
  const variants = variantsOf((await readExperiment(folder, typed)).runs);
  const names = variants.map(({ name }) => name);
  const examples = names.slice(0, 5).map((name) => JSON.stringify(`${typed}:${name}`)).join(", ");
  const there = `there are: ${examples}${names.length > 5 ? ` and ${names.length - 5} more` : ""}`;
  if (names.length === 0) throw new InputError(`${typed} has no finished runs`);
  if (wanted === undefined && variants.length > 1) {
    throw new InputError(`${typed} has ${names.length} variants; ${there}`);
  }
  const found = variants.find(({ name }) => wanted === undefined || name === wanted);
  if (found === undefined) {
    throw new InputError(
      `${typed} has no variant ${JSON.stringify(wanted)}${didYouMean(wanted!, names)} (${there})`,
    );
  }
  return found;
}

/** "bn/plain-0123abcd" */
const nameOfRun = (folder: string) => `${basename(dirname(folder))}/${basename(folder)}`;

const SPLITS = ["train", "val", "test"] as const;

/** A table: settings that differ, then losses and costs. */
function describe(a: Variant<StoredRun>, b: Variant<StoredRun>): string {
  const both = [a, b], split = decidingSplit(both);
  const settings = differences(both.map(({ runs }) => runs[0].config));
  const row = (title: string, of: (variant: Variant<StoredRun>) => string) => [
    title,
    ...both.map(of),
  ];
  const seedsOf = ({ runs }: Variant<StoredRun>) => runs.map(({ summary }) => summary.seed);
  const troubles = ({ runs }: Variant<StoredRun>) =>
    runs.flatMap((run) => trouble(run, split) ?? []);
  return formatTable(["", ...both.map(({ name }) => harmless(name))], [
    ...settings.map((
      { path, values },
    ) => [path, ...values.map((value) => harmless(formatValue(value)))]),
    row("seeds", (variant) => seedsOf(variant).join(", ")),
    ...SPLITS.map((split) =>
      row(`${split} loss`, ({ runs }) => meanLoss(runs, split, decidingSplit(both)))
    ),
    row("parameters", ({ runs: [{ summary }] }) => formatCount(summary.parameters)),
    row("time", ({ runs }) => formatSeconds(mean(runs.map(({ summary }) => summary.seconds)))),
    ...both.some((variant) => troubles(variant).length > 0)
      ? [row("trouble", (variant) => troubles(variant).join("; "))]
      : [],
  ]);
}
