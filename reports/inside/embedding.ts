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
import type { Steps } from "../steps.ts";
import { forScale, lookAt, type Shown } from "./looks.ts";
import { drawing } from "./drawing.ts";
import { symbolName } from "../units.ts";
import { visible } from "../visible.ts";
import { variantPanels } from "./panel.ts";
import { sharedReach } from "./reach.ts";

/** Characters in a panel. */
const MAX_SYMBOLS = 150;

const VOWEL = /^[aeiouy]$/i;

/** Whether a dataset's vowels tell something: its symbols are letters, not the four of DNA. */
export const tellsVowels = ({ vocabulary }: DatasetSummary): boolean =>
  vocabulary.filter((symbol) => /^[a-z]$/i.test(symbol)).length >= 10;

interface Letter {
  symbol: string;
  x: number;
  y: number;
}

/** A panel a variant, with the same axes for all variants at all steps. */
export function embeddingPanels(shown: readonly Shown[], steps: Steps): Html {
  const reach = axisReach(shown, steps);
  return variantPanels(shown, steps, ({ embedding, step }, { variant, run }) => {
    if (embedding === null) return { drawing: html``, words: NONE, note: NONE };
    const { vocabulary } = run.summary.dataset;
    const unit = symbolName([run.summary.dataset]);
    const letters = vocabulary.slice(0, MAX_SYMBOLS).map((symbol, i) => ({
      symbol: shortly(symbol),
      x: embedding.coordinates[2 * i],
      y: embedding.coordinates[2 * i + 1],
    }));
    const { embeddingSize: E } = run.config.model;
    const planeOf = E > 2 ? `the plane keeps ${formatShare(embedding.kept)} of the variance` : "";
    const some = vocabulary.length > MAX_SYMBOLS
      ? `the first ${MAX_SYMBOLS} of ${formatCount(vocabulary.length)} ${unit}s`
      : "";
    const inside = letters.filter(({ x, y }) => Math.max(Math.abs(x), Math.abs(y)) <= reach);
    const outside = letters.length > inside.length
      ? `${plural(letters.length - inside.length, unit)} outside the frame`
      : "";
    const color = tellsVowels(run.summary.dataset) ? lookOf(variant.index).color : null;
    return {
      drawing: draw(inside, reach, color, `emb-${variant.index}-${step}`),
      words: describe(letters, planeOf),
      note: [planeOf, some, outside].filter(Boolean).join("; ") || null,
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

/** @param color of the vowels; null where they are like the others */
function draw(letters: Letter[], reach: number, color: string | null, id: string): Html {
  const domain = [-1.08 * reach, 1.08 * reach];
  const isVowel = ({ symbol }: Letter) => color !== null && VOWEL.test(symbol);
  const text = (some: Letter[], options: Plot.TextOptions) =>
    Plot.text(some, {
      x: "x",
      y: "y",
      text: (letter: Letter) => letter.symbol,
      fontSize: ({ symbol }: Letter) => [...symbol].length > 2 ? 10 : 13,
      ...options,
    });
  return drawing({
    height: 260,
    margin: 24,
    marginTop: 4,
    marginRight: 4,
    x: { domain, ticks: 5, label: null, tickFormat: formatShort },
    y: { domain, ticks: 5, label: null, tickFormat: formatShort },
    marks: [
      Plot.ruleX([0], { stroke: "currentColor", strokeOpacity: 0.15 }),
      Plot.ruleY([0], { stroke: "currentColor", strokeOpacity: 0.15 }),
      text(letters.filter((letter) => !isVowel(letter)), {
        fill: "currentColor",
      }),
      text(letters.filter(isVowel), {
        fill: color ?? "currentColor",
        fontWeight: 700,
        fontSize: 15,
      }),
    ],
  }, id);
}

/** A symbol as something to be seen, eight characters at most. */
export function shortly(symbol: string): string {
  const characters = [...visible(symbol.toWellFormed())];
  return characters.length > 8 ? `${characters.slice(0, 7).join("")}…` : characters.join("");
}

/** Names the two characters that are nearest to each other, and the one farthest from the middle. */
function describe(letters: Letter[], planeOf: string): string {
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
