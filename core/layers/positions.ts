import type { Shape } from "../tensor.ts";

/**
 * T and the size of what stands at each position.
 *
 * @param input [T, K], without the batch
 * @throws TypeError where there are no positions
 */
export function positionsOf(input: Shape): [T: number, K: number] {
  if (input.length === 2) return [input[0], input[1]];
  throw new TypeError(`no positions come in, but [${input.join(", ")}]`);
}
