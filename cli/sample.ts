/**
 * `deno task sample`: draws samples from a trained run.
 *
 * @module
 */
import { join } from "node:path";
import { allocateActivations } from "../core/mlp.ts";
import { TorchGenerator } from "../core/random/torch.ts";
import { sample } from "../core/sample.ts";
import { reasonOf } from "../runner/bytes.ts";
import { InputError } from "../runner/errors.ts";
import { readTrained } from "../runner/trained.ts";
import { runningNow } from "../runner/train.ts";
import { onePath, parseArguments } from "./arguments.ts";
import { fromUser, type Host } from "./host.ts";
import { harmless } from "./text.ts";

export const SAMPLE_HELP = `Sample from a trained run.

  deno task sample results/<experiment>/<run> [options]

Options:
  --count <n>       how many samples (default: 20)
  --prefix <text>   what each sample starts with (default: nothing)
  --seed <n>        of the random stream (default: the run's seed)
  --temperature <x> below 1 the likely becomes likelier, above 1 less so (default: 1)
  --length <n>      the longest sample, in characters (default: as the run's config says)
  -h, --help        show this
`;

/** @return the exit code */
export async function sampleCommand(args: readonly string[], host: Host): Promise<number> {
  const { positional, flag, text, count } = parseArguments("sample", args, {
    help: "flag",
    count: "text",
    prefix: "text",
    seed: "text",
    temperature: "text",
    length: "text",
  });
  if (flag("help")) return host.print(SAMPLE_HELP), 0;
  const typed = onePath("run", positional, "deno task sample results/bn/<run>");
  const folder = fromUser(host, typed);
  await refuseExperimentFolder(folder, typed);

  const { config, summary, model } = await readTrained(folder);
  if (summary.status === "diverged") {
    throw new InputError(
      `${typed} diverged at step ${summary.steps}: there is nothing to sample from`,
    );
  }
  const { vocabulary } = summary.dataset;
  const statistics = runningNow(model, summary.steps);
  if (statistics === null) {
    throw new InputError(`${typed} has not been trained: its batch norm has no statistics yet`);
  }
  const acts = allocateActivations(model, 1);
  const generator = new TorchGenerator(count("seed", 0) ?? summary.seed);
  const prefix = indices(text("prefix") ?? "", vocabulary);
  const temperature = temperatureOf(text("temperature") ?? "1");
  const maxLength = count("length", 1) ?? config.samples.maxLength;
  for (let i = 0; i < (count("count", 1) ?? 20); i++) {
    const drawn = sample(model, acts, statistics, generator, { prefix, maxLength, temperature });
    const name = drawn.characters.map((character) => vocabulary[character]).join("");
    host.print(harmless(`${name}${drawn.ended ? "" : "…"}\n`));
  }
  return 0;
}

/** The vocabulary's indices of a text's characters. */
function indices(text: string, vocabulary: string[]): number[] {
  return Array.from(text, (character) => {
    const index = vocabulary.indexOf(character, 1);
    if (index > 0) return index;
    throw new InputError(
      `--prefix has the character "${character}", which the run's data do not have ` +
        `(they have: ${vocabulary.slice(1, 101).join("")}${vocabulary.length > 101 ? "…" : ""})`,
    );
  });
}

function temperatureOf(typed: string): number {
  const temperature = Number(typed);
  if (/^[\d.]+$/.test(typed) && temperature >= 0.01 && temperature <= 100) return temperature;
  throw new InputError(`--temperature must be a number from 0.01 to 100, found "${typed}"`);
}

/** Someone who names the experiment's folder means one of its runs. */
async function refuseExperimentFolder(folder: string, typed: string): Promise<void> {
  const runs: string[] = [];
  try {
    for await (const { name, isDirectory } of Deno.readDir(folder)) {
      if (name === "summary.json") return;
      if (isDirectory && await isFile(join(folder, name, "summary.json"))) runs.push(name);
    }
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) throw new InputError(`There is no folder ${typed}`);
    if (error instanceof Deno.errors.NotADirectory) {
      throw new InputError(`${typed} is not a folder`);
    }
    throw new InputError(`Cannot read ${typed}: ${reasonOf(error)}`);
  }
  if (runs.length === 0) return;
  const list = runs.sort().slice(0, 20).map((run) => `  ${typed.replace(/\/$/, "")}/${run}\n`);
  throw new InputError(
    `${typed} holds several runs; name one of them:\n${list.join("")}`.trimEnd(),
  );
}

const isFile = (path: string): Promise<boolean> =>
  Deno.stat(path).then((info) => info.isFile, () => false);
