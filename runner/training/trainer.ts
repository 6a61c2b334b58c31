/**
 * The pool's side of a worker that trains one job after the other. It lives on between them, so that it starts once,
 * and what a run has made ready serves the next.
 *
 * @module
 */
import { Recent } from "../../core/recent.ts";
import type { Dataset } from "../data/dataset.ts";
import { HELPER, HelperThread } from "./helper_thread.ts";
import type { Job, Progress } from "./job.ts";
import { type PackedUpdates, unpackUpdates } from "./packed_updates.ts";
import type { Outcome } from "./recording.ts";
import type { Evaluation } from "../results.ts";
import { startWorker } from "./start_worker.ts";
import { isLarge } from "./step_cost.ts";

/** The bytes of a checkpoint file. */
export type CheckpointBytes = Uint8Array<ArrayBuffer>;

/**
 * How a job ended: with an outcome, and the bytes of its `last` checkpoint; paused, with its evaluations so far;
 * stopped, with the bytes of a checkpoint where there was something to keep; or, where its worker broke, with a
 * message.
 */
export type Ending =
  | Outcome & { continuation?: CheckpointBytes }
  | { kind: "paused"; step: number; evaluations: Evaluation[]; checkpoint: CheckpointBytes }
  | { kind: "stopped"; step: number; checkpoint: CheckpointBytes | null }
  | { kind: "failure"; message: string };

/**
 * What a worker is told: a job's dataset is sent along with the first job that is trained on it, and known by a number
 * from then on.
 */
export type ToWorker =
  | { kind: "job"; job: Omit<Job, "dataset">; dataset: { number: number; sent?: Dataset } }
  | { kind: "stop" }
  /** Another thread helps with the job at hand, and is told what to do over this port. */
  | { kind: "help"; port: MessagePort };

/** What a worker posts. */
export type FromWorker =
  | Progress
  | { kind: "checkpoint"; bytes: CheckpointBytes }
  | Exclude<Ending, Ended>
  | Omit<Ended, "updates"> & { updates: PackedUpdates };

type Ended = Extract<Ending, { kind: "outcome" }>;

/** How many datasets a worker keeps. Both sides count them alike, so that both know which these are. */
export const DATASETS_KEPT = 4;

/** How a job is watched. */
export interface Watch {
  onProgress?: (progress: Progress) => void;
  /** Takes the bytes of the job's checkpoint; as long as it is at it, further ones are dropped. */
  onCheckpoint?: (bytes: CheckpointBytes) => Promise<void>;
  /** Stops it. */
  stop?: AbortSignal;
}

const TRAINER = new URL("./worker.ts", import.meta.url);

/** A worker that trains, one job at a time. */
export class Trainer {
  readonly #module: URL;
  #worker: Worker | undefined;
  #datasets = new Recent<Dataset, number>(DATASETS_KEPT);
  #sent = 0;
  #onMessage: (message: FromWorker) => void = () => {};
  readonly #helper: URL;
  #helpers: HelperThread[] = [];
  #isLarge = false;

  /**
   * @param module the worker's; default: the one that trains
   * @param helper the module of threads that help; default: the one that helps
   */
  constructor(module: URL = TRAINER, helper: URL = HELPER) {
    this.#module = module;
    this.#helper = helper;
  }

  /** Whether threads can help with the job at hand. */
  get isLarge(): boolean {
    return this.#isLarge;
  }

  /** Lets so many threads help with the job at hand, until it ends or another number is said. */
  help(count: number): void {
    while (this.#helpers.length > count) this.#helpers.pop()!.leave();
    while (this.#helpers.length < count) {
      const helper = new HelperThread(this.#helper, (message) => {
        this.#onMessage({
          kind: "failure",
          message: `a thread that helped to train it broke: ${message}`,
        });
      });
      this.#helpers.push(helper);
      const { port } = helper;
      this.#tell({ kind: "help", port }, [port]);
    }
  }

  /** Trains a job. It never rejects; a worker that breaks ends its job only, and the next job gets a new one. */
  async run(job: Job, { onProgress, onCheckpoint, stop }: Watch): Promise<Ending> {
    const { promise, resolve } = Promise.withResolvers<Ending>();
    let writing: Promise<void> | undefined;
    this.#onMessage = (message) => {
      if (message.kind === "progress") onProgress?.(message);
      else if (message.kind === "checkpoint") {
        writing ??= onCheckpoint?.(message.bytes).finally(() => writing = undefined);
      } else if (message.kind === "outcome") {
        resolve({ ...message, updates: unpackUpdates(message.updates) });
      } else resolve(message);
    };
    const onStop = () => this.#tell({ kind: "stop" });
    try {
      this.#isLarge = isLarge(job.config, job.dataset.summary.vocabulary.length);
      this.#tell(this.#asMessage(job));
      stop?.addEventListener("abort", onStop);
      if (stop?.aborted) onStop();
      const ending = await promise;
      if (ending.kind === "failure") this.end();
      return ending;
    } catch (error) {
      this.end();
      return { kind: "failure", message: String(error) };
    } finally {
      this.#isLarge = false;
      for (const helper of this.#helpers.splice(0)) helper.end();
      stop?.removeEventListener("abort", onStop);
      await writing;
    }
  }

  /** Ends the worker; another job would start a new one. */
  end(): void {
    this.#worker?.terminate();
    this.#worker = undefined;
    this.#datasets = new Recent(DATASETS_KEPT);
  }

  #asMessage({ dataset, ...job }: Job): ToWorker {
    let sent: Dataset | undefined;
    const number = this.#datasets.get(dataset, () => (sent = dataset, this.#sent++));
    return { kind: "job", job, dataset: { number, sent } };
  }

  #tell(message: ToWorker, transfer: Transferable[] = []): void {
    this.#worker ??= this.#start();
    this.#worker.postMessage(message, transfer);
  }

  #start(): Worker {
    const worker = startWorker<FromWorker>(
      this.#module,
      (message) => this.#onMessage(message),
      (message) => {
        // It may break between two jobs.
        if (worker === this.#worker) this.end();
        this.#onMessage({ kind: "failure", message });
      },
    );
    return worker;
  }
}
