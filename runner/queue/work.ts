/**
 * A worker of the queue: takes runs, trains them in web workers, so that this thread keeps its heartbeat, and puts
 * results and checkpoints into the database. What it cannot compute it leaves to others.
 *
 * @module
 */
import { type ArithmeticName, whyNot } from "../../core/arithmetic.ts";
import { reasonOf } from "../data/bytes.ts";
import { hashesOf } from "../store/hashes.ts";
import { hasReached } from "../sweep/halving.ts";
import { Cores } from "../training/cores.ts";
import type { Job, Progress } from "../training/job.ts";
import type { Checkpoint } from "../store/checkpoint.ts";
import { finalOf, summarize } from "../training/summary.ts";
import { type CheckpointBytes, type Ending, Trainer } from "../training/trainer.ts";
import { NUMERICS_VERSION } from "../numerics.ts";
import { type Database, DatabaseError } from "./database.ts";
import { CRASHES, type Jobs, LONGEST, Lost, queueName, type Taken } from "./jobs.ts";
import { type Order, Orders } from "./orders.ts";
import { hashesOf as hashColumns, PostgresStore, putCheckpoint } from "./store.ts";

const BEAT = 4_000, TELL = 1_000, LOOK = 5_000; // ms
/** How long it waits where there is nothing to do: at first, and at most. */
const PAUSE = 50, MAX_PAUSE = 1_000; // ms
/** So many runs of a lane may be on their way into the database. */
const STORING = 4;
/** A run is given back so long before pg-boss would take it away. */
const MARGIN = 60 * 60; // s

export interface WorkOptions {
  /** What this worker is called; no other may be called the same. */
  name: string;
  /**
   * How many cores there are: so many runs are trained at once, and where there are fewer, threads help those that are
   * large.
   */
  jobs: number;
  /** Seconds between checkpoints. */
  checkpointSeconds: number;
  /** Saves the runs that are being trained, gives them back and takes no other. */
  stop: AbortSignal;
  /** Takes what it has to say. */
  say: (text: string) => void;
  /** What it can compute; default: what this machine can. */
  arithmetics?: readonly ArithmeticName[];
  numerics?: number;
}

const ALL: readonly ArithmeticName[] = ["fused", "exact", "plain"];

/** A job that is being carried out. */
interface Active {
  taken: Taken;
  /** Aborted where the job is to be left: "lost" where it is another's by now, "long" where it is to be given back. */
  leave: AbortController;
  /** How far its training is. */
  told?: { key: string; progress: Progress };
}

/**
 * Works until `stop`.
 *
 * @throws InputError where the database can be reached and does not do what is asked of it
 */
export async function work(
  queue: { database: Database; jobs: Jobs },
  options: WorkOptions,
): Promise<void> {
  await new QueueWorker(queue.database, queue.jobs, options).run();
}

class QueueWorker {
  readonly #database: Database;
  readonly #jobs: Jobs;
  readonly #options: WorkOptions;
  readonly #orders: Orders;
  readonly #names: string[];
  readonly #active = new Set<Active>();
  readonly #cores: Cores;
  /** Ends all lanes. */
  readonly #stop: AbortSignal;
  readonly #broken = new AbortController();
  #telling: Promise<unknown> = Promise.resolve();
  #said = "";
  #looked = 0;

  constructor(database: Database, jobs: Jobs, options: WorkOptions) {
    this.#database = database;
    this.#jobs = jobs;
    this.#options = options;
    this.#cores = new Cores(options.jobs);
    this.#orders = new Orders(database);
    const { arithmetics = ALL.filter((name) => whyNot(name) === null) } = options;
    const { numerics = NUMERICS_VERSION } = options;
    this.#names = arithmetics.map((arithmetic) => queueName(arithmetic, numerics));
    this.#stop = AbortSignal.any([options.stop, this.#broken.signal]);
  }

  async run(): Promise<void> {
    const timers = [this.#every(BEAT, () => this.#beat()), this.#every(TELL, () => this.#tell())];
    const lanes = Array.from({ length: this.#options.jobs }, () => this.#lane());
    for (const lane of lanes) lane.catch((error) => this.#broken.abort(error));
    await Promise.allSettled(lanes);
    timers.forEach(clearInterval);
    await Promise.all(lanes); // throws what one of them has thrown
    if (this.#broken.signal.aborted) throw this.#broken.signal.reason;
  }

  /** Does something again and again, one time after the other. */
  #every(interval: number, what: () => Promise<void>) {
    let isAtIt = false;
    return setInterval(async () => {
      if (isAtIt) return;
      isAtIt = true;
      await what().catch((error) => this.#broken.abort(error));
      isAtIt = false;
    }, interval);
  }

  /** Takes one job after the other. Results are stored while the next runs are trained. */
  async #lane(): Promise<void> {
    const trainer = new Trainer();
    const storing = new Set<Promise<void>>();
    try {
      for (let pause = PAUSE; !this.#stop.aborted;) {
        const taken = await this.#jobs.take(this.#names);
        if (taken === undefined) {
          this.#cores.rest(trainer);
          await Promise.all(storing);
          await this.#lookAround();
          await this.#sleep(pause);
          pause = Math.min(2 * pause, MAX_PAUSE);
          continue;
        }
        pause = PAUSE;
        const active: Active = { taken, leave: new AbortController() };
        this.#active.add(active);
        this.#cores.begin(trainer);
        const store = await this.#carryOut(active, trainer);
        if (storing.size >= STORING) await Promise.race(storing);
        const stored: Promise<void> = store().catch((error) => {
          if (!(error instanceof Lost)) throw error;
          this.#options.say(
            "A run was given to another worker meanwhile; what was done of it here is dropped",
          );
        }).finally(() => this.#active.delete(active)).then(() => void storing.delete(stored));
        storing.add(stored);
        stored.catch(() => {}); // it is awaited, later
      }
      await Promise.all(storing);
    } finally {
      this.#cores.rest(trainer);
      trainer.end();
    }
  }

  /** Trains what a job asks for. @returns what stores what came of it */
  async #carryOut(active: Active, trainer: Trainer): Promise<() => Promise<void>> {
    const { taken } = active;
    let order: Order;
    try {
      order = await this.#orders.read(taken.data);
    } catch (error) {
      if (error instanceof DatabaseError) throw error;
      return () => this.#fail(taken, `It cannot be trained: ${reasonOf(error)}`, taken.name);
    }
    if (order.job.audit !== undefined) return this.#audit(active, order, trainer);
    const store = this.#storeOf(taken);
    if (order.isFinished) return () => this.#complete(taken);
    const from = await this.#beginningOf(order, store);
    const { job: { pauseAt }, run, dataset, experiment } = order;
    if (from && pauseAt !== undefined && hasReached(from.evaluations, pauseAt)) {
      return () => this.#complete(taken);
    }
    if (from) this.#options.say(`${labelOf(order)}  goes on from step ${from.state.step}`);
    const { config, seed, hash } = run;
    const checkpoints = { hash, seconds: this.#options.checkpointSeconds };
    const ending = await this.#train(
      active,
      { config, seed, dataset, from, checkpoints, pauseAt },
      order,
      trainer,
      (bytes) => store.saveCheckpoint(run, bytes, active.told?.progress.step),
    );
    if (active.leave.signal.reason === "lost") return () => Promise.reject(new Lost());
    switch (ending.kind) {
      case "outcome":
        return async () => {
          const summary = await summarize(experiment, run, ending, dataset);
          await store.write({ ...run, ...ending, summary });
          const speed = `${Math.round(ending.stepsPerSecond).toLocaleString("en-US")} steps/s`;
          this.#options.say(`${labelOf(order)}  ${ending.status}, ${speed}`);
        };
      case "paused":
        return () => this.#leave(taken, order, ending.checkpoint, ending.step, ending.evaluations);
      case "stopped":
        return () => this.#giveBack(taken, order, ending.checkpoint, ending.step);
      case "failure":
        return () => this.#fail(taken, ending.message, labelOf(order));
    }
  }

  /** Trains a job until its end, or until it is to be left. */
  async #train(
    active: Active,
    job: Job,
    order: Order,
    trainer: Trainer,
    save?: (bytes: CheckpointBytes) => Promise<void>,
  ): Promise<Ending> {
    const tooLong = setTimeout(() => active.leave.abort("long"), 1000 * (LONGEST - MARGIN));
    try {
      return await trainer.run(job, {
        onProgress: (progress) => active.told = { key: order.job.key, progress },
        onCheckpoint: save && ((bytes) =>
          save(bytes).catch((error) => {
            if (error instanceof Lost) active.leave.abort("lost");
            else this.#broken.abort(error);
          })),
        stop: AbortSignal.any([this.#stop, active.leave.signal]),
      });
    } finally {
      clearTimeout(tooLong);
      delete active.told;
      await this.#telling; // what it tells is removed with the results, and must not come after them
    }
  }

  /** Where a run goes on: at its checkpoint, or where a shorter one ended. */
  async #beginningOf(
    { run, dataset, isBegun, hasShorter }: Order,
    store: PostgresStore,
  ): Promise<Checkpoint | undefined> {
    if (isBegun) {
      // One that cannot be used is no loss but of time.
      const found = await store.checkpoint(run).catch(() => undefined);
      if (found) return found;
    }
    if (!hasShorter) return undefined;
    const found = await store.before(run, dataset.summary);
    return typeof found === "object" ? found : undefined;
  }

  /** Trains a finished run again, and stores only its hashes, for whoever compares them. */
  async #audit(active: Active, order: Order, trainer: Trainer): Promise<() => Promise<void>> {
    const { taken } = active, { job, run, dataset } = order;
    if (job.audit === this.#options.name) {
      return () => this.#giveBack(taken, order, null, 0, 1);
    }
    const { config, seed } = run;
    const ending = await this.#train(active, { config, seed, dataset }, order, trainer);
    if (active.leave.signal.reason === "lost") return () => Promise.reject(new Lost());
    if (ending.kind === "failure") {
      return () => this.#fail(taken, ending.message, labelOf(order));
    }
    if (ending.kind !== "outcome") return () => this.#giveBack(taken, order, null, 0);
    return async () => {
      const hashes = await hashesOf(ending.losses, ending.weights, finalOf(ending));
      await this.#database.transaction(async (sql) => {
        await this.#jobs.complete(taken, sql);
        await sql.executeSql(
          `insert into handgrad.audit (key, worker, losses, weights, final) values ($1, $2, $3, $4, $5)
           on conflict (key) do update set worker = excluded.worker, losses = excluded.losses, weights = excluded.weights,
             final = excluded.final, audited = clock_timestamp()`,
          [job.key, this.#options.name, ...hashColumns(hashes)],
        );
      });
      this.#options.say(`${labelOf(order)}  audited`);
    };
  }

  #storeOf(taken: Taken): PostgresStore {
    return new PostgresStore(this.#database, {
      worker: this.#options.name,
      fence: (sql, what) =>
        what === "results" ? this.#jobs.complete(taken, sql) : this.#jobs.hold(taken, sql),
    });
  }

  #complete(taken: Taken): Promise<void> {
    return this.#database.transaction((sql) => this.#jobs.complete(taken, sql));
  }

  /** Ends a job whose run has paused. */
  async #leave(
    taken: Taken,
    { job: { key } }: Order,
    bytes: CheckpointBytes,
    step: number,
    evaluations: Parameters<typeof putCheckpoint>[4],
  ): Promise<void> {
    await this.#database.transaction(async (sql) => {
      await this.#jobs.complete(taken, sql);
      await putCheckpoint(sql, key, bytes, step, evaluations);
    });
  }

  /** Saves a run, and sends its job to the queue again, for others, as if it had never been taken. */
  async #giveBack(
    taken: Taken,
    { job }: Order,
    bytes: CheckpointBytes | null,
    step: number,
    after = 0,
  ): Promise<void> {
    await this.#database.transaction(async (sql) => {
      await this.#jobs.complete(taken, sql);
      if (bytes !== null) await putCheckpoint(sql, job.key, bytes, step);
      await this.#jobs.send(taken.name, [job], { sql, after });
    });
  }

  async #fail(taken: Taken, why: string, what: string): Promise<void> {
    await this.#jobs.fail(taken, why);
    const end = taken.retryCount + 1 < CRASHES ? "it is tried again" : "it is set aside";
    this.#options.say(`${what}  FAILED: ${why} (${taken.retryCount + 1} of ${CRASHES}; ${end})`);
  }

  async #beat(): Promise<void> {
    const active = [...this.#active];
    if (active.length === 0) return;
    const lost = new Set(await this.#jobs.beat(active.map(({ taken }) => taken)));
    for (const one of active) {
      // What ended while it was asked is not lost.
      if (lost.has(one.taken) && this.#active.has(one)) one.leave.abort("lost");
    }
  }

  /** Tells whoever follows how far the runs are. */
  async #tell(): Promise<void> {
    const told = [...this.#active].flatMap(({ told }) => told ?? []);
    if (told.length === 0) return;
    this.#telling = this.#database.query(
      `insert into handgrad.progress (key, worker, state) select key, $2, state from unnest($1::text[], $3::text[]) as told (key, state)
       on conflict (key) do update set worker = excluded.worker, state = excluded.state, moved = clock_timestamp()`,
      [
        told.map(({ key }) => key),
        this.#options.name,
        told.map(({ progress }) => JSON.stringify(progress)),
      ],
    ).catch((error) => this.#broken.abort(error));
    await this.#telling;
  }

  /** Says what waits here that this worker leaves to others. */
  async #lookAround(): Promise<void> {
    const now = performance.now();
    if (now - this.#looked < LOOK && this.#looked > 0) return;
    this.#looked = now;
    await this.#jobs.refresh();
    const texts: string[] = [];
    for (const [name, count] of await this.#jobs.waiting()) {
      if (this.#names.includes(name)) continue;
      const [, numerics, arithmetic] = /^handgrad-(\d+)-(\w+)$/.exec(name) ?? [];
      if (numerics === undefined) continue;
      const { numerics: own = NUMERICS_VERSION } = this.#options;
      const runs = count === 1 ? "1 run waits" : `${count.toLocaleString("en-US")} runs wait`;
      const why = Number(numerics) !== own
        ? `handgrad with version ${numerics} of the numerics, and this one has ${own}`
        : `a machine with ${arithmetic} arithmetic, which this one does not have`;
      texts.push(`${runs} for ${why}: left to other workers`);
    }
    const text = texts.join("\n");
    if (text !== "" && text !== this.#said) this.#options.say(text);
    this.#said = text;
  }

  #sleep(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const done = () => {
        clearTimeout(timer);
        this.#stop.removeEventListener("abort", done);
        resolve();
      };
      const timer = setTimeout(done, ms);
      this.#stop.addEventListener("abort", done);
      if (this.#stop.aborted) done();
    });
  }
}

const labelOf = ({ run: { variant, seed }, experiment }: Order): string =>
  `${experiment}: ${variant} (seed ${seed})`;
