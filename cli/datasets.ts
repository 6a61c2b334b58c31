import { dirname } from "node:path";
import { type Dataset, loadDataset } from "../runner/dataset.ts";
import { sortedJson } from "../runner/plan.ts";
import type { RunConfig } from "../runner/schema.ts";
import { fromUser, type Host } from "./host.ts";

/** The datasets of an experiment, each loaded once. */
export class Datasets {
  readonly #host: Host;
  readonly #base: string;
  readonly #loaded = new Map<string, Dataset>();

  /** @param file of the experiment; the paths in it start from its folder */
  constructor(host: Host, file: string) {
    this.#host = host;
    this.#base = dirname(file);
  }

  /**
   * The dataset that a variant asks for. What its reader must know, e.g. that other names stand in, is said loudly the first time.
   *
   * @throws InputError as `loadDataset`
   */
  async get(config: RunConfig["dataset"]): Promise<Dataset> {
    const key = sortedJson(config);
    const known = this.#loaded.get(key);
    if (known) return known;
    const namesFolder = this.#host.namesFolder();
    const dataset = await loadDataset(config, {
      base: this.#base,
      cache: this.#host.cache(),
      namesFolder: namesFolder && fromUser(this.#host, namesFolder),
    });
    const { notice } = dataset.summary;
    const said = this.all.some(({ summary }) => summary.notice === notice);
    if (notice !== undefined && !said) this.#host.complain(`\nNOTE: ${notice}\n\n`);
    this.#loaded.set(key, dataset);
    return dataset;
  }

  /** Those loaded so far. */
  get all(): Dataset[] {
    return [...this.#loaded.values()];
  }
}
