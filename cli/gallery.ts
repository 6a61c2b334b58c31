/**
 * `deno task gallery`: one page of all questions and their answers.
 *
 * @module
 */
import { dirname, join, relative } from "node:path";
import { answerOf } from "../reports/answer.ts";
import { thumbnail } from "../reports/charts/thumbnail.ts";
import { drawn } from "../reports/charts/svg.ts";
import type { Found } from "../reports/finder/find_rate.ts";
import { findRates } from "../reports/finder/find_rates.ts";
import { plural } from "../reports/format.ts";
import type { GalleryAnswer, GalleryQuestion } from "../reports/gallery.ts";
import { type Html, html } from "../reports/html.ts";
import { variantsOf } from "../reports/rows.ts";
import { schemeStyle } from "../reports/scheme.ts";
import { loadExperiment } from "../runner/config/config.ts";
import { InputError } from "../runner/errors.ts";
import { readExperiment } from "../runner/store/experiment_store.ts";
import { writeWhole } from "../runner/store/files.ts";
import { refuseLinks } from "../runner/store/links.ts";
import type { StoredExperiment, StoredRun } from "../runner/results.ts";
import { parseArguments } from "./arguments.ts";
import { forUser, type Host } from "./host.ts";
import { askedIn, questionFiles } from "./questions.ts";
import { isFile } from "./run_folder.ts";

/** @returns the exit code */
export async function galleryCommand(args: readonly string[], host: Host): Promise<number> {
  const { positional } = parseArguments("gallery", args, { help: "flag" });
  if (positional.length > 0) throw new InputError("deno task gallery takes no file");
  const root = dirname(host.results()), page = join(host.results(), "gallery.html");
  await refuseLinks(host.results(), dirname(page));
  const folders = new Map<string, string>();
  for (const { folder, file } of await askedIn(host.results())) {
    if (file !== undefined) folders.set(file, folder);
  }
  const questions: GalleryQuestion[] = [];
  for (const [i, file] of (await questionFiles(root)).entries()) {
    questions.push(await questionOf(file, folders.get(file), i, host));
  }
  const { renderGallery } = await import("../reports/gallery.ts");
  await writeWhole(page, renderGallery(questions));
  const troubled = questions.filter(({ trouble }) => trouble !== undefined);
  const waiting = questions.filter(({ found, trouble }) => !found && trouble === undefined);
  for (const { trouble } of troubled) host.complain(`${trouble}\n`);
  const notRun = waiting.length > 0 ? `, ${waiting.length} not run yet` : "";
  host.print(
    `Gallery of ${plural(questions.length, "question")}${notRun}: ${forUser(host, page)}\n`,
  );
  return troubled.length > 0 ? 1 : 0;
}

/** A file's question, and what the results in `folder` say to it. @param i its place on the page */
async function questionOf(
  file: string,
  folder: string | undefined,
  i: number,
  host: Host,
): Promise<GalleryQuestion> {
  const unread = { file, title: "", question: "", comment: "", expect: [] };
  const asked = await orTrouble(async (): Promise<GalleryQuestion> => {
    const path = join(dirname(host.results()), file);
    const experiment = await loadExperiment(path, { display: file });
    const { title, question, comment, findings, expect = [] } = experiment;
    return { file, title, question, comment, findings, expect: expect.map(({ text }) => text) };
  });
  if (typeof asked === "string") return { ...unread, trouble: asked };
  if (folder === undefined) return asked;
  const results = await orTrouble(() => readExperiment(folder, forUser(host, folder)));
  if (typeof results === "string") return { ...asked, trouble: results };
  const lost = results.missing.filter(({ stopped }) => !stopped);
  if (results.runs.length + lost.length === 0) return asked;
  return {
    ...asked,
    found: await answerIn(results, folder, i, host),
    ...lost.length > 0 && {
      trouble: `${forUser(host, folder)}: ${plural(lost.length, "run")} missing or broken`,
    },
  };
}

/** What comes of it, or the first line of what is wrong with the user's files. */
async function orTrouble<T>(work: () => Promise<T>): Promise<T | string> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    return error.message.split("\n")[0];
  }
}

async function answerIn(
  experiment: StoredExperiment,
  folder: string,
  i: number,
  host: Host,
): Promise<GalleryAnswer> {
  const { command, expected = [], runs } = experiment, found = findRates(experiment);
  const report = join(folder, "report.html");
  const isThere = await isFile(report);
  const there = relative(host.results(), report).split(/[\\/]/).map(encodeURIComponent).join("/");
  return {
    command,
    ...isThere && { report: there },
    verdict: answerOf({ ...experiment, found }),
    expected,
    runs: describeRuns(runs),
    chart: chartOf(runs, found, i),
  };
}

/** "15 runs on names, 3 seeds" */
function describeRuns(runs: readonly StoredRun[]): string {
  const data = [...new Set(runs.map(({ summary }) => summary.dataset.name))];
  const seeds = new Set(runs.map(({ summary }) => summary.seed)).size;
  return `${plural(runs.length, "run")}${data.length > 0 ? ` on ${data.join(", ")}` : ""}, ${
    plural(seeds, "seed")
  }`;
}

/** The thumbnail; the colors are those of the experiment's report. */
function chartOf(
  runs: readonly StoredRun[],
  found: readonly Found[] | undefined,
  i: number,
): Html | undefined {
  const variants = variantsOf(runs);
  const chart = thumbnail(variants, found);
  return chart && html`
    ${schemeStyle(variants, `[data-colors="${i}"]`)}
    <figure class="chart">
      <div role="img" aria-label="${chart.title}">${drawn(chart.draw, `chart-${i}`)}</div>
      <figcaption>${chart.title}</figcaption>
    </figure>
  `;
}
