/**
 * The tiny batches: numbers that readers change, and what comes of them.
 *
 * @module
 */
import { fillTiny, type Outcome, type Tiny } from "../../../core/gradcheck/tiny.ts";
import { agreement, FIRST, labBody } from "../../lesson/lab.ts";
import {
  formatCell,
  type GridNumbers,
  type GridOptions,
  placeOf,
  withoutSlope,
} from "../../lesson/grids.ts";
import { openTiny, subjectOf } from "../../lesson/tinies.ts";
import { element, elementOf } from "../dom.ts";
import { labelled, options as choices } from "../living/dom.ts";

/** Brings every `[data-lab]` to life. */
export function bringLabs(): void {
  document.querySelectorAll<HTMLElement>("[data-lab]").forEach(bringLab);
}

function bringLab(place: HTMLElement): void {
  const key = place.dataset.lab!;
  const options: Record<string, unknown> = {};
  const message = place.querySelector<HTMLElement>(".message")!;
  let seed = FIRST;
  let tiny = openTiny(key);
  fillTiny(tiny, seed);
  /** The fields by the name of what they change. */
  const fields = new Map<string, HTMLInputElement[]>();

  function connect(): void {
    fields.clear();
    for (const [name, numbers] of given(tiny)) {
      const grid = gridOf(place, name);
      if (grid === null) continue;
      const cells = [...grid.querySelectorAll("td")];
      fields.set(name, cells.map((cell, i) => fieldOf(cell, name, i, numbers, change)));
    }
  }

  /** A number was typed. */
  function change(name: string, at: number, field: HTMLInputElement): void {
    const limit = tiny.symbols[name]?.limit;
    const { data, shape } = tiny.symbols[name] ?? tiny.given[name];
    const x = read(field.value, limit);
    field.toggleAttribute("aria-invalid", x === null);
    if (x === null) {
      const place = `${name}${placeOf(at, shape)}`;
      message.textContent = limit === undefined
        ? `${place} is no number; the one before is used.`
        : `${place} is a symbol: a whole number from 0 to ${limit - 1}.`;
      return;
    }
    message.textContent = "";
    data[at] = x;
    show();
  }

  /** Computes everything anew and marks what has moved. */
  function show(): void {
    const { values, gradients }: Outcome = tiny.run();
    for (const [name, tensor] of Object.entries(values)) {
      fill(place, tensor, { name, role: "value" });
    }
    for (const gradient of gradients) {
      const { name, backward, differences, smooth } = gradient;
      fill(place, backward, { name, role: "gradient" });
      const without = withoutSlope(differences, smooth);
      fill(place, differences, { name, role: "differences", without });
      const words = place.querySelector(`[data-gradient="${name}"] .agreement`)!;
      const now = elementOf(agreement(gradient));
      if (words.textContent !== now.textContent) words.replaceWith(now);
    }
  }

  /** Writes what is given into its fields. */
  function write(): void {
    for (const [name, { data }] of given(tiny)) {
      fields.get(name)?.forEach((field, i) => {
        field.value = formatCell(data[i], "given");
        field.removeAttribute("aria-invalid");
      });
    }
    message.textContent = "";
  }

  function refill(next: number): void {
    seed = next;
    fillTiny(tiny, seed);
    write();
    show();
  }

  /** The same numbers with other options, which may take or leave parameters. */
  function reopen(): void {
    const before = tiny;
    tiny = openTiny(key, { options });
    fillTiny(tiny, seed);
    for (const [name, { data }] of given(before)) {
      (tiny.symbols[name] ?? tiny.given[name])?.data.set(data);
    }
    if (namesOf(before) === namesOf(tiny)) return show();
    place.querySelector(".lab-body")!.replaceWith(elementOf(labBody(tiny, tiny.run())));
    connect();
  }

  connect();
  place.querySelector(".controls")!.append(
    ...knobs(key, options, reopen),
    element("button", { type: "button", onclick: () => refill(seed + 1) }, "Other numbers"),
    element("button", { type: "button", onclick: () => refill(FIRST) }, "As at first"),
  );
}

const given = ({ symbols, given }: Tiny): [string, GridNumbers & { data: Float64Array }][] =>
  Object.entries({ ...symbols, ...given } as Record<string, GridNumbers & { data: Float64Array }>);

const namesOf = (tiny: Tiny) => given(tiny).map(([name]) => name).join();

const gridOf = (place: HTMLElement, name: string) =>
  place.querySelector(
    `[data-name="${name}"]:is([data-role="given"], [data-role="symbols"])`,
  );

/** A field in the place of a cell's number. */
function fieldOf(
  cell: HTMLElement,
  name: string,
  at: number,
  { data, shape }: GridNumbers,
  change: (name: string, at: number, field: HTMLInputElement) => void,
): HTMLInputElement {
  const field = element("input", {
    type: "text",
    inputmode: "decimal",
    autocomplete: "off",
    "aria-label": `${name}${placeOf(at, shape)}`,
    oninput: () => change(name, at, field),
  });
  field.value = formatCell(data[at], "given");
  cell.replaceChildren(field);
  return field;
}

/** What was typed, as a number; null where it is none, or no symbol below `limit`. */
function read(typed: string, limit?: number): number | null {
  const text = typed.trim().replace("−", "-").replace(/^(-?\d*),(\d+)$/, "$1.$2");
  if (!/^[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d{1,2})?$/i.test(text)) return null;
  const x = Number(text);
  const isSymbol = limit === undefined || (Number.isInteger(x) && x >= 0 && x < limit);
  return isSymbol && Math.abs(x) <= 1e6 ? x : null;
}

/** Brings a grid up to date; what shows another number than before is marked. */
function fill(
  place: HTMLElement,
  { data }: GridNumbers,
  { name, role, without }: GridOptions,
): void {
  const grid = place.querySelector(`[data-name="${name}"][data-role="${role}"]`);
  grid?.querySelectorAll("data").forEach((cell, i) => {
    const text = without?.has(i) ? "no slope" : formatCell(data[i], role);
    cell.parentElement!.classList.toggle("moved", cell.textContent !== text);
    cell.textContent = text;
    cell.value = String(data[i]);
  });
}

/** The layer's options that its lesson leaves open, and that need no other shapes. */
function knobs(key: string, chosen: Record<string, unknown>, changed: () => void): HTMLElement[] {
  const { kind, lesson } = subjectOf(key);
  return Object.entries(kind?.options ?? {}).flatMap(([name, option]) => {
    if (name in (lesson?.tiny?.options ?? {})) return [];
    const set = (value: unknown) => (chosen[name] = value, changed());
    if (option.kind === "choice") {
      const select = element("select", {
        onchange: () => set(select.value),
      }, ...choices(option.of.map((value) => ({ value, text: value })), option.default));
      return [labelled(name, select)];
    }
    if (option.kind === "flag") {
      const box = element("input", {
        type: "checkbox",
        checked: option.default,
        onchange: () => set(box.checked),
      });
      return [labelled(name, box)];
    }
    if (option.kind === "number") {
      const { default: usual, min = -Infinity, max = Infinity } = option;
      const field = element("input", {
        type: "text",
        inputmode: "decimal",
        oninput: () => {
          const x = read(field.value);
          const isFine = x !== null && x >= min && x <= max;
          field.toggleAttribute("aria-invalid", !isFine);
          if (isFine) set(x);
        },
      });
      field.value = String(usual);
      return [labelled(name, field)];
    }
    return [];
  });
}
