/**
 * The map of saturated activations: which units pass (almost) no gradient back, and for which examples.
 *
 * @module
 */
import type { Inspection } from "../../runner/results.ts";
import { formatCount, formatShare, plural } from "../format.ts";
import { type Html, raw } from "../html.ts";
import { lookOf } from "../palette.ts";
import type { Shown } from "./looks.ts";
import { PANEL, variantPanels } from "./panel.ts";

type Saturation = NonNullable<Inspection["layers"][number]["saturation"]>;

/** Columns in a map. */
const MAX_UNITS = 256;

/** A panel a variant: a row an example, a column a unit, the most saturated units first. */
export function saturationPanels(shown: readonly Shown[], step: number, layer: string): Html {
  return variantPanels(shown, step, ({ layers }, { variant, run }) => {
    const found = layers.find(({ name }) => name === layer);
    if (!found?.saturation) return null;
    const { saturation, units } = found;
    const columns = columnsOf(saturation.map);
    const { share, dead } = saturation;
    const asleep = columns.filter((column) => !column.includes(true)).length;
    const what = run.config.model.activation === "tanh" ? "|h| > 0.97" : "h = 0";
    const shownUnits = columns.length < units
      ? ` The map has ${formatCount(columns.length)} of them.`
      : "";
    return {
      drawing: draw(columns, lookOf(variant.index).color),
      words:
        `${formatShare(share)} of the activations are saturated, ${what}; of ${
          plural(units, "unit")
        } ` +
        `${formatCount(dead)} are dead, saturated in every example, and ${
          formatCount(asleep)
        } are never saturated.`,
      note: `${dead === 0 ? "no unit" : plural(dead, "unit")} dead, ${formatCount(asleep)} of ${
        formatCount(columns.length)
      } never saturated.${shownUnits}`,
    };
  });
}

/** Column j holds whether unit j is saturated in each row; sorted, the fullest first. */
export function columnsOf({ rows, units, bits }: Saturation["map"]): boolean[][] {
  const bytes = Uint8Array.fromBase64(bits);
  const bit = (k: number) => (bytes[k >> 3] >> (k & 7) & 1) === 1;
  const columns = Array.from(
    { length: Math.min(units, MAX_UNITS) },
    (_, j) => Array.from({ length: rows }, (_, i) => bit(i * units + j)),
  );
  const count = (column: boolean[]) => column.filter(Boolean).length;
  return columns.sort((a, b) => count(b) - count(a));
}

/** A stroke for each stretch of saturated units in a row; dead units are marked below. */
function draw(columns: boolean[][], color: string): Html {
  const N = columns.length, B = columns[0].length;
  let strokes = "";
  for (let i = 0; i < B; i++) {
    for (let j = 0; j < N; j++) {
      if (!columns[j][i]) continue;
      const start = j;
      while (j < N && columns[j][i]) j++;
      strokes += `M${start} ${i}.5h${j - start}`;
    }
  }
  const dead = columns.filter((column) => !column.includes(false)).length;
  const { width } = PANEL, height = 110;
  return raw(
    `<svg viewBox="0 0 ${width} ${height + 12}" width="${width}" height="${
      height + 12
    }" aria-hidden="true">` +
      `<svg width="${width}" height="${height}" viewBox="0 0 ${N} ${B}" preserveAspectRatio="none">` +
      `<rect width="${N}" height="${B}" fill="currentColor" fill-opacity="0.06"/>` +
      `<path d="${strokes}" stroke="${color}" shape-rendering="crispEdges"/></svg>` +
      (dead > 0
        ? `<path d="M0 ${height + 6}h${width * dead / N}" stroke="currentColor" stroke-width="4"/>`
        : "") +
      `</svg>`,
  );
}
