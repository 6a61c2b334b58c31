/**
 * Notes on what stands in train and in val or test.
 *
 * @module
 */
import { STRETCH } from "../results.ts";
import type { RunConfig } from "../schema/schema.ts";
import { type Dataset, splitLines } from "./dataset.ts";
import { quote, type SourceText } from "./lines.ts";
import { percent, show, verb } from "./note_words.ts";
import { repeatedStretches } from "./repeated_text.ts";
import { predictedIn } from "./sequences.ts";
import { writeSymbols } from "./symbols.ts";

/** Which share of the lines of val and of test stands in train too. */
export function repeatedLines(text: SourceText, config: RunConfig["dataset"]) {
  const [train, ...others] = splitLines(text, config);
  const wanted = new Set(others.flat());
  const known = new Set<string>();
  for (const line of train) if (wanted.has(line)) known.add(line);
  const [val, test] = others.map((lines) => {
    const count = lines.reduce((sum, line) => known.has(line) ? sum + 1 : sum, 0);
    return { lines, count, share: lines.length === 0 ? null : count / lines.length };
  });
  const told = Object.entries({ val, test }).filter(([, { share }]) =>
    share !== null && share >= 0.01
  );
  const notes = told.length === 0 ? [] : [
    `${
      told.map(([split, { lines, count, share }]) =>
        `${percent(share!)} of ${split}'s lines (${show(count)} of ${show(lines.length)})`
      ).join(" and ")
    } ${verb(told.length === 1 ? told[0][1].count : 2, "stands", "stand")} in train too, e.g. ${
      quote(told[0][1].lines.find((line) => known.has(line))!)
    }: what is learnt by heart counts as known there. "duplicates": "drop" keeps each line once.`,
  ];
  return { val: val.share, test: test.share, notes };
}

/** Which share of val and of test stands in train too, word for word. */
export function repeatedText({ train, val, test, summary }: Dataset) {
  const [known, ...others] = [train, val, test].map((examples) =>
    predictedIn(examples, summary.vocabulary.length, true)
  );
  const looked = ["val", "test"].map((split, i) => {
    const Y = others[i];
    const found = repeatedStretches(known, Y);
    return { split, Y, found, share: found && found.repeated / found.count };
  });
  const [inVal, inTest] = looked.map(({ share }) => share);
  const told = looked.filter(({ share }) => share !== null && share >= 0.01);
  if (told.length === 0) return { val: inVal, test: inTest, notes: [] };
  const [{ Y, found }] = told;
  const example = writeSymbols([...Y.subarray(found!.first, found!.first + STRETCH)], summary);
  const shares = told.map(({ split, share }) => `${percent(share!)} of ${split}`).join(" and ");
  const note = `${shares} ${verb(told.length, "stands", "stand")} in train too, word for word ` +
    `(stretches of ${STRETCH} symbols), e.g. ${
      quote(example)
    }: what is learnt by heart counts as known there.`;
  return { val: inVal, test: inTest, notes: [note] };
}
