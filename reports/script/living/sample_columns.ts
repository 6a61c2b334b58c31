/**
 * Samples to order, a column a network.
 *
 * @module
 */
import { writeSymbols } from "../../../runner/data/symbols.ts";
import { quoted } from "../../shell.ts";
import { bracketed, type Piece, pieces } from "../../visible.ts";
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
    const prefix = readText(order.prefix, network.alphabet).symbols;
    const isText = network.alphabet.lead !== undefined;
    const list = element("ul", { class: isText ? "samples texts" : "samples" });
    const begun = writeSymbols(prefix, network.alphabet);
    const source = network.samples({ ...order, prefix });
    const count = order.temperature === 0 ? 1 : order.count;
    for (let i = 0; i < count; i++) {
      const { value } = source.next();
      const known = !isText && lines !== null && value.ended && lines.has(value.text);
      list.append(line(value, begun, known, isText));
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

function line(
  { text, ended }: Sample,
  begun: string,
  known: boolean,
  isText: boolean,
): HTMLElement {
  const whole = ended ? text : `${text}…`;
  if (whole === "") return element("li", {}, element("em", { class: "note" }, "empty"));
  const [typed, drawn] = cut(pieces(whole, isText), begun.length);
  return element(
    "li",
    { dir: "auto" },
    element(
      "bdi",
      { class: known ? "sample known" : "sample" },
      element("span", { class: "quiet" }, ...typed.map(seen)),
      ...drawn.map(seen),
    ),
    ...known ? [knownMark()] : [],
  );
}

const seen = (piece: Piece): Node | string =>
  piece.isMark ? element("span", { class: "unseen" }, bracketed(piece)) : piece.text;

/** The pieces before and after a place in their text. */
function cut(all: readonly Piece[], at: number): [Piece[], Piece[]] {
  const before: Piece[] = [], after: Piece[] = [];
  for (const piece of all) {
    if (piece.length <= at) before.push(piece);
    else if (at <= 0) after.push(piece);
    else {
      before.push({ ...piece, text: piece.text.slice(0, at) });
      after.push({ ...piece, text: piece.text.slice(at) });
    }
    at -= piece.length;
  }
  return [before, after];
}

/** What a sample that is a line of the training set has behind it. */
export const knownMark = (): HTMLElement =>
  element("span", { class: "mark", role: "img", "aria-label": KNOWN, title: KNOWN }, "◆");
const KNOWN = "in the training set";

/** The command lines that draw the same samples. */
export function commandsOf(talkers: readonly Talker[], order: Order): string {
  return talkers.filter(({ folder }) => folder !== null).map(({ folder, network }) => {
    const { symbols } = readText(order.prefix, network.alphabet);
    const prefix = writeSymbols(symbols, network.alphabet);
    return [
      `deno task sample ${quoted(folder!)} --seed ${order.seed} --count ${
        order.temperature === 0 ? 1 : order.count
      }`,
      prefix !== "" && `--prefix=${quoted(prefix)}`,
      order.temperature !== 1 && `--temperature ${order.temperature}`,
    ].filter(Boolean).join(" ");
  }).join("\n");
}
