/**
 * Samples to order, a column a network.
 *
 * @module
 */
import { quoted } from "../../shell.ts";
import { element } from "../dom.ts";
import { heading, isolated, mark } from "./dom.ts";
import { readText, type Sample } from "./network.ts";
import type { Talker } from "./talker.ts";

export interface Order {
  prefix: string;
  temperature: number;
  seed: number;
  count: number;
}

const SLICE = 30; // ms: for how long drawing may keep the page waiting

/**
 * Fills `columns`; a later call ends an earlier one that is still drawing.
 *
 * @returns whether all was drawn
 */
export async function showSamples(
  columns: HTMLElement,
  talkers: readonly Talker[],
  order: Order,
): Promise<boolean> {
  const turn = {};
  turns.set(columns, turn);
  const made: HTMLElement[] = [];
  let start = performance.now();
  for (const talker of talkers) {
    const { network, name, look } = talker;
    const lines = await talker.lines;
    const prefix = readText(order.prefix, network.vocabulary).characters;
    const list = element("ul", { class: "samples" });
    const source = network.samples({ ...order, prefix });
    for (let i = 0; i < order.count; i++) {
      const { value } = source.next();
      const begun = prefix.map((character) => network.vocabulary[character]).join("");
      list.append(line(value, begun, lines !== null && value.ended && lines.has(value.text)));
      if (performance.now() - start < SLICE) continue;
      await new Promise((resolve) => setTimeout(resolve));
      if (turns.get(columns) !== turn) return false;
      start = performance.now();
    }
    made.push(
      element(
        "div",
        { class: "column" },
        heading(columns, 2, mark(look), " ", isolated(name)),
        list,
      ),
    );
  }
  if (turns.get(columns) !== turn) return false;
  columns.replaceChildren(...made);
  return true;
}
const turns = new WeakMap<HTMLElement, object>();

function line({ text, ended }: Sample, begun: string, known: boolean): HTMLElement {
  const whole = ended ? text : `${text}…`;
  if (whole === "") return element("li", {}, element("em", { class: "note" }, "empty"));
  return element(
    "li",
    { dir: "auto" },
    element(
      "bdi",
      { class: known ? "sample known" : "sample" },
      element("span", { class: "quiet" }, begun),
      whole.slice(begun.length),
    ),
    ...known ? [knownMark()] : [],
  );
}

/** What a sample that is a line of the training set has behind it. */
export const knownMark = (): HTMLElement =>
  element("span", { class: "mark", role: "img", "aria-label": KNOWN, title: KNOWN }, "◆");
const KNOWN = "in the training set";

/** The command lines that draw the same samples. */
export function commandsOf(talkers: readonly Talker[], order: Order): string {
  return talkers.filter(({ folder }) => folder !== null).map(({ folder, network }) => {
    const { characters } = readText(order.prefix, network.vocabulary);
    const prefix = characters.map((character) => network.vocabulary[character]).join("");
    return [
      `deno task sample ${quoted(folder!)} --seed ${order.seed} --count ${order.count}`,
      prefix !== "" && `--prefix=${quoted(prefix)}`,
      order.temperature !== 1 && `--temperature ${order.temperature}`,
    ].filter(Boolean).join(" ");
  }).join("\n");
}
