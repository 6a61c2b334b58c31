/**
 * The list of all losses' lessons.
 *
 * @module
 */
import { crossEntropyLesson } from "./cross_entropy.ts";
import type { Lesson } from "./lesson.ts";
import { sequenceCrossEntropyLesson } from "./losses/sequence_cross_entropy.ts";

export const LOSSES: readonly Lesson[] = [crossEntropyLesson, sequenceCrossEntropyLesson];
