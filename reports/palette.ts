/**
 * How a variant looks, the same wherever it appears: a colour, and for who does not see it a symbol. Dashes tell the
 * splits apart.
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
import { oklch } from "./oklch.ts";

/**
 * Eight colours each, at least 4.5 : 1 against the page, so that text can have them too. The first four are Okabe &
 * Ito's (https://jfly.uni-koeln.de/color/), darkened or lightened for the page behind them.
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

/** Colours of a light and of a dark page, as many each, one a look. */
export interface Scheme {
  light: string[];
  dark: string[];
}

/** Looks that no variant has, for networks that are trained in the page. */
export const FREE_LOOKS = 4;

/** Hues between those of the eight; after them others, a golden angle apart, so that none comes again soon. */
const BETWEEN = [125, 190, 315, 65], GOLDEN = 137.5;

/** Colours for kinds: the eight, and beyond them others, dark and light by turns. */
export function kindsScheme(count: number): Scheme {
  const more = Array.from({ length: Math.max(0, count - LIGHT.length) }, (_, i) => i);
  const hue = (i: number) => BETWEEN[i] ?? GOLDEN * (i + 0.5);
  return {
    light: [...LIGHT, ...more.map((i) => oklch(i % 2 ? 0.5 : 0.4, 0.13, hue(i)))].slice(0, count),
    dark: [...DARK, ...more.map((i) => oklch(i % 2 ? 0.68 : 0.82, 0.12, hue(i)))].slice(0, count),
  };
}

/**
 * Colours for a quantity, from the darkest for the least, violet, to the lightest, yellow: in order without hues too,
 * for who does not see these.
 */
export function rampScheme(count: number): Scheme {
  const share = Array.from({ length: count }, (_, i) => count < 2 ? 0 : i / (count - 1));
  const hue = (t: number) => 305 - 205 * t;
  return {
    light: share.map((t) => oklch(0.32 + 0.22 * t, 0.14, hue(t))),
    dark: share.map((t) => oklch(0.64 + 0.27 * t, 0.13, hue(t))),
  };
}

const SYMBOLS: SymbolType[] = [
  symbolCircle,
  symbolSquare,
  symbolTriangle,
  symbolDiamond,
  symbolCross,
  symbolStar,
  symbolWye,
];

export interface Look {
  /** A CSS colour that follows the page from light to dark. */
  color: string;
  symbol: SymbolType;
}

/**
 * The look of the variant at `index`; which colour that is, the page's style says, see scheme.ts. The eighth has the
 * first one's symbol again.
 */
export const lookOf = (index: number): Look => ({
  color: `var(--color-${index})`,
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
