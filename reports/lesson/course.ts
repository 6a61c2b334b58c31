/**
 * The course: its chapters in order, and the exercises of each. First the notebooks' chain in its smallest steps, then
 * the layers that it is made of in one formula each, then all other layers.
 *
 * @module
 */
import { chainBackward } from "../../core/chain.ts";
import { CHAIN_EXERCISES } from "../../core/chain_exercises.ts";
import { CHAIN } from "../../core/gradcheck/checks.ts";
import { LAYERS } from "../../core/layers.ts";
import type { Lesson } from "../../core/lesson.ts";
import { LOSSES } from "../../core/losses.ts";
import { type ChainPart, partsOfChain } from "../chain_parts.ts";
import { makeExercise, type PageExercise } from "./exercises.ts";
import { parametersText, type SourceFunction } from "./source.ts";
import { CHAIN_KEY, keyOf } from "./tinies.ts";

/** A part of the chain with its exercises. */
export interface ChainChapter extends ChainPart {
  id: string;
  exercises: PageExercise[];
}

/** A kind of layer, or the loss. */
export interface LayerChapter {
  id: string;
  title: string;
  about: string;
  lessons: { key: string; lesson: Lesson; exercises: PageExercise[] }[];
}

export interface Course {
  chain: ChainChapter[];
  /** The chain's layers, from the loss back. */
  again: LayerChapter[];
  others: LayerChapter[];
  /** The functions of which an exercise is left out, since they are not what it states any more. */
  changed: string[];
}

/** Makes an exercise, where it can be made. */
type Make = (...given: Parameters<typeof makeExercise>) => PageExercise | [];

/** @param sources the functions of core/ by name */
export function course(sources: ReadonlyMap<string, SourceFunction>): Course {
  const changed = new Set<string>();
  /** In a list, or nothing. */
  const make: Make = (...given) => {
    const made = makeExercise(...given);
    if (made === null) changed.add(given[3].name);
    return made ?? [];
  };
  const chapterOf = ({ type, about, lessons }: (typeof LAYERS)[number]) =>
    layerChapter(type, about, lessons, sources, make);
  const again = [...new Set(CHAIN.toReversed())]
    .map((type) => LAYERS.find((kind) => kind.type === type)!);
  const chapters = {
    chain: partsOfChain().map((part, i) => chainChapter(part, i, sources, make)),
    again: [
      layerChapter("loss", "softmax and cross-entropy in one", LOSSES, sources, make),
      ...again.map(chapterOf),
    ],
    others: LAYERS.filter((kind) => !again.includes(kind)).map(chapterOf),
  };
  return { ...chapters, changed: [...changed] };
}

/** All exercises in the order in which they stand. */
export const exercisesOf = ({ chain, again, others }: Omit<Course, "changed">): PageExercise[] => [
  ...chain.flatMap(({ exercises }) => exercises),
  ...[...again, ...others].flatMap(({ lessons }) => lessons.flatMap(({ exercises }) => exercises)),
];

function chainChapter(
  part: ChainPart,
  index: number,
  sources: ReadonlyMap<string, SourceFunction>,
  make: Make,
): ChainChapter {
  const source = sources.get(chainBackward.name)!;
  const names = part.steps.map(({ name }) => name);
  const exercises = names.filter((name) => name in CHAIN_EXERCISES).flatMap((name) =>
    make(
      `chain-${name}`,
      CHAIN_KEY,
      CHAIN_EXERCISES[name],
      source,
      parametersText(chainBackward),
      statementsOf(names, source.body),
    )
  );
  return { ...part, id: `part-${index}`, exercises };
}

/** The lines from the first of these gradients' statements to the last, with their comments. */
function statementsOf(names: readonly string[], body: string): string {
  const places = names.flatMap((name) => {
    const found = new RegExp(`^ *const d${name} = [^;]*;.*$`, "m").exec(body);
    return found === null ? [] : [[found.index, found.index + found[0].length]];
  });
  return body.slice(
    Math.min(...places.map(([start]) => start)),
    Math.max(...places.map(([, end]) => end)),
  );
}

function layerChapter(
  type: string,
  about: string,
  lessons: readonly Lesson[],
  sources: ReadonlyMap<string, SourceFunction>,
  make: Make,
): LayerChapter {
  return {
    id: `layer-${type}`,
    title: type,
    about,
    lessons: lessons.map((lesson, i) => {
      const key = keyOf(type, i);
      const { backward, exercises = [] } = lesson;
      return {
        key,
        lesson,
        exercises: exercises.flatMap((exercise, n) =>
          make(
            `${type}-${i}-${n}`,
            key,
            exercise,
            sources.get(backward!.name)!,
            parametersText(backward!),
          )
        ),
      };
    }),
  };
}
