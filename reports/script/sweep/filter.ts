/**
 * Which configurations of a sweep are listed: those within what is picked of the axes, of one state, and with the words
 * that are looked for.
 *
 * @module
 */
import { formatCount, plural } from "../../format.ts";
import { MAX_COLORS } from "../../charts/curve_view.ts";
import { axesOf } from "../../sweep/axes.ts";
import { type SweepData, valueText } from "../../sweep/sweep_data.ts";
import { element } from "../dom.ts";
import type { Selection } from "../selection.ts";

/** What is picked of an axis, in thousandths of it. */
export type Picked = readonly [from: number, to: number];

export interface Listing {
  /** The places of the configurations that are listed. */
  readonly listed: ReadonlySet<number>;
  /** Of each axis, what is picked of it, if not all. */
  readonly picked: readonly (Picked | undefined)[];
  /** Picks a part of an axis; undefined: all. */
  pick(axis: number, range?: Picked): void;
  /** Calls `listener` after each change. */
  watch(listener: () => void): void;
  /** The state as it goes into an address, and back. */
  read(): string;
  write(state: string): void;
}

/** So many axes, at most, have what is picked of them kept in an address. */
const PART = /^(?:(\d{1,2})-(\d{1,4})-(\d{1,4})|s(\d{1,3})|q((?:[\da-f]{2}){1,400}))$/;
/** Characters that are looked for: each is up to four bytes in an address. */
const MAX_WORDS = 100;

/** Makes the controls, above the section's table or its parallel coordinates. */
export function filter(
  section: HTMLElement,
  data: SweepData,
  selection: Selection,
  changed: () => void,
): Listing {
  const axes = axesOf(data), { configs } = data;
  const kinds = [...new Set(configs.map(({ state }) => kindOf(state)))];
  const texts = configs.map(({ at, name, state }) =>
    [...data.keys.map((key, k) => `${key.name} ${valueText(key, at[k])}`), name, state].join(" ")
      .toLowerCase()
  );
  const listeners: (() => void)[] = [];
  let picked: (Picked | undefined)[] = axes.map(() => undefined);
  let listed: ReadonlySet<number> = new Set(configs.keys());

  const search = element("input", {
    type: "search",
    autocomplete: "off",
    spellcheck: "false",
    maxlength: String(MAX_WORDS),
    oninput: update,
  });
  const state = element(
    "select",
    { onchange: update },
    element("option", { value: "" }, "any"),
    ...kinds.map((kind, i) => element("option", { value: String(i) }, kind)),
  );
  const reset = element("button", { type: "button", onclick: () => clear() }, "List all");
  const show = element("button", {
    type: "button",
    onclick: () => selection.choose(bestListed()),
  }, "Show these");
  const status = element("span", { role: "status" });
  const bar = element(
    "div",
    { class: "sweep-filter", role: "group", "aria-label": "Which settings are listed" },
    element("label", {}, "Find ", search),
    kinds.length > 1 && element("label", {}, "State ", state),
    reset,
    show,
    status,
  );
  (section.querySelector("figure.parallel") ?? section.querySelector(".scroll")!).before(bar);

  /** As many of those listed as have colours of their own, the best first. */
  const bestListed = (): number[] =>
    [...listed].filter((i) => configs[i].variant !== null && configs[i].place !== null)
      .sort((a, b) => configs[a].place! - configs[b].place!).slice(0, MAX_COLORS)
      .map((i) => configs[i].variant!);

  function update(): void {
    const words = search.value.trim().toLowerCase().split(/\s+/);
    listed = new Set(
      [...configs.keys()].filter((i) =>
        words.every((word) => texts[i].includes(word)) &&
        (state.value === "" || kindOf(configs[i].state) === kinds[Number(state.value)]) &&
        picked.every((range, axis) => range === undefined || isWithin(axes[axis].at[i], range))
      ),
    );
    const isAll = listed.size === configs.length, some = bestListed();
    status.textContent = `${formatCount(listed.size)} of ${plural(configs.length, "setting")}`;
    reset.disabled = isAll && search.value === "" && picked.every((range) => range === undefined);
    show.disabled = some.length === 0;
    show.textContent = some.length < 2
      ? "Show it in all sections"
      : `Show the best ${some.length} in all sections`;
    for (const listener of listeners) listener();
    changed();
  }

  function clear(): void {
    picked = axes.map(() => undefined);
    search.value = state.value = "";
    update();
  }

  // Browsers restore fields after a reload.
  search.value = state.value = "";
  update();
  return {
    get listed() {
      return listed;
    },
    get picked() {
      return picked;
    },
    pick(axis, range) {
      picked = picked.map((one, i) => i === axis ? range : one);
      update();
    },
    watch: (listener) => void listeners.push(listener),
    read: () =>
      [
        ...picked.map((range, axis) => range && `${axis}-${range.join("-")}`),
        state.value !== "" && `s${state.value}`,
        search.value.trim() !== "" && `q${hexOf(search.value)}`,
      ].filter(Boolean).join("."),
    write(text) {
      picked = axes.map(() => undefined);
      state.value = search.value = "";
      for (const part of text.split(".")) {
        const found = PART.exec(part);
        if (!found) continue;
        const [, axis, from, to, kind, words] = found;
        if (words !== undefined) search.value = textOf(words);
        else if (kind !== undefined) state.value = Number(kind) < kinds.length ? kind : "";
        else if (Number(axis) < axes.length && Number(from) <= Number(to)) {
          picked[Number(axis)] = [Number(from), Math.min(1000, Number(to))];
        }
      }
      update();
    },
  };
}

/** What is looked for, as bytes in an address. */
const hexOf = (text: string): string =>
  [...new TextEncoder().encode(text)].map((byte) => byte.toString(16).padStart(2, "0")).join("");

/** And back; whatever is no text becomes U+FFFD. */
const textOf = (hex: string): string =>
  new TextDecoder().decode(Uint8Array.from(hex.match(/../g)!, (byte) => parseInt(byte, 16)));

/** "diverged at step 3" → "diverged" */
const kindOf = (state: string): string => state.replace(/ at step .*/, "");

const isWithin = (at: number | null, [from, to]: Picked): boolean =>
  at !== null && 1000 * at >= from - 0.5 && 1000 * at <= to + 0.5;
