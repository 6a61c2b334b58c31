/**
 * How many variants the answer names.
 *
 * @module
 */

/** So many variants besides the baseline get a clause each; of more, only the best is named. */
export const MAX_NAMED = 3;
/** So many that the best cannot be told from are named. */
export const MAX_LISTED = 6;
