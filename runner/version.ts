/**
 * The versions that a run is stored with.
 *
 * @module
 */
import config from "../deno.json" with { type: "json" };

/** handgrad's own. */
export const VERSION: string = config.version;

/**
 * Counts the changes that make a run with the same settings give other bits: to be raised with each of them, so that
 * stored runs from before are not taken for it. tests/core/kernels/numerics_versions.json holds the bits of each.
 *
 * 3: float32 numbers below 2⁻³⁹ are rounded to multiples of 2⁻⁶¹ (core/underflow.ts), so that no number is ever subnormal. Runs without such small
 * numbers have the bits of 2.
 */
export const NUMERICS_VERSION = 3;
