/**
 * Where an experiment's runs are kept: one interface, for folders here and for a database in queue/store.ts.
 *
 * @module
 */
import { join } from "node:path";
import { type Checkpoint, decodeCheckpoint } from "./checkpoint.ts";
import { FinishedRuns } from "./continue.ts";
import { removeIfThere, writeTogether, writeWhole } from "./files.ts";
import type { Content, Run } from "../sweep/plan.ts";
import type { CheckpointBytes } from "../training/pool.ts";
import type { StoredRun } from "../results.ts";
import { findRun, type Found, type Peeked, peekRun } from "./resume.ts";
import { decodeRun, encodeRun, filesOf, type NewRun } from "./store.ts";

export interface RunStore {
  /**
   * What there is of a run: its results, a checkpoint, or nothing; and makes room for it where something is in the way.
   *
   * @param force removes a checkpoint, and lets a finished run be
   */
  find(run: Run, force?: boolean): Promise<Found>;
  /** As `find`, but changes nothing: what is damaged counts as not there. */
  peek(run: Run): Promise<Peeked>;
  /** A run's checkpoint. @throws where there is none that can be used */
  checkpoint(run: Run): Promise<Checkpoint>;
  /** Puts a checkpoint in the place of the one before. */
  saveCheckpoint(run: Run, bytes: CheckpointBytes): Promise<void>;
  /**
   * Puts a run's results in the place of those before: all of them or, where that fails, none. Its checkpoint goes.
   *
   * @returns what can be read back
   */
  write(run: NewRun): Promise<StoredRun>;
  /**
   * Where a shorter run of the same kind ended, or why it cannot be gone on from; undefined without any.
   *
   * @param content of the run's dataset
   */
  before(run: Run, content: Content): Promise<Checkpoint | string | undefined>;
}

/** results/<experiment>/, a folder a run. */
export class FolderStore implements RunStore {
  readonly #folder: string;
  readonly #finished: FinishedRuns;

  /** @param folder of the experiment */
  constructor(folder: string) {
    this.#folder = folder;
    this.#finished = new FinishedRuns(folder);
  }

  find(run: Run, force = false): Promise<Found> {
    return findRun(this.#place(run), run, force);
  }

  peek(run: Run): Promise<Peeked> {
    return peekRun(this.#place(run), run);
  }

  async checkpoint(run: Run): Promise<Checkpoint> {
    return decodeCheckpoint(await Deno.readFile(this.#checkpoint(run)), run);
  }

  saveCheckpoint(run: Run, bytes: CheckpointBytes): Promise<void> {
    return writeWhole(this.#checkpoint(run), bytes);
  }

  async write(run: NewRun): Promise<StoredRun> {
    const { files, tables } = encodeRun(run);
    await writeTogether(this.#place(run), files);
    await removeIfThere(this.#checkpoint(run));
    return decodeRun(filesOf(files, this.#place(run)), run.folder, tables);
  }

  before(run: Run, content: Content): Promise<Checkpoint | string | undefined> {
    return this.#finished.before(run, content);
  }

  #place = ({ folder }: { folder: string }) => join(this.#folder, folder);
  #checkpoint = (run: { folder: string }) => join(this.#place(run), "checkpoint");
}
