/**
 * What comes next, by each network: a bar a symbol and network, the networks' bars of a symbol right below each other.
 *
 * @module
 */
import { formatShare } from "../../format.ts";
import { visible, visibleText } from "../../visible.ts";
import { lookOf } from "../../palette.ts";
import { element } from "../dom.ts";
import { readText } from "./network.ts";
import type { Talker } from "./talker.ts";

/** With more symbols than these, only the likeliest are shown. */
const MAX_ROWS = 48;
const FEW_ROWS = 24;
/** Stands for the end of a line, which is no symbol, whatever its mark in a vocabulary; no symbol is empty. */
const END = "";

/** Fills `bars`, and says the same in words. `type` is called with a symbol that was clicked, or pressed by a key. */
export function showNext(
  bars: HTMLElement,
  talkers: readonly Talker[],
  prefix: string,
  type: (symbol: string, byKey: boolean) => void,
): string {
  const beliefs = talkers.map(({ network }) => {
    const p = network.after(readText(prefix, network.alphabet).symbols);
    const { vocabulary, lead } = network.alphabet;
    return new Map(
      vocabulary.map((symbol, i) => [i === 0 && lead === undefined ? END : symbol, p[i]]),
    );
  });
  const all = new Set(beliefs.flatMap((belief) => [...belief.keys()]));
  const greatest = (symbol: string) =>
    Math.max(...beliefs.map((belief) => belief.get(symbol) ?? 0));
  let symbols = [...all];
  if (symbols.length > MAX_ROWS) {
    const byBelief = new Map(symbols.map((symbol) => [symbol, greatest(symbol)]));
    symbols = symbols.sort((a, b) => byBelief.get(b)! - byBelief.get(a)!).slice(0, FEW_ROWS);
  }
  const highest = Math.max(...symbols.map(greatest));
  const full = [0.25, 0.5, 1].find((end) => highest <= end) ?? 1;
  bars.classList.toggle("words", symbols.some((symbol) => visible(symbol).length > 2));
  bars.replaceChildren(
    ...symbols.map((symbol) => {
      const isEnd = symbol === END;
      const row = element(
        "div",
        { class: isEnd ? "next" : "next typed" },
        isEnd ? element("span", { class: "symbol end", "aria-hidden": "true" }, "end") : element(
          "button",
          {
            type: "button",
            class: "symbol",
            "aria-label": `Add ${visible(symbol)}`,
            title: [...symbol].length > 1 && visible(symbol),
          },
          visible(symbol),
        ),
        element(
          "div",
          { "aria-hidden": "true" },
          ...beliefs.map((belief, i) => bar(talkers[i].look, belief.get(symbol), full)),
        ),
      );
      // A pressed key, too, comes as a click on the row; it alone counts no clicks.
      if (!isEnd) row.addEventListener("click", ({ detail }) => type(symbol, detail === 0));
      return row;
    }),
  );
  if (symbols.length < all.size) {
    bars.append(
      element("p", { class: "note" }, `The ${symbols.length} likeliest of ${all.size} symbols.`),
    );
  }
  return inWords(prefix, talkers, beliefs);
}

function bar(look: number, p: number | undefined, full: number): HTMLElement {
  const fill = element("span", { class: "fill" });
  fill.style.width = `${100 * Math.min(1, (p ?? 0) / full)}%`;
  fill.style.background = lookOf(look).color;
  const text = p === undefined ? "not known" : formatShare(p);
  return element(
    "div",
    { class: "bar", "data-probability": p },
    element("span", { class: "track" }, fill),
    element("span", { class: "share" }, text),
  );
}

/** The three likeliest of each network. */
function inWords(
  prefix: string,
  talkers: readonly Talker[],
  beliefs: readonly Map<string, number>[],
): string {
  const each = talkers.map(({ name }, i) => {
    const likeliest = [...beliefs[i]].sort(([, p], [, q]) => q - p).slice(0, 3);
    const said = likeliest.map(([symbol, p]) =>
      `${symbol === END ? "the end" : visible(symbol)} ${formatShare(p)}`
    );
    return `${name} expects ${said.join(", ")}.`;
  });
  return `${prefix === "" ? "At the beginning" : `After “${visibleText(prefix)}”`}: ${
    each.join(" ")
  }`;
}
