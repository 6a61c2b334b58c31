/**
 * Hashes of what a run has made, so that two runs can be compared, to the last bit, where their numbers are not at
 * hand.
 *
 * @module
 */
import { sha256 } from "../data/bytes.ts";
import type { Evaluation, RunHashes } from "../results.ts";
import type { NamedTensor } from "./safetensors.ts";

/**
 * The hashes of a run's losses, of what its model has learnt, in the order of `weightsOf`, and of its evaluations after
 * the last update.
 */
export async function hashesOf(
  losses: Float32Array,
  weights: readonly NamedTensor[],
  final: readonly Evaluation[],
): Promise<RunHashes> {
  const bytes = floatBytes([losses]);
  const lossesAfter: Record<string, string> = {};
  for (const count of prefixesOf(losses.length)) {
    lossesAfter[count] = await sha256(bytes.subarray(0, 4 * count));
  }
  return {
    losses: await sha256(bytes),
    lossesAfter,
    weights: await floatsHash(weights.map(({ data }) => data)),
    final: await textHash(
      final.map(({ split, statistics, loss }) => `${split} ${statistics} ${loss}\n`).join(""),
    ),
  };
}

/** The SHA-256 of a text in UTF-8. */
export const textHash = (text: string): Promise<string> => sha256(new TextEncoder().encode(text));

/** The numbers of first losses that have a hash of their own: 1, 2, 5, 10, 20, 50, …, up to `count`. */
export function prefixesOf(count: number): number[] {
  const prefixes: number[] = [];
  for (let power = 1; power <= count; power *= 10) prefixes.push(power, 2 * power, 5 * power);
  return prefixes.filter((prefix) => prefix <= count);
}

const NAN = 0x7fc00000;

/**
 * SHA-256 of float32 numbers, one array after the other, their bytes in little-endian order, as lower-case hex. NaN
 * counts as 7fc00000: which of its many forms comes out of a computation differs between processors.
 */
export const floatsHash = (arrays: readonly Float32Array[]): Promise<string> =>
  sha256(floatBytes(arrays));

function floatBytes(arrays: readonly Float32Array[]): Uint8Array<ArrayBuffer> {
  const size = arrays.reduce((sum, { length }) => sum + length, 0);
  const view = new DataView(new ArrayBuffer(4 * size));
  let position = 0;
  for (const array of arrays) {
    for (let i = 0; i < array.length; i++, position += 4) {
      if (Number.isNaN(array[i])) view.setUint32(position, NAN, true);
      else view.setFloat32(position, array[i], true);
    }
  }
  return new Uint8Array(view.buffer);
}
