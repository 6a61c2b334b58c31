/**
 * The command that trains a variant with several values of one number.
 *
 * @module
 */
import { given } from "../shell.ts";
import { shortNumber } from "../format.ts";
import type { Variant } from "../rows.ts";
import { areCounts, WIDE } from "./beyond.ts";
import { commandWith } from "./command.ts";

/** A dotted path that `--set grid=` takes, and a name that stays as it is in a command and in a sentence's code. */
const PLAIN_PATH = /^\w+(\.\w+)+$/, PLAIN_NAME = /^[\p{L}\p{N}_][\p{L}\p{N}_ .,=+-]*$/u;

/** What made the runs: the command, what it is to set besides, and whether a grid or a search was in the file. */
export interface Trained {
  command: string;
  mended: readonly string[];
  isSweep: boolean;
}

/**
 * ": `deno task run experiments/init.json --only kaiming --set 'grid={"a.b":[0.003,0.01,0.03]}' --set expect=[]`":
 * the variant with its own value, which is trained already, and with others between it and its neighbours, and beyond
 * it. What the file expects names variants that are not there then. Empty where no such command is known: without one
 * that made the runs, of a sweep, or where that chooses variants.
 *
 * @param ours its own value
 * @param beside the values next to it that were tried
 * @param beyond whether to try beyond its own too: with one neighbour, on the other side
 */
export function tries(
  { path, variant, ours, beside, beyond }: {
    path: string;
    variant: Variant;
    ours: number;
    beside: readonly number[];
    beyond: boolean;
  },
  { command, mended, isSweep }: Trained,
): string {
  if (command === "" || isSweep || given(command, "--only").length > 0) return "";
  if (!PLAIN_PATH.test(path) || !PLAIN_NAME.test(variant.name)) return "";
  const all = [ours, ...beside], inDecades = all.every((value) => value > 0);
  const step = (to: number, share: number) =>
    inDecades
      ? ours * Math.min(WIDE, Math.max(1 / WIDE, to / ours)) ** share
      : ours + share * (to - ours);
  const shares = [1 / 3, 2 / 3];
  const found = [
    ...beside.flatMap((to) => shares.map((share) => step(to, share))),
    ...beyond && inDecades ? [step(beside[0], -1 / 3)] : [],
  ].map((value) => areCounts(path, all) ? Math.round(value) : shortNumber(value, 2));
  const values = [...new Set([ours, ...found])].filter((value) => !beside.includes(value))
    .sort((a, b) => a - b);
  if (values.length < 2) return "";
  const grid = JSON.stringify({ [path]: values });
  return `: ${commandWith(command, [...mended, `grid=${grid}`, "expect=[]"], variant.name)}`;
}
