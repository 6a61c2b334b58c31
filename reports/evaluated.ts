/**
 * On what losses were evaluated, in words: whole splits, or examples drawn from them.
 *
 * @module
 */
import { evaluatedExamples, type Split } from "../runner/results.ts";
import { formatCount } from "./format.ts";
import type { ShownRun } from "./shown_run.ts";

/**
 * On how many drawn examples of the split each of the runs was evaluated; null where that was the whole split. Each
 * once, in order.
 */
export function drawnExamples(
  runs: readonly ShownRun[],
  split: Split,
  when: "onTheWay" | "atTheEnd",
): (number | null)[] {
  const counts = runs.map(({ config, summary: { dataset: { examples } } }) => {
    const count = evaluatedExamples(config, examples, split)[when];
    return count < examples[split] ? count : null;
  });
  return [...new Set(counts)].sort((a, b) => (a ?? 0) - (b ?? 0));
}

/** "the whole val split", or "1,000 examples of the val split, drawn at random". @param split "val split" */
export function evaluatedOn(drawn: readonly (number | null)[], split: string): string {
  const counts = drawn.filter((count) => count !== null);
  if (counts.length === 0) return `the whole ${split}`;
  const whole = counts.length < drawn.length ? "all or " : "";
  return `${whole}${
    counts.map(formatCount).join(" or ")
  } examples of the ${split}, drawn at random`;
}
