/**
 * The other side of the queue: sends runs to it, and hears what becomes of them.
 *
 * @module
 */
import { z } from "zod";
import type { Progress } from "../training/job.ts";
import type { SourceText } from "../data/lines.ts";
import type { Run } from "../sweep/plan.ts";
import type { Evaluation } from "../results.ts";
import { NUMERICS_VERSION } from "../numerics.ts";
import type { Database } from "./database.ts";
import { type Aside, type JobData, type Jobs, queueName } from "./jobs.ts";
import { keyOf, PostgresStore } from "./store.ts";
import { putText } from "./texts.ts";

/** A run to send. */
export interface ToSend {
  run: Run;
  experiment: string;
  /** What it is trained on. */
  text: SourceText;
  pauseAt?: number;
}

/** So many runs are sent at once. */
const BATCH = 500;

/** Sends runs, their texts and settings first. What waits already, or is being trained, is not sent again. */
export async function publish(
  { database, jobs }: { database: Database; jobs: Jobs },
  runs: readonly ToSend[],
): Promise<void> {
  const store = new PostgresStore(database);
  const nameOf = ({ run }: ToSend) => queueName(run.config.arithmetic!, NUMERICS_VERSION);
  await jobs.prepare([...new Set(runs.map(nameOf))]);
  for (let from = 0; from < runs.length; from += BATCH) {
    const some = runs.slice(from, from + BATCH);
    await database.transaction(async (sql) => {
      const ids = new Map<SourceText, string>();
      for (const { text } of some) if (!ids.has(text)) ids.set(text, await putText(text, sql));
      const asked = some.map(({ run, experiment, text }) => (
        { run, experiment, content: text, text: ids.get(text)! }
      ));
      await store.ask(asked, sql);
      for (const [name, group] of Map.groupBy(some, nameOf)) {
        const data = group.map(async ({ run, pauseAt }): Promise<JobData> => ({
          key: await keyOf(run),
          ...pauseAt === undefined ? {} : { pauseAt },
        }));
        await jobs.send(name, await Promise.all(data), { sql });
      }
    });
  }
}

/** What is new of some runs. */
export interface News {
  finished: string[];
  paused: { key: string; step: number; evaluations: Evaluation[] }[];
  aside: Aside[];
  moved: { key: string; worker: string; progress: Progress }[];
}

const Seconds = z.number().min(0);
const ProgressSchema = z.object({
  kind: z.literal("progress"),
  step: z.int().min(0),
  steps: z.int().min(0),
  loss: z.number().nullable().transform((loss) => loss ?? NaN),
  stepSeconds: Seconds,
  evaluating: z.boolean(),
  evaluated: z.object({ share: z.number().min(0).max(1), seconds: Seconds }).nullable(),
});
const EvaluationsSchema = z.array(z.object({
  step: z.int(),
  split: z.enum(["train", "val", "test"]),
  statistics: z.enum(["running", "calibrated", "own", "none"]),
  loss: z.number().nullable(),
}));

/** Hears of runs. Workers may have written anything: what is no progress, or are no evaluations, is left out. */
export class Listener {
  readonly #queue: { database: Database; jobs: Jobs };
  /** The latest progress told of each. */
  readonly #told = new Map<string, string>();

  constructor(queue: { database: Database; jobs: Jobs }) {
    this.#queue = queue;
  }

  /** What is new of the runs of these keys. */
  async news(keys: readonly string[]): Promise<News> {
    const { database, jobs } = this.#queue;
    const finished = await database.query(
      "select key from handgrad.result where key = any($1)",
      [keys],
    );
    const paused = await database.query(
      "select key, step, evaluations from handgrad.checkpoint where evaluations is not null and key = any($1)",
      [keys],
    );
    const moved = await database.query(
      "select key, worker, state from handgrad.progress where key = any($1)",
      [keys],
    );
    return {
      finished: finished.map(({ key }) => key),
      paused: paused.flatMap(({ key, step, evaluations }) => {
        const { data } = EvaluationsSchema.safeParse(parse(evaluations));
        return data ? [{ key, step: Number(step), evaluations: data }] : [];
      }),
      aside: await jobs.aside(keys),
      moved: moved.flatMap(({ key, worker, state }) => {
        if (this.#told.get(key) === state) return [];
        this.#told.set(key, state);
        const { data } = ProgressSchema.safeParse(parse(state));
        return data ? [{ key, worker, progress: data }] : [];
      }),
    };
  }
}

function parse(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}
