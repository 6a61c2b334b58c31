/**
 * Talking to the networks: a beginning is typed, and they say what they expect next and how they would go on.
 *
 * @module
 */
import { visible, visibleText } from "../../visible.ts";
import { element } from "../dom.ts";
import type { Selection } from "../selection.ts";
import { heading, isolated, labelled, mark, note, quietly } from "./dom.ts";
import { showNext } from "./next_bars.ts";
import { readText } from "./network.ts";
import { sampler } from "./sampler.ts";
import type { Talker } from "./talker.ts";
import { transitions } from "./transitions.ts";

/**
 * Brings `place` to life: those networks answer whose variants are chosen. `add` lets one more network join, which
 * answers until it is told not to.
 *
 * @param lines of the data, where the page holds them
 */
export function talk(
  place: HTMLElement,
  talkers: Talker[],
  selection: Selection,
  example: string,
  lines: (() => Promise<string[]>) | null,
): { add(talker: Talker): void } {
  /** Of those that were trained here. */
  const answering = new Set<Talker>();
  const isText = talkers.some(({ network }) => network.alphabet.lead !== undefined);
  const input = element(isText ? "textarea" : "input", {
    ...isText ? { rows: 3 } : { type: "text", value: example },
    class: "prefix",
    maxlength: isText || talkers.some(({ network }) => network.alphabet.separator) ? 1000 : 60,
    autocomplete: "off",
    autocapitalize: "off",
    spellcheck: "false",
    dir: "auto",
    enterkeyhint: "done",
  });
  input.value = example;
  const clear = element("button", { type: "button" }, "Clear");
  const message = element("p", { class: "message", role: "status" });
  const chips = element("div", { class: "chips", role: "group", "aria-label": "Who answers" });
  const question = heading(place, 1);
  const bars = element("div", { class: "nexts", role: "group", "aria-label": "Symbols to add" });
  const words = element("p", { class: "hidden-visually", "aria-live": "polite" });

  const answers = (talker: Talker) =>
    talker.folder === null ? answering.has(talker) : selection.chosen.includes(talker.look);
  const chosen = () => talkers.filter(answers);
  const say = quietly(() => words.textContent = said, 700);
  let said = "";

  const answer = () => {
    const networks = chosen();
    said = showNext(bars, networks, input.value, (symbol, byKey) => {
      input.value = withSymbol(input.value, symbol, networks);
      // The button that was pressed is gone. After a tap the focus would bring up the keyboard over the bars.
      if (byKey) input.focus();
      answer();
      samples.draw();
    });
    say();
    question.replaceChildren(
      ...input.value === ""
        ? ["What comes first?"]
        : ["What comes after “", isolated(visibleText(lastPart(input.value))), "”?"],
    );
    message.textContent = networks.length === 0
      ? "Nobody answers: choose a variant."
      : strangers(input.value, networks);
  };
  const both = () => (answer(), samples.soon());

  input.addEventListener("input", both);
  clear.addEventListener("click", () => {
    input.value = "";
    input.focus();
    both();
  });

  const makeChips = () => {
    chips.hidden = talkers.length < 2;
    chips.replaceChildren(...talkers.map((talker) =>
      element(
        "button",
        {
          type: "button",
          class: "chip",
          onclick: () => {
            if (talker.folder !== null) return selection.toggle(talker.look);
            if (!answering.delete(talker)) answering.add(talker);
            show();
          },
        },
        mark(talker.look),
        isolated(talker.name),
      )
    ));
  };
  const show = () => {
    talkers.forEach((talker, i) =>
      chips.children[i].setAttribute("aria-pressed", String(answers(talker)))
    );
    both();
    follows.update();
  };
  selection.watch(show);

  place.append(
    element(
      "div",
      { class: "fields typing" },
      labelled("Type a beginning", input),
      clear,
    ),
    message,
    chips,
    question,
    note(
      `How likely each network finds each symbol to follow, from ${whatTheySee(talkers)}. ` +
        "Type on, or choose a symbol to add it.",
    ),
    bars,
    words,
  );
  const samples = sampler(place, {
    seed: talkers[0].seed,
    count: isText ? 3 : 10,
    prefix: () => input.value,
    chosen,
  });
  const follows = transitions(place, lines, chosen);
  makeChips();
  show();
  return {
    add(talker) {
      const old = talkers.findIndex(({ look }) => look === talker.look);
      if (old >= 0) answering.delete(talkers.splice(old, 1)[0]);
      talkers.push(talker);
      answering.add(talker);
      makeChips();
      show();
    },
  };
}

/** "the last 3 symbols" */
function whatTheySee(talkers: readonly Talker[]): string {
  const lengths = new Set(talkers.map(({ network }) => network.contextLength));
  if (lengths.size > 1) return "the last few symbols";
  const [length] = lengths;
  return length === 1 ? "the last symbol alone" : `the last ${length} symbols`;
}

/** A text with one more symbol; where symbols are words, with what stands between two. */
function withSymbol(text: string, symbol: string, talkers: readonly Talker[]): string {
  const { separator = "" } =
    (talkers.find(({ network }) => network.alphabet.vocabulary.includes(symbol)) ?? talkers[0])
      .network.alphabet;
  const isApart = text === "" || symbol === "\n" || text.endsWith("\n") || text.endsWith(separator);
  return text + (isApart ? "" : separator) + symbol;
}

/** The end of a long text. */
function lastPart(text: string): string {
  const characters = [...text];
  return characters.length > 60 ? `…${characters.slice(-60).join("")}` : text;
}

/** Says which characters the networks have never seen. */
function strangers(text: string, talkers: readonly Talker[]): string {
  const unknown = new Set(
    talkers.flatMap(({ network }) => readText(text, network.alphabet).unknown),
  );
  if (unknown.size === 0) return "";
  const names = [...unknown].map((symbol) => `“${visible(symbol)}”`).join(", ");
  const [it, is] = unknown.size === 1 ? ["it", "is"] : ["they", "are"];
  const { vocabulary, lead } = talkers[0].network.alphabet;
  const all = vocabulary.slice(lead === undefined ? 1 : 0);
  const known = all.slice(0, 60).map(visible).join(" ");
  const more = all.length > 60 ? " …" : "";
  return `The networks have never seen ${names}, so ${it} ${is} left out. They know: ${known}${more}`;
}
