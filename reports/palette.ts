/**
 * How a variant looks, the same wherever it appears: a colour, and for who does not see it a symbol. Dashes tell the splits apart.
 *
 * @module
 */
// @ts-types="npm:@types/d3-shape@3.2.0"
import {
  symbol,
  symbolCircle,
  symbolCross,
  symbolDiamond,
  symbolSquare,
  symbolStar,
  symbolTriangle,
  type SymbolType,
  symbolWye,
} from "d3-shape";
import { type Html, html } from "./html.ts";

/**
 * Eight colours each, at least 4.5 : 1 against the page, so that text can have them too. The first four are Okabe & Ito's (https://jfly.uni-koeln.de/color/), darkened or
 * lightened for the page behind them.
 */
export const LIGHT = [
  "#0072b2",
  "#c44a00",
  "#00805a",
  "#b5509a",
  "#8a6d00",
  "#5d4fc4",
  "#50707f",
  "#a3243b",
];
export const DARK = [
  "#5cb8f0",
  "#ff9550",
  "#2cc394",
  "#ec9fd0",
  "#e3bb3f",
  "#aaa0ff",
  "#a5bdc9",
  "#ff8191",
];

const SYMBOLS: SymbolType[] = [
  symbolCircle,
  symbolSquare,
  symbolTriangle,
  symbolDiamond,
  symbolCross,
  symbolStar,
  symbolWye,
];

/** How a curve over the val split is drawn; one of training is solid. */
export const VAL_DASH = "5 4";

export interface Look {
  /** A CSS colour that follows the page from light to dark. */
  color: string;
  symbol: SymbolType;
}

/** The look of the variant at `index`: 8 colours and 7 symbols make 56 before any comes again. */
export const lookOf = (index: number): Look => ({
  color: `var(--color-${index % LIGHT.length})`,
  symbol: SYMBOLS[index % SYMBOLS.length],
});

/** The colour of what does not stand out. */
export const FADED = "var(--faded)";

/** A piece of the variant's curve with one of its points, for legends and tables. */
export function swatch(index: number, color = lookOf(index).color): Html {
  const { symbol: type } = lookOf(index);
  return html`
    <svg class="swatch" viewBox="-16 -6 32 12" width="32" height="12" aria-hidden="true">
      <line
        x1="-16"
        x2="16"
        stroke="${color}"
        stroke-width="2"
      />
      <path
        d="${symbol(type, 42)()}"
        fill="var(--page)"
        stroke="${color}"
        stroke-width="1.75"
      />
    </svg>
  `;
}
