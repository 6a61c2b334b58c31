/**
 * Which symbol follows which: a heat map of the data's bigrams, and beside it one a network, averaged over contexts of
 * the data.
 *
 * @module
 */
import { TorchGenerator } from "../../../core/random/torch.ts";
import { formatShare } from "../../format.ts";
import { lookOf } from "../../palette.ts";
import { visible } from "../../visible.ts";
import { element, svgElement } from "../dom.ts";
import { heading, isolated, mark } from "./dom.ts";
import { readText } from "./network.ts";
import type { Talker } from "./talker.ts";

/** Symbols in a map; of a larger vocabulary the most frequent. */
const MAX_SYMBOLS = 30;
/** Lines that are counted, drawn at random where there are more; characters of running text. */
const MAX_LINES = 10_000, MAX_TEXT = 200_000;
/** Contexts that a network is asked about, of each symbol. */
const CONTEXTS = 30;
/** Of a cell, in pixels. */
const CELL = 9, LABELS = 16;
/** Shades. */
const LEVELS = 12;

/** A map: [n × n] how likely the column's symbol follows the row's; NaN where that does not come. */
interface Transitions {
  name: string;
  /** null for the data. */
  talker: Talker | null;
  p: Float64Array;
}

/** Sequences of symbols, and which of these are shown. */
interface Text {
  sequences: number[][];
  shown: number[];
  names: string[];
}

/**
 * Brings `place` to life once it is seen; `update` draws anew what is chosen.
 *
 * @param lines of the data; null where the page does not hold them; without them, or where the browser cannot unpack
 * them, there are no maps
 */
export function transitions(
  place: HTMLElement,
  lines: (() => Promise<string[]>) | null,
  chosen: () => readonly Talker[],
): { update(): void } {
  if (lines === null || typeof DecompressionStream === "undefined") return { update() {} };
  const maps = element("div", {
    class: "maps",
    role: "group",
    tabindex: 0,
    "aria-label": "Which symbol follows which. Arrow keys choose a pair.",
  });
  const said = element("p", { class: "pair", role: "status" });
  place.append(element(
    "div",
    { class: "following" },
    heading(place, 1, "Which symbol follows which"),
    element(
      "p",
      { class: "note" },
      "A row is a symbol, a column the one after it; the stronger the color, the likelier. The data’s are counted; a network’s are what it expects, " +
        `averaged over up to ${CONTEXTS} contexts of the data that end with the row’s symbol.`,
    ),
    element("figure", { class: "follows" }, maps, said),
  ));

  let text: Promise<Text> | undefined, all: Transitions[] = [], isSeen = false, turn = 0;
  const known = new Map<Talker, Float64Array>();
  let cell: [row: number, column: number] = [0, 0];

  const tell = (names: readonly string[]) => {
    const [row, column] = cell, n = names.length;
    const values = all.map(({ name, p }) => {
      const value = p[row * n + column];
      return `${name} ${formatShare(value)}`;
    });
    said.textContent = `After “${names[row]}” comes “${names[column]}”: ${values.join(", ")}`;
    for (const frame of maps.querySelectorAll(".frame")) {
      frame.setAttribute("x", `${LABELS + column * CELL}`);
      frame.setAttribute("y", `${LABELS + row * CELL}`);
    }
  };

  const draw = async () => {
    const own = ++turn, networks = chosen();
    const read = await (text ??= readLines(lines, networks[0]));
    const made: Transitions[] = [{ name: "the data", talker: null, p: counted(read) }];
    for (const talker of networks) {
      if (!isSameAlphabet(talker, networks[0])) continue;
      if (!known.has(talker)) {
        known.set(talker, expected(read, talker));
        await new Promise((resolve) => setTimeout(resolve));
        if (own !== turn) return;
      }
      made.push({ name: talker.name, talker, p: known.get(talker)! });
    }
    all = made;
    maps.replaceChildren(...all.map((one) => panel(one, read.names)));
    tell(read.names);
  };
  const move = async (to: (n: number) => [number, number]) => {
    if (text === undefined) return;
    const { names } = await text, n = names.length;
    cell = to(n).map((place) => Math.max(0, Math.min(n - 1, place))) as [number, number];
    tell(names);
  };

  maps.addEventListener("keydown", (event) => {
    const step = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] }[
      event.key
    ];
    if (step === undefined) return;
    event.preventDefault();
    move(() => [cell[0] + step[0], cell[1] + step[1]]);
  });
  const point = (event: PointerEvent) => {
    const svg = (event.target as Element).closest("svg.map");
    if (svg === null) return;
    const { left, top, width } = svg.getBoundingClientRect();
    move((n) => {
      const scale = (LABELS + n * CELL) / width;
      const at = (pixels: number) => Math.floor((pixels * scale - LABELS) / CELL);
      return [at(event.clientY - top), at(event.clientX - left)];
    });
  };
  maps.addEventListener("pointermove", point);
  maps.addEventListener("pointerdown", point);

  new IntersectionObserver((entries, observer) => {
    if (!entries.some(({ isIntersecting }) => isIntersecting)) return;
    observer.disconnect();
    isSeen = true;
    if (chosen().length > 0) draw();
  }, { rootMargin: "200px" }).observe(maps);
  return {
    update() {
      if (isSeen && chosen().length > 0) draw();
    },
  };
}

const isSameAlphabet = (a: Talker, b: Talker): boolean =>
  JSON.stringify(a.network.alphabet) === JSON.stringify(b.network.alphabet);

/** The lines as sequences of symbols, the end of a line at both ends. */
async function readLines(lines: () => Promise<string[]>, { network }: Talker): Promise<Text> {
  const { alphabet } = network, isText = alphabet.lead !== undefined;
  const all = await lines();
  const parts = isText ? [all.join("\n").slice(0, MAX_TEXT)] : some(all, MAX_LINES);
  const sequences = parts.map((part) => {
    const { symbols } = readText(part, alphabet);
    return isText ? symbols : [0, ...symbols, 0];
  });
  const counts = new Array<number>(alphabet.vocabulary.length).fill(0);
  for (const sequence of sequences) for (const symbol of sequence) counts[symbol]++;
  const shown = [...counts.keys()].sort((a, b) => counts[b] - counts[a] || a - b)
    .slice(0, MAX_SYMBOLS).sort((a, b) => a - b);
  const names = shown.map((i) => !isText && i === 0 ? "end" : visible(alphabet.vocabulary[i]));
  return { sequences, shown, names };
}

/** So many of these, drawn at random by a fixed seed. */
function some<T>(all: readonly T[], most: number): T[] {
  if (all.length <= most) return [...all];
  const generator = new TorchGenerator(1);
  return Array.from({ length: most }, () => all[generator.randint(all.length)]);
}

/** The shares of what follows each symbol. */
function counted({ sequences, shown }: Text): Float64Array {
  const n = shown.length, place = new Map(shown.map((symbol, k) => [symbol, k]));
  const p = new Float64Array(n * n), totals = new Float64Array(n);
  for (const sequence of sequences) {
    for (let i = 1; i < sequence.length; i++) {
      const row = place.get(sequence[i - 1]), column = place.get(sequence[i]);
      if (row === undefined) continue;
      totals[row]++;
      if (column !== undefined) p[row * n + column]++;
    }
  }
  return p.map((count, k) => count / totals[Math.floor(k / n)]);
}

/** What the network expects, averaged over contexts that end with each symbol. */
function expected({ sequences, shown }: Text, { network }: Talker): Float64Array {
  const n = shown.length, isText = network.alphabet.lead !== undefined;
  const p = new Float64Array(n * n), totals = new Float64Array(n);
  const place = new Map(shown.map((symbol, k) => [symbol, k]));
  const generator = new TorchGenerator(2);
  // Places of the data at random, until every symbol has had its contexts or enough was looked at.
  for (let tries = 0; tries < 40 * CONTEXTS * n; tries++) {
    const sequence = sequences[generator.randint(sequences.length)];
    const at = generator.randint(Math.max(1, sequence.length - 1));
    const row = place.get(sequence[at]);
    if (row === undefined || totals[row] >= CONTEXTS) continue;
    const context = sequence.slice(isText ? Math.max(0, at - 100) : 1, at + 1);
    const next = network.after(context);
    totals[row]++;
    for (let column = 0; column < n; column++) p[row * n + column] += next[shown[column]];
  }
  return p.map((sum, k) => sum / totals[Math.floor(k / n)]);
}

function panel({ name, talker, p }: Transitions, names: readonly string[]): HTMLElement {
  const n = names.length, size = LABELS + n * CELL;
  const svg = svgElement("svg", { viewBox: `0 0 ${size} ${size}`, class: "map", role: "img" });
  svg.setAttribute("aria-label", `Heat map of ${name}`);
  names.forEach((symbol, k) => {
    const middle = LABELS + (k + 0.5) * CELL;
    for (const [x, y, anchor] of [[LABELS - 2, middle, "end"], [middle, LABELS - 4, "middle"]]) {
      const text = svgElement("text", {
        x,
        y,
        dy: anchor === "end" ? "0.35em" : 0,
        "text-anchor": anchor,
      });
      text.textContent = symbol === "end" ? "·" : [...symbol].slice(0, 2).join("");
      svg.append(text);
    }
  });
  const paths = new Array<string>(LEVELS).fill("");
  p.forEach((value, k) => {
    // By square roots, so that rare pairs can be told from none.
    const level = Math.min(LEVELS - 1, Math.floor(Math.sqrt(value) * LEVELS));
    if (!(level > 0)) return;
    paths[level] += `M${LABELS + k % n * CELL} ${
      LABELS + Math.floor(k / n) * CELL
    }h${CELL}v${CELL}h-${CELL}z`;
  });
  const fill = talker === null ? "currentColor" : lookOf(talker.look).color;
  paths.forEach((d, level) => {
    if (d !== "") {
      svg.append(
        svgElement("path", { d, fill, "fill-opacity": ((level + 0.5) / LEVELS).toFixed(2) }),
      );
    }
  });
  svg.append(
    svgElement("rect", { x: LABELS, y: LABELS, width: n * CELL, height: n * CELL, class: "edge" }),
    svgElement("rect", { width: CELL, height: CELL, class: "frame" }),
  );
  return element(
    "div",
    {},
    element(
      "p",
      { class: "panel-title" },
      talker === null ? name : mark(talker.look),
      talker !== null && isolated(name),
    ),
    svg as unknown as HTMLElement,
  );
}
