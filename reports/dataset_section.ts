/**
 * What the data was.
 *
 * @module
 */
import type { DatasetSummary } from "../runner/results.ts";
import type { RunConfig } from "../runner/schema/schema.ts";
import { formatCount, plural } from "./format.ts";
import { type Html, html } from "./html.ts";
import type { Variant } from "./rows.ts";
import { symbolName } from "./units.ts";
import { visible } from "./visible.ts";

const SPLITS = ["train", "val", "test"] as const;

/** What the reader must know of the data before anything else. */
export function notices(variants: readonly Variant[]): Html[] {
  const texts = datasets(variants).map(({ dataset }) => dataset.notice);
  return [...new Set(texts)].filter((text) => text !== undefined).map((text) =>
    html`<p class="notice" role="note"><strong>Note on the data.</strong> <bdi>${text}</bdi></p>`
  );
}

/** Each dataset once, with the variants that use it where there are several. */
export function datasetFacts(variants: readonly Variant[]): Html {
  const all = datasets(variants);
  return html`
    <h3 id="data">Data</h3>
    ${all.map(({ dataset, asked, users }) => describe(dataset, asked, all.length > 1 ? users : []))}
  `;
}

function describe(dataset: DatasetSummary, asked: string, users: string[]): Html {
  const { name, size, sha256, vocabulary, examples, separator, lead, notes = [] } = dataset;
  const isText = lead !== undefined;
  return html`
    <dl>
      ${users.length > 0 && html`
        <div>
          <dt>variants</dt>
          <dd>${users.map((user, i) => html`${i > 0 && ", "}<bdi>${user}</bdi>`)}</dd>
        </div>
      `}
      <div><dt>name</dt><dd><bdi>${name}</bdi></dd></div>
      <div><dt>size</dt><dd>${plural(size, isText ? symbolName([dataset]) : "line")}</dd></div>
      <div>
        <dt>examples</dt>
        <dd>
          ${isText && "cut in order: "}${SPLITS.map((split, i) =>
            `${i > 0 ? ", " : ""}${split} ${formatCount(examples[split])}`
          )}
        </dd>
      </div>
      <div>
        <dt>vocabulary</dt>
        <dd>
          ${plural(vocabulary.length, separator === undefined ? "symbol" : "token")}${!isText &&
            ", the first is the end"} ${symbols(
              vocabulary,
            )}
        </dd>
      </div>
      ${asked !== "" && html`
        <div>
          <dt>read with</dt>
          <dd><bdi>${asked}</bdi></dd>
        </div>
      `}
      <div><dt>SHA-256</dt><dd><code>${sha256}</code></dd></div>
      ${notes.length > 0 && html`
        <div>
          <dt>notes</dt>
          <dd>
            <ul class="notes">${notes.map((note) => html`<li><bdi>${note}</bdi></li>`)}</ul>
          </dd>
        </div>
      `}
    </dl>
  `;
}

/** All symbols; more than fit at a glance are folded. */
function symbols(vocabulary: string[]): Html {
  const all = vocabulary.map((symbol) =>
    html`
      <code><bdi>${visible(symbol)}</bdi></code>
    `
  );
  const list = html`<div class="symbols">${all}</div>`;
  return vocabulary.length <= 200
    ? list
    : html`<details><summary>all of them</summary>${list}</details>`;
}

interface Used {
  dataset: DatasetSummary;
  asked: string;
  users: string[];
}

function datasets(variants: readonly Variant[]): Used[] {
  const found = new Map<string, Used>();
  for (const variant of variants) {
    const { config, summary: { dataset } } = variant.runs[0];
    const asked = describeReading(config.dataset);
    const key = JSON.stringify([dataset, asked]);
    if (!found.has(key)) found.set(key, { dataset, asked, users: [] });
    found.get(key)!.users.push(variant.name);
  }
  return [...found.values()];
}

/**
 * What a config asks for in reading and cleaning, besides the defaults; configs of older runs lack some of these keys.
 */
function describeReading(
  { source, tokens, trim, normalize, lowercase, duplicates, first }: Partial<RunConfig["dataset"]>,
): string {
  const { encoding = "", delimiter = "" } = typeof source === "object"
    ? source as { encoding?: string; delimiter?: string }
    : {};
  return [
    encoding && `encoding ${encoding}`,
    delimiter && `fields between “${visible(delimiter)}”`,
    typeof tokens === "object" && `tokens between “${visible(tokens.separator)}”`,
    trim && "spaces at the ends of lines taken off",
    normalize && `normalization form ${normalize}`,
    lowercase && "capitals made small letters",
    duplicates === "drop" && "of equal lines the first alone",
    first !== undefined && `the first ${plural(first, "line")}`,
  ].filter(Boolean).join("; ");
}
