/**
 * The selection of an experiment's variants: its box changes it, and so may other parts of the page; what belongs to a
 * variant is shown where that is chosen.
 *
 * @module
 */

import type { Address } from "./address.ts";

/** Which variants are chosen. */
export interface Selection {
  /** Their places in the config, in the order in which they were chosen. */
  readonly chosen: readonly number[];
  /** Those chosen at first. */
  readonly first: readonly number[];
  /** Chooses these and no others. */
  choose(variants: readonly number[]): void;
  /** Chooses a variant, or no longer. */
  toggle(variant: number): void;
  /** Calls `listener` after each change. */
  watch(listener: (chosen: readonly number[]) => void): void;
}

/**
 * The selection of each of `count` experiments, and behind them, where there are several, of all together: each governs
 * what is in its `data-experiment`.
 */
export const selections = (root: ParentNode, count: number, address: Address): Selection[] =>
  [...Array(count).keys(), ...count > 1 ? ["all"] : []].map((i) => {
    const part = root.querySelector<HTMLElement>(`[data-experiment="${i}"]`);
    const selection = selectionIn(part ?? document.body);
    address.keep({
      key: count === 1 || typeof i === "string" ? "v" : `v${i + 1}`,
      read() {
        const chosen = selection.chosen.join(".");
        return chosen === selection.first.join(".") ? "" : chosen || "none";
      },
      write: (state) => selection.choose(state === "" ? selection.first : placesIn(state)),
    });
    selection.watch(address.changed);
    return selection;
  });

/** "0.4" → 0 and 4; what is no place is none. */
const placesIn = (state: string): number[] =>
  state.split(".").filter((place) => /^\d{1,4}$/.test(place)).map(Number);

function selectionIn(part: HTMLElement): Selection {
  const box = part.querySelector<HTMLDetailsElement>(".selection");
  const boxes = [...box?.querySelectorAll<HTMLInputElement>("input[type=checkbox]") ?? []];
  const all = boxes.map(({ value }) => Number(value));
  const first = boxes.filter((one) => one.defaultChecked).map(({ value }) => Number(value));
  const listeners: ((chosen: readonly number[]) => void)[] = [];
  let chosen: readonly number[] = box === null ? [0] : first;

  const show = () => {
    for (const one of boxes) one.checked = chosen.includes(Number(one.value));
    if (box !== null) {
      box.querySelector(".count")!.textContent = `${chosen.length} of ${all.length}`;
    }
    for (const one of part.querySelectorAll<HTMLElement>("[data-variant]")) {
      one.toggleAttribute("hidden", !chosen.includes(Number(one.dataset.variant)));
    }
  };
  const selection: Selection = {
    get chosen() {
      return chosen;
    },
    first,
    choose(variants) {
      if (box === null) return;
      chosen = [...new Set(variants)].filter((variant) => all.includes(variant));
      show();
      for (const listener of listeners) listener(chosen);
    },
    toggle(variant) {
      selection.choose(
        chosen.includes(variant) ? chosen.filter((one) => one !== variant) : [...chosen, variant],
      );
    },
    watch: (listener) => void listeners.push(listener),
  };
  if (box !== null) activate(box, selection);
  // Browsers restore boxes that were checked before a reload, but not what they show.
  show();
  return selection;
}

/** Lets the box change the selection. */
function activate(box: HTMLDetailsElement, selection: Selection): void {
  const items = [...box.querySelectorAll("li")];
  const place = (item: Element) => Number(item.querySelector("input")!.value);
  box.querySelector("ul")!.addEventListener(
    "change",
    ({ target }) => selection.toggle(Number((target as HTMLInputElement).value)),
  );
  // Like a menu, it does not stay over what it changed.
  document.addEventListener("pointerdown", ({ target }) => {
    if (!box.contains(target as Node)) box.open = false;
  });
  box.addEventListener("keydown", ({ key }) => {
    if (key !== "Escape" || !box.open) return;
    box.open = false;
    box.querySelector("summary")!.focus();
  });

  const fields = box.querySelector(".filters");
  if (fields === null) return;
  const listed = box.querySelector(".listed")!;
  const search = fields.querySelector<HTMLInputElement>("input[type=search]")!;
  const choices = [...fields.querySelectorAll<HTMLSelectElement>("select")];
  const filter = () => {
    const words = search.value.trim().toLowerCase();
    for (const item of items) {
      const values: string[] = JSON.parse(item.dataset.values!);
      const name = item.querySelector("bdi")!.textContent.toLowerCase();
      item.hidden = !name.includes(words) ||
        choices.some(({ value, dataset: { filter } }) =>
          value !== "" &&
          value !== (filter === "status" ? item.dataset.status : values[Number(filter)])
        );
    }
    listed.textContent = `${
      items.filter(({ hidden }) => !hidden).length
    } of ${items.length} listed`;
  };
  fields.addEventListener("input", filter);
  search.value = "";
  for (const choice of choices) choice.value = "";
  filter();
  box.addEventListener("click", ({ target }) => {
    const kind = (target as HTMLElement).dataset.choose;
    const shown = items.filter(({ hidden }) => !hidden).map(place);
    if (kind === "listed") selection.choose(shown);
    else if (kind === "more") selection.choose([...selection.chosen, ...shown]);
    else if (kind === "none") selection.choose([]);
    else if (kind === "first") selection.choose(selection.first);
  });
}
