/**
 * The version that a run is stored with, beside that of its bits (numerics.ts).
 *
 * @module
 */
import config from "../deno.json" with { type: "json" };

/** handgrad's own. */
export const VERSION: string = config.version;
