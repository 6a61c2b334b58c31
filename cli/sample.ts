/**
 * `deno task sample`: draws samples from a trained run.
 *
 * @module
 */
import { drawSamples } from "../conduct/samples.ts";
import { quoted } from "../reports/shell.ts";
import { visible, visibleText } from "../reports/visible.ts";
import { InputError } from "../runner/errors.ts";
import { didYouMean } from "../runner/nearest.ts";
import {
  type Alphabet,
  asInData,
  codePoints,
  joinSymbols,
  readSymbols,
} from "../runner/data/symbols.ts";
import { readTrained } from "../runner/store/trained.ts";
import { onePath, parseArguments } from "./arguments.ts";
import { fromUser, type Host } from "./host.ts";
import { refuseExperimentFolder } from "./run_folder.ts";

/** @returns the exit code */
export async function sampleCommand(args: readonly string[], host: Host): Promise<number> {
  const { positional, text, count } = parseArguments("sample", args, {
    help: "flag",
    count: "text",
    prefix: "text",
    seed: "text",
    temperature: "text",
    length: "text",
  });
  const typed = onePath("run", positional, "deno task sample results/bn/<run>");
  const folder = fromUser(host, typed);
  await refuseExperimentFolder(folder, typed);

  const trained = await readTrained(folder);
  const { summary: { dataset } } = trained;
  const prefix = text("prefix");
  if (prefix !== undefined) checkPrefix(prefix, dataset);
  const temperature = temperatureOf(text("temperature") ?? "1");
  const samples = drawSamples(trained, {
    count: count("count", 1),
    prefix,
    seed: count("seed", 0),
    temperature,
    maxLength: count("length", 1),
  });
  const isText = dataset.lead !== undefined;
  let isFirst = true;
  for (const { text, ended } of samples) {
    if (isText && !isFirst) host.print("---------------\n");
    isFirst = false;
    host.print(`${visibleText(text, isText)}${ended || isText ? "" : "…"}\n`);
  }
  return 0;
}

/** @throws {InputError} that says what there is instead, where a prefix has a symbol that the data do not have */
function checkPrefix(text: string, alphabet: Alphabet): void {
  const { unknown: [first] } = readSymbols(text, alphabet);
  if (first === undefined) return;
  const { vocabulary, separator, lead } = alphabet;
  const known = vocabulary.slice(lead === undefined ? 1 : 0);
  const what = separator === undefined ? "character" : "symbol";
  const shown = [...visible(first)].slice(0, 100).join("");
  throw new InputError(
    `--prefix has the ${what} "${shown}", which the run's data do not have` +
      `${hint(text, first, alphabet) || didYouMean(first, separator ? known : [])} ` +
      `(they have: ${
        joinSymbols(known.slice(0, 100).map((symbol) => visibleText(symbol)), separator)
      }` +
      `${known.length > 100 ? "…" : ""})`,
  );
}

/** What the data have instead, where they write the same otherwise. */
function hint(text: string, first: string, alphabet: Alphabet): string {
  const instead = asInData(text, alphabet);
  if (readSymbols(instead, alphabet).unknown.length > 0) return "";
  const suggestion = `; did you mean --prefix=${quoted(instead)}?`;
  if (instead.normalize("NFC") !== text.normalize("NFC")) return suggestion;
  const [found] = [first.normalize("NFC"), first.normalize("NFD")].filter((form) => form !== first);
  return `${suggestion} (it looks the same; ${codePoints(first)} is ${
    codePoints(found ?? instead)
  } there)`;
}

function temperatureOf(typed: string): number {
  const temperature = Number(typed);
  const isAllowed = temperature === 0 || (temperature >= 0.01 && temperature <= 100);
  if (/^[\d.]+$/.test(typed) && isAllowed) return temperature;
  throw new InputError(`--temperature must be 0 or a number from 0.01 to 100, found "${typed}"`);
}
