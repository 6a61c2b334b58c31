import { dirname } from "node:path";
import { buildDataset, type Dataset } from "../runner/dataset.ts";
import type { SourceText } from "../runner/lines.ts";
import { sortedJson } from "../runner/plan.ts";
import { columnOf, type StoredText } from "../runner/results.ts";
import type { RunConfig } from "../runner/schema.ts";
import { readSource } from "../runner/sources.ts";
import { fromUser, type Host } from "./host.ts";

/** The datasets of an experiment and the texts that they are built from, each loaded once. */
export class Datasets {
  readonly #host: Host;
  readonly #base: string;
  readonly #loaded = new Map<string, Dataset>();
  readonly #texts = new Map<string, StoredText & SourceText>();

  /** @param file of the experiment; the paths in it start from its folder */
  constructor(host: Host, file: string) {
    this.#host = host;
    this.#base = dirname(file);
  }

  /**
   * The dataset that a variant asks for. What its reader must know, e.g. that other names stand in, is said loudly the first time.
   *
   * @throws InputError as `readSource` and `buildDataset`
   */
  async get(config: RunConfig["dataset"]): Promise<Dataset> {
    const key = sortedJson(config);
    const known = this.#loaded.get(key);
    if (known) return known;
    const dataset = buildDataset(await this.#read(config.source), config);
    this.#loaded.set(key, dataset);
    return dataset;
  }

  async #read(source: RunConfig["dataset"]["source"]): Promise<SourceText> {
    const key = sortedJson(source);
    const known = this.#texts.get(key);
    if (known) return known;
    const namesFolder = this.#host.namesFolder();
    const text = await readSource(source, {
      base: this.#base,
      cache: this.#host.cache(),
      namesFolder: namesFolder && fromUser(this.#host, namesFolder),
    });
    const { notice } = text;
    const said = this.texts.some((text) => text.notice === notice);
    if (notice !== undefined && !said) this.#host.complain(`\nNOTE: ${notice}\n\n`);
    this.#texts.set(key, { ...text, column: columnOf(source) });
    return text;
  }

  /** The texts read so far. */
  get texts(): (StoredText & SourceText)[] {
    return [...this.#texts.values()];
  }

  /** The datasets built so far. */
  get all(): Dataset[] {
    return [...this.#loaded.values()];
  }
}
