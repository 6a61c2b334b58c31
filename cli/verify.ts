/**
 * `deno task verify`: trains again what a report or a run's folder tells of, and compares every bit.
 *
 * @module
 */
import { join } from "node:path";
import { dataText } from "../reports/page_data.ts";
import { readBytes, reasonOf } from "../runner/bytes.ts";
import { type Claim, claimsOf, missingOf, readClaim } from "../runner/claims.ts";
import { checkSize } from "../runner/config_checks.ts";
import { InputError } from "../runner/errors.ts";
import { readRecord } from "../runner/experiment_store.ts";
import type { Job } from "../runner/job.ts";
import { runPool } from "../runner/pool.ts";
import {
  compare,
  jobOf,
  stepsToCompare,
  type Verdict,
  verifyDataset,
  verifySettings,
} from "../runner/verify.ts";
import { plural } from "../reports/format.ts";
import { onePath, parseArguments } from "./arguments.ts";
import { Datasets } from "./datasets.ts";
import { fromUser, type Host } from "./host.ts";
import { ProgressDisplay } from "./progress.ts";
import { harmless } from "./text.ts";
import { verifyPage } from "./verify_page.ts";

export const VERIFY_HELP =
  `Train again what a report or a run's folder tells of, and compare losses and weights, bit for bit. A report is drawn
anew too, from the data that it holds, and must be the same file: so what it shows is what its data say.
Samples and looks inside are not compared with the training.

  deno task verify <report.html | results/<experiment> | results/<experiment>/<run>> [options]

Options:
  --steps <n>      only the first steps; a report can tell of the first 1, 2, 5, 10, 20, 50, … losses, and the greatest of these is taken
  --data <folder>  where the paths of your own data files start (default: experiments/)
  --jobs <n>       runs trained at once (default: one a processor core)
  -h, --help       show this

Exit code 0 when all is the same, 1 when something differs, 2 when something could not be compared.
`;

const MARKS = { same: "", different: "DIFFERENT: ", "not compared": "NOT COMPARED: " };
const NO_HASH = { result: "not compared", text: "there is no hash of so few losses" } as const;

/** @return the exit code */
export async function verifyCommand(args: readonly string[], host: Host): Promise<number> {
  const { positional, flag, text, count } = parseArguments("verify", args, {
    help: "flag",
    steps: "text",
    data: "text",
    jobs: "text",
  });
  if (flag("help")) return host.print(VERIFY_HELP), 0;
  const jobs = count("jobs", 1) ?? navigator.hardwareConcurrency;
  const wanted = count("steps", 1);
  const data = text("data");
  const base = data === undefined ? join(host.results(), "../experiments") : fromUser(host, data);
  const typed = onePath("report or run", positional, "deno task verify results/bn/report.html");
  const { claims, broken, page } = await readClaims(fromUser(host, typed), typed);
  for (const problem of broken) host.complain(`Not compared: ${problem}\n`);
  const shown = page && await verifyPage(page.text, page.data);
  if (shown) host.print(harmless(`${MARKS[shown.result]}${shown.text}\n\n`));

  const display = new ProgressDisplay(
    host,
    claims.map(({ variant, seed, folder }) => harmless(folder || `${variant} (seed ${seed})`)),
  );
  const results: Verdict["result"][] = [];
  const tell = (index: number, { result, text }: Verdict) => {
    results.push(result);
    display.end(index, harmless(MARKS[result] + text));
  };

  const datasets = new Datasets(host, join(base, "x.json"));
  const queue: { index: number; claim: Claim; job: Job }[] = [];
  for (const [index, claim] of claims.entries()) {
    const steps = stepsToCompare(claim, wanted);
    const found = await verifySettings(claim) ??
      (steps === null ? NO_HASH : await datasetFor(claim, datasets));
    if ("result" in found) tell(index, found);
    else queue.push({ index, claim, job: jobOf(claim, found, steps!) });
  }
  await runPool(queue.map(({ job }) => job), {
    jobs,
    onProgress: (place, progress) => display.update(queue[place].index, progress),
    onEnd: async (place, ending) => {
      const { index, claim } = queue[place];
      if (ending.kind === "outcome") tell(index, await compare(claim, ending));
      else if (ending.kind === "failure") {
        tell(index, { result: "not compared", text: ending.message });
      }
    },
  });

  const of = (result: Verdict["result"]) => results.filter((other) => other === result).length;
  const uncompared = of("not compared") + broken.length;
  host.print(
    `\n${plural(claims.length + broken.length, "run")}: ${of("same")} the same, ` +
      `${of("different")} different${uncompared > 0 ? `, ${uncompared} not compared` : ""}\n`,
  );
  const all = [...results, ...shown ? [shown.result] : []];
  if (all.includes("different")) return 1;
  return all.includes("not compared") || broken.length > 0 ? 2 : 0;
}

/** What a report or folder says. */
interface Claims {
  claims: Claim[];
  /** Why some runs say nothing. */
  broken: string[];
  /** The report's text, and that of the data in it; none of a folder. */
  page?: { text: string; data: string };
}

/** What the report or folder at `path` says of its runs. @throws InputError */
async function readClaims(path: string, typed: string): Promise<Claims> {
  const isFolder = await Deno.stat(path).then(
    ({ isDirectory }) => isDirectory,
    (error) => {
      throw new InputError(`Cannot read ${typed}: ${reasonOf(error)}`);
    },
  );
  if (!isFolder) {
    const bytes = await readBytes(path).catch((error) => {
      throw new InputError(`Cannot read ${typed}: ${reasonOf(error)}`);
    });
    const text = new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes);
    const data = dataText(text);
    if (data === undefined) throw new InputError(`${typed} is not a report of handgrad's`);
    const claims = claimsOf(data, typed);
    if (claims.length === 0) throw new InputError(`${typed} is a report without runs`);
    return { claims, broken: missingOf(data), page: { text, data } };
  }
  if (await isFile(join(path, "summary.json"))) {
    return { claims: [await readClaim(path, typed)], broken: [] };
  }
  const claims: Claim[] = [], broken: string[] = [];
  for (const { folder } of (await readRecord(path, typed)).runs) {
    try {
      claims.push(await readClaim(join(path, folder), `${typed.replace(/\/$/, "")}/${folder}`));
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      broken.push(error.message);
    }
  }
  return { claims, broken };
}

/** What the run was trained on, or why it cannot be had. */
async function datasetFor(claim: Claim, datasets: Datasets) {
  const { config, dataset: { name } } = claim;
  // Where names.txt could not be had, others stood in.
  const stoodIn = config.dataset.source === "names" && name === "first-names";
  const source = stoodIn ? "first-names" as const : config.dataset.source;
  try {
    const dataset = await datasets.get({ ...config.dataset, source });
    const [problem] = checkSize(config, dataset.summary.vocabulary.length);
    if (problem) throw new InputError(`${problem.path.join(".")} ${problem.message}`);
    return verifyDataset(claim, dataset) ?? dataset;
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    const hint = typeof source === "string"
      ? ""
      : `; --data names the folder that its path starts from`;
    return { result: "not compared", text: error.message + hint } as const;
  }
}

const isFile = (path: string): Promise<boolean> =>
  Deno.stat(path).then((info) => info.isFile, () => false);
