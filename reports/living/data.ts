/**
 * What a page needs so that its networks can be talked to and trained: the models, the texts, and the beginnings of the
 * stored losses.
 *
 * @module
 */
import { gzipSync } from "node:zlib";
import {
  type DatasetSummary,
  identityKey,
  identityOf,
  type StoredExperiment,
  type StoredRun,
  type StoredText,
  textOf,
} from "../../runner/results.ts";
import { joinSymbols, splitSymbols } from "../../runner/data/symbols.ts";
import { blockMeans } from "./block_means.ts";
import { chosenFew, detailed } from "../few.ts";
import { finalLoss, variantsOf } from "../rows.ts";

/** A text that networks of the page were trained on. */
export interface PageText {
  name: string;
  sha256: string;
  /** As in DatasetSummary. */
  vocabulary: string[];
  separator?: string;
  /** The beginning of its first line, to begin with. */
  example: string;
  /**
   * The places in the vocabulary of its most frequent symbols, the most frequent first; absent where its lines were not
   * kept.
   */
  frequent?: number[];
  /** Its lines, joined by line ends, gzip, base64; null where it was not kept or is too large. */
  lines: string | null;
}

/** A run that lives on in the page. */
export interface LivingRun {
  /** Its place among the page's texts. */
  text: number;
  /** Only of running text; as in DatasetSummary. */
  lead?: number[];
  /** Its variant's look; see palette.ts. */
  look: number;
  /** The loss over the whole val split at the end, nats per character. */
  val: number | null;
  /** The bytes of model.safetensors in base64; null where the page has no room for them. */
  model: string | null;
  /** The losses of the first steps: float32 numbers in nine digits, which tell any two apart; null where not finite. */
  losses: (number | null)[];
  /** Its {@linkcode blockMeans}. */
  means: (number | null)[];
}

/**
 * Base64 characters of the models of the variants that are shown first, of all models together where there are others,
 * and of all texts: a page of many variants stays light.
 */
export const MAX_MODELS = 3_000_000;
const MAX_MODELS_OF_MANY = 200_000;
export const MAX_TEXTS = 1_000_000;
const FIRST_LOSSES = 100;

/** The texts of a page, and the run of each variant's first seed, as far as there is room: see `detailed`. */
export function livingData(
  experiments: readonly StoredExperiment[],
): { texts: PageText[]; living: Map<StoredRun, LivingRun> } {
  const texts = new Map<string, { place: number; text: PageText }>();
  const living = new Map<StoredRun, LivingRun>();
  const room = { models: MAX_MODELS, texts: MAX_TEXTS };
  for (const experiment of experiments) {
    const variants = variantsOf(experiment.runs), few = chosenFew(variants);
    const inTurn = [...few, ...detailed(variants).filter((variant) => !few.includes(variant))];
    for (const variant of inTurn) {
      const { runs: [run], index } = variant;
      const { name, sha256, vocabulary, separator, lead } = run.summary.dataset;
      const stored = textOf(run, experiment.texts);
      const key = JSON.stringify([
        identityKey(identityOf(run.config.dataset, run.summary.dataset)),
        vocabulary,
        separator,
      ]);
      if (!texts.has(key)) {
        const lines = stored ? pack(stored, room.texts) : null;
        room.texts -= lines?.length ?? 0;
        const example = exampleOf(stored, separator);
        const frequent = stored && frequentSymbols(stored, { vocabulary, separator, lead });
        const text = { name, sha256, vocabulary, separator, example, frequent, lines };
        texts.set(key, { place: texts.size, text });
      }
      const model = run.model?.toBase64() ?? null;
      const used = MAX_MODELS - room.models;
      const left = few.includes(variant) ? room.models : MAX_MODELS_OF_MANY - used;
      const fits = model !== null && model.length <= left;
      if (fits) room.models -= model.length;
      living.set(run, {
        text: texts.get(key)!.place,
        ...lead === undefined ? {} : { lead },
        look: index,
        val: finalLoss(run, "val"),
        model: fits ? model : null,
        losses: Array.from(run.losses.subarray(0, FIRST_LOSSES), (loss) => digits(loss, 9)),
        means: blockMeans(run.losses).map(({ loss }) => loss === null ? null : digits(loss, 5)),
      });
    }
  }
  return { texts: [...texts.values()].map(({ text }) => text), living };
}

const digits = (x: number, count: number): number | null =>
  Number.isFinite(x) ? Number(x.toPrecision(count)) : null;

/** The first two symbols of the first line, if that goes on. */
function exampleOf(text?: StoredText, separator?: string): string {
  const symbols = splitSymbols((text?.lines[0] ?? "").slice(0, 100), separator);
  return symbols.length > 2 ? joinSymbols(symbols.slice(0, 2), separator) : "";
}

/** So many of the most frequent symbols are told, by so many characters of the text. */
const MAX_FREQUENT = 150, MAX_COUNTED = 2_000_000;

/** The end of a line counts as its symbol has it, too. */
function frequentSymbols(
  { lines }: StoredText,
  { vocabulary, separator, lead }: Pick<DatasetSummary, "vocabulary" | "separator" | "lead">,
): number[] {
  const counts = new Map(vocabulary.map((symbol) => [symbol, 0]));
  const count = (symbol: string) => counts.set(symbol, (counts.get(symbol) ?? 0) + 1);
  let left = MAX_COUNTED;
  for (const line of lines) {
    if ((left -= line.length) < 0) break;
    for (const symbol of splitSymbols(line, separator)) count(symbol);
    count(lead === undefined ? vocabulary[0] : "\n");
  }
  return [...vocabulary.keys()].sort((a, b) =>
    counts.get(vocabulary[b])! - counts.get(vocabulary[a])! || a - b
  ).slice(0, MAX_FREQUENT);
}

function pack({ lines }: StoredText, room: number): string | null {
  const text = lines.join("\n");
  if (text.length > 10 * room) return null;
  const packed = gzipSync(text, { level: 9 }).toString("base64");
  return packed.length > room ? null : packed;
}
