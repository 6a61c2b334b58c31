/**
 * A mistake in what the user gave: a config, a data file, the command line. Its message is meant for the user as it
 * stands (what failed, where, what was found, what is allowed) and is shown without a stack trace; exit code 2.
 */
export class InputError extends Error {
  /** Tells it from others. */
  override name = "InputError";
}
