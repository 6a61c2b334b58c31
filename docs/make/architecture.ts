/**
 * docs/explanation/architecture.svg: the project's folders, and which of them import which. It has no counts, which
 * would make it another picture with every import.
 *
 * @module
 */
import { html } from "../../reports/html.ts";
import { importsOf, ROOT, sources } from "./imports.ts";
import { join } from "node:path";

/** A room of the house, from top to bottom. Its box leaves place on its sides for the arrows that pass it by. */
const ROOMS = [
  {
    name: "cli/, conduct/, mod.ts",
    about: "commands and library: what others call",
    left: 0,
    right: 880,
  },
  { name: "reports/", about: "stored runs → one page", left: 50, right: 500 },
  { name: "runner/", about: "a question → stored runs", left: 130, right: 690 },
  { name: "core/", about: "the mathematics, without files, network or clock", left: 0, right: 880 },
] as const;

/** Where the arrow from one room to another goes down. */
const LANES: Record<string, number> = {
  "0-1": 270,
  "0-2": 600,
  "0-3": 790,
  "1-2": 315,
  "1-3": 90,
  "2-3": 410,
};

/** The room of a file, or −1. */
function roomOf(file: string): number {
  if (/^(cli\/|conduct\/|cli\.ts$|mod\.ts$)/.test(file)) return 0;
  return ROOMS.findIndex(({ name }) => file.startsWith(name));
}

/** The house as it stands: each room's folders, and which room imports from which. */
export async function readHouse() {
  const folders = await Promise.all(["cli", "conduct", "reports", "runner", "core"].map(sources));
  const files = ["cli.ts", "mod.ts", ...folders.flat()];
  const parts: Set<string>[] = ROOMS.map(() => new Set());
  const lanes = new Set<string>();
  for (const file of files) {
    const room = roomOf(file);
    const [, folder] = /^[^/]+\/([^/]+)\//.exec(file) ?? [];
    if (folder !== undefined) parts[room].add(folder);
    for (const imported of importsOf(file, await Deno.readTextFile(join(ROOT, file)))) {
      const to = roomOf(imported);
      if (to >= 0 && to !== room) lanes.add(`${room}-${to}`);
    }
  }
  return { parts, lanes };
}

type House = Awaited<ReturnType<typeof readHouse>>;

const WIDTH = 880;
const HEAD = 46;
const CHIP = 28;
const GAP = 48;
const PAD = 14;

/** Boxes with a room's folders in them, as many to a row as there is room for. */
function chipsOf(parts: ReadonlySet<string>, width: number) {
  const chips: { text: string; x: number; y: number; width: number }[] = [];
  let x = PAD, y = HEAD;
  for (const text of parts) {
    const own = 7.2 * text.length + 20;
    if (x + own > width - PAD) [x, y] = [PAD, y + CHIP + 8];
    chips.push({ text, x, y, width: own });
    x += own + 8;
  }
  return { chips, height: chips.length === 0 ? HEAD : y + CHIP + PAD };
}

/** The picture. @throws where an import leads to a room above its own */
export function drawHouse({ parts, lanes }: House): string {
  let top = 1;
  const rooms = ROOMS.map((room, i) => {
    const { chips, height } = chipsOf(parts[i], room.right - room.left);
    const box = { ...room, top, height, chips };
    top += height + GAP;
    return box;
  });
  const arrows = [...lanes].sort().map((lane) => {
    const [from, to] = lane.split("-").map(Number);
    if (!(lane in LANES)) throw new Error(`${ROOMS[from].name} imports ${ROOMS[to].name}`);
    const start = rooms[from].top + rooms[from].height;
    return { x: LANES[lane], start, end: rooms[to].top, from, to };
  });
  const height = top - GAP + 1;
  const told = arrows.map(({ from, to }) => `${ROOMS[from].name} imports from ${ROOMS[to].name}.`);
  const drawing = html`
    <svg
      xmlns="http://www.w3.org/2000/svg"
      viewBox="-1 0 ${WIDTH + 2} ${height}"
      width="${WIDTH + 2}"
      height="${height}"
      role="img"
      font-family="system-ui, sans-serif"
      font-size="13"
    >
      <title>The rooms of the house, and who imports whom</title>
      <desc>${told.join(" ")}</desc>
      <style>
      svg { --ink: #222; --paper: #fff; --box: #f3f5f8; --line: #8893a3; }
      @media (prefers-color-scheme: dark) { svg { --ink: #e8e8e8; --paper: #14171c; --box: #20252d; --line: #7d8899; } }
      text { fill: var(--ink); }
      .box { fill: var(--box); stroke: var(--line); }
      .chip { fill: var(--paper); stroke: var(--line); }
      .arrow { stroke: var(--ink); fill: none; }
      .head { fill: var(--ink); }
      </style>
      <rect x="-1" width="100%" height="100%" style="fill: var(--paper)" />
      ${rooms.map(({ name, about, left, right, top, height, chips }) =>
        html`
          <g transform="translate(${left}, ${top})">
            <rect class="box" width="${right - left}" height="${height}" rx="8" />
            <text x="${PAD}" y="28"><tspan font-weight="700" font-size="16">${name}</tspan> <tspan dx="8">${about}</tspan></text>
            ${chips.map(({ text, x, y, width }) =>
              html`
                <rect class="chip" x="${x}" y="${y}" width="${width}" height="${CHIP}"
                  rx="5" />
                <text x="${x + width / 2}" y="${y + 19}" text-anchor="middle">${text}</text>
              `
            )}
          </g>
        `
      )} ${arrows.map(({ x, start, end }) =>
        html`
          <path class="arrow" stroke-width="2" d="M${x},${start} V${end -
            9}" />
          <path class="head" d="M${x - 6},${end - 10} h12 l-6,10 z" />
        `
      )}
    </svg>
  `;
  return drawing.text.replace(/^ {4}/gm, "").trim() + "\n";
}
