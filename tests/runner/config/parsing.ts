/**
 * Experiments as a test writes them, and what is refused of them.
 *
 * @module
 */
import { assertEquals, assertThrows } from "@std/assert";
import { type Experiment, parseExperiment } from "../../../runner/config/config.ts";
import { InputError } from "../../../runner/errors.ts";

export const parseText = (text: string, set: string[] = [], name = "x"): Experiment =>
  parseExperiment(text, { file: "x.json", name, set });

export const textOf = (content: object) =>
  JSON.stringify({ title: "t", question: "q", ...content });

/** An experiment that says `content`, on one line. */
export const parse = (content: object, ...set: string[]): Experiment =>
  parseText(textOf(content), set);

/** The settings of its first variant. */
export const configOf = (content: object, ...set: string[]) =>
  parse(content, ...set).variants[0].config;

/** The lines with which it is refused, without file, line and column. */
export function refusals(content: object, ...set: string[]): string[] {
  const { message } = assertThrows(() => parse(content, ...set), InputError);
  return message.split("\n").map((line) => line.replace(/^x\.json:\d+:\d+: /, ""));
}

/** … of which there is only one. */
export function refusal(content: object, ...set: string[]): string {
  const lines = refusals(content, ...set);
  assertEquals(lines.length, 1, lines.join("\n"));
  return lines[0];
}
