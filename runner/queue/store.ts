/**
 * Runs in the queue's database: the second kind of {@linkcode RunStore}.
 *
 * @module
 */
import { join } from "node:path";
import { reasonOf } from "../data/bytes.ts";
import { type Checkpoint, decodeCheckpoint } from "../store/checkpoint.ts";
import { beginningKey, goOnFrom, type Shorter } from "../store/continue.ts";
import { InputError } from "../errors.ts";
import { textHash } from "../store/hashes.ts";
import { writeTogether } from "../store/files.ts";
import { type Content, looksOf, type Run } from "../sweep/plan.ts";
import type { CheckpointBytes } from "../training/pool.ts";
import type { Evaluation, StoredRun } from "../results.ts";
import type { Found, Peeked } from "../store/resume.ts";
import type { RunStore } from "../store/run_store.ts";
import {
  CONTINUATION,
  decodeFinished,
  decodeRun,
  decodeSettings,
  encodeRun,
  type NewRun,
  RUN_FILES,
  type RunFiles,
} from "../store/store.ts";
import type { Database, Row, Sql } from "./database.ts";

/** The key of a run: of what makes its bits, and of what is recorded of it. */
export async function keyOf({ hash, config }: Pick<Run, "hash" | "config">): Promise<string> {
  return `${hash}-${(await textHash(looksOf(config))).slice(0, 16)}`;
}

export interface PostgresOptions {
  /** Who writes; default: nobody in particular. */
  worker?: string;
  /**
   * Called first in each transaction that writes; throws where the writer has lost the right to. With it, only runs
   * that were asked for are written.
   */
  fence?: (sql: Sql, what: "results" | "checkpoint") => Promise<void>;
  /** An experiment's folder that finished runs are copied into when they are found. */
  copies?: string;
}

/** A run as others are asked to train it. */
export interface Asked {
  run: Run;
  experiment: string;
  /** The dataset's. */
  content: Content;
  /** The text that it is trained on, by its id. */
  text: string | null;
}

export class PostgresStore implements RunStore {
  readonly #database: Database;
  readonly #options: PostgresOptions;
  /** Keys of which there was nothing when it was looked. */
  #absent = new Set<string>();

  constructor(database: Database, options: PostgresOptions = {}) {
    this.#database = database;
    this.#options = options;
  }

  /** Looks for many runs at once, so that of those that are not there none is asked for alone. */
  async look(runs: readonly Run[]): Promise<void> {
    const keys = await Promise.all(runs.map(keyOf));
    const rows = await this.#database.query(
      "select key from handgrad.result where key = any($1) union select key from handgrad.checkpoint where key = any($1)",
      [keys],
    );
    this.#absent = new Set(keys).difference(new Set(rows.map(({ key }) => key)));
  }

  async find(run: Run, force = false): Promise<Found> {
    const key = await keyOf(run), warnings: string[] = [];
    if (this.#absent.delete(key)) return { warnings };
    if (force) {
      await this.#write((sql) => removeCheckpoint(sql, key));
      return { warnings };
    }
    try {
      const finished = await this.#finished(key, run, this.#options.copies);
      if (finished) return { finished, warnings };
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      warnings.push(`${error.message}; the run is trained again`);
      await this.#write((sql) =>
        sql.executeSql("delete from handgrad.result where key = $1", [key])
      );
    }
    const bytes = await this.#checkpointBytes(key);
    if (bytes === undefined) return { warnings };
    try {
      return { from: await decodeCheckpoint(bytes, run), warnings };
    } catch (error) {
      warnings.push(`the checkpoint of ${run.folder} cannot be used: ${reasonOf(error)}`);
      await this.#write((sql) => removeCheckpoint(sql, key));
      return { warnings };
    }
  }

  async peek(run: Run): Promise<Peeked> {
    const key = await keyOf(run);
    if (await this.#finished(key, run).catch(() => undefined)) return { state: "finished" };
    try {
      return { state: "saved", step: (await this.checkpoint(run)).state.step };
    } catch {
      return { state: "new" };
    }
  }

  async checkpoint(run: Run): Promise<Checkpoint> {
    const bytes = await this.#checkpointBytes(await keyOf(run));
    if (bytes === undefined) throw new Deno.errors.NotFound(`${run.folder} has no checkpoint`);
    return await decodeCheckpoint(bytes, run);
  }

  /** @param evaluations of one that has paused, for whoever decides what becomes of it */
  async saveCheckpoint(
    run: Run,
    bytes: CheckpointBytes,
    step = 0,
    evaluations?: readonly Evaluation[],
  ): Promise<void> {
    const key = await keyOf(run);
    await this.#write(async (sql) => {
      if (!this.#options.fence) await ensureRun(sql, key, run);
      await putCheckpoint(sql, key, bytes, step, evaluations);
    });
  }

  async write(run: NewRun): Promise<StoredRun> {
    const { config, summary } = run, { hash, seed, dataset, variant, experiment } = summary;
    const key = await keyOf({ hash, config });
    const { files, tables } = encodeRun(run), names = Object.keys(files);
    const bytes = Object.values(files).map((content) =>
      typeof content === "string" ? new TextEncoder().encode(content) : content
    );
    const asked = { folder: run.folder, config, seed, hash, variant };
    await this.#write(async (sql) => {
      if (!this.#options.fence) await ensureRun(sql, key, asked, experiment, dataset);
      await removeCheckpoint(sql, key);
      await sql.executeSql(
        `with gone as (delete from handgrad.progress where key = $1), old as (delete from handgrad.file where key = $1 and not name = any($7))
         insert into handgrad.result (key, worker, status, losses, weights, final) values ($1, $2, $3, $4, $5, $6)
         on conflict (key) do update set worker = excluded.worker, status = excluded.status, losses = excluded.losses,
           weights = excluded.weights, final = excluded.final, finished = clock_timestamp()`,
        [key, this.#options.worker ?? "", summary.status, ...hashesOf(summary.hashes), names],
      );
      await sql.executeSql(
        `insert into handgrad.file (key, name, bytes) select $1, * from unnest($2::text[], $3::bytea[])
         on conflict (key, name) do update set bytes = excluded.bytes`,
        [key, names, bytes.map(asBuffer)],
      );
    }, "results");
    const written = new Map(names.map((name, i) => [name, bytes[i]]));
    return decodeRun(filesOf(run.folder, written), run.folder, tables);
  }

  async before(run: Run, content: Content): Promise<Checkpoint | string | undefined> {
    const rows = await this.#database.query(
      `select key from handgrad.run join handgrad.result using (key)
       where beginning = $1 and steps < $2 and status = 'finished' order by steps desc limit 10`,
      [await beginningOf(run, content), run.config.training.steps],
    );
    const shorter: Shorter[] = [];
    for (const { key } of rows) {
      const files = await this.#files(key, ["config.json", "summary.json", CONTINUATION]);
      const continuation = files.get(CONTINUATION);
      const settings = await decodeSettings(filesOf(key, files)).catch(() => undefined);
      if (!continuation || !settings) continue;
      shorter.push({ ...settings, continuation: () => Promise.resolve(continuation) });
    }
    return await goOnFrom(shorter, run);
  }

  /** Writes down which runs others are asked to train. */
  async ask(asked: readonly Asked[], sql: Sql): Promise<void> {
    const rows = await Promise.all(asked.map(async ({ run, experiment, content, text }) => ({
      key: await keyOf(run),
      ...rowOf(run),
      experiment,
      text,
      beginning: await beginningOf(run, content),
    })));
    await sql.executeSql(
      `insert into handgrad.run (key, hash, seed, steps, experiment, variant, config, text, beginning)
       select key, hash, seed, steps, experiment, variant, config, text, beginning
       from json_populate_recordset(null::handgrad.run, $1)
       on conflict (key) do update set asked = now(), text = coalesce(excluded.text, run.text)`,
      [JSON.stringify(rows)],
    );
  }

  /** @param copies a folder that its files are copied into */
  async #finished(key: string, run: Run, copies?: string): Promise<StoredRun | undefined> {
    const files = await this.#files(key);
    if (!files.has("summary.json")) return undefined;
    const finished = await decodeFinished(filesOf(run.folder, files), run);
    if (finished && copies !== undefined) await copyInto(join(copies, run.folder), files);
    return finished;
  }

  async #files(key: string, names?: string[]): Promise<Map<string, CheckpointBytes>> {
    const rows = await this.#database.query(
      "select name, bytes from handgrad.file where key = $1 and ($2::text[] is null or name = any($2))",
      [key, names ?? null],
    );
    return new Map(rows.map(({ name, bytes }) => [name, ownBytes(bytes)]));
  }

  async #checkpointBytes(key: string): Promise<CheckpointBytes | undefined> {
    const [row] = await this.#database.query(
      "select bytes from handgrad.checkpoint where key = $1",
      [key],
    );
    return row && ownBytes(row.bytes);
  }

  async #write(
    steps: (sql: Sql) => Promise<unknown>,
    what: "results" | "checkpoint" = "checkpoint",
  ): Promise<void> {
    await this.#database.transaction(async (sql) => {
      await this.#options.fence?.(sql, what);
      await steps(sql);
    });
  }
}

/** What a run's hashes are in the order of the columns. */
export const hashesOf = (
  { losses, weights, final }: { losses: string; weights: string; final: string },
): [string, string, string] => [losses, weights, final];

/** The driver's own bytes lie in a larger buffer. */
const ownBytes = (bytes: Uint8Array): CheckpointBytes => new Uint8Array(bytes);
/** As the driver knows bytes. */
const asBuffer = (bytes: Uint8Array): Uint8Array =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);

const filesOf = (place: string, files: ReadonlyMap<string, CheckpointBytes>): RunFiles => ({
  place: `the database's ${place}`,
  read: (file) => Promise.resolve(files.get(file)),
});

const beginningOf = ({ config, seed }: Pick<Run, "config" | "seed">, content: Content) =>
  textHash(beginningKey(config, seed, content));

const rowOf = ({ config, seed, hash, variant }: Omit<Run, "folder">): Row => ({
  hash,
  seed,
  steps: config.training.steps,
  variant,
  config: JSON.stringify(config),
});

/** Makes the row that all else of a run refers to. */
async function ensureRun(
  sql: Sql,
  key: string,
  run: Run,
  experiment = "",
  content?: Content,
): Promise<void> {
  const { hash, seed, steps, variant, config } = rowOf(run);
  const beginning = content ? await beginningOf(run, content) : "";
  await sql.executeSql(
    `insert into handgrad.run (key, hash, seed, steps, experiment, variant, config, beginning)
     values ($1, $2, $3, $4, $5, $6, $7, $8)
     on conflict (key) do update set beginning = excluded.beginning where run.beginning = ''`,
    [key, hash, seed, steps, experiment, variant, config, beginning],
  );
}

const removeCheckpoint = (sql: Sql, key: string) =>
  sql.executeSql("delete from handgrad.checkpoint where key = $1", [key]);

export const putCheckpoint = (
  sql: Sql,
  key: string,
  bytes: CheckpointBytes,
  step: number,
  evaluations?: readonly Evaluation[],
) =>
  sql.executeSql(
    `insert into handgrad.checkpoint (key, bytes, step, evaluations) values ($1, $2, $3, $4)
     on conflict (key) do update set bytes = excluded.bytes, step = excluded.step, evaluations = excluded.evaluations, saved = clock_timestamp()`,
    [key, asBuffer(bytes), step, evaluations ? JSON.stringify(evaluations) : null],
  );

/** Writes a run's files into a folder, unless they are there. */
async function copyInto(
  folder: string,
  files: ReadonlyMap<string, CheckpointBytes>,
): Promise<void> {
  const summary = files.get("summary.json")!;
  const there = await Deno.readFile(join(folder, "summary.json")).catch(() => undefined);
  if (there?.toHex() === summary.toHex()) return;
  const names = [
    ...RUN_FILES.filter((name) => name !== "summary.json"),
    CONTINUATION,
    "summary.json",
  ];
  await writeTogether(
    folder,
    Object.fromEntries(names.flatMap((name) => files.has(name) ? [[name, files.get(name)!]] : [])),
  );
}
