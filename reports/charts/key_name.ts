/**
 * Keys of the config in plain words.
 *
 * @module
 */

/** "learning rate" for `training.learningRate.initial`, "init hidden weight std" for `model.init.hidden.weight.std`. */
export function keyName(path: string): string {
  const [first, ...rest] = path.split(".");
  const keys = rest.length === 0 ? [first] : rest;
  if (keys.length > 1 && keys.at(-1) === "initial") keys.pop();
  return keys.join(" ").replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
}
