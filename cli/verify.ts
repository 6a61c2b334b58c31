/**
 * `deno task verify`: trains again what a report or a run's folder tells of, and compares every bit.
 *
 * @module
 */
import { dirname, join } from "node:path";
import type { ShownRun } from "../reports/shown_run.ts";
import { unpackShown } from "../reports/shown.ts";
import { readLinesOf } from "../runner/store/text_store.ts";
import { remade, verifyShown } from "./verify_shown.ts";
import type { StoredRun } from "../runner/results.ts";
import { datasetFor, keptLines } from "./verify_data.ts";
import { dataText } from "../reports/page_data.ts";
import { readBytes, reasonOf } from "../runner/data/bytes.ts";
import { type Claim, claimsOf, missingOf, readClaim } from "../runner/checks/claims.ts";
import { InputError } from "../runner/errors.ts";
import { didYouMeanFolder } from "../runner/near_path.ts";
import { readExperiment, readRecord } from "../runner/store/experiment_store.ts";
import type { Job } from "../runner/training/job.ts";
import { runPool } from "../runner/training/pool.ts";
import {
  compare,
  jobOf,
  stepsToCompare,
  type Verdict,
  verifySettings,
} from "../runner/checks/verify.ts";
import { plural } from "../reports/format.ts";
import { onePath, parseArguments } from "./arguments.ts";
import type { Datasets } from "../conduct/datasets.ts";
import { datasetsOf } from "./datasets_of.ts";
import { fromUser, type Host } from "./host.ts";
import { ProgressDisplay } from "./progress.ts";
import { isFile } from "./run_folder.ts";
import { harmless } from "../conduct/harmless.ts";
import { verifyFolderPage, verifyPage } from "./verify_page.ts";

const MARKS = { same: "", different: "DIFFERENT: ", "not compared": "NOT COMPARED: " };
/** Of a run that was trained on them; why is told once for all. */
const KEPT = "trained on its kept lines";
const NO_HASH = { result: "not compared", text: "there is no hash of so few losses" } as const;

/** @returns the exit code */
export async function verifyCommand(args: readonly string[], host: Host): Promise<number> {
  const { positional, text, count } = parseArguments("verify", args, {
    help: "flag",
    steps: "text",
    data: "text",
    jobs: "text",
  });
  const jobs = count("jobs", 1) ?? host.cores();
  const wanted = count("steps", 1);
  const typed = onePath("report or run", positional, "deno task verify results/bn/report.html");
  const { claims, broken, page, ofFolder, kept, command } = await readClaims(
    fromUser(host, typed),
    typed,
  );
  for (const problem of broken) host.complain(`Not compared: ${problem}\n`);
  const shown = page ? await verifyPage(page.text, page.data) : await ofFolder?.();
  if (shown) host.print(harmless(`${MARKS[shown.result]}${shown.text}\n\n`));

  const display = new ProgressDisplay(
    host,
    claims.map(({ variant, seed, folder }) => harmless(folder || `${variant} (seed ${seed})`)),
  );
  const steps = claims.map((claim) => stepsToCompare(claim, wanted) ?? 0);
  display.begin(new Map(steps.entries()), 0);
  const results: Verdict["result"][] = [];
  const tell = (index: number, { result, text }: Verdict) => {
    results.push(result);
    display.end(index, harmless(MARKS[result] + text), {
      state: result === "different" ? "failed" : "finished",
    });
  };

  const places = placesOf(host, text("data"), command);
  // Only of whole trainings can all be compared that a page shows.
  const drawn = page && shown && shown.result !== "not compared" && wanted === undefined
    ? runsIn(page.data)
    : undefined;
  const again: StoredRun[] = [];
  /** Why which runs were trained on the lines that were kept with them. */
  const reasons = new Map<string, number>();
  const queue: { index: number; claim: Claim; job: Job; instead?: string }[] = [];
  for (const [index, claim] of claims.entries()) {
    const steps = stepsToCompare(claim, wanted);
    const found = await verifySettings(claim) ??
      (steps === null ? NO_HASH : await datasetFor(claim, places, kept[index]));
    if ("result" in found) tell(index, found);
    else {
      const { dataset, instead } = found;
      queue.push({
        index,
        claim,
        job: jobOf(claim, dataset, steps!, drawn !== undefined),
        instead,
      });
    }
  }
  await runPool(queue.map(({ job }) => job), {
    jobs,
    onProgress: (place, progress) => display.update(queue[place].index, progress),
    onEnd: async (place, ending) => {
      const { index, claim, job, instead } = queue[place];
      if (ending.kind === "outcome") {
        const { result, text } = await compare(claim, ending);
        const run = result === "same" && drawn?.[index];
        if (run) again[index] = await remade(run, ending, job.dataset);
        if (instead !== undefined) reasons.set(instead, (reasons.get(instead) ?? 0) + 1);
        tell(index, { result, text: instead === undefined ? text : `${text}; ${KEPT}` });
      } else if (ending.kind === "failure") {
        tell(index, { result: "not compared", text: ending.message });
      }
    },
  });

  for (const [why, runs] of reasons) {
    host.print(harmless(
      `\n${plural(runs, "run")} ${
        runs === 1 ? "was" : "were"
      } trained on the lines that were kept, ` +
        `since the file could not be compared: ${why}\n`,
    ));
  }
  const isWhole = drawn !== undefined && claims.every((_, index) => index in again);
  const held = isWhole ? await verifyShown(page!.data, again) : undefined;
  if (held) host.print(harmless(`\n${MARKS[held.result]}${held.text}\n`));

  const of = (result: Verdict["result"]) => results.filter((other) => other === result).length;
  const uncompared = of("not compared") + broken.length;
  host.print(
    `\n${plural(claims.length + broken.length, "run")}: ${of("same")} the same, ` +
      `${of("different")} different${uncompared > 0 ? `, ${uncompared} not compared` : ""}\n`,
  );
  const all = [...results, ...shown ? [shown.result] : [], ...held ? [held.result] : []];
  if (all.includes("different")) return 1;
  return all.includes("not compared") || broken.length > 0 ? 2 : 0;
}

/** What a report or folder says. */
interface Claims {
  claims: Claim[];
  /** Why some runs say nothing. */
  broken: string[];
  /** Of each run, the lines that were kept of its text. */
  kept: (string[] | undefined)[];
  /** The command that made it, as far as it is known. */
  command: string;
  /** The report's text, and that of the data in it; none of a folder. */
  page?: { text: string; data: string };
  /** How the report in an experiment's folder compares with its files; none where there is no report. */
  ofFolder?: () => Promise<Verdict>;
}

/** What the report or folder at `path` says of its runs. @throws InputError */
async function readClaims(path: string, typed: string): Promise<Claims> {
  const isFolder = await Deno.stat(path).then(
    ({ isDirectory }) => isDirectory,
    async (error) => {
      const other = await didYouMeanFolder(path, typed, "experiment.json", "summary.json");
      throw new InputError(`Cannot read ${typed}: ${reasonOf(error)}${other}`);
    },
  );
  if (!isFolder) {
    const text = await readPage(path).catch((error) => {
      throw new InputError(`Cannot read ${typed}: ${reasonOf(error)}`);
    });
    const data = dataText(text);
    if (data === undefined) throw new InputError(`${typed} is not a report of handgrad's`);
    const claims = claimsOf(data, typed);
    if (claims.length === 0) throw new InputError(`${typed} is a report without runs`);
    return {
      claims,
      broken: missingOf(data),
      kept: keptLines(data),
      command: commandIn(data),
      page: { text, data },
    };
  }
  if (await isFile(join(path, "summary.json"))) {
    const claim = await readClaim(path, typed);
    const above = join(path, "..");
    const command = await readRecord(above, typed).then(({ command }) => command, () => "");
    return { claims: [claim], broken: [], kept: [await linesIn(above, claim)], command };
  }
  const claims: Claim[] = [], broken: string[] = [], kept: Claims["kept"] = [];
  const { runs, command } = await readRecord(path, typed);
  for (const { folder, stopped } of runs) {
    if (stopped !== undefined) continue;
    try {
      const claim = await readClaim(join(path, folder), `${typed.replace(/\/$/, "")}/${folder}`);
      kept.push(await linesIn(path, claim));
      claims.push(claim);
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      broken.push(error.message);
    }
  }
  const report = join(path, "report.html");
  const ofFolder = await isFile(report) && broken.length === 0
    ? async () => {
      const text = await readPage(report);
      return verifyFolderPage(text, dataText(text), await readExperiment(path, typed));
    }
    : undefined;
  return { claims, broken, kept, command, ofFolder };
}

/**
 * Where the paths of data files may start: where --data says; else in experiments/ or beside the config that the
 * command named.
 */
function placesOf(host: Host, data: string | undefined, command: string): Datasets[] {
  const project = join(host.results(), "..");
  const config = /^deno task run ([^\s'"]+)/.exec(command)?.[1];
  const folders = data !== undefined ? [fromUser(host, data)] : [
    join(project, "experiments"),
    ...config === undefined
      ? []
      : [dirname(fromUser(host, config)), dirname(join(project, config))],
  ];
  return [...new Set(folders)].map((folder) => datasetsOf(host, join(folder, "x.json")));
}

/** The runs that a page shows, in its order; undefined where its data are damaged. */
function runsIn(data: string): ShownRun[] | undefined {
  try {
    return unpackShown(JSON.parse(data)).flatMap(({ runs }) => runs);
  } catch {
    return undefined;
  }
}

/** The command that made the first experiment of a page; nothing where it does not say. */
function commandIn(data: string): string {
  try {
    return unpackShown(JSON.parse(data))[0]?.command ?? "";
  } catch {
    return "";
  }
}

/** The lines that an experiment's folder keeps of a run's text. */
const linesIn = (folder: string, { config, dataset }: Claim): Promise<string[] | undefined> =>
  readLinesOf(folder, config, dataset).catch(() => undefined);

/** A page's text, with its byte order mark. */
const readPage = async (path: string): Promise<string> =>
  new TextDecoder("utf-8", { ignoreBOM: true }).decode(await readBytes(path));
