/**
 * Where the embedding puts the characters.
 *
 * @module
 */
import * as Plot from "@observablehq/plot";
import type { DatasetSummary } from "../../runner/results.ts";
import { formatCount, formatShare, formatShort, plural } from "../format.ts";
import { type Html, html } from "../html.ts";
import { lookOf } from "../palette.ts";
import type { Steps } from "../step_slider.ts";
import { forScale, lookAt, type Shown } from "./looks.ts";
import { drawing, PANEL } from "./drawing.ts";
import { symbolName } from "../units.ts";
import { visible } from "../visible.ts";
import { variantPanels } from "./panel.ts";
import { sharedReach } from "./reach.ts";

/** Symbols in a panel. */
const MAX_SYMBOLS = 150;

const VOWEL = /^[aeiouy]$/i;

/**
 * The vowels to be told apart: those of a dataset whose letters are mostly those from a to z, and more than the four of
 * DNA.
 */
export function vowelsOf({ vocabulary }: DatasetSummary): string[] {
  const letters = vocabulary.filter((symbol) => /^\p{L}$/u.test(symbol));
  const latin = letters.filter((symbol) => /^[a-z]$/i.test(symbol));
  return latin.length >= 10 && latin.length > letters.length / 2
    ? latin.filter((symbol) => VOWEL.test(symbol))
    : [];
}

interface Letter {
  symbol: string;
  isVowel: boolean;
  x: number;
  y: number;
}

/** What stands for it: a mark alone could be taken for a dot. */
const drawnName = ({ symbol }: Letter): string =>
  /^[\p{P}\p{S}]$/u.test(symbol) ? `“${symbol}”` : symbol;

/** A panel a variant, with the same axes for all variants at all steps. */
export function embeddingPanels(shown: readonly Shown[], steps: Steps): Html {
  const reach = axisReach(shown, steps);
  return variantPanels(shown, steps, ({ embedding, step }, { variant, run }) => {
    if (embedding === null) return { drawing: html``, words: NONE, note: NONE };
    const { vocabulary } = run.summary.dataset;
    const unit = symbolName([run.summary.dataset]), vowels = vowelsOf(run.summary.dataset);
    const places = run.frequent ?? [...vocabulary.keys()];
    const letters = places.slice(0, MAX_SYMBOLS).map((i) => ({
      symbol: shortly(vocabulary[i]),
      isVowel: vowels.includes(vocabulary[i]),
      x: embedding.coordinates[2 * i],
      y: embedding.coordinates[2 * i + 1],
    }));
    const planeOf = embedding.kept < 1
      ? `the plane keeps ${formatShare(embedding.kept)} of the variance`
      : "";
    const some = vocabulary.length > MAX_SYMBOLS
      ? `the ${run.frequent ? "most frequent" : "first"} ${MAX_SYMBOLS} of ${
        formatCount(vocabulary.length)
      } ${unit}s`
      : "";
    const inside = letters.filter(({ x, y }) => Math.max(Math.abs(x), Math.abs(y)) <= reach);
    const outside = letters.length > inside.length
      ? `${plural(letters.length - inside.length, unit)} outside the frame`
      : "";
    const { color } = lookOf(variant.index);
    const { told, dots } = withoutCollisions(inside, reach);
    const hidden = dots.length > 0
      ? `${plural(dots.length, "dot")} for ${unit}s without room for a name`
      : "";
    return {
      drawing: draw({ told, dots }, reach, color, `emb-${variant.index}-${step}`),
      words: describe(letters, planeOf),
      note: [planeOf, some, outside, hidden].filter(Boolean).join("; ") || null,
    };
  });
}

const NONE = "no picture of this embedding: it is not finite or too large";

/** How far the characters lie from 0, at all steps. */
function axisReach(shown: readonly Shown[], { steps }: Steps): number {
  const reaches = forScale(shown).flatMap(({ run }) =>
    steps.map((step) =>
      (lookAt(run, step)?.embedding?.coordinates ?? []).reduce(
        (most, x) => Math.max(most, Math.abs(x)),
        0,
      )
    )
  );
  return sharedReach(reaches, { factor: 2, enough: 0 });
}

/** The drawing's height and margins. */
const SIZE = { height: 260, margin: 24, marginTop: 4, marginRight: 4 };
/** How much of the axis lies beyond what it reaches. */
const AIR = 1.08;

const fontSize = ({ symbol, isVowel }: Letter): number =>
  isVowel ? 15 : [...symbol].length > 2 ? 10 : 13;

/**
 * The letters that do not cover each other, the first ones first, and the others, which are dots. Two at the same place
 * are one.
 */
function withoutCollisions(letters: Letter[], reach: number): { told: Letter[]; dots: Letter[] } {
  const scale = (SIZE.height - SIZE.margin - SIZE.marginTop) / (2 * AIR * reach);
  const across = (PANEL.width - SIZE.margin - SIZE.marginRight) / (2 * AIR * reach);
  const told: Letter[] = [], dots: Letter[] = [];
  const isClear = (a: Letter) =>
    told.every((b) =>
      Math.abs(a.x - b.x) * across >= (widthOf(a) + widthOf(b)) / 2 ||
      Math.abs(a.y - b.y) * scale >= 0.5 * (fontSize(a) + fontSize(b))
    );
  for (const letter of letters) (isClear(letter) ? told : dots).push(letter);
  return { told, dots };
}

/** About how wide it is drawn: Chinese characters are square, Latin letters narrower. */
const widthOf = (letter: Letter): number =>
  fontSize(letter) *
  [...drawnName(letter)].reduce((sum, one) => sum + (one.codePointAt(0)! > 0x1100 ? 1 : 0.6), 0);

/** @param color of the vowels and the dots */
function draw(
  { told, dots }: { told: Letter[]; dots: Letter[] },
  reach: number,
  color: string,
  id: string,
): Html {
  const domain = [-AIR * reach, AIR * reach];
  const text = (some: Letter[], options: Plot.TextOptions) =>
    Plot.text(some, {
      x: "x",
      y: "y",
      text: drawnName,
      fontSize,
      ...options,
    });
  return drawing({
    ...SIZE,
    x: { domain, ticks: 5, label: null, tickFormat: formatShort },
    y: { domain, ticks: 5, label: null, tickFormat: formatShort },
    marks: [
      Plot.ruleX([0], { stroke: "currentColor", strokeOpacity: 0.15 }),
      Plot.ruleY([0], { stroke: "currentColor", strokeOpacity: 0.15 }),
      Plot.dot(dots, { x: "x", y: "y", r: 1.5, fill: "currentColor", fillOpacity: 0.45 }),
      text(told.filter(({ isVowel }) => !isVowel), { fill: "currentColor" }),
      text(told.filter(({ isVowel }) => isVowel), { fill: color, fontWeight: 700 }),
    ],
  }, id);
}

/** A symbol as something to be seen, eight characters at most. */
export function shortly(symbol: string): string {
  const characters = [...visible(symbol.toWellFormed())];
  return characters.length > 8 ? `${characters.slice(0, 7).join("")}…` : characters.join("");
}

/** Names the two characters that are nearest to each other, and the one farthest from the middle. */
function describe(letters: readonly Letter[], planeOf: string): string {
  let nearest = { distance: Infinity, a: 0, b: 0 };
  for (let a = 0; a < letters.length; a++) {
    for (let b = a + 1; b < letters.length; b++) {
      const distance = Math.hypot(letters[a].x - letters[b].x, letters[a].y - letters[b].y);
      if (distance < nearest.distance) nearest = { distance, a, b };
    }
  }
  const far = letters.toSorted((p, q) => Math.hypot(q.x, q.y) - Math.hypot(p.x, p.y)).at(0);
  return [
    far && `farthest from the middle is “${far.symbol}”`,
    letters.length > 1 &&
    `nearest to each other are “${letters[nearest.a].symbol}” and “${letters[nearest.b].symbol}”`,
    planeOf,
  ].filter(Boolean).join("; ") + ".";
}
