/**
 * Variants that are evaluated on different data, told before they are trained: no report can compare their losses.
 *
 * @module
 */
import { dataOf } from "../reports/comparison.ts";
import { describeSome } from "../runner/config/config.ts";
import type { DatasetSummary } from "../runner/results.ts";
import type { RunConfig } from "../runner/schema/run_config.ts";
import { isSameJson } from "../runner/sorted_json.ts";

/** A variant's name, what it asks for, and what has come of it. */
export interface VariantData {
  name: string;
  dataset: RunConfig["dataset"];
  summary: Pick<DatasetSummary, "sha256" | "content">;
}

/** Which variants' data are not the first one's, and the keys that make them so; null where all have the same. */
export function dataApart([first, ...rest]: readonly VariantData[]): string | null {
  const key = ({ dataset, summary }: VariantData) => dataOf(dataset, summary);
  const others = rest.filter((other) => key(other) !== key(first));
  if (others.length === 0) return null;
  const keys = new Set(others.flatMap((other) => differences(other, first)));
  const names = describeSome(others.map(({ name }) => name), rest.length + 1);
  return `${names} ${others.length === 1 ? "is" : "are"} evaluated on other data than ${
    JSON.stringify(first.name)
  } (${[...keys].join(", ")}), so their losses cannot be compared`;
}

function differences(one: VariantData, other: VariantData): string[] {
  const textOf = ({ summary: { sha256, content } }: VariantData) => [sha256, content];
  const isSameText = isSameJson(textOf(one), textOf(other));
  // What a model reads before each symbol is its own business, and two places may have the same text.
  const harmless = ["contextLength", ...isSameText ? ["source"] : []];
  const keys = Object.keys({
    ...one.dataset,
    ...other.dataset,
  }) as (keyof VariantData["dataset"])[];
  return keys
    .filter((key) => !harmless.includes(key))
    .filter((key) => !isSameJson(one.dataset[key], other.dataset[key]))
    .map((key) => `dataset.${key}`);
}
