/**
 * The schema of `dataset`: where the examples come from, and what is made of them.
 *
 * @module
 */
import { z } from "zod";
import { isEncoding, noEncoding } from "../data/encodings.ts";
import { object, union } from "./schema_parts.ts";
import { seed, size, text } from "./schema_values.ts";

const encoding = text(100).refine(isEncoding, { error: ({ input }) => noEncoding(`${input}`) })
  .optional().describe(
    `how the file's bytes are read, e.g. "windows-1252", "utf-16le", "shift_jis" (any label of the WHATWG's Encoding Standard); ` +
      "default: what its byte-order mark says, else utf-8",
  );

const Source = union(
  `"names", "first-names", {"file": …}, {"text": …} or {"csv": …, "column": …}`,
  [
    z.literal("names").describe("the 32,033 names of makemore (names.txt)"),
    z.literal("first-names").describe(
      "the 8,403 public-domain first names that come with handgrad",
    ),
    object({
      file: text(4096).min(1).describe("a text file of your own, one example a line"),
      encoding,
    }),
    object({
      text: text(4096).min(1).describe(
        "running text of your own: one sequence, in which a line break is a character like any other",
      ),
      encoding,
    }),
    object({
      csv: text(4096).min(1).describe("a CSV file with a header row"),
      column: text(1024).describe("the column that holds the examples"),
      encoding,
      delimiter: z.string().refine((given) => /^[^"\r\n]$/u.test(given), {
        error: ({ input }) =>
          `must be one character (not a quote or a line break), e.g. ";" or "\\t", found ${
            JSON.stringify(`${input}`.slice(0, 20))
          }`,
      }).optional().describe(
        `what stands between two fields; default: of "," ";" "\\t" "|" the one that splits the header into the wanted column`,
      ),
    }),
  ],
).meta({ id: "Source" });

export const Dataset = object({
  source: Source.default("names").describe("where the examples come from"),
  tokens: union(`"characters" or {"separator": …}`, [
    z.literal("characters"),
    object({
      separator: text(100).min(1)
        .refine((given) => !/[\r\n]/.test(given), { error: "must not hold a line break" })
        .describe(`what stands between two symbols, e.g. " "`),
    }),
  ]).default("characters")
    .describe("what a symbol is: a character, or what stands between two separators"),
  trim: z.boolean().default(false)
    .describe("whether spaces and tabs at a line's ends are taken off"),
  normalize: union(`false, "NFC", "NFD", "NFKC" or "NFKD"`, [
    z.literal(false),
    z.enum(["NFC", "NFD", "NFKC", "NFKD"]),
  ]).default(false).describe(
    `the Unicode normalization form that the text is put into; "NFC" makes é one character however it was typed`,
  ),
  lowercase: z.boolean().default(false).describe("whether capitals are made small letters"),
  duplicates: z.enum(["keep", "drop"]).default("keep")
    .describe("drop keeps only the first of equal lines, after all other cleaning"),
  contextLength: size(1024).default(3).describe("T, how many symbols predict the next one"),
  targets: z.enum(["last", "every"]).transform((which) => which === "last" ? undefined : which)
    .optional().describe(
      "what is predicted: the symbol after T others, or the one after every position of a line, padded to T, or of a window of running text; " +
        "default: last",
    ),
  splits: z.array(z.number().min(0).max(1)).length(3).optional()
    .describe(
      "shares of train, val and test; val and test may be 0; default: [0.8, 0.1, 0.1] of the lines, or [0.9, 0.1, 0] of running " +
        "text, which is cut in order",
    ),
  shuffleSeed: union("false or a whole number", [seed, z.literal(false)]).optional()
    .describe(
      "seed of Python's random.shuffle before the split; false keeps the file's order; default: 42, and false for running text",
    ),
  first: size(Number.MAX_SAFE_INTEGER).optional()
    .describe(
      "take only the first so many examples of the file, but keep the whole file's vocabulary",
    ),
});
