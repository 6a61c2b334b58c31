/**
 * What is seen of a run at its last look, and what there was to look at.
 *
 * @module
 */
import { formatCount, formatShare } from "../format.ts";
import type { Looked } from "./looked.ts";
import { FLAT } from "./start_signs.ts";

/** What came of large steps or a bad start by the last look: of each kind a sentence. */
export function outcome({ start, end, clues }: Looked): { kind: string; told: string }[] {
  if (end === undefined) return [];
  const shareAtFirst = (name: string) =>
    start?.layers.find((layer) => layer.name === name)?.saturated ?? null;
  const [layer] = end.layers.filter(({ name, saturated }) =>
    saturated !== null && saturated >= FLAT && saturated >= (shareAtFirst(name) ?? 0) + 0.05
  ).sort((a, b) => b.saturated! - a.saturated!);
  const before = layer && shareAtFirst(layer.name);
  return [
    ...layer
      ? [{
        kind: "saturated",
        told:
          `At step ${formatCount(end.step)}, ${
            formatShare(layer.saturated)
          } of the outputs of ${layer.name} are saturated` +
          (before === null ? "." : ` (${formatShare(before)} at first).`),
      }]
      : [],
    ...clues.still.length > 0
      ? [{
        kind: "still",
        told: `At every look after the first, hardly any gradient comes to ${listed(clues.still)}.`,
      }]
      : [],
  ];
}

/** "`C`, `W1` and 3 more" */
function listed(names: readonly string[]): string {
  const some = names.slice(0, names.length > 3 ? 2 : 3).map((name) => `\`${name}\``);
  const all = names.length > some.length ? [...some, `${names.length - some.length} more`] : some;
  return all.length === 1 ? all[0] : `${all.slice(0, -1).join(", ")} and ${all.at(-1)}`;
}

/** What of a run there was to look at, as it goes after "no sign of a cause shows in"; empty where nothing. */
export function lookedAt({ start, clues, train, val }: Looked): string {
  const layers = start?.layers ?? [];
  const parts = [
    start && "the first loss",
    layers.some(({ saturated }) => saturated !== null) && "saturated or dead units",
    layers.length > 1 && "the gradient from layer to layer",
    clues.updates.length > 0 && "the sizes of updates",
    Number.isFinite(train) && Number.isFinite(val) && "train beside val",
  ].filter((part) => part);
  return parts.length < 2 ? parts.join() : `${parts.slice(0, -1).join(", ")} or ${parts.at(-1)}`;
}
