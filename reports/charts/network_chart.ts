/**
 * A network as boxes from top to bottom: residual paths as branches, shapes on the arrows, blocks that are repeated
 * once.
 *
 * @module
 */
import {
  countOf,
  isIn,
  listsIn,
  type PlannedLayer,
  shapesOf,
  showShape,
  titleOf,
} from "../../core/plan.ts";
import { type Html, html } from "../html.ts";
import { foldRepeats, type Group } from "../fold_repeats.ts";

/** Sizes in pixels. */
const BOX = 38, ARROW = 30, GAP = 12, LETTER = 6.6;
const [MIN_WIDTH, MAX_WIDTH] = [150, 250];

/** What has been drawn, and how far down it reaches. */
interface Drawn {
  parts: Html[];
  bottom: number;
}

/** The drawing of a list of layers, and in words for who cannot see it. */
export function networkDrawing(layers: readonly PlannedLayer[], input: string): Html {
  const longest = Math.max(...titles(layers).map((title) => title.length));
  const width = Math.min(MAX_WIDTH, Math.max(MIN_WIDTH, longest * LETTER + 16));
  const margin = 1.5 * GAP, center = margin + width / 2;
  const total = width + reach(layers, width) + 2 * margin;
  const first = label(center, 14, input, "middle");
  const { parts, bottom } = list(layers, 20, { center, width });
  const end = label(center, bottom + 14, "logits", "middle");
  return html`
    <div class="network" role="img" aria-label="${inWords(layers, input)}">
      <svg viewBox="0 0 ${total} ${bottom + 22}" width="${total}" height="${bottom + 22}"
        aria-hidden="true">
        ${first}${parts}${end}
      </svg>
    </div>
  `;
}

interface Place {
  center: number;
  /** Of a box. */
  width: number;
}

/** An arrow into each layer, the layer, and an arrow out of the last. */
function list(layers: readonly PlannedLayer[], top: number, place: Place): Drawn {
  const parts: Html[] = [];
  let y = top;
  for (const { items, times } of folded(layers)) {
    const isRepeated = times > 1;
    const frameTop = y + (isRepeated ? GAP / 2 : 0);
    if (isRepeated) y += GAP / 2;
    for (const layer of items) {
      parts.push(arrow(y, place, showShape(layer.input)));
      const drawn = one(layer, y + ARROW, place);
      parts.push(...drawn.parts);
      y = drawn.bottom;
    }
    if (isRepeated) {
      y += GAP / 2;
      parts.push(frame(items, frameTop, y, times, place));
    }
  }
  const last = layers.at(-1);
  if (last) parts.push(arrow(y, place, showShape(last.output)));
  return { parts, bottom: y + ARROW };
}

/** A box; of a layer that holds layers these, with a branch beside them, and what is on that. */
function one(layer: PlannedLayer, top: number, place: Place): Drawn {
  const [main, short] = listsOf(layer);
  if (main.length === 0) return { parts: [box(layer, top, place)], bottom: top + BOX };
  const { center, width } = place;
  const inside = list(main, top, place);
  const side = center + width / 2 + reach(main, width) + GAP;
  const branch = side + (short.length > 0 ? width / 2 : 0);
  const beside = short.length > 0
    ? list(short, top, { center: branch, width })
    : { parts: [], bottom: top };
  const plus = Math.max(inside.bottom, beside.bottom) + 9;
  return {
    parts: [
      ...inside.parts,
      ...beside.parts,
      html`
        <path
          d="M${center} ${top}H${branch}M${branch} ${beside.bottom}V${plus}H${center +
            9}M${center} ${inside.bottom}V${plus}"
          class="wire"></path>
        <circle cx="${center}" cy="${top}" r="2.5" class="dot"></circle>
        <circle cx="${center}" cy="${plus}" r="9" class="box"></circle>
        <text x="${center}" y="${plus + 5}" text-anchor="middle">+</text>
      `,
    ],
    bottom: plus + 9,
  };
}

/** The layers that a layer holds: its own, and those beside them. */
function listsOf({ kind, layers }: PlannedLayer): [PlannedLayer[], PlannedLayer[]] {
  const [main] = listsIn(kind);
  const isMain = (one: PlannedLayer) => isIn(one, main);
  return [layers.filter(isMain), layers.filter((one) => !isMain(one))];
}

/** How far layers reach beyond the right of their boxes. */
function reach(layers: readonly PlannedLayer[], width: number): number {
  return Math.max(
    0,
    ...layers.map((layer) => {
      const [main, short] = listsOf(layer);
      if (main.length === 0) return 0;
      const beside = short.length > 0 ? width + reach(short, width) : 0;
      return reach(main, width) + GAP + beside;
    }),
  );
}

function box(layer: PlannedLayer, top: number, { center, width }: Place): Html {
  const fits = (text: string) => {
    const room = Math.floor((width - 10) / LETTER);
    if (text.length <= room) return text;
    // Half an option would be another one.
    const end = text.lastIndexOf(", ", room - 3);
    return end > 0 ? `${text.slice(0, end)}, …` : `${text.slice(0, room - 1)}…`;
  };
  return html`
    <rect x="${center - width / 2}" y="${top}" width="${width}" height="${BOX}" rx="5"
      class="${shapesOf(layer).length > 0 ? "box learns" : "box"}"></rect>
    ${label(center, top + 16, fits(titleOf(layer)), "middle")}
    ${label(center, top + 30, fits(layer.name), "middle", "faint")}
  `;
}

function arrow(top: number, { center }: Place, shape: string): Html {
  const tip = top + ARROW;
  return html`
    <path
      d="M${center} ${top}V${tip}M${center - 4} ${tip - 6}L${center} ${tip}L${center + 4} ${tip -
        6}"
      class="wire"></path>
    ${label(center + 8, top + 18, shape, "start", "faint")}
  `;
}

function frame(
  items: readonly PlannedLayer[],
  top: number,
  bottom: number,
  times: number,
  { center, width }: Place,
): Html {
  const left = center - width / 2 - GAP;
  return html`
    <rect x="${left}" y="${top}" width="${width + reach(items, width) +
      1.5 * GAP}" height="${bottom - top}" rx="7"
      class="frame"></rect>
    ${label(left + 8, top + 18, `× ${times}`, "start", "times")}
  `;
}

const label = (x: number, y: number, text: string, anchor: string, kind = ""): Html =>
  html`
    <text x="${x}" y="${y}" text-anchor="${anchor}"
      class="${kind}">${text}</text>
  `;

const titles = (layers: readonly PlannedLayer[]): string[] =>
  layers.flatMap((layer) => layer.layers.length > 0 ? titles(layer.layers) : titleOf(layer));

const folded = (layers: readonly PlannedLayer[]): Group<PlannedLayer>[] =>
  foldRepeats(layers, sameAs, (layer) => layer.layers.length > 0 || hasMatrix(layer));

/** What two layers have in common that are drawn as one: all but their names and initial values. */
const sameAs = (layer: PlannedLayer): string =>
  JSON.stringify([
    layer.path.at(-2),
    titleOf(layer),
    Object.entries(layer.options).filter(([, value]) => typeof value !== "object"),
    layer.input,
    layer.output,
    countOf(layer),
    layer.layers.map(sameAs),
  ]);

const hasMatrix = ({ kind, shapes }: PlannedLayer): boolean =>
  Object.keys(shapes.parameters ?? {}).some((name) => kind.parameters![name].role === "matrix");

/** "3 symbols, embedding of 10, 4 times: (linear of 200, tanh)" */
function inWords(layers: readonly PlannedLayer[], input: string): string {
  const words = (layers: readonly PlannedLayer[]): string =>
    folded(layers).map(({ items, times }) => {
      const text = items.map((layer) => {
        const [main, short] = listsOf(layer).map(words);
        const inside = short === "" ? main : `${main}; beside them: ${short}`;
        return inside === "" ? titleOf(layer) : `${titleOf(layer)} (${inside})`;
      }).join(", ");
      return times > 1 ? `${times} times: (${text})` : text;
    }).join(", ");
  return `From ${input} to logits: ${words(layers)}.`;
}
