/**
 * What to type.
 *
 * @module
 */
import { portable, withSettings } from "../shell.ts";

/**
 * The command with further settings, or these options alone where the command is not known:
 * `deno task run experiments/bn.json --set training.steps=40000`.
 */
export function commandWith(command: string, settings: readonly string[]): string {
  const isKnown = /^deno task run [^\s-]/.test(command);
  return `\`${withSettings(isKnown ? portable(command) : "", settings).trim()}\``;
}
