/**
 * Rows that repeat. Where a layer works at each position for itself, what comes out depends on nothing but the symbols
 * that came in there, and in a batch of contexts many of these are the same: of the 128 pairs of letters in 32 contexts
 * of eight, about 48 differ. What a matrix makes of each has to be computed only once (layers/repeated_linear.ts).
 *
 * @module
 */
import type { PlannedLayer } from "./plan.ts";
import { sizeOf } from "./tensor.ts";

/**
 * The layers that multiply rows of which many may be alike, each with how many rows of each example come in: those of
 * the last layer that computed something, each made of a part of the context. Where that is the whole context, no two
 * rows are alike; and what is made of single symbols right away has a fusion of its own (fuse.ts).
 *
 * @param layers from the first one on
 */
export function repeatsOf<L extends Omit<PlannedLayer, "layers">>(
  layers: readonly L[],
): Map<L, number> {
  const repeats = new Map<L, number>();
  let [before, ...others] = layers;
  for (const layer of others) {
    const { rows } = layer.kind;
    if (before.kind.rows === undefined || rows === undefined) break;
    if (rows === "view") continue;
    const count = sizeOf(before.output.slice(0, -1));
    if (count === 1) break;
    if (rows === "product" && before.kind.takes !== "symbols") repeats.set(layer, count);
    before = layer;
  }
  return repeats;
}
