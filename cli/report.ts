/**
 * `deno task report`: renders stored results anew, without training.
 *
 * @module
 */
import { dirname, isAbsolute, join, relative } from "node:path";
import { answerOf } from "../reports/answer.ts";
import { expectationsText } from "../reports/expectations.ts";
import { plural } from "../reports/format.ts";
import { findRates } from "../reports/finder/find_rates.ts";
import { variantsOf } from "../reports/rows.ts";
import { verdictText } from "../reports/verdict.ts";
import { InputError } from "../runner/errors.ts";
import { readExperiment } from "../runner/store/experiment_store.ts";
import { writeWhole } from "../runner/store/files.ts";
import { refuseLinks } from "../runner/store/links.ts";
import type { StoredExperiment } from "../runner/results.ts";
import { parseArguments } from "./arguments.ts";
import { paint } from "./color.ts";
import { forUser, fromUser, type Host } from "./host.ts";
import { wrap } from "./text.ts";
import { harmless } from "../conduct/harmless.ts";
import { loadPages } from "../conduct/pages.ts";

/** @returns the exit code */
export async function reportCommand(args: readonly string[], host: Host): Promise<number> {
  const { positional, text } = parseArguments("report", args, { help: "flag", out: "text" });
  if (positional.length === 0) {
    throw new InputError("Which experiment? For example: deno task report results/bn");
  }
  const folders = new Map(positional.map((typed) => [fromUser(host, typed), typed]));
  const experiments: StoredExperiment[] = [];
  for (const [folder, typed] of folders) {
    experiments.push(await readExperiment(folder, typed.replace(/(?<=.)[/\\]+$/, "")));
  }
  const page = pageFor(folders, text("out"), host);
  await refuseLinks(host.results(), dirname(page));
  await writeReport(experiments, page, host);
  return experiments.every(({ missing }) => missing.every(({ stopped }) => stopped)) ? 0 : 1;
}

/**
 * Writes the page of these experiments, and says what they say.
 *
 * @param commenting who hears more than the answer
 * @returns each one's answer
 */
export async function writeReport(
  experiments: readonly StoredExperiment[],
  page: string,
  host: Host,
  commenting = host,
): Promise<string[]> {
  const answers: string[] = [];
  const { encodeData, furtherText, pageData, renderPage } = await loadPages();
  const data = pageData(experiments);
  await writeWhole(page, renderPage(encodeData(data)));
  for (const [i, experiment] of experiments.entries()) {
    const { title, missing, expected = [] } = experiment;
    const heading = experiments.length === 1 ? "" : `${title}\n`;
    const found = findRates(experiment);
    const answer = harmless(verdictText(answerOf({ ...experiment, found })));
    answers.push(answer.trim());
    const width = host.terminalWidth();
    host.print(`${harmless(heading)}${paint(host, "bold", wrap(answer, width))}\n`);
    host.print(wrap(harmless(expectationsText(expected)), width));
    // A finder's runs are not compared, and are meant to go wrong at last.
    const further = found ? "" : harmless(
      furtherText(
        variantsOf(experiment.runs),
        data.experiments[i].curves,
        experiment.swept !== undefined,
        experiment.command,
      ),
    );
    if (further !== "") commenting.print(`${wrap(further, width)}\n`);
    complainOf(missing.filter(({ stopped }) => !stopped), host);
  }
  host.print(`Report: ${forUser(host, page)}\n`);
  return answers;
}

/** So many missing runs are named. */
const MAX_MISSING = 10;

function complainOf(missing: StoredExperiment["missing"], host: Host): void {
  for (const { folder, variant, seed, reason } of missing.slice(0, MAX_MISSING)) {
    host.complain(`Missing: ${variant}, seed ${seed} (${folder}): ${reason}\n`);
  }
  const more = missing.length - MAX_MISSING;
  if (more > 0) host.complain(`And ${plural(more, "more run")}\n`);
}

/**
 * Where the page goes, `folders` being the experiments' and what the user typed for them.
 *
 * @throws InputError for a place that is not below results/
 */
function pageFor(folders: Map<string, string>, out: string | undefined, host: Host): string {
  const results = host.results(), [[folder, typed]] = folders;
  const page = out !== undefined
    ? fromUser(host, out)
    : join(folders.size === 1 ? folder : results, "report.html");
  const inside = relative(results, page);
  if (inside === "" || inside.startsWith("..") || isAbsolute(inside)) {
    throw new InputError(
      out === undefined
        ? `${typed} is not below ${results}; name the page with --out <file below results/>`
        : `--out ${out} is not below ${results}, the only place where reports are written`,
    );
  }
  if (!/\.html?$/i.test(page)) {
    throw new InputError(`${forUser(host, page)} does not end with .html`);
  }
  return page;
}
