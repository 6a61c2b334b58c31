/**
 * Signs from before the first update.
 *
 * @module
 */
import { formatCount, formatFactor, formatLoss, formatShare, formatShort } from "../format.ts";
import { guessingText } from "../hopeless.ts";
import { say, type Sentence } from "../sentence.ts";
import { takenBack } from "./back.ts";
import type { LayerClues, LookClues } from "./clues.ts";
import {
  firstGradients,
  firstGradientTold,
  gradientFactors,
  LOST,
  shareOf,
} from "./gradients_beside.ts";
import type { Looked } from "./looked.ts";
import type { Finder, Sign } from "./sign.ts";

const notFinite: Finder = ({ start }) => {
  if (start === undefined) return null;
  const layer = start.layers.find(({ notFinite }) => notFinite > 0);
  if (layer === undefined && start.loss !== null) return null;
  const where = layer
    ? `${formatCount(layer.notFinite)} outputs of ${layer.name} are`
    : "the loss is";
  return {
    kind: "not finite",
    cause: "values that are not finite from the start",
    told: [say`Before the first step ${where} not finite.`],
    brief: "",
  };
};

const DEEP = 1.5, DEEPER = 1; // decades

/** How much larger the gradient is at the first hidden layer than at the last, in decades; 0 without two of them. */
function depthOf(look?: LookClues): { by: number; first: LayerClues; last: LayerClues } | null {
  const layers = look?.layers.filter(({ gradient }) => gradient !== null) ?? [];
  if (layers.length < 2) return null;
  const first = layers[0], last = layers.at(-1)!;
  return { by: first.gradient! - last.gradient!, first, last };
}

const throughDepth: Finder = ({ start }, best) => {
  const deep = depthOf(start), other = depthOf(best?.start);
  if (deep === null) return null;
  const { by, first, last } = deep;
  if (Math.abs(by) < DEEP || Math.abs(by) < Math.abs(other?.by ?? 0) + DEEPER) return null;
  const vanishes = by < 0, times = (by: number) => formatFactor(10 ** by);
  const spread = last.spread! / first.spread!;
  const forward = Math.abs(Math.log10(spread)) < DEEP
    ? ""
    : ` What the activations are given ${spread < 1 ? "shrinks" : "grows"} from ${
      formatShort(first.spread)
    } to ${formatShort(last.spread)}.`;
  const than = best && other ? say`, in ${best.variant} ${times(other.by)} it` : [];
  return {
    kind: vanishes ? "vanishes" : "explodes",
    cause: `a gradient that ${
      vanishes ? "vanishes" : "explodes"
    } on its way back through the layers`,
    told: [
      say`Before the first step the gradient at ${first.name} is ${
        times(by)
      } that at ${last.name}${than}.${forward}`,
    ],
    brief: `${times(by)} it at ${first.name}`,
  };
};

const SURE = 1, SURER = 3;

const tooSure: Finder = (one, best) => {
  const { run, start, first, firstOf, above } = one;
  if (!(above >= SURE) || above < SURER * (best?.above ?? 0)) return null;
  const likeliest = start?.likeliest
    ? `, since it gives ${formatShare(start.likeliest)} to the likeliest symbol on average`
    : "";
  const than = best && Number.isFinite(best.first)
    ? say` (${best.variant} starts at ${formatLoss(best.first)}${
      best.firstOf === firstOf ? "" : ` on ${best.firstOf}`
    })`
    : [];
  return {
    kind: "sure",
    cause: "a start that is confidently wrong",
    told: [
      say`Before the first step its loss on ${firstOf} is ${formatLoss(first)}, not ${
        guessingText(run)
      }${likeliest}${than}.`,
      ...takenBack(one, best),
    ],
    brief: `${formatLoss(first)} at first`,
  };
};

/** Where so large a share of outputs is saturated, a layer is flat. */
export const FLAT = 0.9;
const FLATTER = 0.4;
/** Where so large a share of units is dead, a layer is. */
export const DEAD = 0.5;

const isDead = ({ dead, units }: LayerClues): boolean => dead !== null && dead >= DEAD * units;

/** Whether so much of a layer is saturated or dead, and not of the others, those of the best's same look. */
function isFlat(layer: LayerClues, others: readonly LayerClues[]): boolean {
  const { kind, saturated } = layer;
  if (saturated === null) return false;
  const shares = (alike: readonly LayerClues[]) => alike.map(({ saturated }) => saturated ?? 0);
  const same = shares(others.filter((other) => other.kind === kind));
  return saturated >= FLAT && !shares(others).some((share) => share >= FLAT) ||
    same.length > 0 && saturated >= Math.max(...same) + FLATTER ||
    isDead(layer) && !others.some(isDead);
}

const flat: Finder = ({ start, end }, best) => {
  const others = best?.start?.layers ?? [];
  const found = start?.layers.filter((layer) => isFlat(layer, others)) ?? [];
  if (found.length === 0) return null;
  const [most] = found.toSorted((a, b) => b.saturated! - a.saturated!);
  const alike = (look?: LookClues) =>
    look?.layers.find(({ name, kind }) => name === most.name && kind === most.kind);
  const saturated = (layer?: LayerClues) =>
    layer && layer.saturated !== null
      ? formatShare(layer.saturated) + (layer.dead! > 0 ? `, ${formatCount(layer.dead)} dead` : "")
      : "";
  const than = (other?: LayerClues): Sentence =>
    best && saturated(other) ? say` (in ${best.variant} ${saturated(other)})` : [];
  const dead = most.dead! > 0
    ? ` and ${formatCount(most.dead)} of its ${formatCount(most.units)} units dead`
    : "";
  const last = alike(end);
  const theirs = best?.end?.step === end?.step ? alike(best?.end) : undefined;
  const isLess = last !== undefined && last.saturated !== null &&
    last.saturated <= most.saturated!;
  const isOver = isLess && !isDead(last) && last.saturated! < FLAT &&
    last.saturated! < most.saturated! - FLATTER;
  // What has grown is told as what came of it.
  const later = isLess
    ? say` At its last look, step ${formatCount(end!.step)}, ${
      isOver ? "that is over: " : "it is "
    }${saturated(last)}${than(theirs)}.`
    : [];
  return {
    kind: "saturated",
    cause: `units that are ${isDead(most) ? "dead" : "saturated"} ${
      isOver ? "at the beginning" : "from the start"
    }`,
    told: [
      say`Before the first step ${
        formatShare(most.saturated)
      } of the outputs of ${most.name} are saturated${dead}${than(alike(best?.start))}${
        lostGradient(start, best)
      }.${later}`,
    ],
    brief: `${formatShare(most.saturated)} saturated`,
  };
};

/**
 * ", and the gradient of `C` is 1/5 of that in a": what comes through to the first matrix or table, below all layers.
 * Nothing where it is not clearly smaller.
 */
function lostGradient(start?: LookClues, best?: Looked): Sentence {
  const [lowest] = gradientFactors(start, best);
  if (!best || lowest === undefined || lowest.name !== start?.matrices[0].name) return [];
  if (lowest.factor > 1 / LOST) return [];
  return say`, and the gradient that comes through to \`${lowest.name}\` ${
    shareOf(lowest.factor, best)
  }`;
}

/** In decades. */
const FAINT = -1;

const faint: Finder = (one, best) => {
  const factors = firstGradients(one, best);
  const middle = factors.at((factors.length - 1) >> 1);
  if (!best || best.above >= SURE || middle === undefined || middle.factor > 10 ** FAINT) {
    return null;
  }
  const [{ name, factor }] = factors;
  return {
    kind: "faint",
    cause: "a gradient that is small at first",
    told: [firstGradientTold(name, factor, best)],
    brief: `\`${name}\`: ${formatFactor(factor)} the gradient`,
  };
};

/** The signs of its start. */
export function startSigns(one: Looked, best?: Looked): Sign[] {
  const found = [notFinite, throughDepth, tooSure, flat].flatMap((find) => find(one, best) ?? []);
  return found.length > 0 ? found : [faint(one, best)].flatMap((sign) => sign ?? []);
}
