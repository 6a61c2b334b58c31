/**
 * What looks wrong with data, told but not refused: each note says how often, gives an example, and names the key that
 * mends it.
 *
 * @module
 */
import type { DatasetSummary } from "../results.ts";
import type { RunConfig } from "../schema/schema.ts";
import type { Dataset } from "./dataset.ts";
import { endNotes, formNotes, mixedForms, twinNotes } from "./line_notes.ts";
import type { SourceText } from "./lines.ts";
import { repeatedLines, repeatedText } from "./repeated_notes.ts";
import {
  countedSymbols,
  invisibleNotes,
  rareNotes,
  splitNotes,
  tokenNotes,
} from "./symbol_notes.ts";

/** What a summary says of its data besides their numbers. */
export function notesOn(
  text: SourceText,
  config: RunConfig["dataset"],
  dataset: Dataset,
): Pick<DatasetSummary, "notes" | "repeated"> {
  const isText = dataset.summary.lead !== undefined;
  const symbols = countedSymbols(dataset, isText);
  const repeated = isText ? repeatedText(dataset) : repeatedLines(text, config);
  const notes = [
    ...text.done ?? [],
    ...formNotes(text, config),
    ...repeated.notes,
    ...isText ? [] : twinNotes(text, config),
    ...mixedForms(text, config),
    ...endNotes(text, config),
    ...splitNotes(symbols, isText),
    ...rareNotes(symbols, config),
    ...invisibleNotes(symbols, config),
    ...tokenNotes(text, symbols, config),
  ];
  const { val, test } = repeated;
  return { ...notes.length > 0 ? { notes } : {}, repeated: { val, test } };
}
