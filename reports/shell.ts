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
/** A path that means something on one machine only: absolute, or from the user's home. */
const FOREIGN_PATH = /^'?(?:[A-Za-z]:)?(?:[\\/]|~[\\/]).*?([^\\/']+)'?$/;
/** Stands before the name of a file that is elsewhere on each machine. */
const SOMEWHERE = "path/to/";

/** The command without where on one machine its files are: what a reader has is a copy, somewhere. */
export const portable = (command: string): string =>
  command.replace(ARGUMENT, (argument) => {
    const name = FOREIGN_PATH.exec(argument)?.[1];
    return name === undefined ? argument : quoted(`${SOMEWHERE}${name}`);
  });

/** The arguments of a command line, as the shell gives them to the program. */
const argumentsOf = (command: string): string[] =>
  [...command.matchAll(ARGUMENT)].map(([argument]) =>
    argument.replace(/'([^']*)'|\\'/g, (_, text = "'") => text)
  );

/** What comes with an option each time that it is given, and what is left without these. */
function taken(command: string, option: string): { values: string[]; rest: string[] } {
  const values: string[] = [], rest: string[] = [], all = argumentsOf(command);
  for (let i = 0; i < all.length; i++) {
    if (all[i] === option && i + 1 < all.length) values.push(all[++i]);
    else if (all[i].startsWith(`${option}=`)) values.push(all[i].slice(option.length + 1));
    else rest.push(all[i]);
  }
  return { values, rest };
}

/** What a command names with an option, each time: `--set`, `--only`. */
export const given = (command: string, option: string): string[] => taken(command, option).values;

const pathOf = (setting: string): string => setting.split("=", 1)[0];

/** The command with further settings, each `path=value`; what it set the same paths to is gone. */
export function withSettings(command: string, settings: readonly string[]): string {
  const { values, rest } = taken(command, "--set");
  const kept = values.filter((one) => !settings.some((other) => pathOf(other) === pathOf(one)));
  return [...rest.map(quoted), ...[...kept, ...settings].map((one) => `--set ${quoted(one)}`)]
    .join(" ");
}

/** The file that a command trains, where that is the reader's copy: not one of the project's. */
export function copyIn(command: string): string | undefined {
  const file = /^deno task run ([^-]|$)/.test(command) ? argumentsOf(command)[3] : undefined;
  return file !== undefined && (!file.includes("/") || /^(path\/to|\.\.)\//.test(file))
    ? file
    : undefined;
}
