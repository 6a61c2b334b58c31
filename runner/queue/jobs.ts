/**
 * The queue: pg-boss (https://timgit.github.io/pg-boss) in the schema {@linkcode BOSS_SCHEMA}. It gives each job to one
 * worker at a time, and to another where that one's heartbeats stop; after {@linkcode CRASHES} of these it sets the job
 * aside. A job may be carried out more than once, and what an earlier worker says of it is not taken: whatever is
 * stored must be stored in one transaction with {@linkcode Jobs.complete}.
 *
 * @module
 */
import type { ArithmeticName } from "../../core/arithmetic.ts";
import { InputError } from "../errors.ts";
import { describeAddress } from "./address.ts";
import { type Database, isLoss, type Sql } from "./database.ts";
import { loadBoss, type PgBoss } from "./drivers.ts";
import { BOSS_SCHEMA, changingSchema } from "./schema.ts";

/** So many crashes set a run aside. */
export const CRASHES = 3;
/** A worker that is silent for so long has lost its runs, which is looked for so often. Together less than 30. */
const HEARTBEAT = 20, SUPERVISION = 2; // s
/** What pg-boss allows a job at most: a worker gives longer ones back before. */
export const LONGEST = 24 * 60 * 60; // s
const YEAR = 365 * 24 * 60 * 60; // s
const HOUR = 60 * 60; // s

/** Where jobs go that are set aside. */
const ASIDE = "handgrad-aside";

/** What a job says: which run to train, and how far. */
export interface JobData {
  /** The run's. */
  key: string;
  /** Pause after so many steps. */
  pauseAt?: number;
  /** Train it again, and compare; the name of the worker that did it first, who must not. */
  audit?: string;
}

/** A job that a worker has. */
export interface Taken {
  id: string;
  /** Its queue. */
  name: string;
  /** How often it was given to a worker before; with it, pg-boss tells this worker's word from an earlier one's. */
  retryCount: number;
  /** Anybody may have written it. */
  data: unknown;
}

/** A job that was set aside. */
export interface Aside {
  key: string;
  why: string;
}

/** The queue of runs that need the same of a machine. */
export const queueName = (arithmetic: ArithmeticName, numerics: number): string =>
  `handgrad-${numerics}-${arithmetic}`;

export class Jobs {
  readonly #boss: PgBoss;
  readonly #database: Database;
  #names = new Set<string>();

  private constructor(boss: PgBoss, database: Database) {
    this.#boss = boss;
    this.#database = database;
  }

  /**
   * Opens the queue, and makes it where there is none yet.
   *
   * @throws InputError where this user may not make it, or it is of another version
   */
  static async open(database: Database): Promise<Jobs> {
    const PgBoss = await loadBoss();
    const create = (options: { migrate: boolean }) => {
      const boss = new PgBoss({
        db: database,
        schema: BOSS_SCHEMA,
        schedule: false,
        registerInstance: false,
        reindex: false,
        monitorVacuum: false,
        openTelemetry: { enabled: false },
        superviseIntervalSeconds: SUPERVISION,
        monitorIntervalSeconds: SUPERVISION,
        ...options,
      });
      // What a timer of its own could not do it does at the next turn; what we ask for throws.
      boss.on("error", () => {});
      boss.on("warning", () => {});
      return boss;
    };
    const start = async () => {
      const boss = create({ migrate: false });
      await database.lasting(() => boss.start());
      return boss;
    };
    const where = describeAddress(database.address);
    const boss = await start().catch(async (error) => {
      if (!/not installed|requires migrations/.test(error.message)) throw error;
      const installing = create({ migrate: true });
      // One process makes it; others that start at the same time wait for that, and find it.
      await changingSchema(database, () => installing.start()).catch((error) => {
        if (isLoss(error) || !/permission denied|may not do that/.test(error.message)) throw error;
        throw new InputError(
          `${where} has no queue of this handgrad yet, and ${database.address.user} may not make one: let its owner start deno task run … --queue … first`,
        );
      });
      await installing.stop({ graceful: false });
      return await start().catch((error) => {
        if (!/requires migrations/.test(error.message)) throw error;
        throw new InputError(`The queue in ${where} is of a newer handgrad: update handgrad here`);
      });
    });
    const jobs = new Jobs(boss, database);
    await jobs.#look();
    return jobs;
  }

  /** Makes the queues that are not there yet. */
  async prepare(names: readonly string[]): Promise<void> {
    if (!this.#names.has(ASIDE)) {
      await this.#boss.createQueue(ASIDE, { retentionSeconds: YEAR, deleteAfterSeconds: HOUR });
    }
    for (const name of names) {
      if (this.#names.has(name)) continue;
      await this.#boss.createQueue(name, {
        policy: "exclusive",
        retryLimit: CRASHES - 1,
        deadLetter: ASIDE,
        heartbeatSeconds: HEARTBEAT,
        expireInSeconds: LONGEST,
        retentionSeconds: YEAR,
        deleteAfterSeconds: HOUR,
      });
    }
    await this.#look();
  }

  async #look(): Promise<void> {
    const rows = await this.#database.query(`select name from ${BOSS_SCHEMA}.queue`);
    this.#names = new Set(rows.map(({ name }) => name));
  }

  /** Sends jobs to a queue. A run that waits there or is being trained is not sent again. */
  async send(
    name: string,
    jobs: readonly JobData[],
    { sql = this.#database, after = 0 }: { sql?: Sql; after?: number } = {},
  ): Promise<void> {
    const startAfter = after || undefined;
    await this.#boss.insert(
      name,
      jobs.map((data) => ({
        data,
        singletonKey: data.audit === undefined ? data.key : `audit-${data.key}`,
        startAfter,
      })),
      { db: sql },
    );
  }

  /** Takes a job of the first of these queues that has one. */
  async take(names: readonly string[]): Promise<Taken | undefined> {
    for (const name of names) {
      if (!this.#names.has(name)) continue;
      const [job] = await this.#database.lasting(() => this.#boss.fetch(name));
      if (job) {
        return { id: job.id, name, retryCount: job.retryCount, data: job.data };
      }
    }
  }

  /** Looks which queues have been made since. */
  refresh(): Promise<void> {
    return this.#look();
  }

  /** Says that these are still being worked at. @returns those that are another's by now */
  async beat(taken: readonly Taken[]): Promise<Taken[]> {
    const lost: Taken[] = [];
    for (const [name, some] of Map.groupBy(taken, ({ name }) => name)) {
      const { settled = [] } = await this.#database.lasting(() =>
        this.#boss.touch(name, some.map(fenced))
      );
      lost.push(...some.filter(({ id }) => !settled.includes(id)));
    }
    return lost;
  }

  /** Holds a job in a transaction, so that nobody takes it meanwhile. @throws Lost where it is another's by now */
  async hold(taken: Taken, sql: Sql): Promise<void> {
    const { settled } = await this.#boss.touch(taken.name, [fenced(taken)], { db: sql });
    if (settled?.length !== 1) throw new Lost();
  }

  /** Ends a job. @throws Lost where it is another's by now */
  async complete(taken: Taken, sql: Sql): Promise<void> {
    const done = await this.#boss.complete(taken.name, [fenced(taken)], null, { db: sql });
    if (done.settled?.length !== 1) throw new Lost();
  }

  /** Counts a crash; the job is given to a worker again, or set aside. */
  async fail(taken: Taken, why: string): Promise<void> {
    await this.#database.lasting(() =>
      this.#boss.fail(taken.name, [fenced(taken)], { message: why })
    );
  }

  /** Which runs wait, by their queues; those for audits too. */
  async waiting(): Promise<Map<string, number>> {
    const rows = await this.#database.query(
      `select name, count(*)::int as count from ${BOSS_SCHEMA}.job where state in ('created', 'retry') and name <> $1 group by name`,
      [ASIDE],
    );
    return new Map(rows.map(({ name, count }) => [name, count]));
  }

  /** Which of these runs wait or are being trained. */
  async live(keys: readonly string[]): Promise<Set<string>> {
    const rows = await this.#database.query(
      `select data->>'key' as key from ${BOSS_SCHEMA}.job where state in ('created', 'retry', 'active') and name <> $2 and data->>'key' = any($1)`,
      [keys, ASIDE],
    );
    return new Set(rows.map(({ key }) => key));
  }

  /** The jobs set aside, all or those of these runs. */
  async aside(keys?: readonly string[]): Promise<Aside[]> {
    const rows = await this.#database.query(
      `select data->>'key' as key, coalesce(source_output, output) as output from ${BOSS_SCHEMA}.job
       where name = $1 and state in ('created', 'retry') and ($2::text[] is null or data->>'key' = any($2)) order by created_on`,
      [ASIDE, keys ?? null],
    );
    return rows.map(({ key, output }) => ({ key: `${key}`, why: whyAside(output) }));
  }

  /** Sends what was set aside again. @returns how many */
  async again(): Promise<number> {
    await this.prepare([]);
    return await this.#boss.redrive(ASIDE, { limit: 100_000 });
  }

  async close(): Promise<void> {
    await this.#boss.stop({ graceful: false, close: false });
  }
}

/** What the worker was doing is another's by now. */
export class Lost extends Error {
  override name = "Lost";
}

const fenced = ({ id, retryCount }: Taken) => ({ id, retryCount });

function whyAside(output: { message?: unknown; value?: { message?: unknown } } | null): string {
  const message = output?.message ?? output?.value?.message;
  if (message === "job heartbeat timeout") {
    return `it lost its worker ${CRASHES} times, the last time without a word: killed, out of memory, or cut off`;
  }
  return `it failed ${CRASHES} times: ${String(message ?? "nobody knows why").slice(0, 1000)}`;
}
