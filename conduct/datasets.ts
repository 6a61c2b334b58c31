import { cleanText } from "../runner/data/cleaning.ts";
import type { Dataset } from "../runner/data/dataset.ts";
import type { SourceText } from "../runner/data/lines.ts";
import { datasetOf } from "../runner/data/load_dataset.ts";
import { sortedJson } from "../runner/sorted_json.ts";
import type { Load } from "../runner/data/file_memory.ts";
import { identityKey, identityOf, type StoredText } from "../runner/results.ts";
import type { RunConfig } from "../runner/schema/schema.ts";
import { readSource } from "../runner/data/sources.ts";

/** Where texts are looked for. */
export interface Places {
  /** The folder that relative paths start from. */
  base: string;
  /** The folder that keeps a downloaded names.txt; without one, nothing is kept. */
  cache?: string;
  /** The folder of the user's own names.txt. */
  namesFolder?: string;
  /** Takes what whoever asked must know, e.g. that other names stand in; each once. */
  onNotice: (notice: string) => void;
}

/** The datasets of an experiment and the texts that they are built from, each loaded once. */
export class Datasets {
  readonly #places: Places;
  readonly #loaded = new Map<string, Dataset>();
  readonly #sources = new Map<string, SourceText>();
  readonly #texts = new Map<string, StoredText & SourceText>();

  /** Source → what will be made of it. */
  readonly #loads = new Map<string, Load>();

  constructor(places: Places) {
    this.#places = places;
  }

  /**
   * The dataset that a variant asks for. What its reader must know, e.g. that other names stand in, is said loudly the
   * first time.
   *
   * @throws InputError as `readSource` and `buildDataset`
   */
  async get(config: RunConfig["dataset"]): Promise<Dataset> {
    const key = sortedJson(config);
    const known = this.#loaded.get(key);
    if (known) return known;
    const dataset = datasetOf(await this.text(config), config);
    this.#loaded.set(key, dataset);
    return dataset;
  }

  /** The text that a dataset is built from, read and cleaned; once for all that want the same. */
  async text(config: RunConfig["dataset"]): Promise<StoredText & SourceText> {
    const text = cleanText(await this.#read(config.source), config);
    const identity = identityOf(config, text);
    const key = identityKey(identity);
    const known = this.#texts.get(key) ?? { ...text, ...identity };
    this.#texts.set(key, known);
    // The same lines may have come of different keys, and been kept once.
    return { ...known, ...text, lines: known.lines };
  }

  /**
   * Tells what will be asked for, so that a file that takes too much memory for it all is refused before it is read.
   */
  expect(configs: readonly RunConfig["dataset"][], atWork: Pick<Load, "jobs" | "helpers">): void {
    for (const config of new Map(configs.map((config) => [sortedJson(config), config])).values()) {
      const key = sortedJson(config.source);
      const { indices } = this.#loads.get(key) ?? { indices: 0 };
      this.#loads.set(key, { ...atWork, indices: indices + indicesOf(config) });
    }
  }

  async #read(source: RunConfig["dataset"]["source"]): Promise<SourceText> {
    const key = sortedJson(source);
    const known = this.#sources.get(key);
    if (known) return known;
    const { onNotice, ...places } = this.#places;
    const text = await readSource(source, { ...places, load: this.#loads.get(key) });
    const { notice } = text;
    const said = [...this.#sources.values()].some((text) => text.notice === notice);
    if (notice !== undefined && !said) onNotice(notice);
    this.#sources.set(key, text);
    return text;
  }

  /** The texts read and cleaned so far. */
  get texts(): (StoredText & SourceText)[] {
    return [...this.#texts.values()];
  }

  /** The datasets built so far. */
  get all(): Dataset[] {
    return [...this.#loaded.values()];
  }
}

/** How many indices an example has: its context and what follows. */
const indicesOf = ({ contextLength: T, targets }: RunConfig["dataset"]): number =>
  T + (targets === "every" ? T : 1);
