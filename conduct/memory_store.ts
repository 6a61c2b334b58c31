import { type Checkpoint, decodeCheckpoint } from "../runner/store/checkpoint.ts";
import type { Found, Peeked } from "../runner/store/resume.ts";
import type { RunStore } from "../runner/store/run_store.ts";
import { decodeRun, encodeRun, filesOf, type NewRun } from "../runner/store/store.ts";
import type { StoredRun } from "../runner/results.ts";
import type { Run } from "../runner/sweep/plan.ts";
import type { CheckpointBytes } from "../runner/training/pool.ts";

/** Runs of one experiment as long as it is carried out: there are none of before. */
export class MemoryStore implements RunStore {
  /** A run's hash → where to go on. */
  readonly #checkpoints = new Map<string, CheckpointBytes>();

  find(): Promise<Found> {
    return Promise.resolve({ warnings: [] });
  }

  peek(): Promise<Peeked> {
    return Promise.resolve({ state: "new" });
  }

  async checkpoint(run: Run): Promise<Checkpoint> {
    const bytes = this.#checkpoints.get(run.hash);
    if (bytes === undefined) throw new Error("there is none");
    return await decodeCheckpoint(bytes, run);
  }

  saveCheckpoint({ hash }: Run, bytes: CheckpointBytes): Promise<void> {
    this.#checkpoints.set(hash, bytes);
    return Promise.resolve();
  }

  /** As a folder's files would give it back, so that it has the same numbers. */
  write(run: NewRun): Promise<StoredRun> {
    this.#checkpoints.delete(run.summary.hash);
    const { files, tables } = encodeRun(run);
    return decodeRun(filesOf(files, run.folder), run.folder, tables);
  }

  before(): Promise<undefined> {
    return Promise.resolve(undefined);
  }
}
