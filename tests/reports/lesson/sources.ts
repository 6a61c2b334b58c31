/**
 * The files of core/, as the lesson reads them.
 *
 * @module
 */
import { coreFiles } from "../../../cli/lesson.ts";
import { course, exercisesOf } from "../../../reports/lesson/course.ts";
import type { PageExercise } from "../../../reports/lesson/exercises.ts";
import { functionsOf, type SourceFunction } from "../../../reports/lesson/source.ts";

/** The functions of core/ by name. */
export const readFunctions = async (): Promise<Map<string, SourceFunction>> =>
  functionsOf(await coreFiles());

/** All exercises of the lesson. */
export const readExercises = async (): Promise<PageExercise[]> =>
  exercisesOf(course(await readFunctions()));
