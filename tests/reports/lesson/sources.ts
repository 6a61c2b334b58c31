/**
 * The files of core/, as the lesson reads them.
 *
 * @module
 */
import { coreFiles } from "../../../cli/lesson.ts";
import { functionsOf } from "../../../reports/lesson/source.ts";

export const files = await coreFiles();
export const sources = functionsOf(files);
