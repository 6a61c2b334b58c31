/**
 * What to type.
 *
 * @module
 */
import { portable, quoted, withSettings } from "../shell.ts";

/**
 * The command with further settings, or these options alone where the command is not known:
 * `deno task run experiments/bn.json --set training.steps=40000`.
 *
 * @param only the one variant to train
 */
export function commandWith(command: string, settings: readonly string[], only?: string): string {
  const isKnown = /^deno task run [^\s-]/.test(command);
  const chosen = only === undefined ? "" : ` --only ${quoted(only)}`;
  const whole = `${isKnown ? portable(command) : ""}${chosen}`;
  return `\`${withSettings(whole, settings).trim()}\``;
}
