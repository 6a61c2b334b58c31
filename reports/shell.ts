/**
 * Command lines as readers can paste them.
 *
 * @module
 */

/** An argument as a shell takes it back. */
export const quoted = (argument: string): string =>
  /^[\w./=:,@%+-]+$/.test(argument) ? argument : `'${argument.replaceAll("'", `'\\''`)}'`;
