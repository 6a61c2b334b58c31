/**
 * Command lines as readers can paste them.
 *
 * @module
 */

/** An argument as a shell takes it back. */
export const quoted = (argument: string): string =>
  /^[\w./=:,@%+-]+$/.test(argument) ? argument : `'${argument.replaceAll("'", `'\\''`)}'`;

/** An argument of such a line, quoted or not. */
const ARGUMENT = /(?:'[^']*'|\\'|[^\s'])+/g;
/** A path that means something on one machine only: absolute, from the user's home, or upwards. */
const FOREIGN_PATH = /^'?(?:[A-Za-z]:)?(?:[\\/]|~[\\/]|\.\.[\\/]).*?([^\\/']+)'?$/;

/** The command with the names alone of files that stand elsewhere on the machine it was typed on: what a reader has is a copy. */
export const portable = (command: string): string =>
  command.replace(ARGUMENT, (argument) => {
    const name = FOREIGN_PATH.exec(argument)?.[1];
    return name === undefined ? argument : quoted(name);
  });
