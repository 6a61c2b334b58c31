/**
 * The tiny batches of the lesson by a name, which the page and its script share: "chain", "loss/0", "batchNorm/0".
 *
 * @module
 */
import { CHAIN_SCOPE, chainBackward } from "../../core/chain.ts";
import {
  type Replaced,
  type Tiny,
  tinyChain,
  tinyLayer,
  tinyLoss,
} from "../../core/gradcheck/tiny.ts";
import type { LayerKind } from "../../core/layer.ts";
import { LAYERS } from "../../core/layers.ts";
import type { Lesson } from "../../core/lesson.ts";
import { LOSSES } from "../../core/losses.ts";
import type { Operation } from "../../core/call.ts";

export const CHAIN_KEY = "chain";
export const keyOf = (type: string, lesson: number): string => `${type}/${lesson}`;

/** What the numbers are of. */
export interface Subject {
  /** Of a layer. */
  kind?: LayerKind;
  lesson?: Lesson;
  backward: Operation | undefined;
  /** What that uses of its module. */
  scope: Readonly<Record<string, unknown>>;
}

/** @throws RangeError for a name that there is not */
export function subjectOf(key: string): Subject {
  if (key === CHAIN_KEY) return { backward: chainBackward, scope: CHAIN_SCOPE };
  const [type, index] = key.split("/");
  const kind = LAYERS.find((one) => one.type === type);
  const lesson = (kind?.lessons ?? LOSSES)[Number(index)];
  if (lesson === undefined) throw new RangeError(`There is no lesson "${key}"`);
  return { kind, lesson, backward: lesson.backward, scope: lesson.scope ?? {} };
}

/** @param given.options of a layer, where they are not as the lesson has them */
export function openTiny(
  key: string,
  given: { options?: Readonly<Record<string, unknown>>; replaced?: Replaced } = {},
): Tiny {
  const { kind, lesson } = subjectOf(key);
  if (lesson === undefined) return tinyChain(given);
  return kind === undefined ? tinyLoss(lesson, given) : tinyLayer(kind, lesson, given);
}
