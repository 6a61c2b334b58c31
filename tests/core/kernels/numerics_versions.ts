/**
 * Which bits belong to which numerics version: numerics_versions.json has the hash of each version's pins.
 *
 * @module
 */
import type { ArithmeticName } from "../../../core/arithmetic.ts";
import { sha256 } from "../../../runner/data/bytes.ts";
import { sortedJson } from "../../../runner/sorted_json.ts";

/** The hash of each setting, by arithmetic. */
export type Pins = Record<ArithmeticName, Record<string, string>>;

/** The SHA-256 of all pins, lower-case hex. */
export const hashOfPins = (pins: Pins): Promise<string> =>
  sha256(new TextEncoder().encode(sortedJson(pins)));

/**
 * The table with these pins entered for `version`.
 *
 * @throws RangeError where the version has been given to other bits already, or these bits to another version; pins
 * that are new beside the
 *   old ones change no bits
 */
export async function entered(
  table: Record<string, string>,
  version: number,
  pins: Pins,
  before: Pins,
): Promise<Record<string, string>> {
  const hash = await hashOfPins(pins);
  const other = Object.keys(table).find((key) => table[key] === hash && key !== `${version}`);
  if (other !== undefined) {
    throw new RangeError(`Numerics version ${version} has the same bits as ${other}`);
  }
  if (`${version}` in table && !keepsBits(before, pins)) {
    throw new RangeError(
      `Numerics version ${version} has other bits already: raise NUMERICS_VERSION in runner/numerics.ts`,
    );
  }
  return { ...table, [version]: hash };
}

const keepsBits = (before: Pins, pins: Pins): boolean =>
  (Object.keys(before) as ArithmeticName[]).every((arithmetic) =>
    Object.entries(before[arithmetic]).every(([setting, hash]) =>
      pins[arithmetic]?.[setting] === hash
    )
  );
