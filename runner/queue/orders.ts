/**
 * From a job of the queue to a run that can be trained. Whatever the database holds may be anybody's, and is checked as
 * the user's files are; a path in it is never followed.
 *
 * @module
 */
import { z } from "zod";
import { type ArithmeticName, whyNot } from "../../core/arithmetic.ts";
import { Recent } from "../../core/recent.ts";
import { checkBatches, checkBeginning, checkRun, checkSize } from "../config/config_checks.ts";
import type { Dataset } from "../data/dataset.ts";
import { datasetOf } from "../data/load_dataset.ts";
import { sortedJson } from "../sorted_json.ts";
import { type Run, runHash } from "../sweep/plan.ts";
import type { RunConfig } from "../schema/schema.ts";
import { type Problem, showPath } from "../schema/schema_errors.ts";
import { checkConfig } from "../store/stored_schema.ts";
import type { Database } from "./database.ts";
import type { JobData } from "./jobs.ts";
import { keyOf } from "./store.ts";
import { getText } from "./texts.ts";

const JobSchema: z.ZodType<JobData> = z.strictObject({
  key: z.string().regex(/^[0-9a-f]{64}-[0-9a-f]{16}$/),
  pauseAt: z.int().min(1).optional(),
  audit: z.string().max(200).optional(),
});

/** A run to train, and all that it takes. */
export interface Order {
  job: JobData;
  run: Run;
  experiment: string;
  dataset: Dataset;
  /** Whether its results are there already, so that there is nothing to do. */
  isFinished: boolean;
  /** Whether it has a checkpoint. */
  isBegun: boolean;
  /** Whether there may be a shorter run that it can go on from. */
  hasShorter: boolean;
}

/** How many datasets are kept, as {@linkcode Trainer} does. */
const KEPT = 4;

/** Reads what jobs ask for. */
export class Orders {
  readonly #database: Database;
  readonly #datasets = new Recent<string, { dataset?: Promise<Dataset> }>(KEPT);

  constructor(database: Database) {
    this.#database = database;
  }

  /** @throws Error where the job asks for nothing that can be trained here; the message says why */
  async read(data: unknown): Promise<Order> {
    const { data: job } = JobSchema.safeParse(data);
    if (job === undefined) throw new Error("it is no job of handgrad's");
    const [row] = await this.#database.query(
      `select hash, seed, experiment, variant, config, text,
         exists (select from handgrad.result where key = $1) as finished,
         exists (select from handgrad.checkpoint where key = $1) as begun,
         exists (select from handgrad.run other join handgrad.result using (key)
           where other.beginning = run.beginning and other.steps < run.steps and status = 'finished') as shorter
       from handgrad.run where key = $1`,
      [job.key],
    );
    if (row === undefined) throw new Error("there is no such run");
    const config = wholeConfig(JSON.parse(row.config));
    const seed = Number(row.seed), hash: string = row.hash;
    if (!(Number.isInteger(seed) && seed >= 0 && seed <= 0xffff_ffff)) {
      throw new Error(`its seed is ${row.seed}`);
    }
    const { arithmetic } = config;
    const why = whyNot(arithmetic as ArithmeticName);
    if (why !== null) throw new Error(why);
    refuse(checkRun(config));
    const dataset = await this.#dataset(row.text, config.dataset);
    const { summary } = dataset, { train } = summary.examples;
    refuse([
      ...checkSize(config, summary.vocabulary.length, train),
      ...checkBatches(config, train),
      ...checkBeginning(config, summary),
    ]);
    const run = { folder: job.key, variant: row.variant, seed, config, hash };
    if (await runHash(config, seed, summary) !== hash || await keyOf(run) !== job.key) {
      throw new Error("it is not the run that its hash stands for");
    }
    const { finished: isFinished, begun: isBegun, shorter: hasShorter } = row;
    return { job, run, experiment: row.experiment, dataset, isFinished, isBegun, hasShorter };
  }

  #dataset(text: string | null, config: Run["config"]["dataset"]): Promise<Dataset> {
    if (text === null) throw new Error("nobody has sent its text");
    const kept = this.#datasets.get(`${text} ${sortedJson(config)}`, () => ({}));
    kept.dataset ??= getText(this.#database, text, config).then((text) => datasetOf(text, config));
    kept.dataset.catch(() => kept.dataset = undefined);
    return kept.dataset;
  }
}

/** A config as it was planned: with every default, in the order of its keys, so that its file has the same bytes. */
function wholeConfig(value: unknown): RunConfig {
  if (sortedJson(checkConfig(value)) !== sortedJson(value)) {
    throw new SyntaxError("its config leaves something out");
  }
  return Object.freeze(value as RunConfig);
}

function refuse([problem]: readonly Problem[]): void {
  if (problem !== undefined) throw new Error(`${showPath(problem.path)} ${problem.message}`);
}
