import { type Arguments, type OptionKind, parseArguments } from "../../cli/arguments.ts";
import { InputError } from "../../runner/errors.ts";

/** A benchmark as a command: `main` gets its options and gives the exit code. */
export async function command(
  task: string,
  usage: string,
  options: Record<string, OptionKind>,
  main: (options: Arguments) => number | Promise<number>,
): Promise<void> {
  try {
    const given = parseArguments(task, Deno.args, { ...options, help: "flag" });
    if (given.flag("help")) console.log(`deno task ${task} ${usage}`);
    else Deno.exitCode = await main(given);
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    console.error(error.message);
    Deno.exitCode = 2;
  }
}
