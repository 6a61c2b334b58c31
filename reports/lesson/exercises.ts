/**
 * The lesson's exercises: a backward function of which a part is wrong, the part that readers change, and how their
 * answer is checked: by running it.
 *
 * @module
 */
import { fillTiny } from "../../core/gradcheck/tiny.ts";
import type { Exercise } from "../../core/lesson.ts";
import { type SourceFunction, withoutComments } from "./source.ts";
import { openTiny, subjectOf } from "./tinies.ts";

/** An exercise as the page holds it. */
export interface PageExercise {
  /** Letters, digits and "-". */
  id: string;
  /** Of its tiny batch. */
  key: string;
  options?: Readonly<Record<string, unknown>>;
  /** The function's, as JavaScript. */
  parameters: string;
  /** What stands before and behind the part that readers change. */
  before: string;
  after: string;
  /** The part as it is given, and as the source has it. */
  given: string;
  right: string;
  hints: readonly string[];
}

/**
 * An exercise made of the source by the change that it states.
 *
 * @param part the lines of the body that readers change; default: all
 * @returns null where the text to change is not there exactly once: the source is another by now
 */
export function makeExercise(
  id: string,
  key: string,
  { right, wrong, hints, options }: Exercise,
  source: SourceFunction,
  parameters: string,
  part: string = source.body,
): PageExercise | null {
  const shown = outdented(withoutComments(part));
  if (shown.split(right).length !== 2) return null;
  const at = source.body.indexOf(part);
  return {
    id,
    key,
    options,
    parameters,
    before: source.body.slice(0, at),
    after: source.body.slice(at + part.length),
    given: outdented(withoutComments(part).replace(right, () => wrong)).replace(/^\s*\n/gm, ""),
    right: shown,
    hints,
  };
}

/** Without the spaces that all lines of a body begin with. */
const outdented = (code: string): string => code.replace(/^ {2}/gm, "");

/** A gradient of an answer. */
export interface Verdict {
  name: string;
  isRight: boolean;
  /**
   * Of the first batch on which it is wrong, or else of the first: what the answer gives, and what central differences
   * do.
   */
  shape: readonly number[];
  found: number[];
  wanted: number[];
}

/** Seeds of the batches that an answer has to get right. */
const SEEDS = [1, 2, 3];

/**
 * Runs a reader's code in the place of the exercise's part, on several batches.
 *
 * @returns all gradients, those first that the backward function makes first
 * @throws whatever the code throws, SyntaxError among it
 */
export function checkAnswer(exercise: PageExercise, code: string): Verdict[] {
  const { key, options, parameters, before, after } = exercise;
  const { backward, scope } = subjectOf(key);
  const changed = new Function(
    ...Object.keys(scope),
    `"use strict";\nreturn function (${parameters}) {\n${before}\n${code}\n${after}\n}`,
  )(...Object.values(scope));
  const verdicts = new Map<string, Verdict>();
  for (const seed of SEEDS) {
    const tiny = openTiny(key, { options, replaced: new Map([[backward!, changed]]) });
    fillTiny(tiny, seed);
    for (const { name, backward, differences, comparison } of tiny.run().gradients) {
      if (verdicts.get(name)?.isRight === false || (verdicts.has(name) && comparison.passed)) {
        continue;
      }
      verdicts.set(name, {
        name,
        isRight: comparison.passed,
        shape: differences.shape,
        found: [...backward.data],
        wanted: [...differences.data],
      });
    }
  }
  return [...verdicts.values()];
}
