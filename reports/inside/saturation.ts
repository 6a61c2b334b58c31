/**
 * The map of saturated activations: which units pass (almost) no gradient back, and for which examples.
 *
 * @module
 */
import type { Inspection } from "../../runner/results.ts";
import { spread } from "../bin.ts";
import { formatCount, formatShare, plural } from "../format.ts";
import { type Html, raw } from "../html.ts";
import { lookOf } from "../palette.ts";
import type { Steps } from "../step_slider.ts";
import { activationOf, examplesOf, type Shown } from "./looks.ts";
import { PANEL } from "./drawing.ts";
import { variantPanels } from "./panel.ts";

type Saturation = NonNullable<Inspection["layers"][number]["saturation"]>;

/** Columns in a map: more would be thinner than the eye can tell apart. */
const MAX_COLUMNS = 100;
/** Of how many examples of a batch the map is kept. */
const KEPT_EXAMPLES = 32;

/** A panel a variant: a row an example, a column a unit, the most saturated units first. */
export function saturationPanels(shown: readonly Shown[], steps: Steps, layer: string): Html {
  return variantPanels(shown, steps, ({ layers }, { variant, run }) => {
    const found = layers.find(({ name }) => name === layer);
    if (!found?.saturation) return null;
    const { saturation, units } = found;
    const columns = columnsOf(saturation.map);
    const { share, dead } = saturation;
    const asleep = columns.filter((column) => !column.includes(true)).length;
    const { rows } = saturation.map;
    const isWhole = columns.length === units && examplesOf(run) <= KEPT_EXAMPLES;
    // What is kept of a large layer or batch cannot tell of the rest.
    const where = isWhole
      ? ""
      : ` in the ${plural(rows, "example")} and ${plural(columns.length, "unit")} that are kept`;
    const what = activationOf(found, run) === "tanh" ? "|h| > 0.97" : "h = 0";
    const drawn = spread(columns.length, MAX_COLUMNS).map((j) => columns[j]);
    return {
      drawing: draw(drawn, dead / units, lookOf(variant.index).color),
      words:
        `${formatShare(share)} of the activations are saturated, ${what}; of ${
          plural(units, "unit")
        } ` +
        `${formatCount(dead)} are dead, saturated in every example, and ${
          formatCount(asleep)
        } are never saturated${where}.`,
      note: `of ${plural(units, "unit")} ${formatCount(dead)} dead, ${
        formatCount(asleep)
      } never saturated${isWhole ? "" : " as far as kept"}`,
    };
  });
}

/** Column j holds whether unit j is saturated in each row; sorted, the fullest first. */
export function columnsOf({ rows, units, bits }: Saturation["map"]): boolean[][] {
  const bytes = Uint8Array.fromBase64(bits);
  const bit = (k: number) => (bytes[k >> 3] >> (k & 7) & 1) === 1;
  const columns = Array.from(
    { length: units },
    (_, j) => Array.from({ length: rows }, (_, i) => bit(i * units + j)),
  );
  const count = (column: boolean[]) => column.filter(Boolean).length;
  return columns.sort((a, b) => count(b) - count(a));
}

/** A stroke for each stretch of saturated units in a row; dead units are underlined. */
function draw(columns: boolean[][], dead: number, color: string): Html {
  const N = columns.length, B = columns[0].length;
  const { width } = PANEL, height = 96;
  const size = (h: number) => `width="${width}" height="${h}"`;
  return raw(
    `<svg viewBox="0 0 ${width} ${height + 8}" ${size(height + 8)} aria-hidden="true">` +
      `<svg ${size(height)} viewBox="0 -.5 ${N} ${B}" preserveAspectRatio="none">` +
      `<path d="M0-.5h${N}v${B}h-${N}z" fill="currentColor" fill-opacity=".07"/>` +
      `<path d="${strokesOf(columns)}" stroke="${color}" shape-rendering="crispEdges"/></svg>` +
      (dead > 0
        ? `<path d="M0 ${height + 6}h${
          Math.max(2, width * dead)
        }" stroke="currentColor" stroke-width="4"/>`
        : "") +
      `</svg>`,
  );
}

/** Each stroke goes on from where the last one ended, which is shorter. */
function strokesOf(columns: boolean[][]): string {
  let [d, x, y] = ["M0 0", 0, 0];
  for (let i = 0; i < columns[0].length; i++) {
    for (let j = 0; j < columns.length; j++) {
      if (!columns[j][i]) continue;
      const start = j;
      while (j < columns.length && columns[j][i]) j++;
      const dx = start - x, dy = i - y;
      d += `m${dx}${dy === 0 ? " 0" : ` ${dy}`}h${j - start}`;
      [x, y] = [j, i];
    }
  }
  return d;
}
