/**
 * What is seen of a run at its last look, and what there was to look at.
 *
 * @module
 */
import { formatCount, formatShare } from "../format.ts";
import type { LayerClues, LookClues } from "./clues.ts";
import type { Looked } from "./looked.ts";
import { DEAD, FLAT } from "./start_signs.ts";

/** What came of it by the last look. */
export interface Outcome {
  /** Those of a kind are alike. */
  kind: "dead" | "saturated" | "still";
  /** A complete sentence. */
  told: string;
  /** For a list of several variants. */
  brief: string;
}

/**
 * What came of large steps or a bad start by the last look, and of no time between looks: that units are dead, or else
 * outputs saturated, many more than at first, and which matrices and tables no gradient comes to.
 */
export function outcome({ start, end }: Looked): Outcome[] {
  if (end === undefined) return [];
  const at = `At its last look, step ${formatCount(end.step)}`;
  const layer = deadOf(end, start) ?? saturatedOf(end, start);
  const still = end.matrices.filter(({ still }) => still).map(({ name }) => `\`${name}\``);
  const zero = still.length > 0 ? `the gradient of ${listed(still)} is exactly 0` : "";
  if (layer) {
    const and = zero && ` and ${zero}`;
    return [{
      kind: layer.kind,
      told: `${at}, ${layer.told}${and}.`,
      brief: `${layer.brief}${zero && `, ${zero}`}`,
    }];
  }
  return zero ? [{ kind: "still", told: `${at}, ${zero}.`, brief: zero }] : [];
}

/** A share has grown where it is so much larger than at first. */
const MORE = 0.05;

/** The layer that ends with the largest share of what `shareOf` gives, where that is large and has grown. */
function grownMost(
  end: LookClues,
  start: LookClues | undefined,
  least: number,
  shareOf: (layer: LayerClues) => number | null,
): { layer: LayerClues; before?: LayerClues } | undefined {
  const grown = end.layers.flatMap((layer) => {
    const before = start?.layers.find(({ name }) => name === layer.name);
    const share = shareOf(layer) ?? 0, first = before ? shareOf(before) ?? 0 : 0;
    return share >= least && share >= first + MORE ? [{ layer, before, share }] : [];
  });
  return grown.sort((a, b) => b.share - a.share)[0];
}

type OfLayer = Omit<Outcome, "kind"> & { kind: "dead" | "saturated" };

function deadOf(end: LookClues, start?: LookClues): OfLayer | undefined {
  const most = grownMost(
    end,
    start,
    DEAD,
    ({ dead, units }) => dead === null ? null : dead / units,
  );
  if (most === undefined) return undefined;
  const { layer: { name, dead, units }, before } = most;
  const all = dead === units;
  const count = all ? `all ${formatCount(units)}` : formatCount(dead!);
  const first = typeof before?.dead === "number" ? ` (${formatCount(before.dead)} at first)` : "";
  return {
    kind: "dead",
    told: `${
      all ? count : `${count} of the ${formatCount(units)}`
    } units of ${name} are dead${first}`,
    brief: `${count} dead${among(name, end)}`,
  };
}

/** Which layer it is, where there are several. */
const among = (name: string, { layers }: LookClues): string =>
  layers.length > 1 ? ` in ${name}` : "";

function saturatedOf(end: LookClues, start?: LookClues): OfLayer | undefined {
  const most = grownMost(end, start, FLAT, ({ saturated }) => saturated);
  if (most === undefined) return undefined;
  const { layer: { name, saturated }, before } = most, share = formatShare(saturated);
  const first = typeof before?.saturated === "number"
    ? ` (${formatShare(before.saturated)} at first)`
    : "";
  return {
    kind: "saturated",
    told: `${share} of the outputs of ${name} are saturated${first}`,
    brief: `${share} saturated${among(name, end)}`,
  };
}

/** "C, W1 and 3 more" */
function listed(names: readonly string[]): string {
  const some = names.slice(0, names.length > 3 ? 2 : 3);
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
